"""The command line of whoever runs it: server, worker, backups, and what every refusal looks like there."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from petitions import backups, clock, database, doing, errors, restoring, serving, storage, working
from petitions.campaigns import queries
from petitions.campaigns.models import Campaign
from petitions.pdf import certificates

_NOT_SIGNED: Mapping[type[certificates.BadCertificate], str] = {
    certificates.WrongPassword: "The certificate does not open with this password, or is no PKCS#12 file.",
    certificates.NoKey: "The file has no private key: export the certificate with its key.",
    certificates.NotValidYet: "The certificate is not valid yet.",
    certificates.Expired: "The certificate has expired.",
}


class Plainly(click.ClickException):
    """A refusal as a sentence, without a trace."""


def campaign(slug: str) -> Campaign:
    """The campaign at this address. Raises Plainly."""
    try:
        return queries.visible(slug)
    except errors.NotFound:
        raise Plainly(f"There is no campaign “{slug}”.") from None


def signing(files: tuple[BinaryIO, TextIO] | None) -> certificates.Signing | None:
    """Who signs a list, if somebody does: with a PKCS#12 file and what opens it. Raises Plainly."""
    if files is None:
        return None
    certificate, password = files
    try:
        found = certificates.read(certificate.read(), password.read().rstrip("\r\n"))
        return certificates.signing(found, clock.now())
    except certificates.BadCertificate as refusal:
        raise Plainly(f"{_NOT_SIGNED[type(refusal)]} Nothing was written.") from None


@click.command(help="Answer requests until it is stopped.")
@with_appcontext
def serve() -> None:
    try:
        database.check_durability()
        serving.serve(storage.settings())
    except (errors.Unavailable, serving.CannotServe) as refusal:
        raise Plainly(str(refusal)) from None


@click.command(help="Deliver mail, count, erase, until it is stopped.")
@with_appcontext
def work() -> None:
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s")
    try:
        working.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the app behind the proxy
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None


@click.command("jobs", help="Do jobs until it is stopped. The worker keeps one going: this is for further ones.")
@with_appcontext
def do_jobs() -> None:
    logging.basicConfig(level=logging.INFO, format="jobs: %(message)s")
    try:
        doing.do_jobs(current_app._get_current_object())  # type: ignore[attr-defined]  # the app behind the proxy
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None


@click.command(help="Write a backup of database and pictures into FOLDER. The secrets of KEYS_PATH are not in it.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    try:
        manifest = backups.make(folder)
    except backups.BadBackup as refusal:
        raise Plainly(str(refusal)) from None
    except OSError as failure:
        raise Plainly(f"The backup cannot be written: {failure.strerror}. Do not keep {folder}.") from None
    click.echo(f"{folder}: {manifest.rows.get('signature', 0)} signatures, {len(manifest.rows)} tables")


@click.command(help="Put the backup in FOLDER in place; whoever has withdrawn since does not come back.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Even if there are campaigns in the database: they are lost.")
@with_appcontext
def restore(folder: Path, *, replace: bool) -> None:
    try:
        manifest, erased = restoring.restore(folder, is_forced=replace)
    except (backups.BadBackup, serving.CannotServe, errors.Unavailable) as refusal:
        raise Plainly(str(refusal)) from None
    except OSError as failure:
        raise Plainly(f"The backup cannot be restored: {failure.strerror}.") from None
    click.echo(f"Restored from {manifest.made_at}. Erased again, because it was erased since: {erased}.")


COMMANDS = (serve, work, do_jobs, backup, restore)

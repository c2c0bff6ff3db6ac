"""The commands that make what is handed over."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import clock, errors, i18n, keyring, sealing
from petitions.accounts import keyholding
from petitions.campaigns import publishing
from petitions.commands import refusing
from petitions.commands.refusing import Plainly
from petitions.dossiers import exporting, making
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.houses import certifying, passphrases
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import House
from petitions.pdf import certificates

_NOT_SIGNED: Mapping[type[certificates.BadCertificate], str] = {
    certificates.WrongPassword: "The certificate does not open with this password, or is no PKCS#12 file.",
    certificates.NoKey: "The file has no private key: export the certificate with its key.",
    certificates.NotValidYet: "The certificate is not valid yet.",
    certificates.Expired: "The certificate has expired.",
}

dossiers = AppGroup("dossiers", help="What is handed over.")


@dossiers.command(
    "make", help="Write the signature list of campaign SLUG as PDF and CSV. Names need the House's passphrase."
)
@click.argument("slug")
@click.option(
    "--passphrase-file",
    "files",
    type=click.File("r"),
    multiple=True,
    help="A file with the passphrase; - reads it from the keyboard. Once more for each older key of the House.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF.")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV.")
@click.option("--language", type=click.Choice(i18n.INTERFACE), help="Default: the campaign's main language.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The date on the cover. Default: today.")
@click.option("--profile", type=click.Choice([one.value for one in Profile]), default="names", show_default=True)
@click.option("--order", type=click.Choice([one.value for one in Order]), default="number", show_default=True)
@click.option("--lanes", type=click.IntRange(1, 2), default=1, show_default=True, help="Rows beside each other.")
@click.option("--letter/--no-letter", default=True, show_default=True, help="With the cover letter, if one is written.")
@click.option(
    "--certificate",
    type=(click.File("rb"), click.File("r")),
    help="Sign the PDF: a certificate with its key (PKCS#12), and a file with its password (- reads it from the keyboard).",
)
@with_appcontext
def make_dossier(
    slug: str,
    files: tuple[TextIO, ...],
    out: Path,
    table: Path,
    language: str | None,
    day: datetime.datetime | None,
    profile: str,
    order: str,
    lanes: int,
    letter: bool,
    certificate: tuple[BinaryIO, TextIO] | None,
) -> None:
    choices = Choices(Profile(profile), Order(order), lanes, letter)
    if choices.has_list and not files:
        raise Plainly("Names need a --passphrase-file. Nothing was written.")
    if out.resolve() == table.resolve():
        raise Plainly("--out and --csv name the same file. Nothing was written.")
    campaign = refusing.campaign(slug)
    if not publishing.has_list(campaign.id):
        raise Plainly("The list of this campaign has been erased. Only its numbers are left.")
    private_keys, signing = _unlocked(campaign.house, files), _signing(certificate)
    exporting.note_here(campaign, choices.profile, is_signed=signing is not None)
    total, spoken = making.total(campaign), language or i18n.spoken(campaign.language)
    try:
        with click.progressbar(length=total, label=f"{total} signatures") as bar, i18n.speaking(spoken):
            made = making.make(
                campaign, private_keys, out=out, table=table, language=spoken, day=day.date() if day else clock.today(),
                choices=choices, signing=signing, progress=bar.update,
            )  # fmt: skip
    except keyring.SecretMissing:
        raise Plainly("The list of this campaign has been erased. Only its numbers are left.") from None
    except sealing.CannotOpen:
        raise Plainly(
            "Some signatures are sealed for another key of the House: add its --passphrase-file, too."
        ) from None
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None
    except OSError as failure:
        raise Plainly(f"The files cannot be written: {failure.strerror}. Nothing was written.") from None
    click.echo(f"{out}: {made.pages} pages\n{table}: SHA-256 {made.sha256}")
    if signing and signing.stamps and signing.stamps.are_missing:
        click.echo("The server for time stamps gave none: the PDF is signed without one.", err=True)
    if made.unprintable:
        click.echo(
            f"No typeface has these signs; they are marked in the list: {' '.join(sorted(made.unprintable))}", err=True
        )


def _unlocked(house: House, files: tuple[TextIO, ...]) -> PrivateKeys:
    """The keys that the passphrases in `files` open."""
    try:
        return keyholding.unlock_here(house, (passphrase.read() for passphrase in files))
    except passphrases.WrongPassphrase:
        raise Plainly("This passphrase opens no key of the House. Nothing was written.") from None


def _signing(files: tuple[BinaryIO, TextIO] | None) -> certificates.Signing | None:
    """Who signs a list, if somebody does: with a PKCS#12 file and what opens it. Raises Plainly."""
    if files is None:
        return None
    certificate, password = files
    try:
        found = certificates.read(certificate.read(), password.read().rstrip("\r\n"))
        return certificates.signing(found, clock.now(), certifying.stamps())
    except certificates.BadCertificate as refusal:
        raise Plainly(f"{_NOT_SIGNED[type(refusal)]} Nothing was written.") from None


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(dossiers)

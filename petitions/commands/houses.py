"""The commands about Houses and their keys."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import database, i18n
from petitions.accounts import keyholding
from petitions.commands import refusing
from petitions.commands.refusing import Plainly
from petitions.houses import key_sheets, keys, recovery
from petitions.houses import queries as houses

houses_group = AppGroup("houses", help="Houses and their keys.")


@houses_group.command("list", help="The Houses and whether each has a key.")
@with_appcontext
def list_houses() -> None:
    for house in houses.everyone():
        try:
            state = f"key of {keys.current(house.id).created_on}"
        except keys.NoHouseKey:
            state = "no key: takes no signatures"
        click.echo(f"{house.slug:24} {house.text().name:40} {state}")


@houses_group.command("create-key", help="Give the House SLUG a new key pair; its passphrase is shown once.")
@click.argument("slug")
@click.option("--holder", default="House", show_default=True, help="Who keeps the passphrase.")
@with_appcontext
def create_key(slug: str, holder: str) -> None:
    house = refusing.house(slug)
    passphrase = keyholding.create_key(house.id, holder)
    click.echo(f"Passphrase of {house.text().name}. Write it down: it is not kept here and cannot be shown again.")
    click.echo(passphrase)


@houses_group.command("make-recovery-key", help="Give the network a new recovery key; its private part is shown once.")
@click.option(
    "--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a PDF to be printed, instead."
)
@click.option("--language", type=click.Choice(i18n.INTERFACE), default=i18n.DEFAULT, show_default=True)
@with_appcontext
def make_recovery_key(sheet: Path | None, language: str) -> None:
    try:
        if sheet:
            sheet.touch(mode=0o600, exist_ok=False)
    except OSError as failure:
        raise Plainly(f"{sheet} cannot be written: {failure.strerror}. Nothing was made.") from None
    code, is_written = keyholding.make_recovery_key(), False
    try:
        if sheet:
            with i18n.speaking(language):
                sheet.write_bytes(key_sheets.for_recovery(code, language))
            is_written = True
    finally:  # if the sheet fails, whatever the reason: the key counts already
        if not is_written:
            click.echo("The network's recovery key. Write it down: it is not kept here and cannot be shown again.")
            click.echo(code)
    if sheet:
        click.echo(f"{sheet}: print it twice, then delete it. The key is not kept here and cannot be shown again.")


@houses_group.command("recover", help="Make a new passphrase for the House SLUG with the network's recovery key.")
@click.argument("slug")
@click.option("--holder", default="Recovery", show_default=True, help="Who keeps the new passphrase.")
@with_appcontext
def recover(slug: str, holder: str) -> None:
    house = refusing.house(slug)
    database.end_reading()  # it is fetched from a safe
    typed = click.prompt("Recovery key (it does not show)", hide_input=True)
    try:
        passphrase = keyholding.recover(house.id, typed, holder)
    except recovery.NothingToRecover:
        raise Plainly("No key of this House was ever sealed for a recovery key.") from None
    except recovery.WrongRecoveryKey:
        raise Plainly(
            "This is not the recovery key for which the House's keys were sealed, or a sign is wrong."
        ) from None
    click.echo(f"Passphrase of {house.text().name}. Write it down: it is not kept here and cannot be shown again.")
    click.echo(passphrase)


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(houses_group)

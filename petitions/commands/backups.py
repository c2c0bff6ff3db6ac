"""The commands that write backups and bring them back."""

import sqlite3
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from petitions import backups, errors, migrating, restoring, serving
from petitions.commands.refusing import Plainly


@click.command(help="Write a backup of database and pictures into FOLDER. The secrets of KEYS_PATH are not in it.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    try:
        manifest = backups.make(folder)
    except backups.BadBackup as refusal:
        raise Plainly(str(refusal)) from None
    except (OSError, sqlite3.Error) as failure:
        why = getattr(failure, "strerror", None) or failure
        raise Plainly(f"The backup cannot be written: {why}. Do not keep {folder}.") from None
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
    except (OSError, sqlite3.Error) as failure:
        why = getattr(failure, "strerror", None) or failure
        raise Plainly(f"The backup cannot be restored: {why}.") from None
    click.echo(f"Restored from {manifest.made_at}. Erased again, because it was erased since: {erased}.")


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    migrating.init_app(app)
    app.cli.add_command(backup)
    app.cli.add_command(restore)

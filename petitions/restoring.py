"""Restoring: a backup comes back, and nobody who has left since comes back with it."""

import contextlib
import datetime
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import sqlalchemy as sa
from psycopg import sql

from petitions import backups, database, keyring, migrations, serving, storage
from petitions.backups import BadBackup, Manifest
from petitions.database import db
from petitions.events import halting as event_halting
from petitions.events import retention as event_retention
from petitions.post import beats
from petitions.signatures import burying, tally
from petitions.updates import halting

FORGOTTEN = ("organiser_session", "unlock", "ticket_copy", "ticket", "ticket_holder", "heartbeat")
"""Tables that speak of the moment of the backup: who was signed in, what was open, which processes lived."""


def restore(folder: Path, *, is_forced: bool = False) -> tuple[Manifest, int]:
    """Put the backup in `folder` in the place of what is there, and erase again what was erased since it was made.

    Returns what the backup says of itself, and how much was erased again. Raises BadBackup, serving.CannotServe,
    errors.Unavailable, OSError.
    """
    manifest = backups.read_manifest(folder)
    with serving.claim(storage.settings()):
        _check(manifest, is_forced=is_forced)
        backups.check_files(folder, manifest)
        if manifest.database == "sqlite":
            _put_sqlite(folder / backups.SQLITE_FILE)
        else:
            _put_postgresql(folder / backups.TABLES, manifest)
        flask_migrate.upgrade()
        for name in backups.FOLDERS:
            shutil.copytree(folder / name, storage.folder(name), ignore=_strange(folder, manifest), dirs_exist_ok=True)
        _forget()
        made_at = datetime.datetime.fromisoformat(manifest.made_at)
        erased = burying.bury_again(made_at) + event_retention.bury_again()
        while tally.book():
            pass
        halting.halt(made_at)
        event_halting.halt(made_at)
        database.wipe_traces()
    return manifest, erased


def _check(manifest: Manifest, *, is_forced: bool) -> None:
    if _rows_of("heartbeat") and beats.is_anybody_there():
        raise BadBackup("The worker is running. Stop it first.")
    if manifest.revision not in migrations.known():
        raise BadBackup(f"This backup is of a newer version of the program (schema {manifest.revision}).")
    if manifest.rows.get("signature") and not keyring.current().names("campaign-"):
        raise BadBackup(
            "KEYS_PATH holds no secret of a campaign: no signature of this backup could be opened or counted on."
        )
    if not is_forced and _rows_of("campaign"):
        raise BadBackup("There are campaigns in this database. To put the backup in their place: restore --replace")


def _strange(folder: Path, manifest: Manifest) -> Callable[[str, list[str]], list[str]]:
    """Says which files of the backup it does not know: nobody has checked those."""
    known = {folder / name for name in manifest.files}

    def strange(place: str, names: list[str]) -> list[str]:
        return [name for name in names if not (path := Path(place, name)).is_dir() and path not in known]

    return strange


def _rows_of(table: str) -> int:
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(table):
            return 0
        found: int = connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()
        return found


def _put_sqlite(path: Path) -> None:
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with contextlib.closing(source), db.engine.connect() as connection:
        target = connection.connection.driver_connection
        assert isinstance(target, sqlite3.Connection)
        connection.rollback()
        source.backup(target)
    db.engine.dispose()  # what a connection remembers of the old file is of no use


def _put_postgresql(folder: Path, manifest: Manifest) -> None:
    with db.engine.begin() as connection:
        for name in [*backups.tables(connection), database.REVISIONS.name]:
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')
    flask_migrate.upgrade(revision=manifest.revision)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for name, rows in manifest.rows.items():
            _put_table(backups.driver(connection), name, folder / name, rows)


def _put_table(connection: "psycopg.Connection[Any]", name: str, path: Path, rows: int) -> None:
    table = sql.Identifier(name)
    with connection.cursor() as cursor, path.open("rb") as file:
        names = file.readline().decode().split()
        columns = map(sql.Identifier, names)
        cursor.execute(sql.SQL("DELETE FROM {}").format(table))  # what migrations have put there
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(columns))) as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
        if cursor.rowcount != rows:
            raise BadBackup(f"{path} has {cursor.rowcount} rows instead of {rows}.")
        if "id" in names:
            _count_on(cursor, name)


def _count_on(cursor: "psycopg.Cursor[Any]", name: str) -> None:
    """Let the numbers of new rows begin behind those that were put back."""
    sequence = cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", (name,)).fetchone()
    if sequence and sequence[0]:
        highest = sql.SQL("SELECT setval({}, coalesce(max(id), 0) + 1, false) FROM {}")
        cursor.execute(highest.format(sql.Literal(sequence[0]), sql.Identifier(name)))


def _forget() -> None:
    with database.action() as session:
        for name in FORGOTTEN:
            session.execute(sa.delete(sa.table(name)))

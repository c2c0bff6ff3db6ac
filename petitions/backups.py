"""Backups: a copy of the database at one moment, and the pictures. The secrets of `KEYS_PATH` are never in it."""

import contextlib
import datetime
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from petitions import clock, database, storage
from petitions.database import db

MANIFEST = "backup.json"
"""Written last: a folder without it holds no whole backup."""
SQLITE_FILE = "petitions.db"
TABLES = "tables"
FOLDERS = ("pictures",)
"""What is kept of INSTANCE_PATH: all else there is made again, or is on its way to somebody."""
QUEUE = "huey_"


class BadBackup(Exception):
    """The folder cannot take a backup, or holds none that fits. `str()` is the sentence for whoever asked."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    database: str
    """`sqlite` or `postgresql`."""
    revision: str
    rows: dict[str, int]
    """Rows by table, in an order in which they can be put back."""
    files: dict[str, str]
    """SHA-256 of every other file of the backup, by its path in the folder."""


def make(folder: Path) -> Manifest:
    """Write a backup into `folder`, which is new or empty. People may sign meanwhile. Raises BadBackup, OSError."""
    check_place(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadBackup(f"{folder} is not empty. A backup goes into a folder of its own.")
    folder.chmod(0o700)
    made_at = clock.now().isoformat(timespec="seconds")
    kind = db.engine.dialect.name
    revision, rows = _copy_sqlite(folder / SQLITE_FILE) if kind == "sqlite" else _copy_postgresql(folder / TABLES)
    for name in FOLDERS:
        shutil.copytree(storage.folder(name), folder / name, copy_function=_copy_if_there)
    files = {str(path.relative_to(folder)): _checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = Manifest(made_at, kind, revision, rows, files)
    with private(folder / MANIFEST) as file:
        file.write(json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """What the backup in `folder` says of itself. Raises BadBackup."""
    try:
        said = json.loads((folder / MANIFEST).read_text())
        if "files" not in said:
            raise BadBackup(f"{folder} is of a version that noted no checksums: that version can restore it.")
        manifest = Manifest(**said)
        datetime.datetime.fromisoformat(manifest.made_at)
    except (OSError, ValueError, TypeError):
        raise BadBackup(f"{folder} holds no whole backup: {MANIFEST} is missing or not ours.") from None
    if manifest.database != db.engine.dialect.name:
        raise BadBackup(f"This backup is of {manifest.database}; DATABASE_URL names {db.engine.dialect.name}.")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Refuse a backup of which something is missing or not as it was written. Raises BadBackup, OSError."""
    for path in (folder / name for name in (*manifest.files, *FOLDERS)):
        if not path.exists():
            raise BadBackup(f"{path} is missing.")
    for name, checksum in manifest.files.items():
        if _checksum(folder / name) != checksum:
            raise BadBackup(f"{folder / name} is damaged.")


def check_place(folder: Path) -> None:
    """Refuse a folder in which backup and secrets would lie together. Raises BadBackup."""
    keys = storage.settings().keys_path.resolve()
    if folder.resolve().is_relative_to(keys) or keys.is_relative_to(folder.resolve()):
        raise BadBackup(f"{folder} and KEYS_PATH lie in each other: a backup would be kept with what opens it.")


@contextlib.contextmanager
def private(path: Path) -> Iterator[Any]:
    """A new file for its owner's eyes only, on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_if_there(source: str, target: str) -> None:
    """Copy a picture; one that nothing shows any more may be removed meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _copy_sqlite(path: Path) -> tuple[str, dict[str, int]]:
    with private(path):
        pass
    with database.db.engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        connection.rollback()
        target = sqlite3.connect(path)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            if not _is_sound(target):
                raise BadBackup("The database is damaged, and so would be its backup. Keep the older ones.")
            names = [name for (name,) in target.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            rows = {name: target.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}  # noqa: S608  # our own tables
            (revision,) = target.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            target.close()
    return revision, rows


def _is_sound(copy: sqlite3.Connection) -> bool:
    try:
        return bool(copy.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _copy_postgresql(folder: Path) -> tuple[str, dict[str, int]]:
    folder.mkdir(mode=0o700)
    rows: dict[str, int] = {}
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        revision: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        for name in tables(connection):
            rows[name] = _copy_table(driver(connection), name, folder / name)
    return revision, rows


def _copy_table(connection: "psycopg.Connection[Any]", name: str, path: Path) -> int:
    with connection.cursor() as cursor, private(path) as file:
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(name)))
        columns = [column.name for column in cursor.description or []]
        file.write((" ".join(columns) + "\n").encode())
        with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            for piece in copy:
                file.write(piece)
        return cursor.rowcount


def tables(connection: sa.Connection) -> list[str]:
    """Our tables, those that others refer to first."""
    found = [name for name, _keys in sa.inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in found if name != database.REVISIONS.name and not name.startswith(QUEUE)]


def driver(connection: sa.Connection) -> "psycopg.Connection[Any]":
    """What psycopg has of a connection to PostgreSQL."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found

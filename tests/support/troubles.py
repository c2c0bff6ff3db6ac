"""What happens to a machine: its disk fills up, its database is locked or restarted. Each lasts as long as its `with`."""

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.support.crowd import eventually
from tests.support.mailserver import MailServer
from tests.support.postgres import Postgres

MEGABYTES = 96
"""Enough for the demonstration on SQLite, and little enough to be filled at once."""


class MayNotMount(Exception):
    """No disk can be mounted here; `str()` says what to do."""


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int = MEGABYTES) -> Iterator[Path]:
    """A disk of a few megabytes at `folder`."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MayNotMount(
            f"A test fills a small disk of its own, and may not mount one here; run it as root. {done.stderr}"
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """Nothing more fits on `disk`, where the database lies."""
    if (disk / "petitions.db").exists():
        _empty_journal(disk / "petitions.db")
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    assert shutil.disk_usage(disk).free < 1 << 20
    try:
        yield
    finally:
        filler.unlink()


def _empty_journal(database: Path) -> None:
    """Take SQLite's reserve away: its journal keeps the room it once had, and lives on that for a while."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    try:
        for _ in range(100):
            (is_busy, _pages, _moved) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return
            time.sleep(0.05)
        raise AssertionError("the journal of SQLite was never free to be emptied")
    finally:
        connection.close()


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the database at `url`, so that nobody writes: of PostgreSQL's, the tables of signatures and mail."""
    if not url.startswith("sqlite"):
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("LOCK TABLE signature, outbox_message IN EXCLUSIVE MODE")
            yield
            connection.rollback()
        return
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        holder.close()


@contextlib.contextmanager
def halted(server: Postgres, how: signal.Signals) -> Iterator[None]:
    """PostgreSQL is down."""
    server.halt(how)
    try:
        yield
    finally:
        server.resume()


@contextlib.contextmanager
def full_under(server: Postgres, disk: Path) -> Iterator[None]:
    """Nothing more fits on the disk of PostgreSQL. Where that ends it, it is started again when there is room."""
    with full(disk):
        yield
    if eventually(lambda: server.is_down, within=1):
        server.resume()


@contextlib.contextmanager
def gone(server: MailServer) -> Iterator[None]:
    """Nobody answers on the mail server's port."""
    server.go_away()
    try:
        yield
    finally:
        server.come_back()


@contextlib.contextmanager
def rude(server: MailServer, stage: str, answer: str) -> Iterator[None]:
    """The mail server answers every command of `stage` with `answer`."""
    server.misbehave(stage, answer)
    try:
        yield
    finally:
        server.behave()

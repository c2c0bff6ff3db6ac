"""SQLite's one writer: how its lock is waited for."""

import sqlite3
import time

from sqlalchemy import exc
from sqlalchemy.engine import Connection

BETWEEN_TRIES = 0.0005
"""Seconds between two tries to write: most who write are done after two or three milliseconds."""


def begin_immediate(connection: Connection, patience: float) -> None:
    """Take the right to write as soon as another process has let it go; waits for at most `patience` seconds.

    SQLite's own waiting sleeps longer and longer, up to a tenth of a second, and all who write in this process would sleep with it.
    Raises sqlalchemy.exc.OperationalError.
    """
    wait(connection, 0)
    end, raw = time.monotonic() + patience, _raw(connection)
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise exc.OperationalError("BEGIN IMMEDIATE", None, failure) from failure
            time.sleep(BETWEEN_TRIES)
        else:
            return


def wait(connection: Connection, seconds: float) -> None:
    """Let SQLite's `connection` wait so long from now on, wherever else it meets a lock."""
    _raw(connection).execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")


def _raw(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection: each who signs waits for these statements of others."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found

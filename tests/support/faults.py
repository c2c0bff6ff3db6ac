"""Guards of the product that a test turns off, to see that its check notices: `Product(…, FAULT="late_commit")`.

Each fault is loaded into every process of the product before its own code runs (`guard/sitecustomize.py`).
"""

import os
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

import config
from petitions import database

FAULTS: dict[str, Callable[[], None]] = {}


def fault(break_it: Callable[[], None]) -> Callable[[], None]:
    """Register a function that turns one guard off, under its own name."""
    FAULTS[break_it.__name__] = break_it
    return break_it


def load() -> None:
    """Turn off what the environment names."""
    if name := os.environ.get("FAULT"):
        FAULTS[name]()


@fault
def weak_journal() -> None:
    """SQLite answers before the disk has what it was told."""
    _weaken_journal()


@fault
def weak_journal_unnoticed() -> None:
    """The same, and nobody looks."""
    _weaken_journal()
    durability_unchecked()


@fault
def durability_unchecked() -> None:
    """Nobody looks whether the database keeps what it acknowledges."""
    database.check_durability = lambda: None


@fault
def any_secret_will_do() -> None:
    """A placeholder is taken for a secret key."""
    config._Reading._secret_key = lambda reading: reading._value("SECRET_KEY") or "none"


def _weaken_journal() -> None:
    @event.listens_for(Engine, "connect")
    def weaken(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=NORMAL")

"""The folder of secrets (`KEYS_PATH`): outside database, instance folder and backups, and the first thing to be destroyed."""

import datetime
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app

from petitions import clock, errors

LENGTH = 32
"""Bytes in a secret."""


class SecretMissing(errors.Unavailable):
    """A secret that is needed is not in the folder: what it would seal is refused."""


class DaySecret(NamedTuple):
    """A day with its secret. Read one after the other, at midnight something is marked with another day than its lock."""

    day: datetime.date
    secret: bytes


class Keyring:
    """Named secrets, a file each, readable by the owner alone. Nothing is cached: what was shredded is gone at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret(self, name: str) -> bytes:
        """The secret `name`. Raises SecretMissing if there is none."""
        try:
            value = self._file(name).read_bytes()
        except OSError as failure:
            raise SecretMissing(name) from failure
        if len(value) != LENGTH:
            raise SecretMissing(name)
        return value

    def ensure(self, name: str) -> bytes:
        """The secret `name`, made now if there is none. Whoever comes second gets the first one's.

        Raises SecretMissing if the folder cannot be written.
        """
        try:
            return self.secret(name)
        except SecretMissing:
            return self._make(name)

    def of_today(self, prefix: str) -> DaySecret:
        """The day (UTC) and its secret, `prefix2015-05-18`. Raises as `ensure` does."""
        day = clock.today()
        return DaySecret(day, self.ensure(f"{prefix}{day}"))

    def shred(self, name: str) -> None:
        """Destroy the secret `name`, and with it whatever it sealed. Harmless if there is none."""
        file = self._file(name)
        try:
            with file.open("r+b") as handle:
                handle.write(secrets.token_bytes(LENGTH))
                handle.flush()
                os.fsync(handle.fileno())
            file.unlink()
        except FileNotFoundError:
            return
        self._flush_folder()

    def names(self, prefix: str) -> list[str]:
        """The names of all secrets that begin with `prefix`, sorted."""
        return sorted(file.stem for file in self.folder.glob(f"{prefix}*.key"))

    def _make(self, name: str) -> bytes:
        value = secrets.token_bytes(LENGTH)
        draft = self.folder / f".{name}.{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
                handle.write(value)
                handle.flush()
                os.fsync(handle.fileno())
            # A link appears whole or not at all, and only for the first of two who try.
            os.link(draft, self._file(name))
        except FileExistsError:
            return self.secret(name)
        except OSError as failure:
            raise SecretMissing(name) from failure
        finally:
            draft.unlink(missing_ok=True)
        self._flush_folder()
        return value

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def _flush_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def init_app(app: Flask, folder: Path) -> None:
    """Give `app` the secrets in `folder`."""
    app.extensions["keyring"] = Keyring(folder)


def current() -> Keyring:
    """The secrets of the running app."""
    keyring = current_app.extensions["keyring"]
    assert isinstance(keyring, Keyring)
    return keyring

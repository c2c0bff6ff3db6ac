"""Folders of this instance, files that are kept in them for good, and the settings it runs with."""

import contextlib
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from flask import current_app

import config
from petitions import errors


class NoRoom(errors.Unavailable):
    """The disk is full or takes nothing: nothing was kept."""


def settings() -> config.Settings:
    """What the environment said when the app was made."""
    found = current_app.config["SETTINGS"]
    assert isinstance(found, config.Settings)
    return found


def folder(name: str) -> Path:
    """The folder `name` in INSTANCE_PATH, made if it is not there."""
    path = settings().instance_path / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def use(file: Path) -> bool:
    """Whether a file of a folder that is swept is there; it counts as new then, to the hour."""
    with contextlib.suppress(FileNotFoundError):
        if file.stat().st_mtime < time.time() - 3600:
            os.utime(file)
        return True
    return False


def used(file: Path) -> bytes | None:
    """What is in such a file; None if it is not there, or a sweep has taken it just now."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_bytes() if use(file) else None
    return None


def sweep(name: str, *, days: int) -> int:
    """Remove what was put into the folder `name`, or last used, more than `days` ago. Returns how many files went."""
    gone = [file for file in folder(name).iterdir() if is_older(file, days * 24 * 3600)]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def is_older(file: Path, seconds: float) -> bool:
    """Whether a file has lain there, or was last used, for more than so long. One that is gone, or just renamed, has not."""
    with contextlib.suppress(FileNotFoundError):
        return file.stat().st_mtime < time.time() - seconds
    return False


def fonts_path() -> Path:
    """Where the built typefaces lie."""
    return settings().fonts_path


def keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into `folder`, all of them or none, and return when they would outlive a power cut.

    Names are those of their content: one that is there already is marked as new and left as it is. Raises NoRoom.
    """
    drafts: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            if (folder / name).exists():
                os.utime(folder / name)
                continue
            draft = folder / f".{name}.{secrets.token_hex(4)}"
            drafts[draft] = folder / name
            _write(draft, content)
        for draft, file in drafts.items():
            draft.rename(file)
        _sync(folder)
    except OSError as failure:
        for draft in drafts:
            draft.unlink(missing_ok=True)
        raise NoRoom from failure


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())


def _sync(folder: Path) -> None:
    """Make the names in `folder` last, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

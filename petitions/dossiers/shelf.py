"""The shelf: where the files of exports lie, encrypted from their first byte, until they have had their time."""

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from petitions import keyring, storage, vault

FOLDER = "exports"


def secret_name(job_id: int) -> str:
    """What the secret of an export is called in the keyring."""
    return f"export-{job_id}"


@contextmanager
def putting(job_id: int, name: str, half: bytes) -> Iterator[vault.Writer]:
    """Put a file on the shelf under `name`; `half` of its key is the row's. It is durable when the block ends.

    Raises keyring.SecretMissing, OSError.
    """
    secret = keyring.current().ensure(secret_name(job_id))
    folder = _folder(job_id)
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / name).unlink(missing_ok=True)  # whoever had the job before us may still write to it
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        writer = vault.Writer(file, half + secret)
        yield writer
        writer.close()
        file.flush()
        os.fsync(file.fileno())


def opened(job_id: int, names: Collection[str], half: bytes) -> Callable[[str], Iterator[bytes]]:
    """What reads each of the files `names`, which are there, piece by piece: later, and outside of any request, too.

    Raises keyring.SecretMissing, OSError; what it returns raises sealing.CannotOpen, and OSError where one has gone since.
    """
    secret, folder = keyring.current().secret(secret_name(job_id)), _folder(job_id)
    for name in names:
        (folder / name).stat()

    def pieces(name: str) -> Iterator[bytes]:
        with (folder / name).open("rb") as file:
            yield from vault.read(file, half + secret)

    return pieces


def clear(job_id: int) -> None:
    """Take all files of an export away: what opens them first. Harmless if there are none."""
    keyring.current().shred(secret_name(job_id))
    shutil.rmtree(_folder(job_id), ignore_errors=True)


def _folder(job_id: int) -> Path:
    return storage.folder(FOLDER) / str(job_id)

"""Tombstones: what was taken back or erased, by the number of its link's digest, so that no backup brings it back.

They lie beside the secrets (`KEYS_PATH`), outside every backup, each written before its row is erased. They name nobody: a
digest of random bits says something only to whoever has the row.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from petitions import errors, keyring

FILE = "tombstones"


def note(kind: str, owner_id: int, digest: bytes) -> None:
    """Write down that the row of `kind` with this digest, of campaign or event `owner_id`, is going to be erased.

    Raises errors.Unavailable if that cannot be made to last: then nothing is erased, either.
    """
    try:
        with _held() as file:
            file.seek(0, os.SEEK_END)
            file.write(f"{kind} {owner_id} {digest.hex()}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as failure:
        raise errors.Unavailable("tombstones") from failure


def read(kind: str) -> Iterator[bytes]:
    """The digests of all rows of `kind` that were erased."""
    with _held() as file:
        file.seek(0)
        for line in file.read().decode("ascii", "replace").splitlines():
            words = line.split()
            if len(words) == 3 and words[0] == kind:  # a line that was cut off by a crash erased nothing
                yield bytes.fromhex(words[2])


@contextmanager
def _held() -> Iterator[BinaryIO]:
    """The file, for this process alone: appending is not safe on a shared mount."""
    path = keyring.current().folder / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file

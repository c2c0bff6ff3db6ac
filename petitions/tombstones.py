"""Tombstones: what was taken back, erased or told since a backup was made, so that none brings it back, or has it told again.

They lie beside the secrets (`KEYS_PATH`), outside every backup, each written before what it speaks of is done. They name nobody:
the digest of a link says something only to whoever has the row, those of what was told are of an event or of news.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from petitions import errors, keyring

FILE = "tombstones"

_LINE = re.compile(r"(\S+) \d+ ([0-9a-f]{64})")
"""Of a line that was cut off by a crash nothing was done."""


def note(kind: str, owner_id: int, digest: bytes) -> None:
    """Write down that what has this digest, of campaign or event `owner_id`, is going to be erased, or told.

    Raises errors.Unavailable if that cannot be made to last: then it must not be done, either.
    """
    try:
        with _held() as file:
            file.seek(0, os.SEEK_END)
            file.write(f"\n{kind} {owner_id} {digest.hex()}\n".encode())  # ends a line that was cut off
            file.flush()
            os.fsync(file.fileno())
    except OSError as failure:
        raise errors.Unavailable("tombstones") from failure


def read(kind: str) -> Iterator[bytes]:
    """All digests that were noted of `kind`."""
    with _held() as file:
        file.seek(0)
        for line in file.read().decode("ascii", "replace").splitlines():
            found = _LINE.fullmatch(line)
            if found and found[1] == kind:
                yield bytes.fromhex(found[2])


@contextmanager
def _held() -> Iterator[BinaryIO]:
    """The file, for this process alone: appending is not safe on a shared mount."""
    path = keyring.current().folder / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file

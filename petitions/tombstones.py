"""Tombstones: what was taken back, erased, hidden or told since a backup was made, so that none brings it back, or has it told
again.

They lie beside the secrets (`KEYS_PATH`), outside every backup, each written before what it speaks of is done. They name nobody:
the digest of a link says something only to whoever has the row, all others are of a campaign, an event or of news. What a
House may take back has its moment, so that a backup made later counts for more; what a signatory did has none: where it can be
taken back, the later line counts, and that one is written once it is done.
"""

import datetime
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from petitions import errors, keyring

FILE = "tombstones"

_LINE = re.compile(r"(\S+) \d+ ([0-9a-f]{64})(?: (\d+))?")
"""Of a line that was cut off by a crash nothing was done."""


def note(kind: str, owner_id: int, *digests: bytes, at: datetime.datetime | None = None) -> None:
    """Write down that what has these digests, of campaign or event `owner_id`, is going to be erased, hidden or told.

    Raises errors.Unavailable if that cannot be made to last: then it must not be done, either.
    """
    moment = f" {int(at.timestamp())}" if at else ""
    lines = [f"{kind} {owner_id} {digest.hex()}{moment}\n" for digest in digests]
    try:
        with _held() as file:
            file.seek(0, os.SEEK_END)
            file.write("".join(["\n", *lines]).encode())  # ends a line that was cut off
            file.flush()
            os.fsync(file.fileno())
    except OSError as failure:
        raise errors.Unavailable("tombstones") from failure


def read(kind: str, since: datetime.datetime | None = None) -> Iterator[bytes]:
    """All digests that were noted of `kind`; of those that have a moment, the ones from `since` on."""
    oldest = since.timestamp() if since else 0
    for found in _lines():
        if found[1] == kind and (found[3] is None or int(found[3]) >= oldest):
            yield bytes.fromhex(found[2])


def last_of(kind: str, *, undone_by: str) -> list[bytes]:
    """The digests that were noted of `kind`, and not of `undone_by` after that."""
    last = {bytes.fromhex(found[2]): found[1] for found in _lines() if found[1] in (kind, undone_by)}
    return [digest for digest, noted in last.items() if noted == kind]


def _lines() -> Iterator[re.Match[str]]:
    with _held() as file:
        file.seek(0)
        for line in file.read().decode("ascii", "replace").splitlines():
            if found := _LINE.fullmatch(line):
                yield found


@contextmanager
def _held() -> Iterator[BinaryIO]:
    """The file, for this process alone: appending is not safe on a shared mount."""
    path = keyring.current().folder / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file

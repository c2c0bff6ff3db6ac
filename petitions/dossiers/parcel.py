"""All files of an export in one zip, made while it is sent: nothing of it lies anywhere, in memory or on the disk."""

import datetime
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, cast

from petitions.dossiers.models import ExportFile

SUMS = "SHA256SUMS.txt"


class _Piece:
    """What a zip is written to: it keeps what was written until that is taken."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing: what was written is taken, not flushed."""

    def taken(self) -> bytes:
        taken = b"".join(self._written)
        self._written.clear()
        return taken


def stream(
    files: Iterable[ExportFile], content: Callable[[str], Iterator[bytes]], *, day: datetime.date
) -> Iterator[bytes]:
    """A zip of `files`, whose `content` is asked for by name, piece by piece; nothing is compressed.

    The last file in it has their checksums, as `sha256sum --check` reads them. Raises what `content` raises.
    """
    out, listed = _Piece(), list(files)
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in listed).encode()
    with zipfile.ZipFile(cast("BinaryIO", out), "w") as archive:
        for file in listed:
            with archive.open(_entry(file.name, file.size, day), "w") as entry:
                for piece in content(file.name):
                    entry.write(piece)
                    yield out.taken()
        archive.writestr(_entry(SUMS, len(sums), day), sums)
    yield out.taken()


def _entry(name: str, size: int, day: datetime.date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.file_size = size  # so that one of more than 2 GiB gets the room for its length
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    return entry

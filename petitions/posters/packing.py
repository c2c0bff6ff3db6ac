"""One zip of many posters, in a folder for each language. The same posters give the same bytes."""

import datetime
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from petitions.posters import checking, keeping
from petitions.posters.checking import Finding
from petitions.posters.drawers import NICENESS, Drawer
from petitions.posters.orders import Item


@dataclass(frozen=True)
class Packed:
    """What became of the posters."""

    count: int
    """How many are in the zip."""
    findings: tuple[Finding, ...]


def pack(
    out: BinaryIO,
    items: Iterable[Item],
    *,
    slug: str,
    fonts: Path,
    progress: Callable[[int], object] = lambda _done: None,
) -> Packed:
    """Draw `items`, which are of the campaign `slug`, into a zip; those that cannot be drawn are left out, and named.

    Each is drawn in one go, and `progress` is told after each how many were seen to. Memory does not grow with their number.
    Raises OSError, errors.Unavailable, and what `progress` raises.
    """
    found: dict[Finding, None] = {}
    with (
        zipfile.ZipFile(out, "w") as archive,
        Drawer(fonts, seconds=keeping.SECONDS, niceness=NICENESS) as drawer,
    ):
        for number, item in enumerate(items, start=1):
            try:
                with keeping.TURN:
                    drawn = keeping.opened(drawer.draw(item.poster, item.design, item.form, item.kind))
                archive.writestr(_entry(item.name(slug), item.poster.made_on), drawn.content)
                found |= dict.fromkeys(checking.findings(item, drawn.way))
            except checking.TROUBLES as refusal:
                found[checking.refused(item, refusal)] = None
            progress(number)
        count = len(archive.namelist())
    return Packed(count, tuple(found))


def _entry(name: str, day: datetime.date) -> zipfile.ZipInfo:
    """Nothing in it but what is asked for: no clock and no system."""
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


@contextmanager
def draft(file: Path) -> Iterator[BinaryIO]:
    """A new file, on the disk when the block ends; whatever goes wrong, nothing is left of it then."""
    try:
        with file.open("wb") as writing:
            yield writing
            writing.flush()
            os.fsync(writing.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise

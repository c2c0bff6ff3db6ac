"""Where pictures lie, what their names say, and when they go.

A name says all there is to know: `<hash>-<width>x<height>.jpg` is a photograph, `.webp` one that was cut out, `.png` a cut of
few tones. Smaller files beside the first two are `<hash>-<width>x<height>.800.webp`. What a name leads to never changes.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from petitions import database, errors, storage
from petitions.images import intake

FOLDER = "pictures"
KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
SPARED = 24 * 3600
"""Seconds for which a file is kept though nothing refers to it: somebody is just about to."""

# Names of the first demonstrations had no size in them.
_SHAPE = re.compile(
    r"(?P<stem>[0-9a-f]{32}(?:-(?P<width>\d{1,4})x(?P<height>\d{1,4}))?)\.(?:\d{1,4}\.)?(?P<suffix>jpg|png|webp)"
)


class PictureName(sa.TypeDecorator[str]):
    """A column that holds the name of a picture: while a row says it, the picture's files stay."""

    impl = sa.Text
    cache_ok = True


@dataclass(frozen=True)
class Picture:
    """A picture that is kept."""

    name: str
    stem: str
    suffix: str
    width: int
    height: int

    @classmethod
    def of(cls, name: str) -> "Picture":
        """What the name of a picture says. Raises errors.NotFound."""
        found = _SHAPE.fullmatch(name)
        if not found:
            raise errors.NotFound
        size = int(found["width"] or 1160), int(found["height"] or 720)
        return cls(name, found["stem"], found["suffix"], *size)

    @property
    def is_photo(self) -> bool:
        """Whether it fills its frame: a cut-out stands on the signal colour."""
        return self.suffix == "jpg"

    @property
    def widths(self) -> list[int]:
        """Of the smaller files beside it."""
        return sorted({min(step, self.width) for step in intake.WIDTHS}) if self.suffix != "png" else []

    def at(self, width: int) -> str:
        """The name of the file for screens that is `width` pixels wide."""
        return f"{self.stem}.{width}.webp"


def store(content: bytes, *, least: int = 1) -> str:
    """Keep a picture and return its name. The same picture has the same name.

    `least` is the shortest side it may have, in pixels. Raises intake.BadPicture, and storage.NoRoom when the disk is full:
    nothing is kept then.
    """
    database.end_reading()
    pixels = intake.take_in(content)
    if min(pixels.width, pixels.height) < least:
        raise intake.TooSmall
    suffix, first = next(iter(pixels.files.items()))
    stem = f"{hashlib.sha256(first).hexdigest()[:32]}-{pixels.width}x{pixels.height}"
    # The one that is named comes last: where it is, the others are.
    files = {f"{stem}.{suffix}": content for suffix, content in reversed(pixels.files.items())}
    storage.keep(storage.folder(FOLDER), files)
    return f"{stem}.{suffix}"


def path(name: str) -> Path:
    """Where the file `name` of a picture lies. Raises errors.NotFound."""
    file = storage.folder(FOLDER) / name
    if not _SHAPE.fullmatch(name) or not file.is_file():
        raise errors.NotFound
    return file


def path_if_there(name: str | None) -> Path | None:
    """Where a picture lies that may be wanted, and may be there."""
    file = storage.folder(FOLDER) / name if name and _SHAPE.fullmatch(name) else None
    return file if file and file.is_file() else None


def read(name: str) -> bytes:
    """The file `name` of a picture. Raises errors.NotFound."""
    return path(name).read_bytes()


def kind(name: str) -> str:
    """The media type of the file `name`."""
    return KINDS[name.rpartition(".")[2]]


def sweep() -> int:
    """Remove the pictures that no row refers to, and drafts of a crash. Returns how many files went."""
    folder = storage.folder(FOLDER)
    # First what is old, then what is referred to: a picture that is taken up again meanwhile is young.
    old = [file for file in folder.iterdir() if storage.is_older(file, SPARED)]
    if not old:
        return 0
    kept = {Picture.of(name).stem for name in referred_to()}
    gone = [file for file in old if file.name.partition(".")[0] not in kept]
    for file in gone:
        if storage.is_older(file, SPARED):
            file.unlink(missing_ok=True)
    return len(gone)


def referred_to() -> set[str]:
    """The names in all columns that hold names of pictures."""
    session = database.session()
    columns = [
        column
        for table in database.Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, PictureName)
    ]
    return {
        name for column in columns for name in session.scalars(sa.select(column).where(column.is_not(None)).distinct())
    }

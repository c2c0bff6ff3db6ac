"""Posters as files: each drawn once per change by `drawing`, and kept in the instance folder."""

import functools
import hashlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from petitions import database, storage
from petitions.pdf.papers import Screen
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.drawers import Busy, Drawer, Ended
from petitions.posters.forms import Form, Way

PATIENCE = 20
"""Seconds that a poster waits for the one before it: they are drawn one at a time, so that memory is bounded."""
SECONDS = 30
"""How long drawing one may take before it is given up."""
TURN = threading.Lock()
"""Held by whoever has a poster drawn."""
PLACES = 9
"""How many may wait for that or draw: three in four of the threads that answer. A browser asks for six at once, and goes on to
the next page; with more of them nobody would be left to answer whoever wants to sign."""


class Room:
    """Where visitors wait for their posters, and the program that draws for all of them: it ends when the last one has gone.

    Starting it takes longer than most posters do, and a page shows nine.
    """

    def __init__(self) -> None:
        self._door, self._within = threading.Lock(), 0
        self._drawer: Drawer | None = None

    def __enter__(self) -> None:
        with self._door:
            if self._within >= PLACES:
                raise Busy
            self._within += 1

    def __exit__(self, *_fault: object) -> None:
        with self._door:
            self._within -= 1
            if not self._within:
                self._end()

    def drawer(self, fonts: Path) -> Drawer:
        """What draws for whoever is within and has the TURN, with the typefaces in `fonts`."""
        if self._drawer is None or self._drawer.fonts != fonts:
            self._end()
            self._drawer = Drawer(fonts, seconds=SECONDS)
        return self._drawer

    def _end(self) -> None:
        drawer, self._drawer = self._drawer, None
        if drawer is not None:
            drawer.end()


ROOM = Room()


@dataclass(frozen=True)
class Drawn:
    """A poster as a file, and what it does without because its words are long."""

    content: bytes
    way: Way


def pdf_of(poster: Poster, design: Design, form: Form) -> Drawn:
    """The poster as a PDF, drawn if it never was. Raises Unprintable, TooFull and errors.Unavailable."""
    return _kept(poster, design, form, "pdf")


def preview_of(poster: Poster, design: Design, form: Form) -> Drawn:
    """A small PNG of it. Raises as `pdf_of`."""
    return _kept(poster, design, form, "png")


def picture_of(poster: Poster, screen: Screen) -> bytes:
    """The PNG to share in the shape of `screen`. Raises as `pdf_of`."""
    return _kept(poster, None, Form(screen), "png").content


def is_pictured(poster: Poster, design: Design | None, form: Form) -> bool:
    """Whether the PNG of it is there, so that nothing has to be drawn for whoever asks; without a design the one to share."""
    return file(poster, design, form, "png").exists()


def file(poster: Poster, design: Design | None, form: Form, kind: str) -> Path:
    """Where the "pdf" or "png" of a poster is kept; without a design that of the picture to share."""
    name = design.value if design else "shared"
    return file_of(poster, f"{name}.{form.paper.value}.{form.variant.value}.{kind}")


def _kept(poster: Poster, design: Design | None, form: Form, kind: str) -> Drawn:
    fonts = storage.fonts_path()
    return opened(kept(file(poster, design, form, kind), lambda: drawn(poster, design, form, kind, fonts)))


def file_of(poster: Poster, what: str) -> Path:
    """Where `what` is kept of a poster: once it says or shows anything else, or another program draws, it is another file."""
    digest = hashlib.sha256(_edition() + repr(poster).encode()).hexdigest()[:32]
    return storage.folder("posters") / f"{digest}.{what}"


@functools.cache
def _edition() -> bytes:
    """A mark of the program that draws: what an older one drew may have had room for less, or looked worse."""
    sources = [
        file for folder in ("pdf", "posters") for file in Path(__file__).parents[1].joinpath(folder).glob("*.py")
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(sources))).digest()


def kept(file: Path, make: Callable[[], bytes]) -> bytes:
    """What is in `file`, made in turn if it never was; it lives on. Raises Busy, storage.NoRoom and what `make` raises."""
    if (found := storage.used(file)) is not None:
        return found
    database.end_reading()
    with turn():
        if (found := storage.used(file)) is not None:  # whoever was before us may have wanted the same
            return found
        storage.keep(file.parent, {file.name: (content := make())})
    return content


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the posters before this one. Raises Busy, at once where too many wait."""
    with ROOM:
        if not TURN.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            TURN.release()


def drawn(poster: Poster, design: Design | None, form: Form, kind: str, fonts: Path) -> bytes:
    """What the program answers that draws for all who wait; whoever asks has the turn. Raises as `pdf_of`."""
    try:
        return ROOM.drawer(fonts).draw(poster, design, form, kind)
    except subprocess.CalledProcessError as failure:  # it has said on its own why it broke
        raise Ended from failure


def opened(answer: bytes) -> Drawn:
    """What a drawer answered."""
    line, _newline, content = answer.partition(b"\n")
    said = json.loads(line)
    return Drawn(content, Way(said["plan"], said["lost"]))

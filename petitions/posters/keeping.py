"""Posters as files: each drawn once per change by `drawing`, and kept in the instance folder."""

import functools
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from petitions import database, storage
from petitions.pdf.papers import Screen
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.drawers import Busy, Drawer
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
ROOM = threading.BoundedSemaphore(PLACES)


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
    return _file(poster, design, form, "png").exists()


def _file(poster: Poster, design: Design | None, form: Form, kind: str) -> Path:
    name = design.value if design else "shared"
    return file_of(poster, f"{name}.{form.paper.value}.{form.variant.value}.{kind}")


def _kept(poster: Poster, design: Design | None, form: Form, kind: str) -> Drawn:
    fonts = storage.fonts_path()
    return opened(kept(_file(poster, design, form, kind), lambda: drawn(poster, design, form, kind, fonts)))


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
    """What is in `file`, made in turn if it never was. Raises Busy, storage.NoRoom and what `make` raises."""
    if not file.exists():
        database.end_reading()
        with turn():
            if not file.exists():  # whoever was before us may have wanted the same
                storage.keep(file.parent, {file.name: make()})
    return file.read_bytes()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the posters before this one. Raises Busy, at once where too many wait."""
    if not ROOM.acquire(blocking=False):
        raise Busy
    try:
        if not TURN.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            TURN.release()
    finally:
        ROOM.release()


def drawn(poster: Poster, design: Design | None, form: Form, kind: str, fonts: Path) -> bytes:
    """What a `drawers.Drawer` who lives for this poster answers, set in the typefaces in `fonts`. Raises as `pdf_of`."""
    with Drawer(fonts, seconds=SECONDS) as drawer:
        return drawer.draw(poster, design, form, kind)


def opened(answer: bytes) -> Drawn:
    """What a drawer answered."""
    line, _newline, content = answer.partition(b"\n")
    said = json.loads(line)
    return Drawn(content, Way(said["plan"], said["lost"]))

"""Posters as files: each drawn once per change by `drawing`, and kept in the instance folder."""

import hashlib
import json
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from petitions import errors, storage
from petitions.pdf.papers import Screen
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.rendering import TooFull, Unprintable

PATIENCE = 20
"""Seconds that a poster waits for the one before it: they are drawn one at a time, so that memory is bounded."""
SECONDS = 30
"""How long drawing one may take before it is given up."""
PROGRAM = Path(__file__).with_name("drawing.py")
TURN = threading.Lock()
"""Held by whoever has a poster drawn."""


class Busy(errors.Unavailable):
    """Other posters are being drawn, or there is no room for one."""


@dataclass(frozen=True)
class Drawn:
    """A poster as a file; `plan` is 0, or the number of the plainer plan that its words needed."""

    content: bytes
    plan: int


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
    digest = hashlib.sha256(repr(poster).encode()).hexdigest()[:32]
    name = design.value if design else "shared"
    return storage.folder("posters") / f"{digest}.{name}.{form.paper.value}.{form.variant.value}.{kind}"


def _kept(poster: Poster, design: Design | None, form: Form, kind: str) -> Drawn:
    file = _file(poster, design, form, kind)
    if not file.exists():
        if not TURN.acquire(timeout=PATIENCE):
            raise Busy
        try:
            if not file.exists():  # whoever was before us may have wanted the same
                storage.keep(file.parent, {file.name: drawn(poster, design, form, kind, storage.fonts_path())})
        finally:
            TURN.release()
    return _opened(file.read_bytes())


def drawn(poster: Poster, design: Design | None, form: Form, kind: str, fonts: Path) -> bytes:
    """What `drawing` answers: a line of JSON and the "pdf" or "png", set in the typefaces in `fonts`. Without a design it is the
    picture to share. Raises as `pdf_of`."""
    command = [sys.executable, "-I", str(PROGRAM), str(fonts), kind]
    # What it has to say about a fault of its own goes where the product's words go.
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the poster is its input, not its arguments
            command,
            input=pickle.dumps((poster, design, form)),
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=True,
            env={"MALLOC_ARENA_MAX": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise Busy from failure
    except subprocess.CalledProcessError as failure:
        if failure.returncode < 0:  # a signal: it was ended, or took too long
            raise Busy from failure
        raise
    said = json.loads(done.stdout.partition(b"\n")[0])
    if "missing" in said:
        raise Unprintable(tuple(said["missing"]))
    if "plan" not in said:
        raise TooFull
    return done.stdout


def _opened(answer: bytes) -> Drawn:
    line, _newline, content = answer.partition(b"\n")
    return Drawn(content, json.loads(line)["plan"])

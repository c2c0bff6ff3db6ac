"""A program of its own that draws posters.

    drawing.py FONTS NICENESS < orders > answers

Typefaces, a portrait as large as its sheet and a renderer of pages weigh as much as the pages of a whole site, and a process
seldom gives back what it once took. This one lives for one poster, or for some in a row. It reads pickled orders from the product
that starts it: a poster, its design, its form, and what is wanted, "pdf", "png", or "plan". An answer, which may have been
made from a stranger's picture, is plain bytes: a line of JSON, then the file. The line has the size of the file and the
way in which the words were held, or the characters that no typeface has, or, where no plan held them, neither. Whoever
wants a plan gets no file: it is found without pictures, in a fraction of the time.
"""

import contextlib
import io
import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from petitions import apart
from petitions.pdf import fonts
from petitions.pdf.fonts import Library
from petitions.pdf.papers import Screen
from petitions.posters import plans, rendering
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form, Way

WORN = (apart.PAPER[1] / 2, apart.PAPER[0] / 4)
"""Seconds of work, and bytes that stay resident, after which it leaves: the next poster gets a process to itself."""
PREVIEW_WIDTH = 360
"""Pixels, of a picture of paper."""


def main() -> None:
    """Draw what is ordered on standard input, answer on standard output."""
    folder, niceness = sys.argv[1:]
    os.nice(int(niceness))
    library = fonts.open_library(Path(folder))
    for poster, design, form, kind in orders():
        try:
            content, way = drawn(poster, plans.PLANS[design] if design else plans.SHARED, form, kind, library)
        except rendering.Unprintable as refusal:
            answer(b"", missing=refusal.characters)
        except rendering.TooFull:
            answer(b"")
        else:
            answer(content, **way._asdict())


def orders() -> Iterator[tuple[Poster, Design | None, Form, str]]:
    """What is ordered, until nobody orders any more or the process is worn."""
    with contextlib.suppress(EOFError):
        while not is_worn():
            yield pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one


def is_worn() -> bool:
    """Whether so much was drawn that another poster might not get what one may take."""
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return time.process_time() > WORN[0] or resident > WORN[1]


def drawn(
    poster: Poster, plans: Sequence[rendering.Plan], form: Form, kind: str, library: Library
) -> tuple[bytes, Way]:
    """The file, and the way in which the words were held."""
    if kind == "plan":
        return b"", rendering.way_of(poster, form, library, plans)
    content, way = rendering.render(poster, form, library, plans)
    return rasterised(content, width_of(form)) if kind == "png" else content, way


def answer(content: bytes, **said: object) -> None:
    """The line and the file."""
    sys.stdout.buffer.write(json.dumps({**said, "size": len(content)}).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def width_of(form: Form) -> int:
    """How wide a picture of it is, in pixels."""
    return form.paper.pixels[0] if isinstance(form.paper, Screen) else PREVIEW_WIDTH


def rasterised(content: bytes, width: int) -> bytes:
    """The first page of a PDF as a PNG."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=width / page.get_width()).to_pil()
        encoded = io.BytesIO()
        image.quantize(64).save(encoded, "PNG", optimize=True)
        return encoded.getvalue()
    finally:
        document.close()


if __name__ == "__main__":
    main()

"""A program of its own that draws one poster.

    python -I drawing.py FONTS pdf|png < poster > answer

Typefaces, a portrait as large as its sheet and a renderer of pages weigh as much as the pages of a whole site, and a process
seldom gives back what it once took. This one lives for one poster. It reads a pickled poster, its design and its form from the
product that starts it; the answer, which may have been made from a stranger's picture, is plain bytes: a line of JSON, then the
file. The line has the number of the plan that held the words, or the characters that no typeface has, or, where no plan held
them, nothing.
"""

import io
import json
import pickle
import resource
import sys
from pathlib import Path
from types import ModuleType

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: what is resident is less."""
SECONDS = 20
PREVIEW_WIDTH = 360
"""Pixels, of a picture of paper."""

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The package's own first lines load the whole product, which takes longer than a poster does. Paper needs none of it.
    package = ModuleType("petitions")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["petitions"] = package

import pypdfium2  # noqa: E402  # within the limits

from petitions.pdf import fonts  # noqa: E402
from petitions.pdf.papers import Screen  # noqa: E402
from petitions.posters import designs, rendering  # noqa: E402
from petitions.posters.forms import Form  # noqa: E402


def main() -> None:
    """Draw the poster on standard input, answer on standard output."""
    folder, kind = sys.argv[1:]
    poster, design, form = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    library = fonts.open_library(Path(folder))
    try:
        plans = designs.DESIGNS[design].plans if design else designs.SHARED
        content, plan = rendering.render(poster, form, library, plans)
    except rendering.Unprintable as refusal:
        answer(b"", missing=refusal.characters)
    except rendering.TooFull:
        answer(b"")
    else:
        answer(rasterised(content, width_of(form)) if kind == "png" else content, plan=plan)


def answer(content: bytes, **said: object) -> None:
    """The line and the file."""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)
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

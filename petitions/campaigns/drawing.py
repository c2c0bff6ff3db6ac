"""A program of its own that draws one poster.

    python -I drawing.py FONTS PAPER pdf|png < poster > answer

Typefaces, a portrait as large as its sheet and a renderer of pages weigh as much as the pages of a whole site, and a process
seldom gives back what it once took. This one lives for one poster. It reads a pickled `poster_pdf.Poster` from the product that
starts it; the answer, which may have been made from a stranger's picture, is plain bytes: a line of JSON that lists the
characters that no typeface has, then, where there are none, the file.
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
"""Pixels."""

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

from petitions.campaigns import poster_pdf  # noqa: E402
from petitions.pdf import fonts  # noqa: E402
from petitions.pdf.papers import Paper  # noqa: E402


def main() -> None:
    """Draw the poster on standard input, answer on standard output."""
    folder, paper, kind = sys.argv[1:]
    poster = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    try:
        content = poster_pdf.render(poster, Paper(paper), fonts.open_library(Path(folder)))
    except poster_pdf.Unprintable as refusal:
        answer(refusal.characters, b"")
    else:
        answer((), rasterised(content) if kind == "png" else content)


def answer(missing: tuple[str, ...], content: bytes) -> None:
    """The line and the file."""
    sys.stdout.buffer.write(json.dumps(missing).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def rasterised(content: bytes) -> bytes:
    """The first page of a PDF as a small PNG."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=PREVIEW_WIDTH / page.get_width()).to_pil()
        encoded = io.BytesIO()
        image.quantize(64).save(encoded, "PNG", optimize=True)
        return encoded.getvalue()
    finally:
        document.close()


if __name__ == "__main__":
    main()

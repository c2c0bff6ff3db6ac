"""Posters: seconds each, in each language and on each paper, beside its goal and a control that draws the same page plainly.

    python -m bench.poster [--times 5]

The control draws the same words and the same picture with ReportLab alone: nothing is fitted, shaped or cut into stencils.
It stands for the effort, not for the result.
"""

import argparse
import io
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import fonts, pictures
from petitions.pdf.fonts import Library
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper
from petitions.pdf.sources import Cut
from petitions.posters import rendering
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support.posters import POSTERS, drawn_alone, photograph, with_portrait

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "ru", "ar")
PAPERS = (Paper.A4, Paper.A3, Paper.A2)
GOALS = {Paper.A4: 0.25, Paper.A3: 0.5, Paper.A2: 1.5}
"""Seconds."""
SHARP = (5250, 7000)
"""Pixels of a photograph that has 300 to the inch on A2. The product keeps 4,096 of its longer side at most."""
MEMORY = 600
"""MiB."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="renderings per figure, of which the median counts")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as temporary:
        folder = ROOT / ".fonts"
        fonts.build(folder, report=print)
        photographed = with_portrait(POSTERS["en"], photograph(Path(temporary), SHARP))
        _print_largest(photographed, folder)
        library = fonts.open_library(folder)
        start = time.perf_counter()
        _render(POSTERS["en"], Design.PORTRAIT, Form(), library)
        print(f"first poster of a process, typefaces loaded meanwhile: {time.perf_counter() - start:.2f} s")
        ((seconds, _size),) = _measure(
            partial(drawn_alone, POSTERS["en"], Design.PORTRAIT, Form(), folder), times=times
        )
        print(f"poster from a process of its own, as the product has the first one drawn: {seconds:.2f} s")
        print(f"{'':28}{'poster':>10}{'size':>10}{'control':>10}{'size':>10}{'ratio':>8}{'goal':>8}")
        cases = [(POSTERS[language], design, Form()) for language in LANGUAGES for design in Design]
        cases += [(POSTERS["en"], Design.PORTRAIT, Form(Paper.A4, variant)) for variant in Variant]
        cases += [(POSTERS["en"], Design.PORTRAIT, Form(Paper.A2, variant)) for variant in Variant]
        cases += [(photographed, Design.PORTRAIT, Form(paper, variant)) for paper in PAPERS for variant in Variant]
        for poster, design, form in cases:
            kind = "photograph" if poster is photographed else design.value
            name = f"{poster.language} {kind} {form.paper.value} {form.variant.value}"
            ours, plain = _measure(
                partial(_render, poster, design, form, library),
                partial(_control, poster, form.paper, library),
                times=times,
            )
            figures = "".join(f"{seconds:8.3f} s{size / 1000:7.0f} kB" for seconds, size in (ours, plain))
            goal = GOALS[form.paper]
            verdict = "" if ours[0] <= goal else "  RED"
            print(f"{name:28}{figures}{ours[0] / plain[0]:8.1f}{goal:6.2f} s{verdict}", flush=True)


def _print_largest(poster: Poster, folder: Path) -> None:
    """The most memory that one takes, in a process of its own as the product has it drawn. First of all: the peak of a process
    begins with that of whoever starts it."""
    drawn_alone(poster, Design.PORTRAIT, Form(Paper.A2, Variant.PRESS), folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"A2 for a print shop, peak memory {peak:.0f} MiB (goal {MEMORY} MiB){'' if peak <= MEMORY else '  RED'}")


def _render(poster: Poster, design: Design, form: Form, library: Library) -> bytes:
    return rendering.render(poster, form, library, PLANS[design])[0]


def _measure(*makers: Callable[[], bytes], times: int) -> list[tuple[float, int]]:
    """The median seconds of each, which take turns, and the bytes. No poster finds its portrait read already."""
    seconds: list[list[float]] = [[] for _maker in makers]
    sizes = [0] * len(makers)
    for _ in range(times):
        for place, make in enumerate(makers):
            pictures._separate.cache_clear()
            start = time.perf_counter()
            sizes[place] = len(make())
            seconds[place].append(time.perf_counter() - start)
    return list(zip(map(statistics.median, seconds), sizes, strict=True))


def _control(poster: Poster, paper: Paper, library: Library) -> bytes:
    content = io.BytesIO()
    width, height = paper.size
    canvas = Canvas(content, pagesize=paper.size)
    canvas.setFillColor(HexColor(poster.signal))
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    if poster.portrait:
        picture = ImageReader(poster.portrait.portrait)
        canvas.drawImage(picture, 0, height / 2, width, height / 2, mask="auto")
    canvas.setFillColor(HexColor("#000000"))
    black, bold = library.chain(Cut.BLACK).first, library.chain(Cut.BOLD).first
    lines = [(black, 60, line) for line in poster.headline]
    lines += [(bold, 14, text) for text in (poster.demand, poster.call, poster.url, poster.imprint)]
    for number, (typeface, size, text) in enumerate(lines):
        canvas.setFont(typeface, size)
        canvas.drawString(30, height / 2 - 60 * (number + 1), text)
    canvas.save()
    return content.getvalue()


if __name__ == "__main__":
    main()

"""Posters: seconds each, in each language and on each paper, beside a control that draws the same page plainly.

    python -m bench.poster [--times 5]

The control draws the same words and the same picture with ReportLab alone: nothing is fitted, shaped or cut into stencils.
It stands for the effort, not for the result.
"""

import argparse
import dataclasses
import datetime
import io
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from petitions.campaigns import poster_pdf, posters
from petitions.campaigns.poster_pdf import Poster
from petitions.pdf import fonts
from petitions.pdf.papers import Paper
from petitions.pdf.sources import Cut

ROOT = Path(__file__).parents[1]
ENGLISH = Poster(
    language="en",
    headline=("Free Rasul", "Jafarov"),
    demand="Defending human rights is not a crime. Azerbaijan must release Rasul Jafarov, immediately and unconditionally.",
    march="March · Saturday 30 May · 15:00 · Oslo, Egertorget",
    call="Sign the petition",
    url="https://calls.example.org/en/campaigns/free-rasul-jafarov",
    imprint="Human Rights House Oslo",
    portrait=(ROOT / "petitions" / "demo" / "portraits" / "rasul.png").read_bytes(),
    portrait_alt="Linocut portrait of a young man",
    face=(0.35, 0.03, 0.3, 0.76),
    signal="#ffd60a",
    made_on=datetime.date(2015, 5, 18),
)
RUSSIAN = dataclasses.replace(
    ENGLISH,
    language="ru",
    headline=("Свободу Расулу", "Джафарову"),
    demand="Защита прав человека — не преступление. Азербайджан должен немедленно освободить Расула Джафарова.",
    march="Марш · суббота, 30 мая · 15:00 · Осло, Эгерторгет",
    call="Подпишите петицию",
    imprint="Дом прав человека в Осло",
)
ARABIC = dataclasses.replace(
    ENGLISH,
    language="ar",
    headline=("الحرية لرسول", "جعفروف"),
    demand="الدفاع عن حقوق الإنسان ليس جريمة. على السلطات في أذربيجان الإفراج فورًا ودون شروط عن رسول جعفروف.",
    march="مسيرة · السبت 30 مايو · 15:00 · أوسلو",
    call="وقّع العريضة",
    imprint="بيت حقوق الإنسان في أوسلو",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="renderings per figure, of which the median counts")
    times = parser.parse_args().times
    folder = ROOT / ".fonts"
    fonts.build(folder, report=print)
    library = fonts.open_library(folder)
    start = time.perf_counter()
    poster_pdf.render(ENGLISH, Paper.A4, library)
    print(f"first poster of a process, typefaces loaded meanwhile: {time.perf_counter() - start:.2f} s")
    seconds, _size = _measure(lambda: posters.drawn(ENGLISH, Paper.A4, "pdf", folder), times)
    print(f"poster from a process of its own, as the product has it drawn: {seconds:.2f} s")
    print(f"{'':14}{'poster':>10}{'size':>10}{'control':>10}{'size':>10}")
    for poster in (ENGLISH, RUSSIAN, ARABIC, dataclasses.replace(ENGLISH, portrait=None)):
        for paper in Paper:
            name = f"{poster.language} {paper.value}{'' if poster.portrait else ' words'}"
            ours = _measure(lambda poster=poster, paper=paper: poster_pdf.render(poster, paper, library), times)
            plain = _measure(lambda poster=poster, paper=paper: _control(poster, paper, library), times)
            print(f"{name:14}" + "".join(f"{seconds:8.3f} s{size / 1000:7.0f} kB" for seconds, size in (ours, plain)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _measure(make: Callable[[], bytes], times: int) -> tuple[float, int]:
    """The median seconds, and the bytes."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        content = make()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), len(content)


def _control(poster: Poster, paper: Paper, library: fonts.Library) -> bytes:
    content = io.BytesIO()
    width, height = paper.size
    canvas = Canvas(content, pagesize=paper.size)
    canvas.setFillColor(HexColor(poster.signal))
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    if poster.portrait:
        picture = ImageReader(io.BytesIO(poster.portrait))
        canvas.drawImage(picture, 0, height / 2, width, height / 2, mask="auto")
    canvas.setFillColor(HexColor("#000000"))
    black, bold = library.chain(Cut.BLACK).first, library.chain(Cut.BOLD).first
    lines = [(black, 60, line) for line in poster.headline]
    lines += [(bold, 14, text) for text in (poster.demand, poster.march or "", poster.call, poster.url, poster.imprint)]
    for number, (typeface, size, text) in enumerate(lines):
        canvas.setFont(typeface, size)
        canvas.drawString(30, height / 2 - 60 * (number + 1), text)
    canvas.save()
    return content.getvalue()


if __name__ == "__main__":
    main()

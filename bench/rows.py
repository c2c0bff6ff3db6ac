"""Rows of a signature list onto paper, once their names are open: rows a second and peak memory, on one core.

    python -m bench.rows [--rows 100000] [--rounds 3] [--million]

The controls draw the same cells with ReportLab's own canvas, which shapes nothing, and with fpdf2, which shapes with HarfBuzz as
we do. Each figure comes from a process of its own; rounds alternate, medians are told, and ratios are those of processor time.
"""

import argparse
import dataclasses
import io
import itertools
import json
import os
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import fpdf
from reportlab.pdfgen.canvas import Canvas

import config
from bench import people
from bench.list import FONTS, peak
from petitions.dossiers import lanes, list_csv, list_pdf
from petitions.dossiers.rows import Row
from petitions.pdf import fonts
from petitions.pdf.sources import FACES, Cut
from tests.dossiers import samples

GOALS = {"mix": 40_000, "Arabic": 6_000}
"""Rows a second on paper."""
MILLION = (45, 250)
"""Seconds and MiB, for a million rows on paper and in the table."""
CONTROL_PART = 10
"""The slow controls draw one row of so many."""
COLUMNS = (lanes.NUMBER, lanes.NAME, lanes.TOWN, lanes.COUNTRY, lanes.DATE)


def mixed(count: int) -> Iterator[Row]:
    """The mix of `bench.list`."""
    return people.rows(count)


def arabic(count: int) -> Iterator[Row]:
    """Arabic names alone, of a few hundred words, as given names and families are."""
    return _in_arabic(count, words=people.WORDS)


def unlike(count: int) -> Iterator[Row]:
    """Arabic names of which no word comes again: nothing can be remembered."""
    return _in_arabic(count, words=2 * count)


def _in_arabic(count: int, *, words: int) -> Iterator[Row]:
    chance = random.Random(2015)
    letters = next(letters for _, letters, countries in people.MIX if "EG" in countries)
    lexicon = ["".join(chance.choices(letters, k=chance.randint(3, 8))) for _ in range(words)]
    for row in people.rows(count):
        name = f"{lexicon[2 * row.number % words]} {lexicon[chance.randrange(words)]}"
        yield dataclasses.replace(row, name=name, town=chance.choice(lexicon[: people.WORDS]), country="EG")


CROWDS: dict[str, Callable[[int], Iterator[Row]]] = {"mix": mixed, "Arabic": arabic, "no word twice": unlike}


def on_paper(rows: Iterator[Row], count: int, out: Path) -> None:
    """The product: the list alone."""
    _write(rows, count, out)


def with_table(rows: Iterator[Row], count: int, out: Path) -> None:
    """The product: the list and its table, as for a hand-over."""
    with out.with_suffix(".csv").open("wb") as file:
        table = list_csv.Writer(file, locale="en", elsewhere="", withheld=samples.ENGLISH.withheld)

        def tee() -> Iterator[Row]:
            for row in rows:
                table.write(row)
                yield row

        _write(tee(), count, out)
        table.close()


def _write(rows: Iterator[Row], count: int, out: Path) -> None:
    library = fonts.open_library(FONTS)
    with out.open("wb") as file:
        list_pdf.write(
            file, rows, total=count, cover=lambda _totals: samples.cover(), labels=samples.ENGLISH, library=library
        )


def draw_string(rows: Iterator[Row], _count: int, out: Path) -> None:
    """A control: ReportLab's canvas, one call a cell."""
    typeface = fonts.open_library(FONTS).chain(Cut.REGULAR).first
    canvas = Canvas(str(out), initialFontName=typeface)
    while page := list(itertools.islice(rows, lanes.ROWS_PER_PAGE)):
        canvas.setFont(typeface, 9)
        for line, row in enumerate(page):
            for column, text in zip(COLUMNS, _cells(row), strict=True):
                canvas.drawString(column.start, 760 - 14 * line, text)
        canvas.showPage()
    canvas.save()


def shape_all(rows: Iterator[Row], _count: int, out: Path) -> None:
    """A control: fpdf2 with shaping, and the same typefaces to look for letters in."""
    paper = fpdf.FPDF(unit="pt", format="A4")
    names = [face.name for face in FACES if face.cut is Cut.REGULAR]
    for name in names:
        paper.add_font(name, fname=FONTS / f"{name}.ttf")
    paper.set_font(names[0], size=9)
    paper.set_fallback_fonts(names[1:])
    paper.set_text_shaping(True)
    paper.set_auto_page_break(False)
    while page := list(itertools.islice(rows, lanes.ROWS_PER_PAGE)):
        paper.add_page()
        for line, row in enumerate(page):
            for column, text in zip(COLUMNS, _cells(row), strict=True):
                paper.set_xy(column.start, 80 + 14 * line)
                paper.cell(column.width, 14, text)
    paper.output(str(out))


def _cells(row: Row) -> tuple[str, ...]:
    return str(row.number), row.name or "", row.town or "", row.country, row.day.isoformat()


LIST, WHOLE = "list", "list and table"
MAKERS: dict[str, Callable[[Iterator[Row], int, Path], None]] = {
    LIST: on_paper,
    WHOLE: with_table,
    "drawString": draw_string,
    "fpdf2, shaped": shape_all,
}


def spool(crowd: str, count: int, file: Path) -> None:
    """Write rows to a file, so that making them up is in nobody's time, and holding them in nobody's memory."""
    rows = CROWDS[crowd](count)
    with file.open("wb") as out:
        while batch := list(itertools.islice(rows, people.BATCH)):
            pickle.dump(batch, out)


class Spooled:
    """The first `count` rows of a file. Reading them is nobody's work: `seconds` and `cpu` say how long it took."""

    def __init__(self, file: io.BufferedReader, count: int) -> None:
        self._file, self._count = file, count
        self.seconds = self.cpu = 0.0

    def __iter__(self) -> Iterator[Row]:
        left = self._count
        while left > 0:
            seconds, cpu = time.perf_counter(), time.process_time()
            batch = pickle.load(self._file)[:left]
            self.seconds += time.perf_counter() - seconds
            self.cpu += time.process_time() - cpu
            left -= len(batch)
            yield from batch


def tell(maker: str, file: Path, count: int) -> None:
    """Be the process of a maker."""
    with file.open("rb") as spool:
        rows, seconds, cpu = Spooled(spool, count), time.perf_counter(), time.process_time()
        MAKERS[maker](iter(rows), count, file.with_suffix(".pdf"))
        seconds, cpu = time.perf_counter() - seconds - rows.seconds, time.process_time() - cpu - rows.cpu
    size = file.with_suffix(".pdf").stat().st_size
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": peak(os.getpid()), "size": size / count}))


def measure(maker: str, file: Path, count: int) -> dict[str, float]:
    """Run a maker in a process of its own."""
    command = [sys.executable, "-m", "bench.rows", "--maker", maker, "--file", str(file), "--rows", str(count)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=config.PROJECT).stdout
    figures: dict[str, float] = json.loads(answer)
    return figures


def compare(crowd: str, count: int, rounds: int, makers: dict[str, int]) -> None:
    """Print a line for each maker; `makers` says how many rows each draws."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows")
        spool(crowd, count, file)
        found: dict[str, list[dict[str, float]]] = {maker: [] for maker in makers}
        for _ in range(rounds):
            for maker, rows in makers.items():
                found[maker].append(measure(maker, file, rows))
    print(f"\n{crowd}: {count:,} rows{'rows/s':>12}{'of cpu':>9}{'ratio':>7}{'seconds':>9}{'MiB':>6}{'bytes/row':>11}")
    rates = {maker: rows / statistics.median(one["cpu"] for one in found[maker]) for maker, rows in makers.items()}
    for maker, figures in found.items():
        seconds = statistics.median(one["seconds"] for one in figures)
        print(
            f"{maker:20}{makers[maker] / seconds:>12,.0f}{rates[maker]:>9,.0f}{rates[LIST] / rates[maker]:>7.1f}"
            f"{seconds:>9.1f}{max(one['memory'] for one in figures):>6.0f}{figures[0]['size']:>11.0f}"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="a million rows, once, too")
    parser.add_argument("--maker", choices=MAKERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.maker:
        tell(chosen.maker, chosen.file, chosen.rows)
        return
    fonts.build(FONTS, report=print)
    few = max(chosen.rows // CONTROL_PART, 1)
    slow = dict.fromkeys(MAKERS, few)
    compare("mix", chosen.rows, chosen.rounds, slow | {LIST: chosen.rows, WHOLE: chosen.rows})
    for crowd in ("Arabic", "no word twice"):
        compare(crowd, chosen.rows // 2, chosen.rounds, {LIST: chosen.rows // 2, "fpdf2, shaped": few})
    for crowd, goal in GOALS.items():
        print(f"goal, {crowd}: {goal:,} rows/s on paper")
    print("goal: ten times as fast as each control")
    if chosen.million:
        compare("mix", 1_000_000, 1, {LIST: 1_000_000, WHOLE: 1_000_000})
        print("goal: {} seconds, {} MiB for list and table".format(*MILLION))


if __name__ == "__main__":
    main()

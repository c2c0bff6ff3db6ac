"""Signature lists: rows a second and peak memory, beside a control that draws the same cells with ReportLab alone.

    python -m bench.list [--rows 100000] [--million]

Each figure comes from a process of its own. The control knows one typeface and shapes nothing: it stands for the effort,
not for the result.
"""

import argparse
import datetime
import io
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from petitions.dossiers import list_csv, list_pdf, rows_pdf
from petitions.dossiers.cover_pdf import Cover
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Row, Totals
from petitions.pdf import fonts
from petitions.pdf.sources import Cut

DAY = datetime.date(2015, 5, 18)
ROOT = Path(__file__).parents[1]
LABELS = Labels(
    language="en",
    document="Signature list",
    number="No.",
    name="Name",
    town="Town",
    country="Country",
    date="Date",
    withheld="name withheld",
    page="Page %(page)s of %(pages)s",
    confirmed="confirmed signatures",
    shown="names shown",
    not_shown="names withheld",
    petition="What they signed",
    version="Version %(version)s of %(date)s",
    countries="Where they live",
    check="How to check this list",
    file="The file %(file)s holds the same list. Its SHA-256 checksum is:",
    command="Type one of these lines; the answer must be the same characters:",
    gaps="Numbers that are missing belong to signatures that were withdrawn.",
    replaced="The sign %(sign)s stands for a character that cannot be printed.",
)
MIX = (
    # parts of a hundred, letters, countries
    (70, "abcdefghijklmnoprstuvyzəğışöüçłżåø", ("AZ", "NO", "PL", "HR")),
    (20, "абвгдежзиклмнопрстуфхцчшыьюяіїў", ("BY", "UA", "RS")),
    (3, "აბგდევზთიკლმნოპრსტუფქღყშჩცძწჭხჯჰ", ("GE",)),
    (2, "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօ", ("AM",)),
    (3, "ابتثجحخدرزسشصضطظعغفقكلمنهوي", ("EG", "IR")),
    (1, "אבגדהוזחטיכלמנסעפצקרשת", ("IL",)),
    (1, "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗明伟芳娜敏静丽强磊军", ("CN",)),
)
WORDS = 600
"""Different words of a script, of which names and towns are made: given names and families come back."""


def rows(count: int) -> Iterator[Row]:
    """The same rows in every process."""
    chance = random.Random(2015)
    shares, scripts = zip(*((share, (letters, countries)) for share, letters, countries in MIX), strict=True)
    words = {letters: [_word(letters, chance) for _ in range(WORDS)] for letters, _ in scripts}
    for number in range(1, count + 1):
        ((letters, countries),) = chance.choices(scripts, shares)
        first, last, town = chance.choices(words[letters], k=3)
        name = first + last if letters[0] == "王" else f"{first} {last}"
        yield Row(number, name, town, chance.choice(countries), DAY - datetime.timedelta(number % 60))


def _word(letters: str, chance: random.Random) -> str:
    length = chance.randint(1, 2) if letters[0] == "王" else chance.randint(4, 9)
    word = "".join(chance.choices(letters, k=length))
    return word.title() if word.title() != word and letters[0] != "ა" else word


class Nowhere(io.BytesIO):
    """Takes bytes and counts them: neither disk nor memory for the file is part of the figures."""

    size = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]  # nothing but bytes comes
        self.size += len(data)
        return len(data)


def make_list(count: int) -> int:
    """The product: PDF and table from one pass. Returns the size of the PDF in bytes."""
    out, library = Nowhere(), fonts.open_library(ROOT / ".fonts")
    table = list_csv.Writer(Nowhere(), locale="en", withheld=LABELS.withheld)

    def tee() -> Iterator[Row]:
        for row in rows(count):
            table.write(row)
            yield row

    def cover(_totals: Totals) -> Cover:
        return Cover(
            house="Human Rights House Oslo",
            title="Free Rasul Jafarov",
            demand="Azerbaijan must release Rasul Jafarov.",
            salutation="To the President of Azerbaijan",
            petition_text="We, the undersigned, call on you to release him.",
            version=1,
            version_day=DAY,
            day=DAY,
            csv_name="list.csv",
            csv_sha256=table.close(),
        )

    list_pdf.write(out, tee(), total=count, cover=cover, labels=LABELS, library=library)
    return out.size


def draw_cells(count: int) -> int:
    """The control: ReportLab's own canvas, one call a cell."""
    out = Nowhere()
    typeface = fonts.open_library(ROOT / ".fonts").chain(Cut.REGULAR).first
    canvas = Canvas(out, initialFontName=typeface)
    columns = (rows_pdf.NUMBER, rows_pdf.NAME, rows_pdf.TOWN, rows_pdf.COUNTRY, rows_pdf.DATE)
    remaining = rows(count)
    while page := list(itertools.islice(remaining, rows_pdf.ROWS_PER_PAGE)):
        canvas.setFont(typeface, 9)
        for line, row in enumerate(page):
            cells = (str(row.number), row.name, row.town, row.country, row.day.isoformat())
            for column, text in zip(columns, cells, strict=True):
                canvas.drawString(column.start, 760 - 14 * line, text or "")
        canvas.showPage()
    canvas.save()
    return out.size


def count_rows(count: int) -> int:
    """What it takes to make up the rows: part of every other figure."""
    return sum(1 for _ in rows(count))


MAKERS: dict[str, Callable[[int], int]] = {"rows alone": count_rows, "control": draw_cells, "list and table": make_list}


def measure(maker: str, count: int) -> dict[str, float]:
    """Run a maker in a process of its own."""
    command = [sys.executable, "-m", "bench.list", "--maker", maker, "--rows", str(count)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    figures: dict[str, float] = json.loads(answer)
    return figures


def tell(maker: str, count: int) -> None:
    """Be that process."""
    start, cpu = time.perf_counter(), time.process_time()
    size = MAKERS[maker](count)
    figures = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "size": size / 1e6,
    }
    print(json.dumps(figures))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--million", action="store_true", help="a million rows, without the control")
    arguments.add_argument("--maker", choices=MAKERS, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.maker:
        tell(chosen.maker, chosen.rows)
        return
    fonts.build(ROOT / ".fonts", report=print)
    plan = [(maker, chosen.rows) for maker in MAKERS]
    plan += [(maker, 1_000_000) for maker in ("rows alone", "list and table") if chosen.million]
    print(f"{'signature list':16}{'rows':>10}{'seconds':>9}{'cpu':>8}{'rows/s':>9}{'MiB':>6}{'MB':>7}")
    for maker, count in plan:
        found = measure(maker, count)
        print(
            f"{maker:16}{count:>10,}{found['seconds']:>9.1f}{found['cpu']:>8.1f}{count / found['seconds']:>9,.0f}"
            f"{found['memory']:>6.0f}{found['size']:>7.1f}"
        )


if __name__ == "__main__":
    main()

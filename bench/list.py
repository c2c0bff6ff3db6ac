"""Signature lists: from sealed rows in a database to PDF and CSV on disk, seconds and peak memory.

    python -m bench.list [--rows 100000] [--rounds 3] [--million]

The controls open as many wraps by HPKE and do nothing else, and draw the same cells with ReportLab's own canvas, which knows
one typeface and shapes nothing. Each figure comes from a process of its own; rounds alternate, and medians are told.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

import config
from bench import people
from petitions import database, i18n, sealing
from petitions.campaigns.models import Campaign
from petitions.dossiers import lanes, making
from petitions.houses import keys
from petitions.houses.models import House
from petitions.pdf import fonts
from petitions.pdf.sources import Cut
from petitions.signatures import content as contents
from petitions.signatures import queries

FONTS = config.PROJECT / ".fonts"
GOALS = {100_000: (15, 200), 1_000_000: (150, 300)}
"""Seconds and MiB."""


def make_list(folder: Path, _count: int) -> float:
    """The product: unlock, open every row, write PDF and CSV."""
    with people.installation(folder).app_context():
        start = time.perf_counter()
        (house,) = database.session().query(House).all()
        private_keys = keys.unlock(house, (folder / people.PASSPHRASE).read_text())
        (campaign,) = database.session().query(Campaign).all()
        with i18n.speaking("en"):
            making.make(
                campaign,
                private_keys,
                out=folder / "list.pdf",
                table=folder / "list.csv",
                language="en",
                day=people.DAY,
            )
        return time.perf_counter() - start


def open_wraps(folder: Path, count: int) -> float:
    """A control: HPKE alone, on wraps that are in memory already."""
    with people.installation(folder).app_context():
        (house,) = database.session().query(House).all()
        ((key),) = keys.unlock(house, (folder / people.PASSPHRASE).read_text()).values()
        wraps = [
            (row.house_wrap[1:], sealing.VERSION + contents.context(1, row.token_hash).encode())
            for row in queries.numbered(1)
        ]
    assert len(wraps) == count
    start = time.perf_counter()
    for wrap, bound in wraps:
        sealing.SUITE.decrypt(wrap, key, info=bound)
    return time.perf_counter() - start


def draw_cells(folder: Path, count: int) -> float:
    """A control: ReportLab's own canvas, one call a cell."""
    typeface = fonts.open_library(FONTS).chain(Cut.REGULAR).first
    columns = (lanes.NUMBER, lanes.NAME, lanes.TOWN, lanes.COUNTRY, lanes.DATE)
    remaining = iter(list(people.rows(count)))
    start = time.perf_counter()
    canvas = Canvas(str(folder / "control.pdf"), initialFontName=typeface)
    while page := list(itertools.islice(remaining, lanes.ROWS_PER_PAGE)):
        canvas.setFont(typeface, 9)
        for line, row in enumerate(page):
            cells = (str(row.number), row.name, row.town, row.country, row.day.isoformat())
            for column, text in zip(columns, cells, strict=True):
                canvas.drawString(column.start, 760 - 14 * line, text or "")
        canvas.showPage()
    canvas.save()
    return time.perf_counter() - start


LIST = "list and table"
MAKERS: dict[str, Callable[[Path, int], float]] = {
    LIST: make_list,
    "HPKE alone": open_wraps,
    "drawString": draw_cells,
}


def measure(maker: str, folder: Path, count: int) -> dict[str, float]:
    """Run a maker in a process of its own."""
    command = [sys.executable, "-m", "bench.list", "--maker", maker, "--folder", str(folder), "--rows", str(count)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=config.PROJECT).stdout
    figures: dict[str, float] = json.loads(answer)
    return figures


def tell(maker: str, folder: Path, count: int) -> None:
    """Be that process."""
    cpu = time.process_time()
    seconds = MAKERS[maker](folder, count)
    cpu = time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": peak()}))


def peak() -> float:
    """The most memory this process has had, in MiB. The kernel's `ru_maxrss` would tell its parent's, if that had more."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def compare(count: int, rounds: int) -> None:
    """Print a line a maker, and how the list stands to its controls and goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people.settle(folder, count)
        found: dict[str, list[dict[str, float]]] = {maker: [] for maker in MAKERS}
        for _ in range(rounds):
            for maker, figures in found.items():
                figures.append(measure(maker, folder, count))
    seconds = {maker: statistics.median(one["seconds"] for one in figures) for maker, figures in found.items()}
    print(f"\n{count:,} rows{'seconds':>16}{'cpu':>8}{'rows/s':>9}{'ratio':>7}{'MiB':>6}")
    for maker, figures in found.items():
        ratio = seconds[LIST] / seconds[maker]
        memory = max(one["memory"] for one in figures)
        cpu = statistics.median(one["cpu"] for one in figures)
        print(f"{maker:16}{seconds[maker]:>10.1f}{cpu:>8.1f}{count / seconds[maker]:>9,.0f}{ratio:>7.2f}{memory:>6.0f}")
    both = sum(seconds.values()) - seconds[LIST]
    print(f"{'both controls':16}{both:>10.1f}{'':8}{count / both:>9,.0f}{seconds[LIST] / both:>7.2f}")
    if count in GOALS:
        print("goal: {} seconds, {} MiB".format(*GOALS[count]))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="a million rows, once, instead")
    parser.add_argument("--maker", choices=MAKERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.maker:
        tell(chosen.maker, chosen.folder, chosen.rows)
        return
    fonts.build(FONTS, report=print)
    if chosen.million:
        compare(1_000_000, 1)
    else:
        compare(chosen.rows, chosen.rounds)


if __name__ == "__main__":
    main()

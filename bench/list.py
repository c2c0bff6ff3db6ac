"""Signature lists: from sealed rows in a database to PDF and CSV on disk, seconds and peak memory.

    python -m bench.list [--rows 100000] [--rounds 3] [--million]

The controls open as many wraps by HPKE and do nothing else, and draw the same cells with ReportLab's own canvas, which knows
one typeface and shapes nothing. Each figure comes from a process of its own; rounds alternate, and medians are told.
"""

import argparse
import itertools
import json
import os
import resource
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
from petitions import database, sealing
from petitions.dossiers import lanes
from petitions.houses import keys
from petitions.houses.models import House
from petitions.pdf import fonts
from petitions.pdf.sources import Cut
from petitions.signatures import content as contents
from petitions.signatures import queries

FONTS = config.PROJECT / ".fonts"
GOALS = {100_000: (15, 200), 1_000_000: (150, 300)}
"""Seconds and MiB."""
LOOK_SECONDS = 0.02
"""The peak of a process cannot be read any more once it has ended."""


def make_list(folder: Path) -> dict[str, float]:
    """The product: the command that an organiser gives. It unlocks, opens every row, and writes PDF and CSV."""
    given = ["--passphrase-file", str(folder / people.PASSPHRASE), "--date", str(people.DAY)]
    written = ["--out", str(folder / "list.pdf"), "--csv", str(folder / "list.csv")]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "dossiers", "make", people.SLUG, *given, *written]
    before, memory = _cpu_of_children(), 0.0
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=config.PROJECT, env=os.environ | people.environ(folder), stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        memory = max(memory, peak(process.pid))
        time.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - start
    assert process.returncode == 0
    return {"seconds": seconds, "cpu": _cpu_of_children() - before, "memory": memory}


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
CONTROLS: dict[str, Callable[[Path, int], float]] = {"HPKE alone": open_wraps, "drawString": draw_cells}


def measure(maker: str, folder: Path, count: int) -> dict[str, float]:
    """Run a maker in a process of its own."""
    if maker == LIST:
        return make_list(folder)
    command = [sys.executable, "-m", "bench.list", "--control", maker, "--folder", str(folder), "--rows", str(count)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=config.PROJECT).stdout
    figures: dict[str, float] = json.loads(answer)
    return figures


def tell(control: str, folder: Path, count: int) -> None:
    """Be the process of a control."""
    cpu = time.process_time()
    seconds = CONTROLS[control](folder, count)
    cpu = time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": peak(os.getpid())}))


def peak(pid: int) -> float:
    """The most memory a process has had, in MiB; 0 at its end. `ru_maxrss` would tell its parent's, if that had more."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")), 0.0)


def compare(count: int, rounds: int) -> None:
    """Print a line a maker, and how the list stands to its controls and goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people.settle(folder, count)
        found: dict[str, list[dict[str, float]]] = {maker: [] for maker in (LIST, *CONTROLS)}
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
    parser.add_argument("--control", choices=CONTROLS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.control:
        tell(chosen.control, chosen.folder, chosen.rows)
        return
    fonts.build(FONTS, report=print)
    if chosen.million:
        compare(1_000_000, 1)
    else:
        compare(chosen.rows, chosen.rounds)


if __name__ == "__main__":
    main()

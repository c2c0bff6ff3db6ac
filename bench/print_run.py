"""Everything for a House: seconds for a zip of nine designs in five languages on A4 and A3, on one core.

    python -m bench.print_run

The control draws each poster in a process of its own, as somebody who asks for a single one gets it: a fifth of them, five times as
much. Before them stands what it takes to say which posters have no room, without drawing any.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from petitions.pdf import fonts
from petitions.pdf.papers import Paper
from petitions.posters import checking, keeping, packing
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Item
from tests.support.posters import POSTERS

FONTS = Path(__file__).parents[1] / ".fonts"
PAPERS = (Paper.A4, Paper.A3)
GOAL = 90


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what we start, too
    fonts.build(FONTS, report=print)
    items = [Item(poster, design, Form(paper)) for poster in POSTERS.values() for design in Design for paper in PAPERS]
    alone = [item for item in items if item.poster is POSTERS["ru"]]
    with tempfile.TemporaryFile() as out:
        checked = _seconds(lambda: checking.checked(tuple(items), FONTS))
        print(f"{len(items)} posters looked over in {checked:.1f} s")
        packed = _seconds(lambda: packing.pack(out, items, slug="bench", fonts=FONTS))
        print(f"{len(items)} posters in a zip of {out.tell() / 1e6:.0f} MB: {packed:.1f} s (goal {GOAL})")
    control = _seconds(lambda: [_alone(item) for item in alone]) * len(items) / len(alone)
    print(f"control, each from a process of its own: {control:.1f} s, {control / packed:.1f} times as long")


def _alone(item: Item) -> bytes:
    return keeping.drawn(item.poster, item.design, item.form, "pdf", FONTS)


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

"""Everything for a House: seconds for a zip of nine designs in five languages on A4 and A3, on one core.

    python -m bench.print_run

The control draws each poster in a process of its own, as somebody who asks for a single one gets it: a fifth of them, five times as
much. Before them stands what it takes to say which posters have no room, without drawing any, the first time and again. In
brackets: seconds of work, which is all that it takes where nobody else has any.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import people
from petitions.pdf import fonts
from petitions.pdf.papers import Paper
from petitions.posters import checking, packing
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Item
from tests.support.posters import POSTERS, drawn_alone

FONTS = Path(__file__).parents[1] / ".fonts"
PAPERS = (Paper.A4, Paper.A3)
GOAL = 90


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what we start, too
    fonts.build(FONTS, report=print)
    items = [Item(poster, design, Form(paper)) for poster in POSTERS.values() for design in Design for paper in PAPERS]
    alone = [item for item in items if item.poster is POSTERS["ru"]]
    with tempfile.TemporaryDirectory() as folder, people.installation(Path(folder)).app_context():
        first, again = _taken(lambda: checking.check(items)), _taken(lambda: checking.check(items))
        print(f"{len(items)} posters looked over: {first}, again: {again}")
    with tempfile.TemporaryFile() as out:
        packed = _taken(lambda: packing.pack(out, items, slug="bench", fonts=FONTS))
        print(f"{len(items)} posters in a zip of {out.tell() / 1e6:.0f} MB: {packed} (goal {GOAL} s)")
    control = _taken(lambda: [_alone(item) for item in alone], times=len(items) // len(alone))
    print(
        f"control, each from a process of its own: {control}, {control.processor / packed.processor:.1f} times as much"
    )


@dataclass(frozen=True)
class Taken:
    """What something took, in seconds."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s ({self.processor:.1f} s)"


def _alone(item: Item) -> bytes:
    return drawn_alone(item.poster, item.design, item.form, FONTS)


def _taken(do: Callable[[], object], times: int = 1) -> Taken:
    """What `do` takes, `times` over."""
    clock, processor = time.perf_counter(), _processor()
    do()
    return Taken(times * (time.perf_counter() - clock), times * (_processor() - processor))


def _processor() -> float:
    """Seconds of work of this process, and of those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    main()

"""Charts as drawings: shapes in parts of their frame, from which a page makes SVG and a paper draws.

Across is measured from the edge where the language starts to read, up from the base. Both are 0 to 1.
"""

import datetime
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

STRETCHES = (1, 7, 28, 91, 364)
"""Days that one bar may stand for."""
MOST_BARS = 92
GAP = 0.15
"""Of a bar's room, left free."""
HEADROOM = 1 / 0.94
NEAR = 0.05
"""Marks that are nearer than that share a number."""
QUIET = datetime.timedelta(days=60)
"""A curve that has not risen for so long may end where it last did."""
STRAGGLERS = 50
"""So many times fewer came after a silence than before: they are told, and not drawn."""
FLAT = 3
"""So many times longer than all that happened is a line that does not rise."""
IN_SIGHT = 4
"""A goal is drawn when a quarter of it is reached: before, it would press the curve flat."""


@dataclass(frozen=True)
class Step:
    """One bar's time, and what it brought."""

    first: datetime.date
    last: datetime.date
    change: int
    total: int
    """At its end."""


@dataclass(frozen=True)
class Bar:
    """One bar; all stand beside each other on the base."""

    across: float
    width: float
    height: float


@dataclass(frozen=True)
class Level:
    """A line across the frame, with its number."""

    up: float
    value: int


@dataclass(frozen=True)
class Note:
    """Something that happened, in words."""

    day: datetime.date
    words: str


@dataclass(frozen=True)
class Mark:
    """A numbered point on the curve, and what happened there."""

    number: int
    across: float
    up: float
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Curve:
    """How a number grew: a line that rises, bars for what each stretch of time brought, marks for what happened."""

    steps: tuple[Step, ...]
    stretch: int
    """Days in a step."""
    points: tuple[tuple[float, float], ...]
    bars: tuple[Bar, ...]
    levels: tuple[Level, ...]
    goal: Level | None
    marks: tuple[Mark, ...]
    later: tuple[Note, ...]
    """What happened after its end, oldest first."""

    @property
    def first(self) -> datetime.date:
        """The day at the start edge."""
        return self.steps[0].first

    @property
    def last(self) -> datetime.date:
        """The day at the end edge."""
        return self.steps[-1].last

    @property
    def total(self) -> int:
        """Where the curve ends."""
        return self.steps[-1].total

    @property
    def best(self) -> Step:
        """The step that brought most."""
        return max(self.steps, key=lambda step: step.change)

    def seen(self, direction: str) -> "Curve":
        """The curve as it is drawn from left to right: mirrored where the language runs from right to left (`rtl`)."""
        if direction != "rtl":
            return self
        return replace(
            self,
            points=tuple((1 - across, up) for across, up in self.points),
            bars=tuple(replace(bar, across=1 - bar.across - bar.width) for bar in self.bars),
            marks=tuple(replace(mark, across=1 - mark.across) for mark in self.marks),
        )


def curve(
    changes: Mapping[datetime.date, int],
    *,
    first: datetime.date,
    last: datetime.date,
    goal: int | None = None,
    notes: Iterable[Note] = (),
) -> Curve:
    """The curve of a number that changed by `changes`, from the day `first` to `last`; what lies outside is added at the ends."""
    stretch = _stretch((last - first).days + 1)
    steps = tuple(_steps(changes, first, last, stretch))
    told, highest = sorted(notes, key=lambda note: note.day), max(step.total for step in steps)
    is_in_sight = goal is not None and highest * IN_SIGHT >= goal
    top = max(highest, goal if goal and is_in_sight else 0, 1) * HEADROOM
    width = 1 / len(steps)
    most = max(max(step.change for step in steps), 1)
    return Curve(
        steps=steps,
        stretch=stretch,
        points=((0, 0), *(((place + 1) * width, max(step.total, 0) / top) for place, step in enumerate(steps))),
        bars=tuple(
            Bar((place + GAP / 2) * width, (1 - GAP) * width, max(step.change, 0) / most)
            for place, step in enumerate(steps)
        ),
        levels=tuple(Level(value / top, value) for value in _round_numbers(top) if _is_apart(value, goal, top)),
        goal=Level(goal / top, goal) if goal and is_in_sight else None,
        marks=tuple(_marks(told, steps, top)),
        later=tuple(note for note in told if note.day > last),
    )


def end(gains: Mapping[datetime.date, int], *, until: datetime.date) -> datetime.date:
    """The last day of a curve that can be read: `until`, or where nearly all had come if much time has passed since.

    Else a campaign of some weeks that ended years ago is a spike and a long flat line, also where one more came meanwhile.
    """
    days = sorted(day for day, gain in gains.items() if gain > 0)
    rest = total = sum(gains[day] for day in days)
    for day, following in itertools.pairwise([*days, max(until, days[-1])] if days else []):
        rest -= gains[day]
        is_flat = until - day > FLAT * (day - days[0])
        if following - day > QUIET and (not rest or (is_flat and rest * STRAGGLERS <= total)):
            return day
    return max([until, *days])


def shares(counts: Sequence[int]) -> list[float]:
    """The length of each bar, in parts of the longest."""
    longest = max([*counts, 1])
    return [max(count, 0) / longest for count in counts]


def largest(counts: Mapping[str, int], most: int, *, least: int = 1) -> tuple[list[tuple[str, int]], int]:
    """The `most` largest of `counts`, none of them below `least`, and what the others add up to."""
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    shown = [entry for entry in ordered[:most] if entry[1] >= max(least, 1)]
    return shown, sum(counts.values()) - sum(count for _name, count in shown)


def _stretch(days: int) -> int:
    return next((length for length in STRETCHES if days <= length * MOST_BARS), STRETCHES[-1])


def _steps(
    changes: Mapping[datetime.date, int], first: datetime.date, last: datetime.date, stretch: int
) -> Iterable[Step]:
    """Steps of `stretch` days each; the last one ends at `last`, the first one may be shorter."""
    length = datetime.timedelta(days=stretch)
    count = math.ceil(((last - first).days + 1) / stretch)
    ends = [last - length * back for back in reversed(range(count))]
    ordered = sorted(changes.items())
    total = place = 0
    for end in ends:
        before = total
        while place < len(ordered) and (ordered[place][0] <= end or end == last):
            total += ordered[place][1]
            place += 1
        yield Step(max(first, end - length + datetime.timedelta(days=1)), end, total - before, total)


def _round_numbers(top: float) -> list[int]:
    """Two to five round numbers below `top`."""
    unit = 10 ** max(math.floor(math.log10(top / 2)), 0)
    step = next(unit * factor for factor in (1, 2, 5, 10) if top / (unit * factor) < 5)
    return [int(step * turn) for turn in itertools.takewhile(lambda turn: step * turn < top, itertools.count(1))]


def _is_apart(value: int, goal: int | None, top: float) -> bool:
    """Whether the words of a line at `value` do not run into those of the goal, or out of the frame."""
    return value / top < 0.95 and (goal is None or abs(value - goal) / top > 0.1)


def _marks(ordered: Iterable[Note], steps: Sequence[Step], top: float) -> Iterable[Mark]:
    within = [note for note in ordered if steps[0].first <= note.day <= steps[-1].last]
    groups: list[tuple[float, float, list[Note]]] = []
    for note in within:
        across, up = _place(note.day, steps, top)
        if groups and across - groups[-1][0] < NEAR:
            groups[-1][2].append(note)
        else:
            groups.append((across, up, [note]))
    for number, (across, up, together) in enumerate(groups, start=1):
        yield Mark(number, across, up, tuple(together))


def _place(day: datetime.date, steps: Sequence[Step], top: float) -> tuple[float, float]:
    """Where on the curve a day is."""
    index = next(number for number, step in enumerate(steps) if day <= step.last)
    step, before = steps[index], steps[index - 1].total if index else 0
    part = ((day - step.first).days + 0.5) / ((step.last - step.first).days + 1)
    return (index + part) / len(steps), max(before + (step.total - before) * part, 0) / top

"""Headlines that fill their measure: every line as wide as the type area, stacked by what is printed.

Typographers space capitals by their bodies and let accents and tails reach into the white between
lines as long as nothing touches. So does this, for any script: a line's body is the median of its
glyphs' tops and bottoms, and glyphs above each other keep a clearance.
"""

import functools
import itertools
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from petitions.pdf import clinging, shaping
from petitions.pdf.fonts import Chain
from petitions.pdf.shaping import Box, Direction, Line

_LARGEST_TO_SMALLEST = 2.4
"""Beyond this ratio two lines no longer look like one sentence."""
_GAP = 0.13
"""White between bodies, in sizes of the smallest line."""
_CLEARANCE = 0.1
"""White at least between any two glyphs of two lines, in sizes of both: as much as between a letter and its own mark."""
_WORDS_TO_REARRANGE = 14
"""With more words there are thousands of ways to break; the organiser's own lines stand then."""
_COMPOSED = 12
"""How many of the ways to break are tried to the end."""
_REARRANGED, _SECOND_CHOICE = 0.76, 0.93
"""How much less a headline counts whose lines were broken anew, or that is not in the first cut."""


@dataclass(frozen=True)
class Row:
    """A line at its type size; `x` is its left end from the left of the measure, `drop` its baseline
    below the top of the first body. Points."""

    line: Line
    size: float
    x: float
    drop: float


@dataclass(frozen=True)
class Headline:
    """Rows from the top. `height` runs from the first to the last body; `rise` and `tail` are what
    prints above and below them. Points."""

    rows: tuple[Row, ...]
    chain: Chain
    height: float
    rise: float
    tail: float


def fit(
    lines: Sequence[str],
    chains: Sequence[Chain],
    width: float,
    height: float,
    *,
    most_lines: int,
    white: float,
    language: str,
    direction: Direction,
    is_fixed: bool = False,
) -> Headline:
    """The headline `lines`, each scaled until its ink is `width` wide, in at most `height` (points).

    Accents and tails may reach up to `white` points out of `height`. The lines may be broken anew at
    their spaces, up to `most_lines`, unless they are fixed, and another of the `chains` (the first is
    the preferred one) may be taken, where that fills the box clearly better. Lines that print nothing are left out.
    """
    settings = []
    for chain in dict.fromkeys(chains):
        preference = 1 if chain is chains[0] else _SECOND_CHOICE
        arrangements = _arrangements(tuple(lines), most_lines, language)
        for arrangement, weight in [(tuple(lines), 1.0)] if is_fixed else arrangements:
            measured = [_measure(line, chain, language, direction) for line in arrangement]
            if printing := [line for line in measured if line.glyphs]:
                settings.append(_Setting(printing, chain, width, weight * preference))
    if not settings:
        return Headline((), chains[0], 0, 0, 0)
    # Weighing what touches what takes time: only for those that look best without it.
    settings.sort(key=lambda setting: setting.estimate(height), reverse=True)
    composed = (_compose(setting, height, white, direction) for setting in settings[:_COMPOSED])
    return max(composed, key=lambda candidate: candidate[0])[1]


def _arrangements(lines: tuple[str, ...], most_lines: int, language: str) -> Iterator[tuple[tuple[str, ...], float]]:
    yield lines, 1
    words = clinging.pieces(" ".join(lines), language)
    if len(words) > _WORDS_TO_REARRANGE:
        return
    for count in range(1, min(most_lines, len(words)) + 1):
        for breaks in itertools.combinations(range(1, len(words)), count - 1):
            edges = itertools.pairwise((0, *breaks, len(words)))
            yield tuple(" ".join(words[start:end]) for start, end in edges), _REARRANGED


@dataclass(frozen=True)
class _Measured:
    """A line in 1/1000 em: its glyphs' boxes, what they cover, and the top and bottom of its body."""

    line: Line
    glyphs: tuple[Box, ...]
    ink: Box
    top: float
    bottom: float


@functools.lru_cache(maxsize=1024)
def _measure(text: str, chain: Chain, language: str, direction: Direction) -> _Measured:
    line = shaping.shape(text, chain, language=language, direction=direction)
    glyphs = tuple(shaping.glyph_boxes(line, chain))
    top, bottom = (
        statistics.median(sides)
        for sides in ([box.top for box in glyphs] or [0], [box.bottom for box in glyphs] or [0])
    )
    return _Measured(line, glyphs, shaping.ink(line, chain), top, bottom)


class _Setting:
    """Lines at their sizes for the full width."""

    def __init__(self, lines: list[_Measured], chain: Chain, width: float, weight: float) -> None:
        self.lines = lines
        self.chain = chain
        self.width = width
        self.weight = weight
        full = [1000 * width / (line.ink.right - line.ink.left) for line in lines]
        self.sizes = [min(size, _LARGEST_TO_SMALLEST * min(full)) for size in full]
        self.narrowest = min(size / full_size for size, full_size in zip(self.sizes, full, strict=True))

    def estimate(self, height: float) -> float:
        """How good it will be in `height`, as if no glyph left its line's body."""
        bodies = sum((line.top - line.bottom) * size / 1000 for line, size in zip(self.lines, self.sizes, strict=True))
        white = _GAP * min(self.sizes) * (len(self.lines) - 1)
        return self.value(min(1, height / (bodies + white)), height)

    def value(self, scale: float, height: float) -> float:
        """How well the bodies fill the box, and above all the narrowest line the width: ragged lines
        look like doubt, a little less height does no harm."""
        lines = zip(self.lines, self.sizes, strict=True)
        inks = ((line.ink.right - line.ink.left) * (line.top - line.bottom) * size * size for line, size in lines)
        filled = sum(inks) / 1e6 * scale * scale / (self.width * height)
        return math.sqrt(filled) * (self.narrowest * scale) ** 2 * self.weight


def _compose(setting: _Setting, height: float, white: float, direction: Direction) -> tuple[float, Headline]:
    """The value of a setting and its headline, stacked so that nothing touches and all of it fits."""
    starts = [line.ink.left if direction == "ltr" else line.ink.right for line in setting.lines]
    glyphs = [
        [_scaled(box, size, -start) for box in line.glyphs]
        for line, size, start in zip(setting.lines, setting.sizes, starts, strict=True)
    ]
    smallest = min(setting.sizes)
    drops = [setting.lines[0].top * setting.sizes[0] / 1000]
    for upper, lower in itertools.pairwise(range(len(glyphs))):
        above = setting.lines[upper].bottom * setting.sizes[upper] / 1000
        below = setting.lines[lower].top * setting.sizes[lower] / 1000
        touching = _touching(glyphs[upper], glyphs[lower])
        clear = touching + _CLEARANCE * (setting.sizes[upper] + setting.sizes[lower]) / 2
        drops.append(drops[-1] + max(below - above + _GAP * smallest, clear))
    full = drops[-1] - setting.lines[-1].bottom * setting.sizes[-1] / 1000
    rise = max(box.top - drop for drop, boxes in zip(drops, glyphs, strict=True) for box in boxes)
    tail = max(drop - box.bottom for drop, boxes in zip(drops, glyphs, strict=True) for box in boxes) - full
    scale = _scale(full, rise, tail, height, white)
    edge = 0 if direction == "ltr" else setting.width
    rows = tuple(
        Row(line.line, size * scale, edge - start * size * scale / 1000, drop * scale)
        for line, size, start, drop in zip(setting.lines, setting.sizes, starts, drops, strict=True)
    )
    headline = Headline(rows, setting.chain, full * scale, rise * scale, tail * scale)
    return setting.value(scale, height), headline


def _scale(full: float, rise: float, tail: float, height: float, white: float) -> float:
    """The largest scale up to 1 at which the bodies, and what reaches out of `white`, fit into `height`."""

    def needed(scale: float) -> float:
        return scale * full + max(0, scale * rise - white) + max(0, scale * tail - white)

    if needed(1) <= height:
        return 1
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(middle) <= height else (low, middle)
    return low


def _scaled(box: Box, size: float, shift: float) -> Box:
    left, bottom, right, top = (side * size / 1000 for side in box)
    return Box(left + shift * size / 1000, bottom, right + shift * size / 1000, top)


def _touching(upper: list[Box], lower: list[Box]) -> float:
    """The distance of two baselines at which the first two glyphs above each other touch."""
    distances = [
        below.top - above.bottom
        for above in upper
        for below in lower
        if above.left < below.right and below.left < above.right
    ]
    return max(distances, default=0.0)

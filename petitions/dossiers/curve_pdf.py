"""A curve on paper: the drawing of petitions.charts in black and grey."""

import math
from collections.abc import Callable, Sequence

from reportlab.lib.units import mm

from petitions.charts import Curve
from petitions.pdf.sheets import Sheet
from petitions.pdf.typesetting import Line, Typesetter

_CURVE, _BARS, _GAP = 30 * mm, 9 * mm, 2 * mm
_WORDS = 9
_FOOT = 5 * mm
"""Down to the base line of the days below."""
HEIGHT = _CURVE + _GAP + _BARS + _FOOT
_PALE, _BAR = 0.85, 0.55
_MARK, _NUMBER = 5.5, 7
"""The radius of a mark, and the size of its number."""
_TURNS = [step * math.pi / 16 for step in range(32)]


def draw(
    sheet: Sheet,
    curve: Curve,
    place: tuple[float, float, float],
    *,
    ends: Sequence[str],
    number: Callable[[int], str],
    text: Typesetter,
) -> None:
    """Draw `curve`, the bars of its days below it, and the two days at the `ends` in words.

    `place` is where it starts, its upper edge, and its width, in points.
    """
    x, top, width = place
    base = top - _CURVE
    line = [(x + across * width, base + up * _CURVE) for across, up in curve.points]
    sheet.surface([*line, (line[-1][0], base), (line[0][0], base)], grey=_PALE)
    heights = [base + level.up * _CURVE for level in curve.levels]
    sheet.hairlines(x, [base, *heights], width)
    sheet.line(line, weight=1.25)
    for level, height in zip(curve.levels, heights, strict=True):
        sheet.text(text.line(number(level.value)), _WORDS, x, height + 2.5)
    foot = base - _GAP - _BARS
    for bar in curve.bars:
        left, right, height = x + bar.across * width, x + (bar.across + bar.width) * width, foot + bar.height * _BARS
        sheet.surface([(left, foot), (left, height), (right, height), (right, foot)], grey=_BAR)
    for mark in curve.marks:
        _mark(sheet, text.line(str(mark.number)), x + mark.across * width, base + mark.up * _CURVE, base)
    sheet.text(text.line(ends[0]), _WORDS, x, foot - _FOOT)
    sheet.text_to(text.line(ends[1]), _WORDS, x + width, foot - _FOOT)


def _mark(sheet: Sheet, number: Line, x: float, y: float, base: float) -> None:
    """A numbered point, and a line down to its day."""
    sheet.line([(x, y), (x, base)], weight=0.5)
    corners = [(x + _MARK * math.cos(turn), y + _MARK * math.sin(turn)) for turn in _TURNS]
    sheet.surface(corners, grey=1)
    sheet.line([*corners, corners[0]], weight=0.75)
    sheet.text(number, _NUMBER, x - number.width * _NUMBER / 2000, y - _NUMBER * 0.36)

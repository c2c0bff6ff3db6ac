"""The figures of a signature list on paper: how many signed, when, and where they live."""

import math
from collections.abc import Sequence

from reportlab.lib.units import mm

from petitions import charts
from petitions.charts import Note
from petitions.dossiers import curve_pdf
from petitions.dossiers.cover import Cover
from petitions.dossiers.flowing_pdf import BOTTOM, COLUMN, COLUMN_MEASURE, LEADING, Flow
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Totals
from petitions.pdf import bidi
from petitions.pdf.sheets import MARGIN, MEASURE
from petitions.pdf.structure import Part

_FEW_FIGURES = 3
_LABEL, _LABEL_LEADING = 11, 13
_FEW_COUNTRIES = 8
"""So many stand in one column, more in two."""
_NOTE, _NOTE_LEADING = 9.5, 14
_NUMBERS = 6 * mm
"""Room for the numbers of what happened."""
_GUTTER = 8 * mm
_PITCH = 15.5
"""From country to country."""
_RULE_BELOW = 4.5
_BAR = 2
"""What lies on a country's rule, as long as its part of the largest."""
_LEVEL = LEADING - _PITCH + _RULE_BELOW
"""Down to where the first country stands level with the heading."""


def figures(flow: Flow, cover: Cover, totals: Totals, labels: Labels) -> None:
    """How many signed, how many of them with a name for the addressee, and how many on paper besides."""
    names = ((totals.shown, labels.shown), (totals.withheld, labels.not_shown))
    shown = ((totals.confirmed, labels.confirmed), *(names if cover.has_list else ((cover.lands, labels.lands),)))
    if cover.people_on_paper:
        shown = (*shown, (cover.people_on_paper, labels.on_paper))
    flow.section_gap(30 * mm)
    flow.sheet.rule(MARGIN, flow.y, MEASURE, weight=1.5)
    width, most = MEASURE / max(len(shown), _FEW_FIGURES), 1
    for place, (count, label) in enumerate(shown):
        x, limit = MARGIN + place * width, width - 4 * mm
        number = flow.bold.within(1000 * limit / 34, flow.figure(count))
        with flow.sheet.part(Part("P", f"{flow.figure(count)} {label}")):
            flow.sheet.text(number, 34, x, flow.y - 15 * mm)
            most = max(most, _label(flow, label, x, limit))
    flow.y -= 21 * mm + (most - 1) * _LABEL_LEADING


def _label(flow: Flow, label: str, x: float, width: float) -> int:
    """What is below a figure, in as many lines as it takes. Returns how many."""
    lines = flow.wrapped(label, flow.regular, _LABEL, width)
    for row, line in enumerate(lines):
        flow.sheet.text(flow.regular.line(line), _LABEL, x, flow.y - 21 * mm - row * _LABEL_LEADING)
    return len(lines)


def aside(flow: Flow, words: str) -> None:
    """What the figures leave out."""
    flow.y -= 4 * mm
    flow.lines(flow.wrapped(words, flow.regular, 11, MEASURE), flow.regular, 11, LEADING, x=MARGIN)


def growth(flow: Flow, cover: Cover, totals: Totals, labels: Labels) -> None:
    """How the number grew, from the first day on which somebody signed to the last on which many did, and what happened then."""
    newest = max(totals.days)
    last = charts.end(totals.days, until=newest)
    curve = charts.curve(totals.days, first=min(totals.days), last=last, notes=cover.notes)
    has_later = last < newest
    said = sum(len(mark.notes) for mark in curve.marks) + has_later + bool(curve.later) + len(curve.later)
    flow.section(labels.growth, height=7 * mm + curve_pdf.HEIGHT + said * LEADING)
    flow.y -= LEADING
    ends = [flow.day(day) for day in (curve.first, curve.last)]
    place = (COLUMN, flow.y, COLUMN_MEASURE)
    shown = {"first": ends[0], "last": ends[1], "number": flow.figure(totals.confirmed)}
    with flow.sheet.part(Part("Figure", labels.curve % shown)):
        curve_pdf.draw(flow.sheet, curve, place, ends=ends, number=flow.figure, text=flow.regular)
    flow.y -= curve_pdf.HEIGHT + 2 * mm
    if has_later:
        _say(flow, labels.later)
    for mark in curve.marks:
        for note in mark.notes:
            _note(flow, str(mark.number), note, labels)
    if curve.later:
        _say(flow, labels.afterwards)
    for note in curve.later:
        _note(flow, "–", note, labels)


def _say(flow: Flow, words: str) -> None:
    lines = flow.wrapped(words, flow.regular, _NOTE, COLUMN_MEASURE)
    flow.need(len(lines) * _NOTE_LEADING)
    flow.lines(lines, flow.regular, _NOTE, _NOTE_LEADING, x=COLUMN)


def _note(flow: Flow, number: str, note: Note, labels: Labels) -> None:
    words = labels.happened % {"day": flow.day(note.day), "words": note.words}
    lines = flow.wrapped(words, flow.regular, _NOTE, COLUMN_MEASURE - _NUMBERS)
    flow.need(len(lines) * _NOTE_LEADING)
    flow.sheet.text(flow.bold.line(number), _NOTE, COLUMN, flow.y - _NOTE_LEADING)
    direction = bidi.direction_of(words)
    flow.lines(lines, flow.regular, _NOTE, _NOTE_LEADING, x=COLUMN + _NUMBERS, direction=direction)


def countries(flow: Flow, totals: Totals, labels: Labels) -> None:
    """How many signed in each country, most first."""
    counted = [(labels.land(code), count) for code, count in totals.countries.items()]
    counted.sort(key=lambda entry: (-entry[1], entry[0]))
    bars = list(zip(counted, charts.shares([count for _name, count in counted]), strict=True))
    columns, table = 1 if len(bars) <= _FEW_COUNTRIES else 2, Part("Table")
    flow.section(labels.countries, height=7 * mm + math.ceil(len(bars) / columns) * _PITCH)
    while bars:
        flow.need(_LEVEL + _PITCH)
        flow.y -= _LEVEL
        rows = min(math.floor((flow.y - BOTTOM) / _PITCH), math.ceil(len(bars) / columns))
        for column in range(columns):
            _country_column(flow, bars[column * rows : (column + 1) * rows], column, columns, table)
        bars = bars[rows * columns :]
        flow.y -= rows * _PITCH


def _country_column(
    flow: Flow, bars: Sequence[tuple[tuple[str, int], float]], column: int, columns: int, table: Part
) -> None:
    width = (COLUMN_MEASURE - (columns - 1) * _GUTTER) / columns
    x = COLUMN + column * (width + _GUTTER)
    flow.sheet.hairlines(x, [flow.y - row * _PITCH for row in range(1, len(bars) + 1)], width)
    for row, ((name, count), share) in enumerate(bars, start=1):
        y = flow.y - row * _PITCH
        number = flow.regular.line(flow.figure(count))
        limit = 1000 * (width - 3 * mm) / 10.5 - number.width
        told = table.add("TR")
        with flow.sheet.part(told.add("TH", name)):
            flow.sheet.text(flow.regular.within(limit, name), 10.5, x, y + _RULE_BELOW)
        with flow.sheet.part(told.add("TD", flow.figure(count))):
            flow.sheet.text_to(number, 10.5, x + width, y + _RULE_BELOW)
        flow.sheet.rule(x, y, width * share, weight=_BAR)

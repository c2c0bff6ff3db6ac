"""Setting the rows of a list: their cells, their headings, and what stands around them on every page."""

import datetime
import functools
import itertools
import operator
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from babel import dates
from reportlab.lib.units import mm

from petitions.dossiers import lanes
from petitions.dossiers.choices import Choices
from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels, figure
from petitions.dossiers.lanes import ROWS_PER_PAGE, SIZE, Column, Lane
from petitions.dossiers.rows import Row
from petitions.pdf.fonts import Library
from petitions.pdf.sheets import HEIGHT, MARGIN, MEASURE, WIDTH, Sheet
from petitions.pdf.sources import Cut
from petitions.pdf.structure import Part
from petitions.pdf.typesetting import Shown, Typecase, Typesetter

_HEAD_SIZE = 8.5
_PITCH = 14.0
_RUNNING_HEAD = HEIGHT - 17 * mm
_COLUMN_HEADS = HEIGHT - 25.5 * mm
_FIRST = _COLUMN_HEADS - 18
"""The base line of a page's first row."""
_BELOW = 4.2
"""From a row's base line down to its rule."""
FOOT = 12 * mm
"""The base line of what stands below the rows."""
FOOT_SIZE = 8.5
_REMEMBERED = 10_000
"""Texts of a column kept: people live together."""
_THOUSAND = 1000
_NO_TEXT = "\ufffe"
"""It is no character: no typeface has it."""


def height(place: int) -> float:
    """The base line of a place of a page; they are counted lane by lane."""
    return float(_FIRST - place % ROWS_PER_PAGE * _PITCH)


class _Numbers:
    """The column of numbers: a thousand of them have all figures but the last three in common; figures are equally wide."""

    def __init__(self, typesetter: Typesetter, column: Column) -> None:
        self._typesetter, self._limit = typesetter, column.limit
        (self._width,) = {typesetter.shown(SIZE, column.limit, figure).width for figure in string.digits}
        self._last = typesetter.codes(column.limit, [f"{number:03}" for number in range(_THOUSAND)])
        room = column.limit - 1000 * 3 * self._width / SIZE
        self._first = functools.lru_cache(_REMEMBERED)(lambda number: typesetter.codes(room, [str(number)])[0])

    def codes(self, number: int) -> bytes | None:
        """What shows a number in the commonest typeface; None if it is too long."""
        if number < _THOUSAND:
            return self._first(number)
        first, last = self._first(number // _THOUSAND), self._last[number % _THOUSAND]
        return first + last if first and last else None

    def shown(self, number: int) -> Shown:
        """The cell of a number."""
        codes = self.codes(number)
        if codes is None:
            return self._typesetter.shown(SIZE, self._limit, str(number))
        return Shown(self._typesetter.commonest, b"(%b)Tj" % codes, self.width(len(codes)))

    def width(self, length: int) -> float:
        """Of a number with so many bytes of codes."""
        return self._width * length / 2


class _Repeated:
    """A column whose texts come again and again. `words` says what stands for a value."""

    # Any: the values of a column are of one type, which differs from column to column.

    def __init__(self, typesetter: Typesetter, column: Column, attribute: str, words: Callable[[Any], str]) -> None:
        self.value = operator.attrgetter(attribute)
        """That of a row."""
        self.shown = functools.lru_cache(_REMEMBERED)(lambda value: typesetter.shown(SIZE, column.limit, words(value)))
        self.codes = functools.lru_cache(_REMEMBERED)(self._codes)
        self._typesetter, self._column, self._words = typesetter, column, words

    def _codes(self, value: object) -> bytes | None:
        self.shown(value)  # learns its letters
        return self._typesetter.codes(self._column.limit, [self._words(value)])[0]


class Setting:
    """Sets rows into the content of pages. What it remembers of texts serves all volumes of a list."""

    def __init__(self, typecase: Typecase, labels: Labels, library: Library, choices: Choices) -> None:
        self._labels = labels
        self._regular = Typesetter(typecase, library.chain(Cut.REGULAR), language=labels.language)
        self._bold = Typesetter(typecase, library.chain(Cut.BOLD), language=labels.language)
        withheld = Typesetter(typecase, library.chain(Cut.ITALIC), language=labels.language)
        self._rtl = labels.is_rtl
        self._lanes = lanes.of(choices, has_versions=bool(labels.signed))
        self.places = ROWS_PER_PAGE * len(self._lanes)
        """How many rows a page has room for."""
        self._lane = self._lanes[0]
        """Cells are as wide in each."""
        self._withheld = withheld.shown(SIZE, self._lane.name.limit, labels.withheld)
        # First of all: the typeface of figures is the commonest.
        self._numbers = _Numbers(self._regular, self._lane.number)
        self._others = list(self._after_names())
        self._heights = [b"%.2f" % height(place) for place in range(self.places)]
        self._marks = [b"/TD <</MCID %d>> BDC " % mark for mark in range(self.places * len(self._lane.columns))]
        self._pattern = functools.cache(self._set_pattern)

    def _after_names(self) -> Iterator[_Repeated]:
        lane = self._lane
        columns: list[tuple[Column | None, str, Callable[[Any], str]]] = [
            (lane.town, "town", lambda town: town or ""),
            (lane.country, "country", self._labels.land),
            (lane.version, "version", str),
            (lane.date, "day", datetime.date.isoformat),
        ]
        return (_Repeated(self._regular, column, of, words) for column, of, words in columns if column)

    @property
    def words(self) -> list[str]:
        """The heads of the columns, in their order."""
        return [label for _column, label in self._headed(self._lane)]

    def cells(self, row: Row) -> tuple[Shown, ...]:
        """The cells of a row, in the order of the columns."""
        lane, shown = self._lane, self._regular.shown
        name = self._withheld if row.name is None else shown(SIZE, lane.name.limit, row.name)
        return (self._numbers.shown(row.number), name, *(column.shown(column.value(row)) for column in self._others))

    def text(self, places: Sequence[int], rows: Sequence[Row]) -> bytes:
        """What shows rows at their places, in a text object: most in one typeface, from left to right, by a pattern."""
        if self._rtl:
            return self._cell_by_cell(places, map(self.cells, rows))
        drawn: list[bytes] = []
        typeface, commonest, pattern = b"", self._regular.commonest, self._pattern
        for place, row, codes in zip(places, rows, self._codes(rows), strict=True):
            number = codes[0]
            if number is None or None in codes:
                typeface = self._draw(drawn, place, self.cells(row), typeface)
                continue
            if typeface != commonest:
                typeface = commonest
                drawn.append(b"/%b %g Tf " % (typeface, SIZE))
            drawn.append(pattern(place, len(number)) % codes)
        return b"BT\n%bET" % b"".join(drawn)

    def _codes(self, rows: Sequence[Row]) -> Iterator[tuple[bytes | None, ...]]:
        """What shows the cells of rows in the commonest typeface; None for those that are not in it."""
        numbers = [self._numbers.codes(row.number) for row in rows]
        names = self._regular.codes(self._lane.name.limit, [row.name or _NO_TEXT for row in rows])
        others = (map(column.codes, map(column.value, rows)) for column in self._others)
        return zip(numbers, names, *others, strict=True)

    def table(self, places: Sequence[int], lines: Iterable[Sequence[Shown]]) -> bytes:
        """What shows the cells of a page at their places, each with a mark of its own."""
        return self._cell_by_cell(places, lines, iter(self._marks))

    def _cell_by_cell(
        self, places: Sequence[int], lines: Iterable[Sequence[Shown]], marks: Iterator[bytes] | None = None
    ) -> bytes:
        drawn: list[bytes] = []
        typeface = b""
        for place, cells in zip(places, lines, strict=True):
            typeface = self._draw(drawn, place, cells, typeface, marks=marks)
        return b"BT\n%bET" % b"".join(drawn)

    def _draw(
        self,
        drawn: list[bytes],
        place: int,
        cells: Sequence[Shown],
        typeface: bytes,
        *,
        marks: Iterator[bytes] | None = None,
    ) -> bytes:
        """Add what shows the cells of a row, one by one, to `drawn`; returns the typeface that is current then."""
        lane, y = self._lanes[place // ROWS_PER_PAGE], self._heights[place]
        for column, cell in zip(lane.columns, cells, strict=True):
            drawn.append(b"1 0 0 1 %.2f %b Tm " % (self._left(lane, column, cell.width), y))
            if cell.typeface != typeface:
                typeface = cell.typeface
                drawn.append(b"/%b %g Tf " % (typeface, SIZE) if typeface else b"")
            drawn += (next(marks), cell.operators, b" EMC\n") if marks else (cell.operators, b"\n")
        return typeface

    def _left(self, lane: Lane, column: Column, width: float) -> float:
        """Where text of this width starts, from the left: in Arabic, too."""
        start = self._units_under_units(lane, width) if column is lane.number else column.start
        return WIDTH - start - width if self._rtl else start

    def _set_pattern(self, place: int, length: int) -> bytes:
        """Of the codes of a row at that place, whose number has so many bytes of them."""
        lane = self._lanes[place // ROWS_PER_PAGE]
        starts = [
            self._units_under_units(lane, self._numbers.width(length)),
            *(column.start for column in lane.columns[1:]),
        ]
        steps = (b"%.2f 0 Td " % (start - before) for before, start in itertools.pairwise(starts))
        return b"1 0 0 1 %.2f %b Tm (%%b)Tj\n" % (starts[0], self._heights[place]) + b"".join(
            step + b"(%b)Tj\n" for step in steps
        )

    def heading(self, place: int, country: str, people: int | None, *, mark: int | None = None) -> tuple[str, bytes]:
        """What the heading of a country says, and the content that shows it, with `mark` as its number if it has one.

        `people` live there; None where the country only goes on.
        """
        sheet, lane, y = Sheet(rtl=self._rtl, first=mark or 0), self._lanes[place // ROWS_PER_PAGE], height(place)
        words = self._labels.land(country)
        count = figure(people, self._labels.locale) if people is not None else ""
        if people is None:
            words = self._labels.continued % {"country": words}
        number = self._regular.line(count)
        line = self._bold.within(1000 * lane.width / SIZE - number.width - 1000, words)
        said = f"{words} {count}".rstrip()
        with sheet.silent() if mark is None else sheet.part(Part("TH", said)):
            sheet.text(line, SIZE, lane.start, y)
            sheet.text_to(number, SIZE, lane.start + lane.width, y)
        sheet.rule(lane.start, y - _BELOW, lane.width, weight=0.5)
        return said, sheet.content()

    def rules(self, places: Iterable[int]) -> bytes:
        """A hairline under each row at these places."""
        sheet, among = Sheet(rtl=self._rtl), list(places)
        for number, lane in enumerate(self._lanes):
            filled = [height(place) - _BELOW for place in among if place // ROWS_PER_PAGE == number]
            sheet.hairlines(lane.start, filled, lane.width)
        return sheet.content()

    def heads(self, first: int | None = None) -> bytes:
        """The heads of the columns; those of the first lane as marked content with numbers from `first`, if there is one."""
        sheet = Sheet(rtl=self._rtl, first=first or 0)
        for lane in self._lanes:
            for column, label in self._headed(lane):
                line = self._bold.within(1000 * column.width / _HEAD_SIZE, label)
                start = column.start
                if column is lane.number:
                    start = self._units_under_units(lane, line.width * _HEAD_SIZE / 1000)
                is_told = first is not None and lane is self._lane
                with sheet.part(Part("TH", label)) if is_told else sheet.silent():
                    sheet.text(line, _HEAD_SIZE, start, _COLUMN_HEADS)
        return sheet.content()

    def head(self, cover: Cover) -> bytes:
        """The running head, the rules below the heads of the columns, the House at the foot."""
        sheet = Sheet(rtl=self._rtl)
        day = self._regular.line(dates.format_date(cover.day, "long", self._labels.locale))
        title = self._bold.within(1000 * MEASURE / SIZE - day.width - 2000, cover.title)
        house = self._regular.within(1000 * MEASURE * 2 / 3 / FOOT_SIZE, cover.house)
        with sheet.silent():
            sheet.text(title, SIZE, MARGIN, _RUNNING_HEAD)
            sheet.text_to(day, SIZE, MARGIN + MEASURE, _RUNNING_HEAD)
            sheet.text(house, FOOT_SIZE, MARGIN, FOOT)
        for lane in self._lanes:
            sheet.rule(lane.start, _COLUMN_HEADS - _BELOW - 1, lane.width, weight=0.75)
        return sheet.content()

    def _headed(self, lane: Lane) -> Iterator[tuple[Column, str]]:
        labels = self._labels
        heads = (
            (lane.number, labels.number),
            (lane.name, labels.name),
            (lane.town, labels.town),
            (lane.country, labels.country),
            (lane.version, labels.signed),
            (lane.date, labels.date),
        )
        return ((column, label) for column, label in heads if column)

    def _units_under_units(self, lane: Lane, width: float) -> float:
        """Where a number starts, so that its last figure stands under that of the number above: in Arabic, too."""
        return lane.number.start if self._rtl else lane.number.start + lane.number.width - width

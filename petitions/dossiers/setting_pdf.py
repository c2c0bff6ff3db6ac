"""Setting the rows of a list: their cells, their headings, and what stands around them on every page."""

import datetime
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

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
"""Towns kept: people live together."""
_NOTHING = Shown(b"", b"", 0)


def height(place: int) -> float:
    """The base line of a place of a page; they are counted lane by lane."""
    return float(_FIRST - place % ROWS_PER_PAGE * _PITCH)


class Setting:
    """Sets rows into the content of pages. What it remembers of texts serves all volumes of a list."""

    def __init__(self, typecase: Typecase, labels: Labels, library: Library, choices: Choices) -> None:
        self._labels = labels
        self._countries = labels.locale.territories
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
        columns = self._lane.columns
        self._steps = [b"%.2f 0 Td " % (column.start - before.start) for before, column in itertools.pairwise(columns)]
        self._pattern = b"1 0 0 1 %b %b Tm %b\n%b%b\n" + b"".join(step + b"%b\n" for step in self._steps[1:])
        self._heights = [b"%.2f" % height(place) for place in range(self.places)]
        self._marks = [b"/TD <</MCID %d>> BDC " % mark for mark in range(self.places * len(columns))]
        self._start = functools.cache(self._set_start)
        self._town = functools.lru_cache(_REMEMBERED)(functools.partial(self._text, self._lane.town))
        self._country = functools.cache(self._set_country)
        self._day = functools.cache(self._set_day)
        self._version = functools.cache(self._set_version)

    @property
    def words(self) -> list[str]:
        """The heads of the columns, in their order."""
        return [label for _column, label in self._headed(self._lane)]

    def cells(self, rows: Sequence[Row]) -> list[tuple[Shown, ...]]:
        """The cells of the rows of a page, in the order of the columns."""
        lane = self._lane
        numbers = self._regular.column(SIZE, lane.number.limit, [str(row.number) for row in rows], is_measured=True)
        texts = self._regular.column(SIZE, lane.name.limit, [row.name or "" for row in rows], is_measured=self._rtl)
        names = [self._withheld if row.name is None else text for row, text in zip(rows, texts, strict=True)]
        columns = [numbers, names]
        if lane.town:
            columns.append([self._town(row.town) if row.town else _NOTHING for row in rows])
        if lane.country:
            columns.append([self._country(row.country) for row in rows])
        if lane.version:
            columns.append([self._version(row.version) for row in rows])
        if lane.date:
            columns.append([self._day(row.day) for row in rows])
        return list(zip(*columns, strict=True))

    def text(self, places: Iterable[int], lines: Iterable[tuple[Shown, ...]], *, is_table: bool) -> bytes:
        """What shows the cells of a page at their places, in a text object; in a table each has a mark of its own."""
        drawn: list[bytes] = []
        typeface, marks = b"", iter(self._marks)
        for place, cells in zip(places, lines, strict=True):
            if not is_table and not self._rtl and {cell.typeface for cell in cells} == {typeface}:
                drawn.append(self._line(place, cells))
                continue
            for cell, start in zip(cells, self._starts(place, cells), strict=True):
                drawn.append(start)
                if cell.typeface != typeface:
                    typeface = cell.typeface
                    drawn.append(b"/%b %g Tf " % (typeface, SIZE) if typeface else b"")
                drawn += (next(marks), cell.operators, b" EMC\n") if is_table else (cell.operators, b"\n")
        return b"BT\n%bET" % b"".join(drawn)

    def _line(self, place: int, cells: tuple[Shown, ...]) -> bytes:
        """A row in one typeface, from left to right: most are."""
        start, step = self._start(place // ROWS_PER_PAGE, cells[0].width)
        first, second, *others = (cell.operators for cell in cells)
        return self._pattern % (start, self._heights[place], first, step, second, *others)

    def _starts(self, place: int, cells: Sequence[Shown]) -> Iterable[bytes]:
        """What moves to where each cell begins: the first one's place, and the steps from one to the next."""
        if self._rtl:
            return self._starts_from_right(place, cells)
        start, step = self._start(place // ROWS_PER_PAGE, cells[0].width)
        return itertools.chain((b"1 0 0 1 %b %b Tm " % (start, self._heights[place]), step), self._steps[1:])

    def _starts_from_right(self, place: int, cells: Sequence[Shown]) -> Iterator[bytes]:
        for cell, column in zip(cells, self._lanes[place // ROWS_PER_PAGE].columns, strict=True):
            yield b"1 0 0 1 %.2f %b Tm " % (WIDTH - column.start - cell.width, self._heights[place])

    def heading(self, place: int, country: str, people: int | None, *, mark: int | None = None) -> tuple[str, bytes]:
        """What the heading of a country says, and the content that shows it, with `mark` as its number if it has one.

        `people` live there; None where the country only goes on.
        """
        sheet, lane, y = Sheet(rtl=self._rtl, first=mark or 0), self._lanes[place // ROWS_PER_PAGE], height(place)
        words = self._countries.get(country, country)
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

    def _set_start(self, lane: int, width: float) -> tuple[bytes, bytes]:
        """Where a number of this width starts, and the step from there to the name."""
        start = round(self._units_under_units(self._lanes[lane], width), 2)
        return b"%.2f" % start, b"%.2f 0 Td " % (self._lanes[lane].name.start - start)

    def _text(self, column: Column | None, text: str) -> Shown:
        return self._regular.column(SIZE, column.limit if column else 0, [text], is_measured=True)[0]

    def _set_country(self, code: str) -> Shown:
        return self._text(self._lane.country, self._countries.get(code, code))

    def _set_day(self, day: datetime.date) -> Shown:
        return self._text(self._lane.date, day.isoformat())

    def _set_version(self, version: int) -> Shown:
        return self._text(self._lane.version, str(version))

    def _units_under_units(self, lane: Lane, width: float) -> float:
        """Where a number starts, so that its last figure stands under that of the number above: in Arabic, too."""
        return lane.number.start if self._rtl else lane.number.start + lane.number.width - width

"""The numbered rows of a signature list on paper: columns, and one page after the other."""

import datetime
import functools
import unicodedata
from array import array
from collections.abc import Iterable, Mapping

from babel import dates
from reportlab.lib.units import mm

from petitions.dossiers import lanes
from petitions.dossiers.choices import Choices
from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels, figure
from petitions.dossiers.lanes import DATE, ROWS_PER_PAGE, SIZE, VERSION, Column, Lane
from petitions.dossiers.rows import Row
from petitions.pdf import streaming
from petitions.pdf.fonts import Library
from petitions.pdf.sheets import HEIGHT, MARGIN, MEASURE, WIDTH, Sheet
from petitions.pdf.sources import Cut
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
_LEAST_OF_GROUP = 4
"""A blank, a heading and two rows: with less room a country begins in the next lane."""


class RowPages:
    """Sets rows into pages and writes the content of each page as soon as it is full.

    With `groups`, rows come country by country, and each country has a heading with its number of rows, told there.
    """

    def __init__(
        self,
        writer: streaming.Writer,
        typecase: Typecase,
        labels: Labels,
        library: Library,
        *,
        choices: Choices,
        groups: Mapping[str, int] | None = None,
    ) -> None:
        self.contents = array("L")
        """The numbers of the content streams, in order."""
        self._writer = writer
        self._labels = labels
        self._countries = labels.locale.territories
        self._regular = Typesetter(typecase, library.chain(Cut.REGULAR), language=labels.language)
        self._bold = Typesetter(typecase, library.chain(Cut.BOLD), language=labels.language)
        withheld = Typesetter(typecase, library.chain(Cut.ITALIC), language=labels.language)
        self._rtl = labels.is_rtl
        self._lanes = lanes.of(choices, has_versions=bool(labels.signed))
        self._groups, self._group = groups, ""
        self._withheld = withheld.shown(SIZE, self._lanes[0].name.limit, labels.withheld)
        self._heights = [b"%.2f" % (_FIRST - row * _PITCH) for row in range(ROWS_PER_PAGE)]
        self._place = 0
        """Of the next row among all that a page has room for, lane by lane."""
        self._ruled: list[int] = []
        """The places with a row on them."""
        self._headings: list[bytes] = []
        self._drawn: list[bytes] = []
        self._country = functools.cache(self._set_country)
        self._day = functools.cache(self._set_day)
        self._version = functools.cache(self._set_version)

    @property
    def is_between(self) -> bool:
        """Whether the last page is full and the next not begun."""
        return not self._drawn

    def add(self, row: Row) -> None:
        """Set a row; write the page if it was the last that fits."""
        if self._groups is not None:
            self._head_group(row.country)
        lane = self._lanes[self._place // ROWS_PER_PAGE]
        number = self._text(lane.number, str(row.number))
        cells = [(number, self._units_under_units(lane, number.width))]
        cells.append((self._withheld if row.name is None else self._text(lane.name, row.name), lane.name.start))
        if lane.town and row.town:
            cells.append((self._text(lane.town, row.town), lane.town.start))
        if lane.country:
            cells.append((self._country(row.country), lane.country.start))
        if lane.version:
            cells.append((self._version(row.version), lane.version.start))
        if lane.date:
            cells.append((self._day(row.day), lane.date.start))
        height = self._heights[self._place % ROWS_PER_PAGE]
        if self._rtl:
            placed = [b"1 0 0 1 %.2f %b Tm %b" % (WIDTH - x - cell.width, height, cell.operators) for cell, x in cells]
        else:
            placed = [b"1 0 0 1 %.2f %b Tm %b" % (x, height, cell.operators) for cell, x in cells]
        self._drawn.append(b"\n".join(placed))
        self._ruled.append(self._place)
        self._go_on(1)

    def _head_group(self, country: str) -> None:
        """Where a country begins, its name and how many it has; where it goes on in another lane, its name again."""
        rows, begins = self._place % ROWS_PER_PAGE, country != self._group
        if begins and ROWS_PER_PAGE - rows < _LEAST_OF_GROUP:
            self._go_on(ROWS_PER_PAGE - rows)
            rows = 0
        if rows and not begins:
            return
        self._group = country
        self._go_on(1 if rows else 0)
        assert self._groups is not None
        self._headings.append(self._heading(country, self._groups[country] if begins else None))
        self._go_on(1)

    def _heading(self, country: str, people: int | None) -> bytes:
        sheet, lane = Sheet(rtl=self._rtl), self._lanes[self._place // ROWS_PER_PAGE]
        y = _FIRST - self._place % ROWS_PER_PAGE * _PITCH
        name = self._countries.get(country, country)
        count = self._regular.line(figure(people, self._labels.locale) if people is not None else "")
        words = name if people is not None else self._labels.continued % {"country": name}
        line = self._bold.within(1000 * lane.width / SIZE - count.width - 1000, words)
        sheet.text(line, SIZE, lane.start, y)
        sheet.text_to(count, SIZE, lane.start + lane.width, y)
        sheet.rule(lane.start, y - _BELOW, lane.width, weight=0.5)
        return sheet.content()

    def _go_on(self, places: int) -> None:
        self._place += places
        if self._place == ROWS_PER_PAGE * len(self._lanes):
            is_full = len(self._ruled) == self._place
            self._write_page(b"/Rules Do" if is_full else self._rules(self._ruled))

    def end(self) -> None:
        """Write the last page, if there are rows on it."""
        if self._drawn:
            self._write_page(self._rules(self._ruled))

    def put_shared(self, cover: Cover, fonts: int) -> bytes:
        """Write what the pages have in common, once; return the entries of resources under which pages name it.

        `fonts` is the object with the typefaces.
        """
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<</Font %b>>" % (
            WIDTH,
            HEIGHT,
            streaming.reference(fonts),
        )
        head = self._writer.put_stream(self._head(cover), form)
        rules = self._writer.put_stream(self._rules(range(ROWS_PER_PAGE * len(self._lanes))), form)
        return b"/Head %b/Rules %b" % (streaming.reference(head), streaming.reference(rules))

    def _head(self, cover: Cover) -> bytes:
        """The running head, the heads of the columns, the House at the foot."""
        sheet = Sheet(rtl=self._rtl)
        day = self._regular.line(dates.format_date(cover.day, "long", self._labels.locale))
        title = self._bold.within(1000 * MEASURE / SIZE - day.width - 2000, cover.title)
        sheet.text(title, SIZE, MARGIN, _RUNNING_HEAD)
        sheet.text_to(day, SIZE, MARGIN + MEASURE, _RUNNING_HEAD)
        for lane in self._lanes:
            self._head_lane(sheet, lane)
        house = self._regular.within(1000 * MEASURE * 2 / 3 / FOOT_SIZE, cover.house)
        sheet.text(house, FOOT_SIZE, MARGIN, FOOT)
        return sheet.content()

    def _head_lane(self, sheet: Sheet, lane: Lane) -> None:
        """The heads of its columns."""
        labels = self._labels
        for column, label in (
            (lane.number, labels.number),
            (lane.name, labels.name),
            (lane.town, labels.town),
            (lane.country, labels.country),
            (lane.version, labels.signed),
            (lane.date, labels.date),
        ):
            if column is None:
                continue
            line = self._bold.within(1000 * column.width / _HEAD_SIZE, label)
            start = column.start
            if column is lane.number:
                start = self._units_under_units(lane, line.width * _HEAD_SIZE / 1000)
            sheet.text(line, _HEAD_SIZE, start, _COLUMN_HEADS)
        sheet.rule(lane.start, _COLUMN_HEADS - _BELOW - 1, lane.width, weight=0.75)

    def _rules(self, places: Iterable[int]) -> bytes:
        """A hairline under each row."""
        sheet = Sheet(rtl=self._rtl)
        rows = [
            [place % ROWS_PER_PAGE for place in places if place // ROWS_PER_PAGE == each]
            for each in range(len(self._lanes))
        ]
        for lane, filled in zip(self._lanes, rows, strict=True):
            sheet.hairlines(lane.start, [_FIRST - row * _PITCH - _BELOW for row in filled], lane.width)
        return sheet.content()

    def _write_page(self, rules: bytes) -> None:
        drawn = (rules, b"/Head Do", *self._headings, b"BT", b"\n".join(self._drawn), b"ET")
        self.contents.append(self._writer.put_stream(b" ".join(drawn)))
        self._place = 0
        for full in (self._drawn, self._ruled, self._headings):
            full.clear()

    def _text(self, column: Column, text: str) -> Shown:
        return self._regular.shown(SIZE, column.limit, unicodedata.normalize("NFC", text))

    def _set_country(self, code: str) -> Shown:
        column = self._lanes[0].country
        assert column is not None
        return self._text(column, self._countries.get(code, code))

    def _set_day(self, day: datetime.date) -> Shown:
        return self._text(DATE, day.isoformat())

    def _set_version(self, version: int) -> Shown:
        return self._text(VERSION, str(version))

    def _units_under_units(self, lane: Lane, width: float) -> float:
        """Where a number starts, so that its last figure stands under that of the number above: in Arabic, too."""
        return lane.number.start if self._rtl else lane.number.start + lane.number.width - width

"""The numbered rows of a signature list on paper: columns, and one page after the other."""

import dataclasses
import datetime
import functools
import unicodedata
from array import array

from babel import dates
from reportlab.lib.units import mm

from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Row
from petitions.pdf import streaming
from petitions.pdf.fonts import Library
from petitions.pdf.sheets import HEIGHT, MARGIN, MEASURE, WIDTH, Sheet
from petitions.pdf.sources import Cut
from petitions.pdf.typesetting import Shown, Typecase, Typesetter

ROWS_PER_PAGE = 50
_SIZE = 9.0
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


@dataclasses.dataclass(frozen=True)
class Column:
    """Where a column stands, in points from the start edge."""

    start: float
    width: float

    @functools.cached_property
    def limit(self) -> float:
        """What fits in, in 1/1000 em."""
        return 1000 * self.width / _SIZE


NUMBER = Column(MARGIN, 15 * mm)
NAME = Column(MARGIN + 19 * mm, 60 * mm)
TOWN = Column(MARGIN + 82 * mm, 38 * mm)
COUNTRY = Column(MARGIN + 123 * mm, 31 * mm)
# Where the list says which version of the text each one signed, towns and countries make room.
TOWN_BESIDE = Column(MARGIN + 82 * mm, 31 * mm)
COUNTRY_BESIDE = Column(MARGIN + 116 * mm, 26 * mm)
VERSION = Column(MARGIN + 145 * mm, 10 * mm)
DATE = Column(MARGIN + 157 * mm, MEASURE - 157 * mm)


_NOTHING = Shown(b"", 0)


class RowPages:
    """Sets rows into pages and writes the content of each page as soon as it is full."""

    def __init__(self, writer: streaming.Writer, typecase: Typecase, labels: Labels, library: Library) -> None:
        self.contents = array("L")
        """The numbers of the content streams, in order."""
        self._writer = writer
        self._labels = labels
        self._countries = labels.locale.territories
        self._regular = Typesetter(typecase, library.chain(Cut.REGULAR), language=labels.language)
        self._bold = Typesetter(typecase, library.chain(Cut.BOLD), language=labels.language)
        withheld = Typesetter(typecase, library.chain(Cut.ITALIC), language=labels.language)
        self._withheld = withheld.shown(_SIZE, NAME.limit, labels.withheld)
        self._rtl = labels.is_rtl
        self._town, self._land = (TOWN_BESIDE, COUNTRY_BESIDE) if labels.signed else (TOWN, COUNTRY)
        self._heights = [b"%.2f" % (_FIRST - row * _PITCH) for row in range(ROWS_PER_PAGE)]
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
        number = self._text(NUMBER, str(row.number))
        cells = [
            (number, self._units_under_units(number.width)),
            (self._withheld if row.name is None else self._text(NAME, row.name), NAME.start),
            (self._text(self._town, row.town) if row.town else _NOTHING, self._town.start),
            (self._country(row.country), self._land.start),
            (self._day(row.day), DATE.start),
        ]
        if self._labels.signed:
            cells.insert(-1, (self._version(row.version), VERSION.start))
        height = self._heights[len(self._drawn)]
        if self._rtl:
            placed = [b"1 0 0 1 %.2f %b Tm %b" % (WIDTH - x - cell.width, height, cell.operators) for cell, x in cells]
        else:
            placed = [b"1 0 0 1 %.2f %b Tm %b" % (x, height, cell.operators) for cell, x in cells]
        self._drawn.append(b"\n".join(placed))
        if len(self._drawn) == ROWS_PER_PAGE:
            self._write_page(b"/Rules Do")

    def end(self) -> None:
        """Write the last page, if there are rows on it."""
        if self._drawn:
            self._write_page(self._rules(len(self._drawn)))

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
        rules = self._writer.put_stream(self._rules(ROWS_PER_PAGE), form)
        return b"/Head %b/Rules %b" % (streaming.reference(head), streaming.reference(rules))

    def _head(self, cover: Cover) -> bytes:
        """The running head, the heads of the columns, the House at the foot."""
        sheet = Sheet(rtl=self._rtl)
        day = self._regular.line(dates.format_date(cover.day, "long", self._labels.locale))
        title = self._bold.within(1000 * MEASURE / _SIZE - day.width - 2000, cover.title)
        sheet.text(title, _SIZE, MARGIN, _RUNNING_HEAD)
        sheet.text_to(day, _SIZE, MARGIN + MEASURE, _RUNNING_HEAD)
        labels = self._labels
        heads = (
            (NUMBER, labels.number),
            (NAME, labels.name),
            (self._town, labels.town),
            (self._land, labels.country),
            (VERSION, labels.signed),
            (DATE, labels.date),
        )
        for column, label in heads:
            line = self._bold.within(1000 * column.width / _HEAD_SIZE, label)
            width = line.width * _HEAD_SIZE / 1000
            start = self._units_under_units(width) if column is NUMBER else column.start
            sheet.text(line, _HEAD_SIZE, start, _COLUMN_HEADS)
        sheet.rule(MARGIN, _COLUMN_HEADS - _BELOW - 1, MEASURE, weight=0.75)
        house = self._regular.within(1000 * MEASURE * 2 / 3 / FOOT_SIZE, cover.house)
        sheet.text(house, FOOT_SIZE, MARGIN, FOOT)
        return sheet.content()

    def _rules(self, rows: int) -> bytes:
        sheet = Sheet(rtl=self._rtl)
        sheet.hairlines(MARGIN, [_FIRST - row * _PITCH - _BELOW for row in range(rows)], MEASURE)
        return sheet.content()

    def _write_page(self, rules: bytes) -> None:
        content = b"%b /Head Do BT %b ET" % (rules, b"\n".join(self._drawn))
        self.contents.append(self._writer.put_stream(content))
        self._drawn.clear()

    def _text(self, column: Column, text: str) -> Shown:
        return self._regular.shown(_SIZE, column.limit, unicodedata.normalize("NFC", text))

    def _set_country(self, code: str) -> Shown:
        return self._text(self._land, self._countries.get(code, code))

    def _set_day(self, day: datetime.date) -> Shown:
        return self._text(DATE, day.isoformat())

    def _set_version(self, version: int) -> Shown:
        return self._text(VERSION, str(version))

    def _units_under_units(self, width: float) -> float:
        """Where a number starts, so that its last figure stands under that of the number above: in Arabic, too."""
        return NUMBER.start if self._rtl else NUMBER.start + NUMBER.width - width

"""The first pages of a signature list: what is asked, by how many, from where, and how to check it."""

import math
import shlex
from collections.abc import Sequence

from babel import dates, numbers
from reportlab.lib.units import mm

from petitions import charts
from petitions.dossiers import curve_pdf
from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Totals
from petitions.pdf import bidi, wrapping
from petitions.pdf.fonts import Library
from petitions.pdf.shaping import Direction
from petitions.pdf.sheets import HEIGHT, MARGIN, MEASURE, Sheet
from petitions.pdf.sources import Cut
from petitions.pdf.typesetting import REPLACEMENT, Typecase, Typesetter

_TOP, _BOTTOM = HEIGHT - 20 * mm, 26 * mm
_COLUMN = MARGIN + MEASURE / 3
"""Where content starts: headings stand in the third before it."""
_COLUMN_MEASURE = MEASURE * 2 / 3
_HEADING_MEASURE = MEASURE / 3 - 6 * mm
_SECTION_GAP = 10 * mm
_TITLE_SIZES = (46, 40, 34, 28, 24, 20)
_TITLE_LINES = 3
_FEW_COUNTRIES = 8
"""So many stand in one column, more in two."""
_GUTTER = 8 * mm
_LEADING = 16.5
_PITCH = 15.5
"""From country to country."""
_RULE_BELOW = 4.5
_BAR = 2
"""What lies on a country's rule, as long as its part of the largest."""
_LEVEL = _LEADING - _PITCH + _RULE_BELOW
"""Down to where the first country stands level with the heading."""
_COMMANDS = (
    ("Linux", "sha256sum %s"),
    ("macOS", "shasum -a 256 %s"),
    ("Windows", "certutil -hashfile %s SHA256"),
)
"""What prints the checksum of a file. Ministries have Windows."""


def draw(cover: Cover, totals: Totals, labels: Labels, library: Library, typecase: Typecase) -> list[Sheet]:
    """The pages, all but the numbers at their foot."""
    pages = _Pages(labels, library, typecase)
    pages.head(cover)
    pages.figures(totals)
    if cover.on_paper:
        pages.aside(cover.on_paper)
    pages.petition(cover)
    pages.check(cover, totals)
    if len(totals.days) > 1:
        pages.growth(totals)
    if totals.countries:
        pages.countries(totals)
    return pages.sheets


class _Pages:
    """The pages as they fill, and how far down the last one is."""

    def __init__(self, labels: Labels, library: Library, typecase: Typecase) -> None:
        self.sheets = [Sheet(rtl=labels.is_rtl)]
        self._y = _TOP
        self._heading = ""
        self._labels = labels
        self._typecase = typecase
        self._regular = Typesetter(typecase, library.chain(Cut.REGULAR), language=labels.language)
        self._bold = Typesetter(typecase, library.chain(Cut.BOLD), language=labels.language)
        self._black = Typesetter(typecase, library.chain(Cut.BLACK), language=labels.language)

    @property
    def _sheet(self) -> Sheet:
        return self.sheets[-1]

    def head(self, cover: Cover) -> None:
        """Sender, kind of paper, title, addressee and demand."""
        width = 17 * mm
        self._sheet.mark(MARGIN, self._y - 1, width)
        start = MARGIN + width + 4 * mm
        day = self._regular.line(dates.format_date(cover.day, "long", self._labels.locale))
        house = self._bold.within(1000 * (MEASURE - start) / 11 - day.width, cover.house)
        self._sheet.text(house, 11, start, self._y)
        self._sheet.text_to(day, 11, MARGIN + MEASURE, self._y)
        self._y -= 4.5 * mm
        self._sheet.rule(MARGIN, self._y, MEASURE, weight=1.5)
        self._y -= 20 * mm
        self._sheet.text(self._regular.line(self._labels.document), 15, MARGIN, self._y)
        self._y -= 3 * mm
        size, lines = self._title(cover.title)
        self._lines(lines, self._black, size, size * 1.14, x=MARGIN)
        self._y -= 6 * mm
        self._lines(self._wrapped(cover.salutation, self._bold, 15, MEASURE), self._bold, 15, 21, x=MARGIN)
        self._y -= 1.5 * mm
        demand = wrapping.balanced(cover.demand, 1000 * MEASURE / 15, lambda part: self._regular.line(part).width)
        self._lines(demand, self._regular, 15, 21.5, x=MARGIN)

    def figures(self, totals: Totals) -> None:
        """How many signed, and how many of them with a name for the addressee."""
        figures = (
            (totals.confirmed, self._labels.confirmed),
            (totals.shown, self._labels.shown),
            (totals.withheld, self._labels.not_shown),
        )
        self._section_gap(30 * mm)
        self._sheet.rule(MARGIN, self._y, MEASURE, weight=1.5)
        for place, (count, label) in enumerate(figures):
            x = MARGIN + place * MEASURE / 3
            limit = MEASURE / 3 - 4 * mm
            number = self._bold.within(1000 * limit / 34, self._figure(count))
            self._sheet.text(number, 34, x, self._y - 15 * mm)
            self._sheet.text(self._regular.within(1000 * limit / 11, label), 11, x, self._y - 21 * mm)
        self._y -= 21 * mm

    def aside(self, words: str) -> None:
        """What the figures leave out."""
        self._y -= 4 * mm
        self._lines(self._wrapped(words, self._regular, 11, MEASURE), self._regular, 11, _LEADING, x=MARGIN)

    def petition(self, cover: Cover) -> None:
        """The text that was signed, and which version of it."""
        day = dates.format_date(cover.version_day, "long", self._labels.locale)
        version = self._labels.version % {"version": cover.version, "date": day}
        self._text(self._labels.petition, f"{version} {cover.signed}".strip(), cover.petition_text)
        for earlier in cover.earlier:
            self._text(earlier.heading, earlier.note, earlier.text)

    def _text(self, heading: str, note: str, text: str) -> None:
        self._section(heading, note)
        for number, paragraph in enumerate(filter(None, map(str.strip, text.splitlines()))):
            self._y -= 6 * min(number, 1)
            self._paragraph(paragraph)

    def growth(self, totals: Totals) -> None:
        """How the number grew from the first day on which somebody signed to the last."""
        curve = charts.curve(totals.days, first=min(totals.days), last=max(totals.days))
        self._section(self._labels.growth, height=7 * mm + curve_pdf.HEIGHT)
        self._y -= _LEADING
        ends = [dates.format_date(day, "long", self._labels.locale) for day in (curve.first, curve.last)]
        curve_pdf.draw(
            self._sheet, curve, (_COLUMN, self._y, _COLUMN_MEASURE), ends=ends, number=self._figure, text=self._regular
        )
        self._y -= curve_pdf.HEIGHT

    def countries(self, totals: Totals) -> None:
        """How many signed in each country, most first."""
        names = self._labels.locale.territories
        counted = [(names.get(code, code), count) for code, count in totals.countries.items()]
        counted.sort(key=lambda entry: (-entry[1], entry[0]))
        columns = 1 if len(counted) <= _FEW_COUNTRIES else 2
        self._section(self._labels.countries, height=7 * mm + math.ceil(len(counted) / columns) * _PITCH)
        most = counted[0][1]
        while counted:
            self._need(_LEVEL + _PITCH)
            self._y -= _LEVEL
            rows = min(math.floor((self._y - _BOTTOM) / _PITCH), math.ceil(len(counted) / columns))
            for column in range(columns):
                self._country_column(counted[column * rows : (column + 1) * rows], column, columns, most=most)
            counted = counted[rows * columns :]
            self._y -= rows * _PITCH

    def check(self, cover: Cover, totals: Totals) -> None:
        """The checksum of the file, and what to type."""
        self._section(self._labels.check, height=70 * mm)
        self._paragraph(self._labels.file % {"file": cover.csv_name})
        self._y -= 3
        groups = [cover.csv_sha256[start : start + 8] for start in range(0, 64, 8)]
        for half in (groups[:4], groups[4:]):
            self._typed("  ".join(half), 12)
        self._y -= 8
        self._paragraph(self._labels.command)
        self._y -= 3
        for system, command in _COMMANDS:
            self._typed(command % shlex.quote(cover.csv_name), 10.5)
            self._sheet.text_to(self._regular.line(system), 8.5, MARGIN + MEASURE, self._y)
        if totals.last > totals.confirmed:
            self._y -= 8
            self._paragraph(self._labels.gaps)
        if self._typecase.unprintable:
            self._y -= 8
            self._paragraph(self._labels.replaced % {"sign": REPLACEMENT})

    def _figure(self, count: int) -> str:
        # Latin digits in every language, as on the posters and in the rows.
        return numbers.format_decimal(count, locale=self._labels.locale, numbering_system="latn")

    def _title(self, title: str) -> tuple[float, list[str]]:
        """The largest size at which the title takes few lines, and these lines."""
        for size in _TITLE_SIZES:
            lines = wrapping.balanced(title, 1000 * MEASURE / size, lambda text: self._black.line(text).width)
            if len(lines) <= _TITLE_LINES:
                break
        return size, lines

    def _country_column(self, counted: Sequence[tuple[str, int]], column: int, columns: int, *, most: int) -> None:
        width = (_COLUMN_MEASURE - (columns - 1) * _GUTTER) / columns
        x = _COLUMN + column * (width + _GUTTER)
        self._sheet.hairlines(x, [self._y - row * _PITCH for row in range(1, len(counted) + 1)], width)
        for row, (name, count) in enumerate(counted, start=1):
            y = self._y - row * _PITCH
            number = self._regular.line(self._figure(count))
            limit = 1000 * (width - 3 * mm) / 10.5 - number.width
            self._sheet.text(self._regular.within(limit, name), 10.5, x, y + _RULE_BELOW)
            self._sheet.text_to(number, 10.5, x + width, y + _RULE_BELOW)
            self._sheet.rule(x, y, width * count / most, weight=_BAR)

    def _section(self, heading: str, note: str = "", *, height: float = 24 * mm) -> None:
        """Begin a part: a rule, its heading in the first third, and the first line of its content beside it.

        The part begins on a page of its own if it could be whole there, with this `height`, and cannot be here.
        """
        self._section_gap(height)
        y = self._open(heading)
        for line in self._wrapped(note, self._regular, 9.5, _HEADING_MEASURE):
            self._sheet.text(self._regular.line(line), 9.5, MARGIN, y)
            y -= 13

    def _open(self, heading: str) -> float:
        """Draw the top of a part, or of what another page has of it; return where the next line below goes."""
        self._heading = heading
        self._sheet.rule(MARGIN, self._y, MEASURE, weight=0.75)
        y: float = self._y - 7 * mm
        self._y = y + _LEADING
        for line in self._wrapped(heading, self._bold, 12, _HEADING_MEASURE):
            self._sheet.text(self._bold.line(line), 12, MARGIN, y)
            y -= 16
        return y

    def _paragraph(self, text: str) -> None:
        lines = self._wrapped(text, self._regular, 11, _COLUMN_MEASURE)
        self._lines(lines, self._regular, 11, _LEADING, x=_COLUMN, direction=bidi.direction_of(text))

    def _typed(self, text: str, size: float) -> None:
        """A line to be typed or compared; the name of a file may be in a script that is never of fixed width."""
        self._need(size * 1.5)
        self._y -= size * 1.5
        if self._typecase.fixed_width.holds(text):
            self._sheet.typed(text, self._typecase.fixed_width, size, _COLUMN, self._y)
            return
        line = self._regular.within(1000 * (_COLUMN_MEASURE - 18 * mm) / size, text)
        self._sheet.text(line, size, _COLUMN, self._y)

    def _wrapped(self, text: str, typesetter: Typesetter, size: float, width: float) -> list[str]:
        return wrapping.wrapped(text, 1000 * width / size, lambda part: typesetter.line(part).width)

    def _lines(
        self,
        lines: list[str],
        typesetter: Typesetter,
        size: float,
        leading: float,
        *,
        x: float,
        direction: Direction | None = None,
    ) -> None:
        for number, text in enumerate(lines):
            # Neither the first line of a paragraph stays alone on a page, nor the last.
            self._need(leading * (2 if number in (0, len(lines) - 2) and len(lines) > 1 else 1))
            self._y -= leading
            self._sheet.text(typesetter.line(text, direction=direction), size, x, self._y)

    def _section_gap(self, height: float) -> None:
        """Leave the space between two parts, if there is room for `height` of the second; else turn the page."""
        room = self._y - _SECTION_GAP - _BOTTOM
        if height > room and (height <= _TOP - _BOTTOM or room < 24 * mm):
            self._turn()
        else:
            self._y -= _SECTION_GAP

    def _need(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._turn()
            if self._heading:
                self._open(self._heading)

    def _turn(self) -> None:
        self.sheets.append(Sheet(rtl=self._labels.is_rtl))
        self._y = _TOP

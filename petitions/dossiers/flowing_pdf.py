"""Parts of a paper, one below the other over as many pages as they take: headings in the first third, content beside them."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from babel import dates
from reportlab.lib.units import mm

from petitions import i18n
from petitions.dossiers.labels import figure, locale_of
from petitions.pdf import bidi, wrapping
from petitions.pdf.fonts import Library
from petitions.pdf.shaping import Direction
from petitions.pdf.sheets import HEIGHT, MARGIN, MEASURE, Sheet
from petitions.pdf.sources import Cut
from petitions.pdf.structure import Part
from petitions.pdf.typesetting import Typecase, Typesetter

TOP, BOTTOM = HEIGHT - 20 * mm, 26 * mm
COLUMN = MARGIN + MEASURE / 3
"""Where content starts: headings stand in the third before it."""
COLUMN_MEASURE = MEASURE * 2 / 3
HEADING_MEASURE = MEASURE / 3 - 6 * mm
LEADING = 16.5
_SECTION_GAP = 10 * mm


class Flow:
    """The pages as they fill, and how far down the last one is. All lengths are in points.

    `language` is a Babel locale: it says where lines begin, and how numbers and days are written. `document` is that of the whole
    document, if it is another one: screen readers are told of every part which language it is in then.
    """

    def __init__(self, language: str, library: Library, typecase: Typecase, *, document: str = "") -> None:
        self.locale = locale_of(language)
        self.is_rtl = self.locale.text_direction == "rtl"
        self._document = document or language
        self._spoken = self._tag(language)
        self._language = language
        self.sheets = [Sheet(rtl=self.is_rtl, language=self._spoken)]
        self.y = TOP
        self.typecase = typecase
        self.regular = Typesetter(typecase, library.chain(Cut.REGULAR), language=language)
        self.bold = Typesetter(typecase, library.chain(Cut.BOLD), language=language)
        self.black = Typesetter(typecase, library.chain(Cut.BLACK), language=language)
        self._heading = ""

    @property
    def sheet(self) -> Sheet:
        """The page that is being filled."""
        return self.sheets[-1]

    @property
    def room(self) -> float:
        """What is left of it, in height."""
        left: float = self.y - BOTTOM
        return left

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """What is drawn inside is in `language`; where nothing is known of it, in that of the document."""
        before = self._spoken, self._language
        self._spoken, self._language = self._tag(language), language or self._language
        self.sheet.language = self._spoken
        yield
        self._spoken, self._language = before
        self.sheet.language = self._spoken

    def _tag(self, language: str) -> str:
        return i18n.html_lang(language) if language and language != self._document else ""

    def figure(self, count: int) -> str:
        """A number as the language writes it."""
        return figure(count, self.locale)

    def day(self, day: datetime.date) -> str:
        """A day in words of the language."""
        return dates.format_date(day, "long", self.locale)

    def section(self, heading: str, note: str = "", *, height: float = 24 * mm) -> None:
        """Begin a part: a rule, its heading in the first third, and the first line of its content beside it.

        The part begins on a page of its own if it could be whole there, with this `height`, and cannot be here.
        """
        self.section_gap(height)
        y = self._open(heading)
        with self.sheet.part(Part("P", note)):
            for line in self.wrapped(note, self.regular, 9.5, HEADING_MEASURE):
                self.sheet.text(self.regular.line(line), 9.5, MARGIN, y)
                y -= 13

    def _open(self, heading: str) -> float:
        """Draw the top of a part, or of what another page has of it; return where the next line below goes."""
        goes_on, self._heading = heading == self._heading, heading
        self.sheet.rule(MARGIN, self.y, MEASURE, weight=0.75)
        y: float = self.y - 7 * mm
        self.y = y + LEADING
        with self.sheet.silent() if goes_on else self.sheet.part(Part("H2", heading)):
            for line in self.wrapped(heading, self.bold, 12, HEADING_MEASURE):
                self.sheet.text(self.bold.line(line), 12, MARGIN, y)
                y -= 16
        return y

    def paragraph(self, text: str, *, x: float = COLUMN, width: float = COLUMN_MEASURE, after: float = 0) -> None:
        """Running text, in the direction of its first letter. Its last two lines stay together with what is `after` it, so high."""
        lines = self.wrapped(text, self.regular, 11, width)
        self.lines(lines, self.regular, 11, LEADING, x=x, direction=bidi.direction_of(text), after=after)

    def typed(self, text: str, size: float) -> None:
        """A line to be typed or compared, smaller if it is long: it is never broken. A file may be named in a script that is
        never of fixed width.
        """
        self.need(size * 1.5)
        self.y -= size * 1.5
        typeface = self.typecase.fixed_width
        if typeface.holds(text):
            typeface.learn(text)
            fitting = min(size, 1000 * COLUMN_MEASURE / typeface.measure(text))
            self.sheet.typed(text, typeface, fitting, COLUMN, self.y)
            return
        line = self.regular.within(1000 * COLUMN_MEASURE / size, text)
        self.sheet.text(line, size, COLUMN, self.y)

    def wrapped(self, text: str, typesetter: Typesetter, size: float, width: float) -> list[str]:
        """`text` in lines of this `width`."""
        measure, language = (lambda part: typesetter.line(part).width), self._language
        return wrapping.wrapped(text, 1000 * width / size, measure, language=language)

    def balanced(self, text: str, typesetter: Typesetter, size: float, width: float) -> list[str]:
        """`text` in few lines of about the same length."""
        measure, language = (lambda part: typesetter.line(part).width), self._language
        return wrapping.balanced(text, 1000 * width / size, measure, language=language)

    def lines(
        self,
        lines: list[str],
        typesetter: Typesetter,
        size: float,
        leading: float,
        *,
        x: float,
        direction: Direction | None = None,
        kind: str = "P",
        after: float = 0,
    ) -> None:
        """Lines that belong together, over as many pages as they take. `kind` is what they are to screen readers. The last two
        stay together with what is `after` them, so high."""
        part = Part(kind, " ".join(lines))
        for number, text in enumerate(lines):
            # Neither the first line of a paragraph stays alone on a page, nor the last.
            together = leading * (2 if number in (0, len(lines) - 2) and len(lines) > 1 else 1)
            self.need(together + (after if number >= len(lines) - 2 else 0))
            self.y -= leading
            with self.sheet.part(part):
                self.sheet.text(typesetter.line(text, direction=direction), size, x, self.y)

    def section_gap(self, height: float) -> None:
        """Leave the space between two parts, if there is room for `height` of the second; else turn the page."""
        room = self.room - _SECTION_GAP
        if height > room and (height <= TOP - BOTTOM or room < 24 * mm):
            self.turn()
        else:
            self.y -= _SECTION_GAP

    def need(self, height: float) -> None:
        """Go on overleaf, under the same heading, if there is no room for `height` here."""
        if self.y - height < BOTTOM:
            self.turn()
            if self._heading:
                self._open(self._heading)

    def turn(self) -> None:
        """Begin a page."""
        self.sheets.append(Sheet(rtl=self.is_rtl, language=self._spoken))
        self.y = TOP

"""Key sheets: the paper on which a secret outlives the machine. One for a passphrase, one for the recovery key.

A passphrase is written on it by hand: a file that held it would stay in somebody's downloads. The recovery key is printed
by whoever runs the command, on a machine of their choice.
"""

import io

from babel.dates import format_date
from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from petitions.houses.sheets import KeySheet
from petitions.pdf import LOCK, blocks
from petitions.pdf.fonts import Chain, Library
from petitions.pdf.pages import Page, body
from petitions.pdf.papers import Paper
from petitions.pdf.sources import Cut
from petitions.pdf.tags import Kind

_WIDTH, _HEIGHT = Paper.A4.size
_MARGIN: float = 18 * mm
_MEASURE = _WIDTH - 2 * _MARGIN
_TITLE_SIZES, _LEAD_SIZES, _TEXT_SIZES = (26.0, 40.0), (14.0, 15.0), (11.0, 11.5)
_CODE_SIZE, _PRINT_SIZE = 24.0, 17.0
_CELL: float = 9.5 * mm
_IN_A_GROUP = 4
_IN_A_ROW = 4
"""Groups of the recovery key side by side."""


def render(sheet: KeySheet, library: Library) -> bytes:
    """The sheet as a PDF of one A4 page, black on white."""
    with LOCK:
        content = io.BytesIO()
        regular = library.chain(Cut.REGULAR)
        language = sheet.language.replace("_", "-")
        canvas = Canvas(content, pagesize=(_WIDTH, _HEIGHT), invariant=1, lang=language, initialFontName=regular.first)
        canvas.setTitle(sheet.title)
        canvas.setAuthor(sheet.sender)
        canvas.setCreator("Calls for Action")
        drawing = _Drawing(canvas, sheet, library)
        drawing.draw()
        drawing.page.end()
        drawing.page.tags.attach()
        canvas.save()
    return content.getvalue()


class _Drawing:
    """The sheet from its head down: `y` is where the next part begins."""

    def __init__(self, canvas: Canvas, sheet: KeySheet, library: Library) -> None:
        self.page = Page(canvas, _WIDTH, sheet.language)
        self.sheet = sheet
        self.regular, self.bold = library.chain(Cut.REGULAR), library.chain(Cut.BOLD)
        self.black = library.chain(Cut.BLACK)
        self.y: float = _HEIGHT - 22 * mm
        self._place = 0

    def draw(self) -> None:
        sheet = self.sheet
        day = format_date(sheet.made_on, "long", locale=sheet.language)
        self._paragraph(sheet.sender, self.bold, _TEXT_SIZES, after=0, measure=_MEASURE * 0.65)
        self._at_the_end(day)
        self._rule()
        self._paragraph(sheet.title, self.black, _TITLE_SIZES, after=7 * mm, kind="H1")
        self._paragraph(sheet.lead, self.regular, _LEAD_SIZES, after=10 * mm)
        self._paragraph(sheet.code_label, self.bold, _TEXT_SIZES, after=4 * mm)
        if sheet.code:
            self._code()
        else:
            self._cells()
        self._paragraph(sheet.fingerprint_label, self.bold, _TEXT_SIZES, after=3 * mm)
        self._machine_line(sheet.fingerprint, _PRINT_SIZE)
        self.y -= 9 * mm
        self._rule()
        for rule in sheet.rules:
            self._paragraph(rule, self.regular, _TEXT_SIZES, after=4 * mm)

    def _paragraph(
        self,
        text: str,
        chain: Chain,
        sizes: tuple[float, float],
        *,
        after: float,
        kind: Kind = "P",
        measure: float = _MEASURE,
    ) -> None:
        block = self.page.fewest_lines(text, chain, measure, sizes)
        with self.page.tags.element(kind, text, place=self._next()):
            self.page.block(block, _MARGIN, self.y, chain=chain, colour=black)
        self.y -= body(block) + after

    def _at_the_end(self, text: str) -> None:
        size = blocks.one_line(text, self.regular, _MEASURE / 3, largest=_TEXT_SIZES[1], language=self.sheet.language)
        with self.page.tags.element("P", text, place=self._next()):
            self.page.text(text, _WIDTH - _MARGIN, self.y, size=size, chain=self.regular, colour=black, align="end")

    def _rule(self) -> None:
        self.y -= 3.5 * mm
        with self.page.tags.artifact():
            self.page.box(_MARGIN, self.y, _MEASURE, 1.2, black)
        self.y -= 11 * mm

    def _code(self) -> None:
        """The groups, four in a row, in a frame that a pencil can tick off."""
        for start in range(0, len(self.sheet.code), _IN_A_ROW):
            row = "   ".join(self.sheet.code[start : start + _IN_A_ROW])
            self._machine_line(row, _CODE_SIZE)
            self.y -= 5 * mm
        self.y -= 8 * mm

    def _machine_line(self, text: str, size: float) -> None:
        """Signs that run from left to right in any language."""
        with self.page.tags.element("P", text, place=self._next()):
            self.page.address(text, _MARGIN, self.y - size * 0.714, size=size, chain=self.bold, colour=black)
        self.y -= size

    def _cells(self) -> None:
        """Four groups of four boxes to write into."""
        group = _IN_A_GROUP * _CELL
        gap = (_MEASURE - 4 * group) / 3
        canvas = self.page.canvas
        canvas.setStrokeColor(black)
        with self.page.tags.artifact():
            for number in range(_IN_A_GROUP * 4):
                start = _MARGIN + number // _IN_A_GROUP * (group + gap) + number % _IN_A_GROUP * _CELL
                canvas.setLineWidth(0.8)
                canvas.rect(self.page.left(start, _CELL), self.y - 1.2 * _CELL, _CELL, 1.2 * _CELL)
        self.y -= 1.2 * _CELL + 13 * mm

    def _next(self) -> int:
        self._place += 1
        return self._place

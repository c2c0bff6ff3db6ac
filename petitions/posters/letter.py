"""Letter: what was signed on the screen, on paper, from one person to the addressee."""

from reportlab.lib.units import mm

from petitions.posters import flowing, imprint
from petitions.posters.content import Letter
from petitions.posters.sheet import MEASURE, WIDTH, Sheet, TooFull

_MARGIN: float = 22 * mm
_WIDE = WIDTH - 2 * _MARGIN
_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)
_LINE: float = 9 * mm
_FROM = 3
"""Lines for name and address of whoever writes."""
_SIGNATURE: float = 34 * mm
_MOST_PAGES = 4


def draw(sheet: Sheet) -> None:
    """The sender's lines, the addressee, the text, a place to sign. A long text goes on overleaf."""
    letter = sheet.poster.letter
    sheet.colours = sheet.plain()
    low = imprint.draw(sheet) + 8 * mm
    y = _draw_head(sheet, letter)
    text = flowing.fitted(sheet, letter.paragraphs, _WIDE, y - low - _SIGNATURE, _SIZES, sheet.regular)
    for _page in range(_MOST_PAGES):
        if text.height <= y - low - _SIGNATURE:
            y = flowing.draw(sheet, text, _MARGIN, y, chain=sheet.regular, colour=sheet.inks.black)
            _draw_signature(sheet, letter, y - 10 * mm)
            return
        # Some of the text always goes overleaf with the place to sign.
        here, text = flowing.split(text, min(y - low, text.height - 2 * text.leading))
        flowing.draw(sheet, here, _MARGIN, y, chain=sheet.regular, colour=sheet.inks.black)
        sheet.end()
        sheet.begin()
        imprint.draw(sheet)
        y = sheet.height - _MARGIN
    raise TooFull


def _draw_head(sheet: Sheet, letter: Letter) -> float:
    y = sheet.height - _MARGIN
    _label(sheet, letter.sender, y)
    for _ in range(_FROM):
        y -= _LINE
        _rule(sheet, _MARGIN, y, _WIDE / 2)
    _rule(sheet, _MARGIN + 0.68 * _WIDE, y, 0.32 * _WIDE)
    _label(sheet, letter.day, y - 4.2 * mm, start=_MARGIN + 0.68 * _WIDE)
    y -= 16 * mm
    block = sheet.page.fewest_lines(letter.addressee, sheet.bold, MEASURE * 0.7, (12.0, 13.0))
    with sheet.element("H1", letter.addressee, y):
        sheet.page.block(block, _MARGIN, y, chain=sheet.bold, colour=sheet.inks.black)
    below: float = y - block.height - 8 * mm
    return below


def _draw_signature(sheet: Sheet, letter: Letter, y: float) -> None:
    with sheet.element("P", letter.closing, y):
        sheet.page.text(letter.closing, _MARGIN, y, size=11.5, chain=sheet.regular, colour=sheet.inks.black)
    _rule(sheet, _MARGIN, y - 18 * mm, _WIDE / 2)
    _label(sheet, letter.signature, y - 22.2 * mm)


def _label(sheet: Sheet, words: str, y: float, start: float = _MARGIN) -> None:
    with sheet.element("P", words, y, start):
        sheet.page.text(words, start, y, size=8.5, chain=sheet.regular, colour=sheet.inks.black)


def _rule(sheet: Sheet, start: float, y: float, width: float) -> None:
    with sheet.page.tags.artifact():
        sheet.page.box(start, y, width, 0.5, sheet.inks.black)

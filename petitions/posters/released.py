"""Released: what a campaign was for has come. The light poster among the dark ones."""

from reportlab.lib.units import mm

from petitions.pdf.stencils import Frame
from petitions.posters.content import Ending
from petitions.posters.sheet import FOOT, GAP, HEADLINE_GAP, MARGIN, MEASURE, WHITE, WIDTH, Sheet, TooFull

_LEAST_PICTURE = 0.36
_LEAST_HEADLINE: float = 24 * mm
_SENTENCE_SIZES, _LARGE_SIZES = (13.0, 23.0), (16.0, 64.0)
_SENTENCE, _LARGE = 0.2, 0.34
"""Of the sheet's height."""


def draw(sheet: Sheet) -> None:
    """The face, the dates across it, the good news."""
    ending, person = sheet.poster.ending, sheet.poster.portrait
    if person is None:
        draw_words(sheet)
        return
    assert ending is not None
    sheet.colours = sheet.light()
    sheet.ground()
    low = _draw_sentence(sheet, ending, _SENTENCE, _SENTENCE_SIZES) + HEADLINE_GAP
    room = sheet.height * (1 - _LEAST_PICTURE) - HEADLINE_GAP - low
    if room < _LEAST_HEADLINE:
        raise TooFull
    headline = sheet.headline(ending.headline, room, most_lines=3)
    top = low + max(0, headline.tail - WHITE) + headline.height
    sheet.shout(ending.headline, headline, top)
    over, edge = sheet.over, top + max(0, headline.rise - WHITE) + HEADLINE_GAP
    if ending.dates:
        edge = sheet.band(ending.dates, edge)
    sheet.portrait(person, Frame(-over, edge, WIDTH + 2 * over, sheet.height - edge + over))


def draw_words(sheet: Sheet) -> None:
    """The good news alone."""
    ending = sheet.poster.ending
    assert ending is not None
    sheet.colours = sheet.light()
    sheet.ground()
    low = _draw_sentence(sheet, ending, _LARGE, _LARGE_SIZES) + HEADLINE_GAP
    if ending.dates:
        low = sheet.bar(ending.dates, low) + HEADLINE_GAP
    top = sheet.height - 1.25 * MARGIN
    headline = sheet.headline(ending.headline, top - low, most_lines=4)
    sheet.shout(ending.headline, headline, top - max(0, headline.rise - WHITE))


def _draw_sentence(sheet: Sheet, ending: Ending, part: float, sizes: tuple[float, float]) -> float:
    y = sheet.imprint(FOOT) + GAP
    sheet.address(y)
    block = sheet.page.fill(ending.words, sheet.bold, MEASURE, part * sheet.height, sizes)
    top = y + 1.2 * GAP + block.height
    sheet.paragraph(ending.words, block, top)
    return top

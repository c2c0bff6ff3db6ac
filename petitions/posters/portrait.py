"""Portrait: one face, one name, one demand, one action. And the same without a face: words take the sheet."""

from reportlab.lib.units import mm

from petitions.pdf import shaping
from petitions.pdf.stencils import Frame
from petitions.posters import imprint
from petitions.posters.sheet import CODE, COLUMN, GAP, HEADLINE_GAP, MARGIN, MEASURE, WHITE, WIDTH, Sheet, TooFull

_LEAST_PICTURE = 1 / 3
"""Of the sheet's height."""
_LEAST_HEADLINE: float = 24 * mm
_MUCH_ROOM: float = 30 * mm
_LOW_HEADLINE = 0.24
_SMALL_DEMAND_SIZES = (9.5, 40.0)
_LARGE_DEMAND_SIZES = (16.0, 58.0)
_LARGE_CALL_SIZE = 34.0
_ADDRESS: float = 4.4 * mm
"""What the address below a call needs."""


def draw(sheet: Sheet) -> None:
    """The face above, the headline below it, the demand at the foot; without a picture the words."""
    if sheet.poster.portrait is None:
        draw_words(sheet)
        return
    sheet.ground()
    draw_above(sheet, _foot(sheet))


def draw_words(sheet: Sheet) -> None:
    """No picture, or none that may be shown: black words on the signal."""
    sheet.colours = sheet.light()
    sheet.ground()
    draw_words_above(sheet, _foot(sheet))


def draw_above(sheet: Sheet, y: float, *, least_picture: float = _LEAST_PICTURE) -> None:
    """Demand, headline and face from `y` up; the face has at least `least_picture` of the sheet's height."""
    assert sheet.poster.portrait
    low = sheet.demand(y + GAP) + HEADLINE_GAP
    room = sheet.height * (1 - least_picture) - HEADLINE_GAP - low
    if room < _LEAST_HEADLINE:
        raise TooFull
    headline = sheet.headline(sheet.poster.headline, room, most_lines=4)
    top = low + max(0, headline.tail - WHITE) + headline.height
    sheet.shout(sheet.poster.headline, headline, top)
    edge = top + max(0, headline.rise - WHITE) + HEADLINE_GAP
    over = sheet.over
    sheet.portrait(sheet.poster.portrait, Frame(-over, edge, WIDTH + 2 * over, sheet.height - edge + over))


def draw_words_above(sheet: Sheet, y: float) -> None:
    """Headline and demand from `y` up. A low headline leaves room for a large demand."""
    poster = sheet.poster
    top = sheet.height - 1.25 * MARGIN
    foot = max(1.2 * CODE + 2 * HEADLINE_GAP, GAP + CODE + sheet.call_height + HEADLINE_GAP)
    headline = sheet.headline(poster.headline, top - y - foot, most_lines=5)
    top -= max(0, headline.rise - WHITE)
    sheet.shout(poster.headline, headline, top)
    low = top - headline.height - max(0, headline.tail - WHITE) - 1.5 * HEADLINE_GAP
    room = low - y - GAP - CODE - HEADLINE_GAP
    if room < _MUCH_ROOM:
        if sheet.demand(y + GAP) > low + HEADLINE_GAP:
            raise TooFull
        return
    demand = sheet.page.fill(poster.demand, sheet.bold, MEASURE, room, _LARGE_DEMAND_SIZES)
    if demand.height > room:
        raise TooFull
    sheet.paragraph(poster.demand, demand, low - (room - demand.height) / 3)
    sheet.code(y + GAP + CODE)
    size = sheet.page.one_line(poster.call, sheet.bold, COLUMN, _LARGE_CALL_SIZE)
    ink = shaping.ink(shaping.shape(poster.call, sheet.bold, language=poster.language), sheet.bold)
    base = y + max(2.3 * GAP, GAP + _ADDRESS - ink.bottom * size / 1000)
    with sheet.element("P", poster.call, base):
        sheet.page.text(poster.call, MARGIN, base, size=size, chain=sheet.bold, colour=sheet.colours.text)
    sheet.address(y + GAP)


def draw_text(sheet: Sheet) -> None:
    """For those who have much to say: a low headline, and the demand as a text across the whole measure."""
    poster, sheet.colours = sheet.poster, sheet.light()
    sheet.ground()
    y = _foot(sheet) + GAP
    sheet.code_and_call(y + CODE + sheet.call_height)
    sheet.address(y)
    low = y + CODE + sheet.call_height + HEADLINE_GAP
    top = sheet.height - 1.25 * MARGIN
    headline = sheet.headline(poster.headline, _LOW_HEADLINE * sheet.height, most_lines=4)
    top -= max(0, headline.rise - WHITE)
    sheet.shout(poster.headline, headline, top)
    top -= headline.height + max(0, headline.tail - WHITE) + HEADLINE_GAP
    demand = sheet.page.fill(poster.demand, sheet.bold, MEASURE, top - low, _SMALL_DEMAND_SIZES)
    if demand.height > top - low:
        raise TooFull
    sheet.paragraph(poster.demand, demand, top)


def _foot(sheet: Sheet) -> float:
    """Imprint and march; returns the height they reach."""
    y = imprint.draw(sheet, with_backers=True)
    return sheet.bar(sheet.poster.gathering.line, y + GAP) if sheet.poster.gathering else y

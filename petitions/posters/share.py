"""Pictures to share: the poster as messengers and networks show it. No code: whoever sees it can press."""

from petitions.pdf.pages import CAP_HEIGHT
from petitions.pdf.stencils import Frame
from petitions.posters.sheet import DEMAND_SIZES, HEADLINE_GAP, MARGIN, MEASURE, PADDING, WHITE, WIDTH, Sheet

_FACE = 0.42
"""Of the width of a wide picture, of the height of a tall one at least."""
_CALL_SIZE, _ADDRESS_SIZE = 21.0, 13.0
_MANY_WORDS = 110
"""Letters of a demand beyond which a picture of the size of a stamp shows only grey."""


def draw(sheet: Sheet) -> None:
    """The face beside the headline or above it, as the shape of the picture wants it."""
    (draw_wide if sheet.height < WIDTH else draw_tall)(sheet)


def draw_wide(sheet: Sheet) -> None:
    """The face at the start, the headline beside it."""
    poster, person = sheet.poster, sheet.poster.portrait
    sheet.colours = sheet.dark() if person else sheet.light()
    sheet.ground()
    face = _FACE * WIDTH if person else 0
    if person:
        left = sheet.page.left(-sheet.over, face + sheet.over)
        sheet.portrait(person, Frame(left, -sheet.over, face + sheet.over, sheet.height + 2 * sheet.over))
    low = _draw_band(sheet, face) + MARGIN
    measure = WIDTH - face - 2 * MARGIN
    headline = sheet.headline(poster.headline, sheet.height - low - MARGIN, most_lines=4, measure=measure)
    room = sheet.height - low - MARGIN - headline.height
    top = sheet.height - MARGIN - max(0, headline.rise - WHITE) - max(0, room) / 2
    sheet.shout(poster.headline, headline, top, left=sheet.page.left(face + MARGIN, measure))


def draw_tall(sheet: Sheet) -> None:
    """The face above, the headline below it."""
    poster, person = sheet.poster, sheet.poster.portrait
    sheet.colours = sheet.dark() if person else sheet.light()
    sheet.ground()
    low = _draw_demand(sheet, _draw_band(sheet, 0) + MARGIN)
    room = sheet.height * (1 - _FACE if person else 1) - low - (HEADLINE_GAP if person else MARGIN)
    headline = sheet.headline(poster.headline, room, most_lines=4)
    top = low + max(0, headline.tail - WHITE) + headline.height
    if not person:
        sheet.shout(poster.headline, headline, sheet.height - MARGIN - max(0, headline.rise - WHITE))
        return
    sheet.shout(poster.headline, headline, top)
    edge = top + max(0, headline.rise - WHITE) + HEADLINE_GAP
    over = sheet.over
    sheet.portrait(person, Frame(-over, edge, WIDTH + 2 * over, sheet.height - edge + over))


def _draw_band(sheet: Sheet, start: float) -> float:
    """What to do, and where, from `start` to the end of the foot."""
    page, bold, room = sheet.page, sheet.bold, WIDTH - start - 2 * MARGIN
    size = page.one_line(sheet.call, bold, 0.62 * room, _CALL_SIZE)
    host = sheet.url.removeprefix("https://").removeprefix("http://").partition("/")[0]
    small = page.one_line(host, bold, 0.34 * room, _ADDRESS_SIZE)
    height = 2 * PADDING + CAP_HEIGHT * _CALL_SIZE
    with sheet.element("P", f"{sheet.call} · {host}", height):
        sheet.panel(start, -sheet.over, WIDTH - start + sheet.over, height + sheet.over)
        base = (height - CAP_HEIGHT * size) / 2
        page.text(sheet.call, start + MARGIN, base, size=size, chain=bold, colour=sheet.colours.on_bar)
        end, low = WIDTH - MARGIN, (height - CAP_HEIGHT * small) / 2
        page.text(host, end, low, size=small, chain=bold, colour=sheet.colours.on_bar, align="end")
    return height


def _draw_demand(sheet: Sheet, y: float) -> float:
    """The demand, where it is short or there is much room. Returns where the headline may begin."""
    demand, is_high = sheet.poster.demand, sheet.height > 1.5 * WIDTH
    if len(demand) > _MANY_WORDS and not is_high:
        return y
    part, largest = (6, 30.0) if sheet.poster.portrait else (3, 52.0)
    block = sheet.page.fill(demand, sheet.bold, MEASURE, sheet.height / part, (DEMAND_SIZES[1], largest))
    if block.height > sheet.height / (part - 1):
        return y  # who it is for is said without it
    sheet.paragraph(demand, block, y + block.height)
    return y + block.height + HEADLINE_GAP

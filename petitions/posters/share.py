"""Pictures to share: the poster as messengers and networks show it. No code: whoever sees it can press."""

from reportlab.lib.units import mm

from petitions.pdf import headlines
from petitions.pdf.blocks import Block
from petitions.pdf.pages import CAP_HEIGHT
from petitions.pdf.stencils import Frame
from petitions.posters import imprint
from petitions.posters.content import Ending, Poster, Standing
from petitions.posters.sheet import DEMAND_SIZES, HEADLINE_GAP, MARGIN, MEASURE, PADDING, WHITE, WIDTH, Sheet

_FACE = 0.42
"""Of the width of a wide picture, of the height of a tall one at least."""
_CALL_SIZE, _ADDRESS_SIZE = 21.0, 13.0
_LOGO = (44 * mm, 14 * mm)
_MANY_WORDS = 110
"""Letters of a demand beyond which a picture of the size of a stamp shows only grey."""


def draw(sheet: Sheet) -> None:
    """The face beside the headline or above it, as the shape of the picture wants it."""
    ending, person = _ending(sheet.poster), sheet.poster.portrait
    is_dark = person is not None and not (ending and ending.is_good)
    sheet.colours = sheet.dark() if is_dark else sheet.light()
    sheet.ground()
    (draw_wide if sheet.height < WIDTH else draw_tall)(sheet)


def draw_wide(sheet: Sheet) -> None:
    """The face at the start, the headline beside it, below it the House's logo where there is room."""
    poster, person = sheet.poster, sheet.poster.portrait
    face = _FACE * WIDTH if person else 0
    if person:
        left = sheet.page.left(-sheet.over, face + sheet.over)
        sheet.portrait(person, Frame(left, -sheet.over, face + sheet.over, sheet.height + 2 * sheet.over))
    low, measure = _draw_band(sheet, face) + MARGIN, WIDTH - face - 2 * MARGIN
    if _ending(poster):
        words = _words(sheet, measure)
        low = _draw_words(sheet, words, low, face + MARGIN)
    headline = _headline(sheet, sheet.height - low - MARGIN, measure)
    body = headline.height + max(0, headline.rise - WHITE) + max(0, headline.tail - WHITE)
    low = _draw_logo(sheet, low, sheet.height - low - MARGIN - body)
    top = sheet.height - MARGIN - max(0, headline.rise - WHITE) - max(0, sheet.height - low - MARGIN - body) / 2
    sheet.shout(_lines(poster), headline, top, left=sheet.page.left(face + MARGIN, measure))


def draw_tall(sheet: Sheet) -> None:
    """The face above, the headline below it."""
    person = sheet.poster.portrait
    low = _draw_logo(sheet, _draw_band(sheet, 0) + MARGIN, sheet.height / 4)
    words = _words(sheet, MEASURE)
    above = low + (words.height + HEADLINE_GAP if words else 0)
    room = sheet.height * (1 - _FACE if person else 1) - above - (HEADLINE_GAP if person else MARGIN)
    headline = _headline(sheet, room, MEASURE)
    top = above + max(0, headline.tail - WHITE) + headline.height
    edge = top + max(0, headline.rise - WHITE) + HEADLINE_GAP
    # Without a face as much white above the words as below them.
    lift = 0 if person else max(0, sheet.height - MARGIN - edge + HEADLINE_GAP) / 2
    _draw_words(sheet, words, low + lift, MARGIN)
    sheet.shout(_lines(sheet.poster), headline, top + lift)
    if not person:
        return
    over = sheet.over
    sheet.portrait(person, Frame(-over, edge, WIDTH + 2 * over, sheet.height - edge + over))


def _ending(poster: Poster) -> Ending | None:
    """What there is to tell of a campaign that nobody can sign any more."""
    return poster.ending if poster.standing is not Standing.OPEN else None


def _lines(poster: Poster) -> tuple[str, ...]:
    """Of the headline: for an event with when and where."""
    gathering, ending = poster.gathering, _ending(poster)
    if gathering and poster.is_of_gathering:
        return (*gathering.headline, gathering.day, f"{gathering.hour} · {gathering.city}")
    return ending.headline if ending else poster.headline


def _headline(sheet: Sheet, room: float, measure: float) -> headlines.Headline:
    is_fixed = sheet.poster.is_of_gathering
    return sheet.headline(_lines(sheet.poster), room, most_lines=4, measure=measure, is_fixed=is_fixed)


def _draw_logo(sheet: Sheet, y: float, room: float) -> float:
    """The logo of the House at the end, if there is `room`. Returns where the rest may begin."""
    if not sheet.poster.logo:
        return y
    printed = imprint.fitted(sheet, sheet.poster.logo, _LOGO)
    if printed.height + HEADLINE_GAP > room:
        return y
    imprint.draw_logo(sheet, printed, WIDTH - MARGIN - printed.width, y)
    return y + printed.height + HEADLINE_GAP


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


def _words(sheet: Sheet, measure: float) -> Block | None:
    """The demand, or what came of it, where it is short or there is much room."""
    ending, is_high = _ending(sheet.poster), sheet.height > 1.5 * WIDTH
    words = ending.words if ending else sheet.poster.demand
    if not is_high and (len(words) > _MANY_WORDS or sheet.poster.is_of_gathering):
        return None
    part, largest = (6, 30.0) if sheet.poster.portrait else (3, 52.0)
    block = sheet.page.fill(words, sheet.bold, measure, sheet.height / part, (DEMAND_SIZES[1], largest))
    return block if block.height <= sheet.height / (part - 1) else None  # who it is for is said without it


def _draw_words(sheet: Sheet, block: Block | None, y: float, start: float) -> float:
    """Draw what is said from `y` up. Returns where the headline may begin."""
    if block is None:
        return y
    top = y + block.height
    with sheet.element("P", " ".join(block.lines), top, start):
        sheet.page.block(block, start, top, chain=sheet.bold, colour=sheet.colours.text)
    return top + HEADLINE_GAP

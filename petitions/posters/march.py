"""March: the day, the hour and the place, as large as they go; who calls for it, and how to find the way."""

from reportlab.lib.units import mm

from petitions.posters import imprint
from petitions.posters.content import Gathering
from petitions.posters.sheet import CODE, COLUMN, GAP, HEADLINE_GAP, MARGIN, PADDING, WHITE, WIDTH, Sheet, TooFull

_TEXT_SIZES = (11.0, 18.0)
_LONG_PLACE = 18
"""Letters."""
_LEAST: float = 40 * mm
_WHEN, _HEADLINE = 0.44, 0.3
"""Parts of the height between head and foot for day and hour, and for the headline. The rest is the place's."""


def draw(sheet: Sheet) -> None:
    """Headline, when, where and directions."""
    _draw(sheet, with_directions=True)


def draw_plainly(sheet: Sheet) -> None:
    """Headline, when and where: for directions too long for paper."""
    _draw(sheet, with_directions=False)


def _draw(sheet: Sheet, *, with_directions: bool) -> None:
    gathering = sheet.poster.gathering
    assert gathering is not None
    sheet.url, sheet.call = gathering.url, gathering.call
    sheet.ground()
    low = (
        _draw_foot(sheet, gathering, imprint.draw(sheet, with_backers=True) + GAP, with_directions=with_directions)
        + HEADLINE_GAP
    )
    top = sheet.height - 1.25 * MARGIN
    room = top - low - 2 * HEADLINE_GAP
    if room < _LEAST:
        raise TooFull
    top = _draw_headline(sheet, gathering, top, _HEADLINE * room) - HEADLINE_GAP
    top = _draw_when(sheet, gathering, top, _WHEN * room) - HEADLINE_GAP
    _draw_where(sheet, gathering, top, top - low)


def _draw_headline(sheet: Sheet, gathering: Gathering, top: float, room: float) -> float:
    headline = sheet.headline(gathering.headline, room, most_lines=3)
    top -= max(0, headline.rise - WHITE)
    sheet.shout(gathering.headline, headline, top)
    return top - headline.height - max(0, headline.tail - WHITE)


def _draw_when(sheet: Sheet, gathering: Gathering, top: float, room: float) -> float:
    """A panel over the whole width, bled off at both sides."""
    lines = (gathering.day, gathering.hour)
    when = sheet.headline(lines, room - 2 * PADDING, is_fixed=True)
    # Inside a panel accents and tails keep away from its edges, too.
    height = when.height + max(0, when.rise) + max(0, when.tail) + 2 * PADDING
    with sheet.page.tags.artifact():
        sheet.panel(-sheet.over, top - height, WIDTH + 2 * sheet.over, height)
    first = top - PADDING - max(0, when.rise)
    sheet.shout(lines, when, first, colour=sheet.colours.on_bar, kind="P")
    return top - height


def _draw_where(sheet: Sheet, gathering: Gathering, top: float, room: float) -> None:
    lines = (*_halves(gathering.place), gathering.city)
    where = sheet.headline(lines, room, is_fixed=True)
    sheet.shout(lines, where, top - max(0, where.rise - WHITE), colour=sheet.colours.text, kind="P")


def _halves(place: str) -> tuple[str, ...]:
    """A long name in two lines of about the same length."""
    spaces = [at for at, sign in enumerate(place) if sign == " "]
    if len(place) <= _LONG_PLACE or not spaces:
        return (place,)
    middle = min(spaces, key=lambda at: abs(at - len(place) / 2))
    return place[:middle], place[middle + 1 :]


def _draw_foot(sheet: Sheet, gathering: Gathering, y: float, *, with_directions: bool) -> float:
    """How to get there and, below that, who calls; beside them the code of the march's page."""
    way = gathering.directions if with_directions else ""
    directions = sheet.page.fill(way, sheet.bold, COLUMN, CODE, _TEXT_SIZES)
    host = sheet.page.fewest_lines(gathering.host, sheet.bold, COLUMN, (_TEXT_SIZES[0], directions.size))
    below = directions.height + directions.leading / 2 if way else 0
    if below + host.height > 2 * CODE:
        raise TooFull
    top = y + max(CODE + sheet.call_height, below + host.height + 1.2 * GAP)
    if way:
        sheet.paragraph(way, directions, top)
    sheet.paragraph(gathering.host, host, top - below)
    sheet.code_and_call(top)
    sheet.address(y)
    return top

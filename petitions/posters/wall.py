"""Wall: the defender and those in prison with him, side by side, each with a name."""

from reportlab.lib.units import mm

from petitions.pdf import shaping
from petitions.pdf.pages import CAP_HEIGHT, body
from petitions.pdf.stencils import Frame
from petitions.posters import imprint
from petitions.posters.content import Person
from petitions.posters.designs import MOST_FACES
from petitions.posters.sheet import GAP, HEADLINE_GAP, MARGIN, WHITE, WIDTH, Sheet, TooFull

_SHAPE = 1.2
"""How much higher than wide a picture is when nothing presses it."""
_WIDEST = 1.4
"""How much wider than high it may become."""
_GUTTER: float = 3 * mm
_NAME: float = 6.2 * mm
_NAME_SIZES = (5.5, 12.0)
"""A long name takes two lines."""
_HEADLINE = 0.24
_LEAST_WIDTH: float = 18 * mm


def draw(sheet: Sheet) -> None:
    """The headline above, the demand at the foot, faces between."""
    poster = sheet.poster
    sheet.ground()
    y = imprint.draw(sheet, with_backers=True)
    if poster.gathering:
        y = sheet.bar(poster.gathering.line, y + GAP)
    low = sheet.demand(y + GAP) + HEADLINE_GAP
    top = sheet.height - 1.25 * MARGIN
    headline = sheet.headline(poster.headline, _HEADLINE * sheet.height, most_lines=3)
    top -= max(0, headline.rise - WHITE)
    sheet.shout(poster.headline, headline, top)
    top -= headline.height + max(0, headline.tail - WHITE) + HEADLINE_GAP
    _draw_people(sheet, poster.people[:MOST_FACES], low, top - low)


def rows(count: int, width: float, height: float) -> list[int]:
    """How many stand in each row so that pictures are as large as they can be: rows differ by one at most, the fuller ones
    below, as in a photograph of a class. Lengths in points, gutters and names left out."""

    def size(number: int) -> float:
        across = -(-count // number)
        return min((width - (across - 1) * _GUTTER) / across, (height / number - _NAME - _GUTTER) / _SHAPE)

    number = max(range(1, count + 1), key=size)
    short = count // number
    return [short + (row >= number - count % number) for row in range(number)]


def _draw_people(sheet: Sheet, people: tuple[Person, ...], low: float, height: float) -> None:
    full = WIDTH - 2 * MARGIN
    counts = rows(len(people), full, height)
    width = (full - (max(counts) - 1) * _GUTTER) / max(counts)
    step = height / len(counts)
    picture = step - _NAME - (_GUTTER if len(counts) > 1 else 0)
    width = min(width, _WIDEST * picture)
    if width < _LEAST_WIDTH:
        raise TooFull
    remaining = list(people)
    for row, count in enumerate(counts):
        top = low + height - row * step
        start = MARGIN + (full - count * width - (count - 1) * _GUTTER) / 2
        for _ in range(count):
            _draw_person(sheet, remaining.pop(0), Frame(start, top - picture, width, picture))
            start += width + _GUTTER


def _draw_person(sheet: Sheet, person: Person, frame: Frame) -> None:
    """A picture and a name below it; whoever has no picture has the name in its place."""
    left = sheet.page.left(frame.x, frame.width)
    if person.portrait:
        sheet.portrait(person, frame._replace(x=left))
    else:
        with sheet.page.tags.artifact():
            sheet.panel(frame.x, frame.y, frame.width, frame.height)
    name = sheet.page.fill(person.name, sheet.bold, frame.width, _NAME, _NAME_SIZES)
    if name.height > _NAME:
        raise TooFull
    ink = shaping.ink(shaping.shape(name.lines[0], sheet.bold, language=sheet.poster.language), sheet.bold)
    above = (ink.top / 1000 - CAP_HEIGHT) * name.size  # marks keep off the picture
    middle, top = frame.x + frame.width / 2, frame.y - max((_NAME - body(name)) / 2, above)
    with sheet.element("P", person.name, frame.y, frame.x):
        sheet.page.block(name, middle, top, chain=sheet.bold, colour=sheet.colours.text, align="centre")

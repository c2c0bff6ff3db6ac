"""Solidarity postcards to the prisoner: four on a sheet, the picture on its front, lines to write on its back."""

from reportlab.lib.units import mm

from petitions.pdf.stencils import Frame
from petitions.pdf.tags import Kind
from petitions.posters import imprint
from petitions.posters.content import Card
from petitions.posters.sheet import WHITE, WIDTH, Sheet

_ACROSS = _DOWN = 2
_INSET: float = 7 * mm
_FACE, _HEADLINE, _HEADLINE_ALONE = 0.62, 0.22, 0.74
"""Of the height of a card; without a face the headline takes it."""
_TEXT_SIZE, _SMALL = 10.0, 7.0
_LINE: float = 9 * mm
_STAMP = (20 * mm, 24 * mm)
_LOGO = (24 * mm, 9 * mm)
_MARK: float = 4 * mm


def draw(sheet: Sheet) -> None:
    """Two pages, to be printed on both sides of one sheet and cut in four."""
    for side in (_draw_front, _draw_back):
        if side is _draw_back:
            sheet.end()
            sheet.begin()
        width, height = WIDTH / _ACROSS, sheet.height / _DOWN
        for number in range(_ACROSS * _DOWN):
            across, down = number % _ACROSS, number // _ACROSS
            side(sheet, Frame(across * width, down * height, width, height))
        _draw_marks(sheet)


def _draw_front(sheet: Sheet, card: Frame) -> None:
    """The face, the headline below it; without a picture the headline alone."""
    words = _card(sheet)
    person = words.person if words.person and words.person.portrait else None
    colours = sheet.dark() if person else sheet.light()
    with sheet.page.tags.artifact():
        sheet.page.canvas.setFillColor(colours.ground)
        sheet.page.canvas.rect(*_over(sheet, card), stroke=0, fill=1)
    foot = card.y + (1 - _FACE) * card.height
    if person:
        x, _y, width, _height = _over(sheet, card)
        sheet.portrait(person, Frame(x, foot, width, card.y + card.height - foot + sheet.over))
    else:
        foot = card.y + card.height - _INSET
    room = card.width - 2 * _INSET
    part, lines = (_HEADLINE, 3) if person else (_HEADLINE_ALONE, 5)
    headline = sheet.headline(sheet.poster.headline, part * card.height, most_lines=lines, measure=room)
    top = foot - _INSET - max(0, headline.rise - WHITE)
    kind: Kind = "H1" if (card.x, card.y) == (0, sheet.height / _DOWN) else "P"  # one of four: it is read once
    sheet.shout(sheet.poster.headline, headline, top, left=card.x + _INSET, colour=colours.headline, kind=kind)
    size = sheet.page.one_line(words.slogan, sheet.bold, room, _TEXT_SIZE)
    start = sheet.page.left(card.x, card.width) + _INSET
    with sheet.element("P", words.slogan, card.y, card.x):
        sheet.page.text(words.slogan, start, card.y + _INSET, size=size, chain=sheet.bold, colour=colours.text)


def _draw_back(sheet: Sheet, card: Frame) -> None:
    """A greeting with lines above, a stamp and the address below: a card is held upright."""
    words, black = _card(sheet), sheet.inks.black
    start = sheet.page.left(card.x, card.width) + _INSET
    room = card.width - 2 * _INSET
    y = card.y + card.height - _INSET - 4 * mm
    size = sheet.page.one_line(words.greeting, sheet.regular, room, _TEXT_SIZE + 1)
    with sheet.element("P", words.greeting, y, card.x):
        sheet.page.text(words.greeting, start, y, size=size, chain=sheet.regular, colour=black)
    middle = card.y + 0.44 * card.height
    with sheet.page.tags.artifact():
        while (y := y - _LINE) > middle + 4 * mm:
            sheet.page.box(start, y, room, 0.4, black)
        sheet.page.box(start, middle, room, 1.2, black)
        _draw_stamp(sheet, card, middle)
        y = middle - 10 * mm
        for _ in range(4):
            y -= _LINE
            sheet.page.box(start, y, room - _STAMP[0] - 5 * mm if y > middle - 8 * mm - _STAMP[1] else room, 0.4, black)
    with sheet.element("P", words.recipient, middle - 10 * mm, card.x):
        small = sheet.page.one_line(words.recipient, sheet.bold, room - _STAMP[0] - 5 * mm, _TEXT_SIZE)
        sheet.page.text(words.recipient, start, middle - 9 * mm, size=small, chain=sheet.bold, colour=black)
    _draw_imprint(sheet, card, start, room)


def _draw_imprint(sheet: Sheet, card: Frame, start: float, room: float) -> None:
    """The House at the foot of the back, its logo at the end."""
    low, logo, words = card.y + 3.5 * mm, sheet.poster.logo, sheet.poster.imprint
    if logo:
        printed = imprint.fitted(sheet, logo, _LOGO, paper=sheet.inks.white)
        imprint.draw_logo(sheet, printed, start + room - printed.width, low)
        room -= printed.width + 3 * mm
    size = sheet.page.one_line(words, sheet.regular, room, _SMALL)
    with sheet.element("P", words, card.y, card.x):
        sheet.page.text(words, start, low, size=size, chain=sheet.regular, colour=sheet.inks.black)


def _draw_stamp(sheet: Sheet, card: Frame, middle: float) -> None:
    width, height = _STAMP
    end = sheet.page.left(card.x, card.width) + card.width - _INSET - width
    canvas = sheet.page.canvas
    canvas.setStrokeColor(sheet.inks.black)
    canvas.setLineWidth(0.6)
    canvas.rect(sheet.page.left(end, width), middle - 4 * mm - height, width, height, stroke=1, fill=0)


def _over(sheet: Sheet, card: Frame) -> Frame:
    """The card and the bleed at the sides where the sheet ends."""
    left = card.x - (sheet.over if card.x == 0 else 0)
    low = card.y - (sheet.over if card.y == 0 else 0)
    right = card.x + card.width + (sheet.over if card.x > 0 else 0)
    top = card.y + card.height + (sheet.over if card.y > 0 else 0)
    return Frame(left, low, right - left, top - low)


def _draw_marks(sheet: Sheet) -> None:
    """Where to cut: short lines at the edges of the sheet."""
    canvas = sheet.page.canvas
    middle, height = WIDTH / 2, sheet.height
    ends = [(middle, y, middle, y + _MARK) for y in (0, height - _MARK)]
    ends += [(x, height / 2, x + _MARK, height / 2) for x in (0, WIDTH - _MARK)]
    with sheet.page.tags.artifact():
        for ink, weight in ((sheet.inks.white, 1.6), (sheet.inks.black, 0.5)):  # seen on dark and on light
            canvas.setStrokeColor(ink)
            canvas.setLineWidth(weight)
            for line in ends:
                canvas.line(*line)


def _card(sheet: Sheet) -> Card:
    assert sheet.poster.card is not None
    return sheet.poster.card

"""Tear-off: a poster with nine strips to take along."""

from reportlab.lib.units import mm

from petitions.pdf import blocks, codes, shaping
from petitions.posters import imprint, portrait
from petitions.posters.sheet import GAP, WIDTH, Sheet

STRIPS = 9
_HEIGHT: float = 54 * mm
_LEAST_PICTURE = 0.27
_INSET: float = 1.6 * mm
_SHORT_SIZE, _ADDRESS_SIZE = 12.0, 8.5


def draw(sheet: Sheet) -> None:
    """The face above, the strips below; without a picture the words."""
    if sheet.poster.portrait is None:
        draw_words(sheet)
        return
    portrait.draw_above(sheet, _foot(sheet), least_picture=_LEAST_PICTURE)


def draw_words(sheet: Sheet) -> None:
    """Words above, the strips below."""
    sheet.colours = sheet.light()
    portrait.draw_words_above(sheet, _foot(sheet))


def _foot(sheet: Sheet) -> float:
    """The strips, imprint and march; returns the height they reach."""
    sheet.ground(_HEIGHT)
    y = imprint.draw(sheet, _HEIGHT + 5 * mm)
    if sheet.poster.gathering:
        y = sheet.bar(sheet.poster.gathering.line, y + GAP)
    with sheet.element("Figure", f"{STRIPS} × QR: {sheet.url}", 0):
        for number in range(STRIPS):
            _draw_strip(sheet, number)
    return y


def _draw_strip(sheet: Sheet, number: int) -> None:
    """The code at its root, headline and address along it, to be read when the sheet is turned to the right."""
    canvas, inks = sheet.page.canvas, sheet.inks
    width = WIDTH / STRIPS
    left, side = number * width, width - 2 * _INSET
    if number:
        canvas.setStrokeColor(inks.black)
        canvas.setLineWidth(0.5)
        canvas.setDash(3, 3)
        canvas.line(left, -sheet.over, left, _HEIGHT)
        canvas.setDash()
    codes.draw_code(canvas, sheet.url, left + _INSET, _HEIGHT - _INSET - side, side, ink=inks.black, ground=inks.white)
    canvas.saveState()
    canvas.translate(left + width / 2, 0)
    canvas.rotate(90)
    _draw_lines(sheet, _HEIGHT - 2 * _INSET - side - 2.5 * mm)
    canvas.restoreState()


def _draw_lines(sheet: Sheet, room: float) -> None:
    """The title and the address, `room` long, in the turned canvas."""
    page, poster, black = sheet.page, sheet.poster, sheet.inks.black
    address = sheet.url.removeprefix("https://")
    short = blocks.one_line(poster.title, sheet.bold, room, largest=_SHORT_SIZE, language=poster.language)
    small = blocks.one_line(address, sheet.regular, room, largest=_ADDRESS_SIZE, language="en")
    low = 2.5 * mm
    edge = low if page.direction == "ltr" else low + room
    page.canvas.setFillColor(black)
    shaping.draw(
        page.canvas,
        edge,
        0.2 * short,
        poster.title,
        short,
        sheet.bold,
        language=poster.language,
        direction=page.direction,
    )
    shaping.draw(page.canvas, low, -1.15 * small, address, small, sheet.regular, direction="ltr")

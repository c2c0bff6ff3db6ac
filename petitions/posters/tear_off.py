"""Tear-off: a poster with nine strips to take along."""

import re
from dataclasses import replace

from reportlab.lib.units import mm

from petitions.pdf import codes, shaping
from petitions.pdf.blocks import Block
from petitions.pdf.fonts import Chain
from petitions.pdf.pages import CAP_HEIGHT
from petitions.pdf.shaping import Align, Direction
from petitions.posters import imprint, portrait
from petitions.posters.sheet import GAP, WIDTH, Sheet

STRIPS = 9
_HEIGHT: float = 54 * mm
_LEAST_PICTURE = 0.27
_INSET: float = 1.6 * mm
_LOW: float = 2.5 * mm
"""From the foot of a strip to its words."""
_TITLE: float = 10 * mm
"""Across a strip: what the title may take of it."""
_ADDRESS: float = 10.5 * mm
"""The same of the address, which has to be read on the smallest paper, too."""
_TITLE_SIZES, _ADDRESS_SIZES = (6.0, 11.5), (5.0, 7.5)


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
    _draw_lines(sheet, _HEIGHT - 2 * _INSET - side - _LOW)
    canvas.restoreState()


def _draw_lines(sheet: Sheet, room: float) -> None:
    """The title, where it is short enough for that, and the address, `room` long, in the turned canvas."""
    page, title = sheet.page, sheet.poster.title
    # An address breaks behind its strokes, as a paragraph does at its blanks.
    parts = re.sub("(?<=[/-])", " ", sheet.url.removeprefix("https://"))
    address = page.fill(parts, sheet.regular, room, _ADDRESS, _ADDRESS_SIZES)
    typed = replace(address, lines=tuple(line.replace(" ", "") for line in address.lines))
    said = page.fill(title, sheet.bold, room, _TITLE, _TITLE_SIZES)
    if said.height > _TITLE:
        _draw_block(sheet, typed, address.height / 2, room, sheet.regular)
        return
    top = (said.height + address.height) / 2
    _draw_block(sheet, said, top, room, sheet.bold, direction=page.direction)
    _draw_block(sheet, typed, top - said.height, room, sheet.regular)


def _draw_block(
    sheet: Sheet, block: Block, top: float, room: float, chain: Chain, *, direction: Direction = "ltr"
) -> None:
    """From `top` down, flush with the edge where the page's lines start."""
    canvas, is_ltr = sheet.page.canvas, sheet.page.direction == "ltr"
    align: Align = "start" if direction == sheet.page.direction else "end"
    canvas.setFillColor(sheet.inks.black)
    y = top - (block.leading + CAP_HEIGHT * block.size) / 2
    for line in block.lines:
        edge = _LOW if is_ltr else _LOW + room
        shaping.draw(
            canvas, edge, y, line, block.size, chain, align=align, language=sheet.poster.language, direction=direction
        )
        y -= block.leading

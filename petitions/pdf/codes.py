"""QR codes as shapes: sharp on any printer, read from a wall by any telephone."""

import itertools

import segno
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

_QUIET_ZONE = 4
"""Modules left white around the code (ISO/IEC 18004, 5.3.8)."""

_OVERLAP = 1.004
"""Rows overlap by a hair: two edges that only touch show as a white line on some screens."""


def draw_code(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Draw `text` as a QR code, black on a white square with its lower left corner at (x, y), in points.

    Error correction M: a fold or a felt pen may take 15 % of it.
    """
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    module = side / (len(rows) + 2 * _QUIET_ZONE)
    canvas.setFillColor(white)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    path = canvas.beginPath()
    for row, modules in enumerate(rows):
        bottom = y + side - (_QUIET_ZONE + row + 1) * module
        column = 0
        for is_dark, group in itertools.groupby(modules):
            length = len(list(group))
            if is_dark:
                path.rect(x + (_QUIET_ZONE + column) * module, bottom, length * module, module * _OVERLAP)
            column += length
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)

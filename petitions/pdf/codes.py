"""QR codes as shapes: sharp on any printer, read from a wall by any telephone."""

import functools
import itertools

import segno
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

_QUIET_ZONE = 4
"""Modules left white around the code (ISO/IEC 18004, 5.3.8)."""

_OVERLAP = 1.004
"""Rows overlap by a hair: two edges that only touch show as a white line on some screens."""


def draw_code(
    canvas: Canvas, text: str, x: float, y: float, side: float, *, ink: Color, ground: Color, is_quick: bool = False
) -> None:
    """Draw `text` as a QR code in `ink` on a square of `ground` with its lower left corner at (x, y), in points.

    Error correction M: a fold or a felt pen may take 15 % of it. With `is_quick` not the best of the eight masks is taken,
    which takes most of the time, but any: for hundreds of codes in one document.
    """
    rows = _modules(text, mask=0 if is_quick else None)
    module = side / (len(rows) + 2 * _QUIET_ZONE)
    canvas.setFillColor(ground)
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
    canvas.setFillColor(ink)
    canvas.drawPath(path, stroke=0, fill=1)


@functools.lru_cache(maxsize=32)
def _modules(text: str, mask: int | None) -> tuple[bytes, ...]:
    """The code row by row, 1 for dark. The same one stands on every page of a document."""
    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False, mask=mask).matrix)

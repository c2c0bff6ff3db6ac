"""What a print shop finds around the sheet that it cuts out: crop marks, registration marks, the inks."""

from reportlab.lib.colors import CMYKColor, CMYKColorSep
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

_OFF, _LENGTH = 3.5 * mm, 5 * mm
"""Marks begin beyond the bleed."""
_FROM_EDGE, _RADIUS, _ARM = 6 * mm, 1.6 * mm, 2.6 * mm
_PATCH = 4.5 * mm


def draw(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    """Draw the marks around `box` (left, bottom, right, top), which is the trimmed sheet, in points."""
    canvas.saveState()
    canvas.setStrokeColor(CMYKColorSep(1, 1, 1, 1, spotName="All"))  # on every plate
    canvas.setLineWidth(0.25)
    _draw_crops(canvas, box)
    _draw_registration(canvas, box)
    _draw_patches(canvas, box)
    canvas.restoreState()


def _draw_crops(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    left, bottom, right, top = box
    for x, outwards in ((left, -1), (right, 1)):
        for y, away in ((bottom, -1), (top, 1)):
            canvas.line(x, y + away * _OFF, x, y + away * (_OFF + _LENGTH))
            canvas.line(x + outwards * _OFF, y, x + outwards * (_OFF + _LENGTH), y)


def _draw_registration(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    left, bottom, right, top = box
    middle = (left + right) / 2
    for y in (bottom - _FROM_EDGE, top + _FROM_EDGE):
        canvas.circle(middle, y, _RADIUS, fill=0)
        canvas.line(middle - _ARM, y, middle + _ARM, y)
        canvas.line(middle, y - _ARM, middle, y + _ARM)


def _draw_patches(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    """Each ink by itself, and half of the black."""
    left, _bottom, _right, top = box
    inks = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0.5))
    for number, ink in enumerate(inks):
        canvas.setFillColor(CMYKColor(*ink))
        canvas.rect(left + 12 * mm + number * _PATCH, top + 4 * mm, _PATCH, _PATCH, stroke=0, fill=1)

"""Linocuts on paper: shapes of one ink each, printed at the printer's own resolution.

A stencil is one bit deep and knows no colour, so edges stay sharp and inks pure. JPEG would ring at
every edge, and transparency would make printers blur the page.
"""

import hashlib
import math
import zlib

from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.colors import black, white
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

_DPI = 300
_TWO_TONE = 0.95
"""A picture with more of its pixels near black or near white was cut, not taken."""
_BAND = 128
"""Rows that are refined at a time: a whole page of them would take tens of megabytes."""


def is_linocut(tones: Image.Image, alpha: Image.Image) -> bool:
    """Whether a picture with that transparency is black and white and nothing between."""
    histogram = tones.histogram(_over_half(alpha))
    return sum(histogram[:48] + histogram[208:]) > _TWO_TONE * sum(histogram)


def has_empty_sides(alpha: Image.Image) -> bool:
    """Whether nothing touches the left and right edges: the ground may go on beside it."""
    sides = (alpha.crop((x, 0, x + 1, alpha.height)) for x in (0, alpha.width - 1))
    return all(side.getbbox() is None for side in sides)


def draw_linocut(
    canvas: Canvas,
    tones: Image.Image,
    alpha: Image.Image,
    x: float,
    y: float,
    width: float,
    height: float,
    scale: float,
) -> None:
    """Print the white shapes, then the black ones over them. Lengths in points; `scale` is how much
    larger than the canvas's points the paper is."""
    opaque = _over_half(alpha)
    light = ImageChops.multiply(_over_half(tones), opaque)
    dark = ImageChops.subtract(opaque, light)
    # White reaches a little under the black, and only there: edges that merely touch let the
    # ground shine through, and white under the outer edge of black would show as a halo.
    light = ImageChops.multiply(light.filter(ImageFilter.MaxFilter(3)), opaque)
    finer = math.ceil(_DPI / (tones.width / (width * scale / 72)))
    for shapes, ink in ((light, white), (dark, black)):
        name = _add_stencil(canvas, shapes, finer)
        canvas.saveState()
        canvas.setFillColor(ink)
        canvas.transform(width, 0, 0, height, x, y)
        canvas.doForm(name)
        canvas.restoreState()


def _add_stencil(canvas: Canvas, shapes: Image.Image, finer: int) -> str:
    """Put the shapes into the file as a stencil (ISO 32000-2, 8.9.6.2) and return its name.

    ReportLab has no stencils; a form that is one is drawn like any form.
    """
    content = _packed(shapes, finer)
    entries = {
        "Type": pdfdoc.PDFName("XObject"),
        "Subtype": pdfdoc.PDFName("Image"),
        "Width": shapes.width * finer,
        "Height": shapes.height * finer,
        "BitsPerComponent": 1,
        "ImageMask": pdfdoc.PDFtrue,
        "Decode": pdfdoc.PDFArray([1, 0]),
        "Filter": pdfdoc.PDFName("FlateDecode"),
    }
    name = f"stencil-{hashlib.sha256(content).hexdigest()[:16]}"
    canvas._doc.addForm(name, pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content))
    return name


def _packed(shapes: Image.Image, finer: int) -> bytes:
    """One bit a pixel, compressed; enlarged by interpolation and cut again, so that steps become slopes."""
    packer = zlib.compressobj()
    parts = []
    for top in range(0, shapes.height, _BAND):
        box = (0, top, shapes.width, min(top + _BAND, shapes.height))
        size = (shapes.width * finer, (box[3] - top) * finer)
        band = shapes.resize(size, Image.Resampling.BILINEAR, box=box)
        parts.append(packer.compress(_over_half(band).convert("1", dither=Image.Dither.NONE).tobytes()))
    return b"".join([*parts, packer.flush()])


def _over_half(values: Image.Image) -> Image.Image:
    return values.point(lambda value: 255 if value > 127 else 0)

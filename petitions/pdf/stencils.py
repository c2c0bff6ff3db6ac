"""Pictures of one ink, printed at the printer's own resolution: linocuts, and dots for photocopiers.

A stencil is one bit deep and knows no colour, so edges stay sharp and inks pure. JPEG would ring at
every edge, and transparency would make printers blur the page.
"""

import functools
import hashlib
import math
import zlib
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf.inks import Inks

_DPI = 300
_TWO_TONE = 0.95
"""A picture with more of its pixels near black or near white was cut, not taken."""
_SAMPLED = 3
"""Of so many pixels one is looked at, each way, to tell which kind a picture is."""
_BAND = 128
"""Rows that are refined at a time: a whole page of them would take tens of megabytes."""
_DOT = 11
"""Pixels from dot to dot, along the rows and down them: 38 lines an inch at 45°, which every copier keeps."""
_LIGHTEST, _DARKEST = 0.97, 0.12
"""Paper between the dots of the darkest part, and no lonely dots in the lightest: copiers flood the one and lose the other."""


class Frame(NamedTuple):
    """A rectangle in points, from its lower left corner."""

    x: float
    y: float
    width: float
    height: float


def is_linocut(tones: Image.Image, alpha: Image.Image) -> bool:
    """Whether a picture with that transparency is black and white and nothing between."""
    few = (max(1, tones.width // _SAMPLED), max(1, tones.height // _SAMPLED))
    tones, alpha = (layer.resize(few, Image.Resampling.NEAREST) for layer in (tones, alpha))
    histogram = tones.histogram(_over_half(alpha))
    return sum(histogram[:48] + histogram[208:]) > _TWO_TONE * sum(histogram)


def has_empty_sides(alpha: Image.Image) -> bool:
    """Whether nothing touches the left and right edges: the ground may go on beside it."""
    sides = (alpha.crop((x, 0, x + 1, alpha.height)) for x in (0, alpha.width - 1))
    return all(side.getbbox() is None for side in sides)


def draw_linocut(
    canvas: Canvas, name: str, tones: Image.Image, alpha: Image.Image, frame: Frame, scale: float, inks: Inks
) -> None:
    """Print the white shapes, then the black ones over them, so that the whole picture fills `frame`. `scale` is how much
    larger than the canvas's points the paper is. The picture of a `name` is cut once for each of its sizes in a document."""
    needed = _DPI * frame.width * scale / 72
    size = (round(needed), round(tones.height * needed / tones.width))
    is_shrunk = tones.width > 1.5 * needed  # a face on a wall of faces is cut no finer than it is printed
    if not is_shrunk:
        finer = math.ceil(needed / tones.width)
        size = (tones.width * finer, tones.height * finer)
    light, dark = (f"{name}-{size[0]}-{shapes}" for shapes in ("light", "dark"))
    if not canvas.hasForm(light):
        if is_shrunk:
            tones, alpha = (layer.resize(size, Image.Resampling.BOX, reducing_gap=1) for layer in (tones, alpha))
        for form, shapes in zip((light, dark), _cut(tones, alpha), strict=True):
            _keep(canvas, form, _packed(shapes, size, lambda band, _top: band), size)
    _print(canvas, light, frame, inks.white)
    _print(canvas, dark, frame, inks.deep)


def _cut(tones: Image.Image, alpha: Image.Image) -> tuple[Image.Image, Image.Image]:
    """The shapes that are white, and those that are black."""
    opaque = _over_half(alpha)
    light = ImageChops.multiply(_over_half(tones), opaque)
    dark = ImageChops.subtract(opaque, light)
    # White reaches a little under the black, and only there: edges that merely touch let the
    # ground shine through, and white under the outer edge of black would show as a halo.
    wider = light.filter(ImageFilter.BoxBlur(1)).point(lambda value: 255 if value else 0)
    return ImageChops.multiply(wider, opaque), dark


def draw_lines(canvas: Canvas, grey: Image.Image, frame: Frame, scale: float, ink: Color) -> None:
    """Print what is darker than the middle, as sharp as a printer is, so that the whole picture fills `frame`. `scale` as in
    `draw_linocut`."""
    fineness = 2 * _DPI * scale / 72
    size = (max(1, round(frame.width * fineness)), max(1, round(frame.height * fineness)))
    shapes = _packed(grey, size, lambda band, _top: ImageChops.invert(band))
    _print_once(canvas, "lines", shapes, size, frame, ink)


def draw_dots(canvas: Canvas, grey: Image.Image, frame: Frame, ink: Color) -> None:
    """Print a photograph as dots that grow with its shadows (an amplitude screen), so that it fills `frame`. They grow with the
    paper, too, as the distance does from which it is looked at."""
    size = (round(frame.width / 72 * _DPI), round(frame.height / 72 * _DPI))
    screen = _screen(size[0])

    def dotted(band: Image.Image, top: int) -> Image.Image:
        tones = band.point([round(255 * (_DARKEST + (_LIGHTEST - _DARKEST) * tone / 255)) for tone in range(256)])
        threshold = screen.crop((0, top % _DOT, band.width, top % _DOT + band.height))
        return ImageChops.subtract(threshold, tones).point(lambda value: 255 if value else 0)

    _print_once(canvas, "dots", _packed(grey, size, dotted), size, frame, ink)


@functools.lru_cache(maxsize=1)
def _screen(width: int) -> Image.Image:
    """Thresholds for a band of that width: dots stand like the five of a die."""
    angles = [2 * math.pi * step / _DOT for step in range(_DOT)]
    depths = [math.cos(across) + math.cos(down) for down in angles for across in angles]
    # Ranks in place of depths: half of the thresholds are below the middle, so that half grey is half black.
    ranks = {place: rank for rank, place in enumerate(sorted(range(len(depths)), key=depths.__getitem__))}
    cell = Image.new("L", (_DOT, _DOT))
    cell.putdata([round(255 * (ranks[place] + 0.5) / len(depths)) for place in range(len(depths))])
    screen = Image.new("L", (width + _DOT, _BAND + 2 * _DOT))
    for left in range(0, screen.width, _DOT):
        for top in range(0, screen.height, _DOT):
            screen.paste(cell, (left, top))
    return screen


def _print_once(canvas: Canvas, kind: str, content: bytes, size: tuple[int, int], frame: Frame, ink: Color) -> None:
    """Print a stencil that is in the document once, however often it is printed."""
    name = f"{kind}-{hashlib.sha256(content).hexdigest()[:16]}"
    if not canvas.hasForm(name):
        _keep(canvas, name, content, size)
    _print(canvas, name, frame, ink)


def _keep(canvas: Canvas, name: str, content: bytes, size: tuple[int, int]) -> None:
    """Add a stencil of `size` pixels, one bit each and compressed, to the document (ISO 32000-2, 8.9.6.2).

    ReportLab has no stencils; a form that is one is drawn like any form.
    """
    entries = {
        "Type": pdfdoc.PDFName("XObject"),
        "Subtype": pdfdoc.PDFName("Image"),
        "Width": size[0],
        "Height": size[1],
        "BitsPerComponent": 1,
        "ImageMask": pdfdoc.PDFtrue,
        "Decode": pdfdoc.PDFArray([1, 0]),
        "Filter": pdfdoc.PDFName("FlateDecode"),
    }
    canvas._doc.addForm(name, pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content))


def _print(canvas: Canvas, name: str, frame: Frame, ink: Color) -> None:
    """Print the stencil of that name so that it fills `frame`."""
    canvas.saveState()
    canvas.setFillColor(ink)
    canvas.transform(frame.width, 0, 0, frame.height, frame.x, frame.y)
    canvas.doForm(name)
    canvas.restoreState()


def _packed(picture: Image.Image, size: tuple[int, int], cut: Callable[[Image.Image, int], Image.Image]) -> bytes:
    """The picture enlarged to `size` by interpolation, so that steps become slopes, and what `cut` makes of each band where that is
    lighter than the middle; `cut` is told how far down the band is. One bit a pixel, compressed."""
    packer = zlib.compressobj()
    parts = []
    across, down = picture.width / size[0], picture.height / size[1]
    for top in range(0, size[1], _BAND):
        height = min(_BAND, size[1] - top)
        box = (0, top * down, size[0] * across, (top + height) * down)
        if picture.size == size:
            band = picture.crop((0, top, size[0], top + height))
        else:
            band = picture.resize((size[0], height), Image.Resampling.BILINEAR, box=box)
        parts.append(packer.compress(cut(band, top).convert("1", dither=Image.Dither.NONE).tobytes()))
    return b"".join([*parts, packer.flush()])


def _over_half(values: Image.Image) -> Image.Image:
    return values.point(lambda value: 255 if value > 127 else 0)

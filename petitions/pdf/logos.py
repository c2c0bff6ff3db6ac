"""Logos on paper: in their own colours on a ground on which they are seen; for a photocopier as line art or dots.

Transparency is resolved here, as an archive allows none and printers blur it: a logo is laid on its ground pixel by pixel, in
the very inks of that ground, so that no edge shows.
"""

import functools
import io
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw, ImageOps
from reportlab.lib.colors import CMYKColor, Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import stencils
from petitions.pdf.inks import Inks
from petitions.pdf.papers import Variant
from petitions.pdf.stencils import Frame

COARSEST = 150
"""Pixels an inch of paper: no logo is enlarged beyond that."""
_FINEST = 400
_MOST = 1200
"""Pixels of its longer side that are kept: more than the finest paper shows, and a dozen of them weigh little."""
_CONTRAST = 2.0
"""Between a logo's pixel and its ground, so that the pixel is seen (WCAG 2.2's measure)."""
_SEEN = 0.85
"""The part of a logo's pixels that must be seen."""
_WHITE = 240
"""From which tone on a pixel is white: JPEG leaves dust."""
_LINES = 0.85
"""A logo with more of its pixels near black or near white is printed as lines."""
_SAMPLE = (32, 32)
_OUTSIDE = 2
"""Marks what is open to the ground; 1 is what is told from it."""
_LINEAR = [
    part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (n / 255 for n in range(256))
]
_DOTS = 0.6
"""How much finer than a portrait's a logo's dots are: it is small, and looked at from nearby."""


@functools.lru_cache(maxsize=64)
def read(content: bytes) -> Image.Image:
    """A logo (PNG, JPEG or WebP) in RGBA, without the empty or white margin round it. Raises PIL.UnidentifiedImageError."""
    picture = Image.open(io.BytesIO(content)).convert("RGBA")
    shapes = picture.getchannel("A")
    if _is_opaque(picture):
        shapes = picture.convert("L").point(lambda tone: 255 if tone < _WHITE else 0)
    return _shrunk(picture.crop(shapes.getbbox()), _MOST)


def fitted(content: bytes, width: float, height: float, scale: float) -> tuple[float, float]:
    """How large it is printed so that it fits into a box, in points; `scale` is how much larger than these the paper is."""
    picture = read(content)
    factor = min(width / picture.width, height / picture.height, 72 / COARSEST / scale)
    return picture.width * factor, picture.height * factor


@functools.lru_cache(maxsize=256)
def ground(content: bytes, paper: Color, inks: Inks) -> Color:
    """What it must lie on to be seen where all else lies on `paper`: that, white, or black.

    One that fills its corners brought a ground of its own, most often white, and gets white round it.
    """
    picture = read(content)
    if _is_opaque(picture):
        return inks.white
    grounds = (paper, inks.white, inks.deep)
    return next((one for one in grounds if _seen(picture, one) >= _SEEN), inks.white)


def draw(
    canvas: Canvas, content: bytes, frame: Frame, *, on: Color, variant: Variant, inks: Inks, scale: float
) -> None:
    """Fill `frame` with a logo that lies on the colour `on`, which is on the paper already."""
    longest = round(_FINEST / 72 * scale * max(frame.width, frame.height))
    if variant is Variant.COPIER:
        _draw_in_black(canvas, _shrunk(read(content), longest), frame, on, inks, scale)
    else:
        canvas.drawImage(ImageReader(_laid(content, longest, on)), *frame)


def _shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """With a longer side of so many pixels at most. What cannot be seen has no say in the colour of an edge."""
    factor = longest / max(picture.size)
    if factor >= 1:
        return picture
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.convert("RGBa").resize(size, Image.Resampling.LANCZOS, reducing_gap=2).convert("RGBA")


@functools.lru_cache(maxsize=64)
def _laid(content: bytes, longest: int, on: Color) -> Image.Image:
    """A logo on its ground, the same on every page of a document."""
    picture = _shrunk(read(content), longest)
    colours, alpha = picture.convert("RGB"), picture.getchannel("A")
    if isinstance(on, CMYKColor):
        colours, parts = _separated(colours), [on.cyan, on.magenta, on.yellow, on.black]
    else:
        parts = [on.red, on.green, on.blue]
    base = Image.new(colours.mode, colours.size, tuple(round(255 * part) for part in parts))
    return Image.composite(colours, base, alpha)


def _draw_in_black(canvas: Canvas, picture: Image.Image, frame: Frame, on: Color, inks: Inks, scale: float) -> None:
    """One that must lie on black is turned round: a copier makes spots of what is black and large."""
    base = Image.new("RGBA", picture.size, "white" if on == inks.white else "black")
    grey = ImageOps.autocontrast(Image.alpha_composite(base, picture).convert("L"), cutoff=1)
    if on != inks.white:
        grey = ImageOps.invert(grey)
    histogram = grey.histogram()
    if sum(histogram[:64] + histogram[192:]) > _LINES * sum(histogram):
        stencils.draw_lines(canvas, grey, frame, scale, inks.black)
        return
    canvas.saveState()
    canvas.translate(frame.x, frame.y)
    canvas.scale(_DOTS, _DOTS)
    stencils.draw_dots(canvas, grey, Frame(0, 0, frame.width / _DOTS, frame.height / _DOTS), inks.black)
    canvas.restoreState()


def _separated(colours: Image.Image) -> Image.Image:
    """RGB in inks; what all three have in common is black alone (ISO 32000-2, 10.4.2.4), so that black letters stay sharp."""
    inks = [ImageChops.invert(channel) for channel in colours.split()]
    black = functools.reduce(ImageChops.darker, inks)
    return Image.merge("CMYK", [*(ImageChops.subtract(ink, black) for ink in inks), black])


def _is_opaque(picture: Image.Image) -> bool:
    right, bottom = picture.width - 1, picture.height - 1
    alpha = picture.getchannel("A")
    corners = ((0, 0), (right, 0), (0, bottom), (right, bottom))
    return all(value > 250 for value in map(alpha.getpixel, corners) if isinstance(value, int | float))


def _seen(picture: Image.Image, on: Color) -> float:
    """The part of what it prints that can be told from the colour `on`, or has such a part all round it, as letters in a shield."""
    small = picture.resize(_SAMPLE, Image.Resampling.NEAREST)
    light = _lightness(*(round(255 * part) for part in (on.red, on.green, on.blue))) + 0.05
    told = Image.new("L", (_SAMPLE[0] + 2, _SAMPLE[1] + 2))
    told.paste(Image.frombytes("L", _SAMPLE, bytes(_is_told(*pixel, light) for pixel in _pixels(small))), (1, 1))
    ImageDraw.floodfill(told, (0, 0), _OUTSIDE)
    alphas = small.getchannel("A").tobytes()
    inside = told.crop((1, 1, _SAMPLE[0] + 1, _SAMPLE[1] + 1)).tobytes()
    seen = sum(alpha for alpha, mark in zip(alphas, inside, strict=True) if mark != _OUTSIDE)
    return seen / sum(alphas) if any(alphas) else 1


def _pixels(picture: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    return zip(*[iter(picture.tobytes())] * 4, strict=True)


def _is_told(red: int, green: int, blue: int, alpha: int, light: float) -> bool:
    ratio = (_lightness(red, green, blue) + 0.05) / light
    return alpha > 127 and (ratio >= _CONTRAST or ratio <= 1 / _CONTRAST)


def _lightness(red: int, green: int, blue: int) -> float:
    """The relative luminance of a colour of sRGB."""
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]

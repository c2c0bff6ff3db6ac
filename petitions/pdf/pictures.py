"""Portraits on paper: linocuts as stencils in two inks, photographs as duotones."""

import hashlib
import io
import math
import zlib
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter, ImageOps
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

Face = tuple[float, float, float, float]
"""The box round a face: left, top, width, height in parts of the picture's sides."""

_COMMON_FACE: Face = (0.3, 0.1, 0.4, 0.6)
"""Where most portraits have it."""
_HEAD = 0.6
"""The part of the frame's height that a small head is enlarged to."""
_MOST_ENLARGED = 1.6
"""Beyond that, grain and neighbours come into the picture."""
_CHIN, _LOWEST_CHIN, _HAIR = 0.82, 0.94, 0.03
"""Where the chin should be, may be at worst, and what stays free above the hair, from the frame's top."""

_PHOTO_DPI, _STENCIL_DPI = 200, 300
_JPEG_QUALITY = 85
_TWO_TONE = 0.95
"""A picture with more of its pixels near black or near white was cut, not taken."""


class Frame(NamedTuple):
    """A rectangle in points, from its lower left corner."""

    x: float
    y: float
    width: float
    height: float


def draw_portrait(
    canvas: Canvas, content: bytes, frame: Frame, *, face: Face | None, signal: Color, scale: float
) -> None:
    """Fill `frame` with a portrait in black, white and `signal`; its lower edge is black or runs into black.

    `content` is a PNG or JPEG: a linocut (black and white on nothing) keeps its edges, a photograph
    becomes a duotone. The face stays inside the frame. `scale` says how much larger than the
    canvas's points the paper is. Raises PIL.UnidentifiedImageError if `content` is no picture.
    """
    face = face or _COMMON_FACE
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    is_linocut = _is_linocut(picture)
    whole = _place(picture.size, face, frame, wide=not (is_linocut and _has_empty_sides(picture)))
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(*frame)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(signal)
    canvas.rect(*frame, stroke=0, fill=1)
    if is_linocut:
        _draw_linocut(canvas, picture, whole, scale)
    else:
        photograph = _duotone(_crop(picture, whole, frame, scale), signal, fade_from=_chin(face, whole, frame))
        canvas.drawImage(ImageReader(photograph), *frame)
    canvas.restoreState()


def _place(size: tuple[int, int], face: Face, frame: Frame, *, wide: bool) -> Frame:
    """Where the whole picture lies so that it is as high, if `wide` as wide, as the frame, the face well inside."""
    left, top, face_width, face_height = face
    covering = max(frame.width / size[0] if wide else 0, frame.height / size[1])
    enlarging = min(_HEAD * frame.height / (face_height * size[1]), frame.width / (face_width * size[0]))
    scale = covering * min(max(enlarging / covering, 1), _MOST_ENLARGED)
    width, height = size[0] * scale, size[1] * scale
    chin = (top + face_height) * height
    hidden = min(chin - _CHIN * frame.height, top * height - _HAIR * frame.height)
    hidden = max(hidden, chin - _LOWEST_CHIN * frame.height)
    hidden = min(max(hidden, 0), height - frame.height)
    x = frame.x + frame.width / 2 - (left + face_width / 2) * width
    if width >= frame.width:
        x = min(max(x, frame.x + frame.width - width), frame.x)
    return Frame(x, frame.y + frame.height + hidden - height, width, height)


def _is_linocut(picture: Image.Image) -> bool:
    if not picture.has_transparency_data:
        return False
    coloured = picture.convert("RGBA")
    opaque = coloured.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    tones = coloured.convert("L").histogram(opaque)
    return sum(tones[:48] + tones[208:]) > _TWO_TONE * sum(tones)


def _has_empty_sides(picture: Image.Image) -> bool:
    """Whether nothing touches its left and right edges: the ground may go on beside it."""
    alpha = picture.convert("RGBA").getchannel("A")
    sides = (alpha.crop((x, 0, x + 1, alpha.height)) for x in (0, alpha.width - 1))
    return all(side.getbbox() is None for side in sides)


def _draw_linocut(canvas: Canvas, picture: Image.Image, whole: Frame, scale: float) -> None:
    """Print the white shapes, then the black ones over them, each as a stencil of one bit.

    A stencil takes the printer's own resolution and pure inks. JPEG would ring at every edge, and
    transparency would make printers blur the page.
    """
    coloured = picture.convert("RGBA")
    opaque = coloured.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    light = ImageChops.multiply(coloured.convert("L").point(lambda tone: 255 if tone > 127 else 0), opaque)
    dark = ImageChops.subtract(opaque, light)
    # White reaches a little under the black, and only there: edges that merely touch let the
    # ground shine through, and white under the outer edge of black would show as a halo.
    light = ImageChops.multiply(light.filter(ImageFilter.MaxFilter(3)), opaque)
    finer = math.ceil(_STENCIL_DPI / (picture.width / (whole.width * scale / 72)))
    for shapes, ink in ((light, white), (dark, black)):
        canvas.setFillColor(ink)
        _draw_stencil(canvas, _refine(shapes, finer), whole)


def _refine(shapes: Image.Image, times: int) -> Image.Image:
    """Shapes with more pixels: interpolated and cut again, so that steps become slopes."""
    if times > 1:
        size = (shapes.width * times, shapes.height * times)
        shapes = shapes.resize(size, Image.Resampling.BILINEAR)
    return shapes.point(lambda value: 255 if value > 127 else 0, "1")


def _draw_stencil(canvas: Canvas, shapes: Image.Image, whole: Frame) -> None:
    """Print the fill colour through the white parts of a one-bit picture (ISO 32000-2, 8.9.6.2).

    ReportLab has no stencils; a form that is one is drawn like any form.
    """
    stencil = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": shapes.width,
                "Height": shapes.height,
                "BitsPerComponent": 1,
                "ImageMask": pdfdoc.PDFtrue,
                "Decode": pdfdoc.PDFArray([1, 0]),
                "Filter": pdfdoc.PDFName("FlateDecode"),
            }
        ),
        content=zlib.compress(shapes.tobytes()),
    )
    name = f"stencil-{hashlib.sha256(stencil.content).hexdigest()[:16]}"
    canvas._doc.addForm(name, stencil)
    canvas.saveState()
    canvas.transform(whole.width, 0, 0, whole.height, whole.x, whole.y)
    canvas.doForm(name)
    canvas.restoreState()


def _crop(picture: Image.Image, whole: Frame, frame: Frame, scale: float) -> Image.Image:
    """What of the picture is inside the frame, in grey, with no more pixels than paper shows."""
    coloured = picture.convert("RGBA")
    on_white = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured).convert("L")
    pixels = picture.width / whole.width
    left, top = (frame.x - whole.x) * pixels, (whole.y + whole.height - frame.y - frame.height) * pixels
    box = (left, top, left + frame.width * pixels, top + frame.height * pixels)
    fineness = min(pixels, _PHOTO_DPI / 72 * scale)
    size = (round(frame.width * fineness), round(frame.height * fineness))
    return on_white.resize(size, Image.Resampling.LANCZOS, box=box)


def _chin(face: Face, whole: Frame, frame: Frame) -> float:
    """How far down the frame the chin is, in parts of its height."""
    chin = whole.y + whole.height * (1 - face[1] - face[3])
    return (frame.y + frame.height - chin) / frame.height


def _duotone(grey: Image.Image, signal: Color, *, fade_from: float) -> io.BytesIO:
    """A JPEG whose shadows are black and whose lights are `signal`, fading to black at its foot."""
    grey = ImageOps.autocontrast(grey, cutoff=1)
    start = round(min(max(fade_from, _CHIN), _LOWEST_CHIN) * grey.height)
    fade = Image.linear_gradient("L").rotate(180).resize((grey.width, grey.height - start))
    shade = Image.new("L", grey.size, 255)
    shade.paste(fade, (0, start))
    toned = ImageOps.colorize(ImageChops.multiply(grey, shade), black="black", white=f"#{signal.hexval()[2:]}")
    content = io.BytesIO()
    toned.save(content, "JPEG", quality=_JPEG_QUALITY)
    content.seek(0)
    return content

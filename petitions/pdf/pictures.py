"""Portraits on paper: where the face goes, and photographs in two inks. Linocuts are `stencils`."""

import io
from typing import NamedTuple

from PIL import Image, ImageChops, ImageOps
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import stencils

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

_DPI = 200
_MOST_PIXELS = 2400
"""A side of A3 at that fineness."""
_JPEG_QUALITY = 85


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
    tones, alpha = _separate(content)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(*frame)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(signal)
    canvas.rect(*frame, stroke=0, fill=1)
    if alpha and stencils.is_linocut(tones, alpha):
        whole = _place(tones.size, face, frame, wide=not stencils.has_empty_sides(alpha))
        stencils.draw_linocut(canvas, tones, alpha, *whole, scale)
    else:
        whole = _place(tones.size, face, frame, wide=True)
        photograph = _duotone(_crop(tones, whole, frame, scale), signal, fade_from=_chin(face, whole, frame))
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


def _separate(content: bytes) -> tuple[Image.Image, Image.Image | None]:
    """The picture upright, in grey on white, and its transparency if it has any."""
    file = Image.open(io.BytesIO(content))
    # A photograph is decoded in grey and no finer than A3 needs: a large one would take 100 MB.
    file.draft("L", (_MOST_PIXELS, _MOST_PIXELS))
    picture = ImageOps.exif_transpose(file)
    if not picture.has_transparency_data:
        return picture.convert("L"), None
    coloured = picture.convert("RGBA")
    alpha = coloured.getchannel("A")
    return Image.composite(coloured.convert("L"), Image.new("L", coloured.size, 255), alpha), alpha


def _crop(tones: Image.Image, whole: Frame, frame: Frame, scale: float) -> Image.Image:
    """What is inside the frame, with no more pixels than paper shows."""
    pixels = tones.width / whole.width
    left, top = (frame.x - whole.x) * pixels, (whole.y + whole.height - frame.y - frame.height) * pixels
    box = (left, top, left + frame.width * pixels, top + frame.height * pixels)
    fineness = min(pixels, _DPI / 72 * scale)
    size = (round(frame.width * fineness), round(frame.height * fineness))
    return tones.resize(size, Image.Resampling.LANCZOS, box=box)


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

"""Portraits on paper: where the face goes, and photographs in two colours. Linocuts and dots are `stencils`."""

import functools
import hashlib
import io

from PIL import Image, ImageChops, ImageOps
from reportlab.lib.colors import CMYKColor, Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import stencils
from petitions.pdf.faces import Face
from petitions.pdf.inks import Inks
from petitions.pdf.papers import Variant
from petitions.pdf.stencils import Frame

_COMMON_FACE: Face = (0.3, 0.04, 0.4, 0.66)
"""Where most portraits have it, with room for hair that is worn high."""
_HEAD = 0.6
"""The part of the frame's height that a small head is enlarged to."""
_MOST_ENLARGED = 1.6
"""Beyond that, grain and neighbours come into the picture."""
_CHIN, _LOWEST_CHIN, _HAIR = 0.82, 0.94, 0.03
"""Where the chin should be, may be at worst, and what stays free above the hair, from the frame's top."""
_LEAST_BESIDE = 0.88
"""The most of the frame's width that a picture takes if it does not take all of it: a narrow stripe looks like a mistake."""

_DPI = {Variant.OFFICE: 200, Variant.PRESS: 300, Variant.COPIER: 200}
"""What each machine shows of a photograph."""
_JPEG_QUALITY = 85


def draw_portrait(
    canvas: Canvas, content: bytes, frame: Frame, *, face: Face | None, variant: Variant, inks: Inks, scale: float
) -> None:
    """Fill `frame` with a portrait in black and white on the signal; its lower edge is black or runs into black.

    `content` is a PNG, JPEG or WebP: a linocut (black and white on nothing) keeps its edges, a photograph becomes a duotone,
    or for a photocopier dots. The face stays inside the frame. `scale` says how much larger than the canvas's points the paper
    is. Raises PIL.UnidentifiedImageError if `content` is no picture.
    """
    face = face or _COMMON_FACE
    fineness = _DPI[variant] / 72 * scale
    tones, alpha = _separate(content, round(fineness * max(frame.width, frame.height)))
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(*frame)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(inks.signal)
    canvas.rect(*frame, stroke=0, fill=1)
    if alpha and stencils.is_linocut(tones, alpha):
        whole = _place(tones.size, face, frame, wide=not stencils.has_empty_sides(alpha))
        stencils.draw_linocut(canvas, hashlib.sha256(content).hexdigest()[:16], tones, alpha, whole, scale, inks)
    else:
        whole = _place(tones.size, face, frame, wide=True)
        frame = _within(whole, frame)
        grey = ImageOps.autocontrast(_crop(tones, whole, frame, fineness), cutoff=1)
        if variant is Variant.COPIER:
            stencils.draw_dots(canvas, grey, frame, inks.black)
        else:
            _draw_duotone(canvas, _faded(grey, _chin(face, whole, frame)), frame, inks)
    canvas.restoreState()


def _place(size: tuple[int, int], face: Face, frame: Frame, *, wide: bool) -> Frame:
    """Where the whole picture lies so that it is as high, if `wide` as wide, as the frame, the face well inside. A head that would
    be cut then is not: the picture is narrower, with the ground on both sides."""
    left, top, face_width, face_height = face
    covering, lowest = frame.width / size[0] if wide else 0, frame.height / size[1]
    most = (_LOWEST_CHIN - _HAIR) * frame.height / (face_height * size[1])
    if most < covering:
        covering = min(most, _LEAST_BESIDE * covering)
    covering = max(covering, lowest)
    enlarging = min(_HEAD * frame.height / (face_height * size[1]), frame.width / (face_width * size[0]))
    scale = covering * min(max(enlarging / covering, 1), _MOST_ENLARGED)
    width, height = size[0] * scale, size[1] * scale
    chin = (top + face_height) * height
    hidden = min(chin - _CHIN * frame.height, top * height - _HAIR * frame.height)
    hidden = max(hidden, chin - _LOWEST_CHIN * frame.height)
    hidden = min(max(hidden, 0), height - frame.height)
    x = frame.x + frame.width / 2 - (left + face_width / 2) * width
    if wide and width < frame.width:
        x = frame.x + (frame.width - width) / 2
    elif width >= frame.width:
        x = min(max(x, frame.x + frame.width - width), frame.x)
    return Frame(x, frame.y + frame.height + hidden - height, width, height)


def _within(whole: Frame, frame: Frame) -> Frame:
    """The part of the frame that the picture fills: as high, and narrower where the picture is."""
    left, right = max(whole.x, frame.x), min(whole.x + whole.width, frame.x + frame.width)
    return Frame(left, frame.y, right - left, frame.height)


@functools.lru_cache(maxsize=1)  # four postcards show one face
def _separate(content: bytes, most_pixels: int) -> tuple[Image.Image, Image.Image | None]:
    """The picture upright, in grey on white, and its transparency if it has any."""
    picture = Image.open(io.BytesIO(content))
    # A photograph is decoded in grey and no finer than the paper needs: a large one would take 100 MB.
    picture.draft("L", (most_pixels, most_pixels))
    ImageOps.exif_transpose(picture, in_place=True)
    if not picture.has_transparency_data:
        return picture.convert("L"), None
    tones, alpha = picture.convert("LA").split()
    return Image.composite(tones, Image.new("L", picture.size, 255), alpha), alpha


def _crop(tones: Image.Image, whole: Frame, frame: Frame, most: float) -> Image.Image:
    """What is inside the frame, with at most `most` pixels a point."""
    pixels = tones.width / whole.width
    left, top = (frame.x - whole.x) * pixels, (whole.y + whole.height - frame.y - frame.height) * pixels
    # Where the frame begins with the picture, what is rounded may lie a hair outside.
    left, top = max(left, 0), max(top, 0)
    right, low = min(left + frame.width * pixels, tones.width), min(top + frame.height * pixels, tones.height)
    fineness = min(pixels, most)
    size = (round(frame.width * fineness), round(frame.height * fineness))
    return tones.resize(size, Image.Resampling.LANCZOS, box=(left, top, right, low))


def _chin(face: Face, whole: Frame, frame: Frame) -> float:
    """How far down the frame the chin is, in parts of its height."""
    chin = whole.y + whole.height * (1 - face[1] - face[3])
    return (frame.y + frame.height - chin) / frame.height


def _faded(grey: Image.Image, fade_from: float) -> Image.Image:
    """The picture running into black from `fade_from` of its height down."""
    start = round(min(max(fade_from, _CHIN), _LOWEST_CHIN) * grey.height)
    fade = Image.linear_gradient("L").rotate(180).resize((grey.width, grey.height - start))
    shade = Image.new("L", grey.size, 255)
    shade.paste(fade, (0, start))
    return ImageChops.multiply(grey, shade)


def _draw_duotone(canvas: Canvas, grey: Image.Image, frame: Frame, inks: Inks) -> None:
    """Print it as a JPEG whose shadows are the deep colour and whose lights are the signal, in the same inks."""
    content = io.BytesIO()
    toned = Image.merge(*_toned(grey, inks))
    toned.save(content, "JPEG", quality=_JPEG_QUALITY, subsampling=0 if toned.mode == "CMYK" else -1)
    content.seek(0)
    canvas.drawImage(ImageReader(content), *frame)


def _toned(grey: Image.Image, inks: Inks) -> tuple[str, list[Image.Image]]:
    """The mode and the channels between the two colours: ink by ink, so that no other ink comes in."""
    mode, parts = ("CMYK", _cmyk) if isinstance(inks.signal, CMYKColor) else ("RGB", _rgb)
    pairs = zip(parts(inks.deep), parts(inks.signal), strict=True)
    return mode, [grey.point([_between(dark, light, tone / 255, mode) for tone in range(256)]) for dark, light in pairs]


def _between(dark: float, light: float, tone: float, mode: str) -> int:
    """An ink that only supports the black stays in the shadows: half-way up it would be a haze."""
    if mode == "CMYK" and light == 0 and dark < 1:
        return round(255 * dark * (1 - tone) ** 4)
    return round(255 * (dark + (light - dark) * tone))


def _cmyk(colour: CMYKColor) -> tuple[float, ...]:
    return colour.cyan, colour.magenta, colour.yellow, colour.black


def _rgb(colour: Color) -> tuple[float, ...]:
    return colour.red, colour.green, colour.blue

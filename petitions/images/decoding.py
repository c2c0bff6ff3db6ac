"""A program of its own that reads one picture and lets go of everything but pixels.

    decoding.py WIDTH… < upload > answer

Files from strangers are decoded here and nowhere else: in a process that lives for one picture, within the limits that
`intake` sets. It knows nothing of the product. The answer is a line of JSON, then the bytes of the
files that the line lists; or a line that names why the picture is not taken.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import AvifImagePlugin, Image, ImageChops, ImageCms, ImageFile

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MOST_SIDE = 20_000
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 25_000_000, "WEBP": 16_000_000, "AVIF": 25_000_000}
"""What fits into the memory: a JPEG is read in halves or quarters of its size, others whole."""
MOST_PROGRESSIVE = 30_000_000
"""A progressive JPEG is held whole before any of it is read."""
LONGEST = 3000
"""The longer side of what is kept for print: A3 at 180 dots per inch."""
LONGEST_OF_PHONES = 4096
"""Of photographs as phones take them: there is memory for more of them, A3 at 240 dots per inch."""
MOST_OF_PHONES = 17_000_000
"""The pixels of such a photograph, once it is read."""

ALSO = (b"%pdf-1", b"%pdf-2", b"<html>", b"<html ", b"<script", b"<?php ", b"<?php\n")
"""How something begins, in small letters, that other programs make of a picture's file."""
END_OF_ARCHIVE = b"PK\5\6"
"""An archive is read from its end, whatever stands before it; behind this there are at most 65,557 bytes."""

ORIENTATION = 0x0112
"""The tag of EXIF that says which side is up, and what its values ask for."""
TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """Not taken; the message is the word for why."""


class File(NamedTuple):
    """A file that is kept: "" is the one for print, others are named after their width."""

    suffix: str
    content: bytes


def main() -> None:
    """Read a picture from standard input, answer on standard output."""
    try:
        size, files = keep_pixels(sys.stdin.buffer.read(), [int(width) for width in sys.argv[1:]])
    except Refused as refusal:
        answer(refused=str(refusal))
    except MemoryError:
        answer(refused="large")
    else:
        answer(size=size, files=[(file.suffix, len(file.content)) for file in files])
        for file in files:
            sys.stdout.buffer.write(file.content)
    sys.stdout.buffer.flush()


def answer(**said: object) -> None:
    """The first line of the answer."""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


def keep_pixels(content: bytes, widths: Sequence[int]) -> tuple[tuple[int, int], list[File]]:
    """The size of the picture as it is kept, and its files, among them those for screens of these `widths`: never an enlarged one.

    Raises Refused and MemoryError.
    """
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread would take its stack out of the memory
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # checked below, by format
    with _refusing():
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    _check_size(picture)
    _refuse_mixed(content)
    with _refusing():
        # A phone's JPEG may carry a second one, of depth or light: it does not move.
        if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
            raise Refused("animated")
        picture.draft("RGB", (LONGEST, LONGEST))
        picture.load()
    if picture.mode == "P" and _is_kept_as_it_is(picture):
        palette = _saved(picture, "PNG", optimize=True, transparency=picture.info["transparency"])
        return picture.size, [File("png", palette)]
    upright = _upright(picture)
    return upright.size, _encoded(upright, widths)


def _is_kept_as_it_is(picture: Image.Image) -> bool:
    """Whether a picture with a palette is a cut of few tones already, upright and no larger than paper needs."""
    is_changed = "icc_profile" in picture.info or _orientation(picture) in TURNS or max(picture.size) > LONGEST
    return "transparency" in picture.info and not is_changed


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """What Pillow raises for a file that is no picture or is damaged, in our words. It has no class for that."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as failure:
        raise Refused("broken") from failure


def _check_size(picture: Image.Image) -> None:
    most = MOST_PROGRESSIVE if picture.info.get("progressive") else MOST_PIXELS[picture.format or ""]
    if max(picture.size) > MOST_SIDE or picture.width * picture.height > most:
        raise Refused("large")


def _refuse_mixed(content: bytes) -> None:
    """Nothing but pixels would be kept of it anyway; but whoever sends such a file means harm, or does not know what it holds."""
    lowered = content.lower()
    if END_OF_ARCHIVE in content[-66_000:] or any(mark in lowered for mark in ALSO):
        raise Refused("mixed")


def _upright(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, no larger than paper needs, the right side up."""
    with _refusing():
        orientation = _orientation(picture)
        profile = picture.info.get("icc_profile")
        shrunk = _shrunk(_plain(picture, has_profile=bool(profile)))
        coloured = _in_srgb(shrunk, profile)
        return coloured.transpose(TURNS[orientation]) if orientation in TURNS else coloured


def _orientation(picture: Image.Image) -> object:
    try:
        return picture.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001  # damaged notes beside a good picture
        return None


def _plain(picture: Image.Image, *, has_profile: bool) -> Image.Image:
    """The picture in a mode that can be resized: L, LA, RGB, RGBA, or CMYK while its profile has not been applied."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        is_grey = picture.mode in ("LA", "La", "L")
        mode = "LA" if is_grey else "RGBA"
        with_alpha = picture if picture.mode == mode else picture.convert(mode)
        if _least(with_alpha.getchannel("A")) < 255:
            return with_alpha
        return with_alpha.convert("L" if is_grey else "RGB")
    if picture.mode in ("L", "RGB") or (picture.mode == "CMYK" and has_profile):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _least(alpha: Image.Image) -> int:
    """The value of the most transparent pixel."""
    return next(value for value, count in enumerate(alpha.histogram()) if count)


def _shrunk(picture: Image.Image) -> Image.Image:
    is_phones = picture.mode in ("L", "RGB") and picture.width * picture.height <= MOST_OF_PHONES
    longest = LONGEST_OF_PHONES if is_phones else LONGEST
    if max(picture.size) > longest:
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2)
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
        colours = picture.convert("RGB") if alpha else picture
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a damaged profile: the numbers are taken for sRGB
        if converted is not None:
            if alpha:
                converted.putalpha(alpha)
            return converted
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _encoded(picture: Image.Image, widths: Sequence[int]) -> list[File]:
    """The file for print, and smaller ones for screens. A cut of few tones is light enough to be the only one."""
    is_cut_out = picture.mode in ("LA", "RGBA")
    if is_cut_out and (few_tones := _palette(picture)):
        return [File("png", _saved(few_tones, "PNG", optimize=True))]
    files = [File("webp", _webp(picture, 90))] if is_cut_out else [File("jpg", _jpeg(picture))]
    steps = sorted({min(step, picture.width) for step in widths})
    files += [File(f"{width}.webp", _webp(_of_width(picture, width), 78)) for width in steps]
    return files


def _palette(picture: Image.Image) -> Image.Image | None:
    """The picture with a palette if that loses nothing."""
    coloured = picture.convert("RGBA")
    if coloured.getcolors(256) is None:
        return None
    few = coloured.quantize(256, Image.Quantize.FASTOCTREE)
    # With alpha multiplied in: what cannot be seen may have any colour.
    is_other = ImageChops.difference(few.convert("RGBA").convert("RGBa"), coloured.convert("RGBa"))
    return None if any(channel.getextrema() != (0, 0) for channel in is_other.split()) else few


def _of_width(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def _webp(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture, "WEBP", quality=quality, method=2)


def _jpeg(picture: Image.Image) -> bytes:
    return _saved(picture, "JPEG", quality=88, optimize=True, progressive=True)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file with pixels in it and nothing else."""
    picture.info.clear()
    encoded = io.BytesIO()
    picture.save(encoded, kind, **options)
    return encoded.getvalue()


if __name__ == "__main__":
    main()

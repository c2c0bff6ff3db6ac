"""Pictures as they come: good ones of every format, and those that mean harm."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageCms

NEEDLE = b"here-I-took-it"
"""Stands in whatever a file carries beside its pixels."""


def photo(width: int = 900, height: int = 1200, *, colour: str = "#b5651d") -> Image.Image:
    """A picture with tones: lighter at the upper left, and a dark upper right corner that tells which side is up."""
    tones = Image.linear_gradient("L").resize((width, height)).point(lambda value: 255 - value // 2)
    picture = Image.merge("RGB", [tones.point(lambda value, part=part: value * part // 255) for part in rgb(colour)])
    picture.paste("black", (width - width // 5, 0, width, height // 5))
    return picture


def rgb(colour: str) -> tuple[int, ...]:
    """#b5651d as three numbers."""
    return tuple(bytes.fromhex(colour[1:]))


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file."""
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def opened(content: bytes) -> Image.Image:
    """A file as its pixels."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def with_place(kind: str, *, orientation: int = 1) -> bytes:
    """A photograph that tells where, when and with what it was taken."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x013B] = NEEDLE.decode()
    notes.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 47.0), 3: "E", 4: (10.0, 44.0, 24.0), 29: NEEDLE.decode()})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + NEEDLE + b"</x:xmpmeta>"
    more = {"comment": NEEDLE} if kind == "JPEG" else {}
    return encoded(photo(), kind, exif=notes.tobytes(), xmp=xmp, **more)


def with_turned_colours() -> bytes:
    """A red square under a profile that has red and green the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {
        bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12)
    }
    red, green = (struct.unpack_from(">II", profile, tags[name] + 4) for name in (b"rXYZ", b"gXYZ"))
    for tag, place in ((b"rXYZ", green), (b"gXYZ", red)):
        struct.pack_into(">II", profile, tags[tag] + 4, *place)
    return encoded(Image.new("RGB", (600, 600), (220, 30, 30)), "JPEG", icc_profile=bytes(profile), quality=95)


def zipped() -> bytes:
    """An archive with a page in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.html", "<script>naughty()</script>")
    return content.getvalue()


def polyglots() -> Iterator[tuple[str, bytes]]:
    """Pictures that are something else as well."""
    page, paper = b"<html><script>naughty()</script></html>", b"%PDF-1.7\n1 0 obj<</JavaScript 2 0 R>>endobj\n%%EOF"
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        for name, tail in (("zip", zipped()), ("html", page), ("pdf", paper)):
            yield f"{kind}+{name}", encoded(photo(400, 400), kind) + tail
    yield "JPEG with a page as its comment", encoded(photo(400, 400), "JPEG", comment=page + b"*/naughty();/*")
    png = encoded(photo(400, 400), "PNG")
    yield "PNG with a page in it", png[:33] + chunk(b"tEXt", b"Comment\0" + page) + png[33:]


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@cache
def empty_png(width: int, height: int, *, colour_type: int = 0, depth: int = 1) -> bytes:
    """A white PNG of any size that weighs next to nothing."""
    channels = {0: 1, 2: 3, 6: 4}[colour_type]
    row = b"\0" + b"\xff" * ((width * channels * depth + 7) // 8)
    packer, parts = zlib.compressobj(9), []
    for _row in range(height):
        parts.append(packer.compress(row))
    parts.append(packer.flush())
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", b"".join(parts)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def harmful() -> Iterator[tuple[str, bytes]]:
    """Pictures that must be refused within a second."""
    yield "PNG, 50,000 x 50,000", empty_png(50_000, 50_000)
    for kind in ("JPEG", "WEBP", "AVIF"):
        yield f"{kind}, 50,000 x 50,000 or as large as it can be", enlarged(kind, 50_000, 50_000)
    yield "PNG, a line of 1,000,000", empty_png(1_000_000, 20)
    yield "moving WebP", moving("WEBP")
    yield "an archive under a PNG's name", b"\x89PNG\r\n\x1a\n" + zipped()
    yield "a JPEG that is an archive, too", encoded(photo(4000, 3000), "JPEG") + zipped()


def enlarged(kind: str, width: int, height: int) -> bytes:
    """A small file that says it is large."""
    content = bytearray(encoded(photo(64, 64), kind, **({"lossless": True} if kind == "WEBP" else {})))
    if kind == "JPEG":
        struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, height, width)
    if kind == "AVIF":
        struct.pack_into(">II", content, content.index(b"ispe") + 8, width, height)
    if kind == "WEBP":
        struct.pack_into(
            "<I", content, content.index(b"VP8L") + 9, (min(width, 16384) - 1) | (min(height, 16384) - 1) << 14
        )
    return bytes(content)


def moving(kind: str) -> bytes:
    """A picture of three."""
    frames = [photo(64, 64, colour=colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>naughty()</script></svg>'

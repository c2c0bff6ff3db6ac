"""Pictures in a document that streams: logos, small and on white, as an archive wants them (PDF/A-2b: RGB or grey, no alpha)."""

import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from petitions.pdf import streaming

MOST = 900
"""Pixels of the longer side: 300 to the inch at the largest size that a logo is printed in."""
_JPEG_QUALITY = 90


@dataclass(frozen=True)
class Picture:
    """A picture of the document."""

    name: bytes
    """What pages call it."""
    width: int
    height: int
    """In pixels."""

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Width and height, in points, of the picture as large as both sides allow."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


class Pictures:
    """The pictures of one document. The same file is in it once, however often it is shown."""

    def __init__(self) -> None:
        self._known: dict[Path, Picture] = {}
        self._written: list[tuple[bytes, bytes]] = []
        """Entries and content of their streams."""

    def take(self, file: Path) -> Picture:
        """The picture in `file`. Raises OSError if it is none, or not there."""
        if file not in self._known:
            flat = _flat(file)
            picture = Picture(b"P%d" % len(self._known), flat.width, flat.height)
            self._written.append(_stream(flat, is_photo=file.suffix == ".jpg"))
            self._known[file] = picture
        return self._known[file]

    def put(self, writer: streaming.Writer) -> bytes:
        """Write all pictures; return the entries of the resources that name them."""
        numbers = [writer.put_plain_stream(content, entries) for entries, content in self._written]
        pictures = zip(self._known.values(), numbers, strict=True)
        return b"".join(b"/%b %b" % (picture.name, streaming.reference(number)) for picture, number in pictures)


def _flat(file: Path) -> Image.Image:
    """The picture on white, in grey if it has no colour."""
    with Image.open(file) as picture:
        picture.draft("RGB", (MOST, MOST))  # of a photograph a part of its pixels is read
        coloured = picture.convert("RGBA")
    coloured.thumbnail((MOST, MOST), Image.Resampling.LANCZOS)
    flat = Image.new("RGB", coloured.size, "white")
    flat.paste(coloured, mask=coloured.getchannel("A"))
    red, green, blue = flat.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else flat


def _stream(flat: Image.Image, *, is_photo: bool) -> tuple[bytes, bytes]:
    """Entries and content: a photograph as JPEG, a drawing without loss."""
    space = b"/DeviceGray" if flat.mode == "L" else b"/DeviceRGB"
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b/Filter" % (
        *flat.size,
        space,
    )
    if not is_photo:
        return entries + b"/FlateDecode", zlib.compress(flat.tobytes(), 9)
    content = io.BytesIO()
    flat.save(content, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return entries + b"/DCTDecode", content.getvalue()

"""Pictures: content-addressed files in the instance folder, re-encoded so that nothing but pixels is kept."""

import hashlib
import io
import re

from PIL import Image

from petitions import errors, storage

SHAPE = re.compile(r"[0-9a-f]{32}\.png")
MOST_PIXELS = 50_000_000


class BadPicture(errors.Refusal):
    """Not a picture that can be shown and printed."""


def store(content: bytes) -> str:
    """Keep a PNG and return its file name. The same picture has the same name. Raises BadPicture."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture
            picture.load()
            encoded = io.BytesIO()
            picture.info.pop("exif", None)
            picture.save(encoded, "PNG", optimize=True)
    except (OSError, SyntaxError, ValueError) as failure:
        raise BadPicture from failure
    name = hashlib.sha256(encoded.getvalue()).hexdigest()[:32] + ".png"
    file = storage.folder("pictures") / name
    if not file.exists():
        draft = file.with_suffix(".draft")
        draft.write_bytes(encoded.getvalue())
        draft.rename(file)
    return name


def read(name: str) -> bytes:
    """The picture `name`. Raises errors.NotFound."""
    if not SHAPE.fullmatch(name):
        raise errors.NotFound
    try:
        return (storage.folder("pictures") / name).read_bytes()
    except FileNotFoundError:
        raise errors.NotFound from None

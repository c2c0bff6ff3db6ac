"""Taking a picture in: its first bytes are looked at here, the rest is read by `decoding` in a process of its own."""

import json
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from petitions import apart, errors

WIDTHS = (400, 800, 1200, 1600)
"""Of the smaller files for screens, in pixels."""
MOST_BYTES = 20 * 1024 * 1024
SECONDS = 30
"""How long reading one picture may take before it is given up."""
PATIENCE = 20
"""How long an upload waits for the one before it: pictures are read one at a time, so that memory is bounded."""

DECODER = Path(__file__).with_name("decoding.py")
LIMITS: apart.Limits = (300 * 1024 * 1024, 15)
_STARTS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP|....ftyp(?:avif|avis|mif1|msf1)", re.DOTALL)
_IS_SVG = re.compile(rb"<svg[\s>]|<!DOCTYPE svg", re.IGNORECASE)

_turn = threading.Lock()


class BadPicture(errors.Refusal):
    """Not a picture that can be shown and printed."""


class UnknownFormat(BadPicture):
    """No JPEG, PNG, WebP or AVIF."""


class Drawing(BadPicture):
    """An SVG: it can carry programs."""


class Animated(BadPicture):
    """More than one picture in a file."""


class TooHeavy(BadPicture):
    """More bytes than are taken."""


class TooLarge(BadPicture):
    """More pixels than can be read within the memory and the time that there is."""


class TooSmall(BadPicture):
    """Fewer pixels than its use needs."""


class Broken(BadPicture):
    """Damaged, cut off, or something else under a picture's name."""


class Mixed(BadPicture):
    """A picture, and an archive, a page or a PDF as well."""


class Busy(errors.Unavailable):
    """Other pictures are being read."""


_REFUSALS: dict[str, type[BadPicture]] = {"animated": Animated, "large": TooLarge, "broken": Broken, "mixed": Mixed}


@dataclass(frozen=True)
class Pixels:
    """A picture as it is kept: files by their suffixes (`jpg`, `800.webp`); the first is the one for print."""

    width: int
    height: int
    files: dict[str, bytes]


def take_in(content: bytes) -> Pixels:
    """The pixels of an upload and nothing else of it. Raises BadPicture, or Busy when too many come at once."""
    if len(content) > MOST_BYTES:
        raise TooHeavy
    if not _STARTS.match(content):
        raise Drawing if _IS_SVG.search(content, 0, 4096) else UnknownFormat
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _unpacked(_decode(content))
    finally:
        _turn.release()


def command() -> list[str]:
    """What starts the decoder within its limits."""
    return apart.command(DECODER, *WIDTHS, limits=LIMITS)


def _decode(content: bytes) -> bytes:
    """What the decoder answers. One that dies of its limits is answered as it would have answered itself."""
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the upload is its input, not its arguments
            command(),
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=apart.ENVIRON,
        )
    except subprocess.TimeoutExpired:
        raise TooLarge from None
    if done.returncode < 0:  # a signal: out of time, or the decoding library crashed
        raise TooLarge
    return done.stdout


def _unpacked(answer: bytes) -> Pixels:
    line, _newline, rest = answer.partition(b"\n")
    try:
        said = json.loads(line)
    except ValueError:
        raise Broken from None
    if "refused" in said:
        raise _REFUSALS[said["refused"]]
    files, start = {}, 0
    for suffix, length in said["files"]:
        files[suffix] = rest[start : start + length]
        start += length
    width, height = said["size"]
    return Pixels(width, height, files)

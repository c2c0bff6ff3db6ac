"""What a person finds in a printed page: its picture, its words, its typefaces. By poppler's tools."""

import functools
import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image

import config
from petitions.pdf import fonts
from petitions.pdf.fonts import Library

FONTS = config.PROJECT / ".fonts"


@functools.cache
def typecase() -> Library:
    """The typefaces of the project, built if they are not there."""
    fonts.build(FONTS, report=print)
    return fonts.open_library(FONTS)


def picture(path: Path, dpi: int) -> Image.Image:
    """The first page at that fineness, in colour."""
    return Image.open(BytesIO(_poppler("pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", str(path)))).convert(
        "RGB"
    )


def words(path: Path) -> str:
    """The text that somebody copies from the file; the silent joiner that parts clusters is left out."""
    return _poppler("pdftotext", "-layout", str(path), "-").decode().replace("\u034f", "")


def typefaces(path: Path) -> dict[str, bool]:
    """The names of the typefaces, and whether each is embedded."""
    lines = _poppler("pdffonts", str(path)).decode().splitlines()[2:]
    return {line.split()[0]: line.split()[-5] == "yes" for line in lines}


def _poppler(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout

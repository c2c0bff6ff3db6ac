"""Printed pages as somebody sees them, drawn in this process: at a glance, side by side, and beside how they were."""

import itertools
from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from petitions.pdf import LOCK

GUTTER = 8
_GREY = "#808080"
_BLUR = 1.0
"""Pixels: how smooth an edge is depends on who draws it."""
_LEAST = 48
"""Levels, of 255, that a pixel is off before anybody sees it."""


def pages(content: bytes, dpi: float, *, most: int = 2) -> list[Image.Image]:
    """The first pages of a PDF at that fineness, in colour."""
    with LOCK:
        document = pypdfium2.PdfDocument(content)
        try:
            numbers = range(min(most, len(document)))
            return [document[number].render(scale=dpi / 72).to_pil().convert("RGB") for number in numbers]
        finally:
            document.close()


def row(pictures: Sequence[Image.Image]) -> Image.Image:
    """One picture of all, from left to right on grey."""
    whole = Image.new("RGB", (sum(one.width + GUTTER for one in pictures), max(one.height for one in pictures)), _GREY)
    for one, left in zip(pictures, _starts([one.width for one in pictures]), strict=True):
        whole.paste(one, (left, 0))
    return whole


def column(pictures: Sequence[Image.Image]) -> Image.Image:
    """One picture of all, from the top down on grey."""
    whole = Image.new("RGB", (max(one.width for one in pictures), sum(one.height + GUTTER for one in pictures)), _GREY)
    for one, top in zip(pictures, _starts([one.height for one in pictures]), strict=True):
        whole.paste(one, (0, top))
    return whole


def parted(whole: Image.Image, sizes: Sequence[tuple[int, int]]) -> list[Image.Image]:
    """The pictures of those sizes that `row` made one."""
    starts = _starts([width for width, _height in sizes])
    return [whole.crop((left, 0, left + width, height)) for left, (width, height) in zip(starts, sizes, strict=True)]


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where somebody sees a difference of two pictures, black elsewhere. What another rasteriser puts a pixel aside, or
    smooths otherwise, is none."""
    first, second = (picture.convert("RGB").filter(ImageFilter.GaussianBlur(_BLUR)) for picture in (one, other))
    worst = ImageChops.lighter(_beyond(first, second), _beyond(second, first))
    return worst.point(lambda level: 255 if level >= _LEAST else 0)


def _beyond(picture: Image.Image, other: Image.Image) -> Image.Image:
    """How much lighter or darker each pixel is than all those of the other picture round its place."""
    lighter = ImageChops.subtract(picture, other.filter(ImageFilter.MaxFilter(3)))
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), picture)
    red, green, blue = ImageChops.lighter(lighter, darker).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def seen(apart: Image.Image) -> int:
    """How many pixels of a difference are seen."""
    return apart.histogram()[255]


def _starts(lengths: Sequence[int]) -> list[int]:
    return [0, *itertools.accumulate(length + GUTTER for length in lengths)][:-1]

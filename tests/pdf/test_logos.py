"""Logos: how large they get, and on what they can be seen."""

import io

import pytest
from PIL import Image, ImageDraw

from petitions.pdf import inks, logos
from petitions.pdf.inks import Variant
from tests.support import pictures

OFFICE = inks.of(Variant.OFFICE, "#ffd60a")


def logo(colour, size=(300, 200), *, is_opaque=False):
    """An ellipse of that colour on nothing, or on white."""
    picture = Image.new("RGBA", size, "white" if is_opaque else (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, size[1] // 4, size[0] - 1, size[1] // 2 - 1), fill=colour)
    return pictures.encoded(picture, "PNG")


def shield(colour, *beside):
    """White letters in a shape of that colour, and perhaps others beside it, on nothing."""
    picture = Image.new("RGBA", (300 + 300 * len(beside), 300))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 299, 299), 60, fill=colour)
    for number, fill in enumerate(("white", *beside)):
        draw.rectangle((300 * number + 80, 80, 300 * number + 220, 220), fill=fill)
    return pictures.encoded(picture, "PNG")


def square(colour, side=300):
    """One without corners to see through."""
    return pictures.encoded(Image.new("RGB", (side, side), colour), "JPEG")


def test_the_margin_round_a_logo_is_left_out():
    assert logos.read(logo("red")).size == logos.read(logo("red", is_opaque=True)).size == (300, 50)


@pytest.mark.parametrize(("pixels", "widest"), [(64, 64 / 150 * 72), (3000, 100)])
def test_a_small_logo_stays_small(pixels, widest):
    picture = square("red", pixels)
    assert logos.fitted(picture, 100, 300, 1)[0] == pytest.approx(widest)
    assert logos.fitted(picture, 100, 300, 2)[0] <= widest


@pytest.mark.parametrize(
    ("picture", "paper", "expected"),
    [
        (logo("#3d7dd8"), OFFICE.deep, OFFICE.deep),
        (logo("#3d7dd8"), OFFICE.signal, OFFICE.signal),
        (logo("#3d7dd8"), OFFICE.white, OFFICE.white),
        (logo("#101010"), OFFICE.deep, OFFICE.white),
        (logo("#ffd60a"), OFFICE.signal, OFFICE.deep),
        (logo("#ffffff"), OFFICE.white, OFFICE.deep),
        (square("#3d7dd8"), OFFICE.deep, OFFICE.white),
        (shield("#3d7dd8"), OFFICE.white, OFFICE.white),
        (shield("#3d7dd8", "white"), OFFICE.white, OFFICE.deep),
    ],
)
def test_a_logo_lies_on_what_it_can_be_seen_on(picture, paper, expected):
    assert logos.ground(picture, paper, OFFICE) == expected


def test_black_in_a_logo_is_the_black_ink_alone_and_red_has_none():
    colours = logos._separated(Image.frombytes("RGB", (3, 1), bytes((0, 0, 0, 255, 0, 0, 128, 128, 128))))
    assert [colours.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0, 255), (0, 255, 255, 0), (0, 0, 0, 127)]


def test_what_is_no_picture_is_refused():
    with pytest.raises(OSError, match="cannot identify"):
        logos.read(io.BytesIO(b"no picture").getvalue())

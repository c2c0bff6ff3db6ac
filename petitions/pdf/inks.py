"""What a sheet is printed with: light on a screen and toner of an office, the four inks of a print shop, or a photocopier."""

from typing import NamedTuple

from reportlab.lib.colors import CMYKColor, Color, HexColor

from petitions.pdf.papers import Variant


class Inks(NamedTuple):
    """The colours of one variant. There are no others."""

    black: Color
    """For type and codes: in a print shop the black ink alone, which needs no other to fit."""
    deep: Color
    """For large areas: in a print shop black with the three others under it, or it looks grey."""
    white: Color
    signal: Color


_PRESS_SIGNALS = {
    "#ffd60a": (0.0, 0.14, 0.96, 0.0),
    "#ff7a59": (0.0, 0.62, 0.62, 0.0),
    "#4fd6a5": (0.62, 0.0, 0.48, 0.0),
    "#63d2ff": (0.55, 0.02, 0.0, 0.0),
    "#ff8fb8": (0.0, 0.55, 0.08, 0.0),
    "#b7e34a": (0.33, 0.0, 0.84, 0.0),
}
"""The signals in inks, never more than two: a third makes a colour dirty."""


def of(variant: Variant, signal: str) -> Inks:
    """The colours of `variant` for a campaign whose signal is `signal`, such as "#ffd60a"."""
    if variant is Variant.PRESS:
        black, deep, white = CMYKColor(0, 0, 0, 1), CMYKColor(0.5, 0.4, 0.3, 1), CMYKColor(0, 0, 0, 0)
        return Inks(black, deep, white, CMYKColor(*_PRESS_SIGNALS.get(signal) or _mixed(HexColor(signal))))
    black, white = HexColor("#000000"), HexColor("#ffffff")
    return Inks(black, black, white, white if variant is Variant.COPIER else HexColor(signal))


def _mixed(colour: Color) -> tuple[float, float, float, float]:
    """A colour in inks as a textbook mixes them."""
    black = 1 - max(colour.red, colour.green, colour.blue)
    light = 1 - black or 1
    return *((light - part) / light for part in (colour.red, colour.green, colour.blue)), black

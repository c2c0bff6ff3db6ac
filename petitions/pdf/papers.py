"""The papers that an office, a copy shop or a print shop has, the machines that print, and the screens that show a picture."""

import enum

from reportlab.lib.units import mm


class Paper(enum.Enum):
    """A sheet, upright; the value is its name in addresses."""

    A5 = "a5"
    A4 = "a4"
    A3 = "a3"
    A2 = "a2"
    LETTER = "letter"
    TABLOID = "tabloid"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = _MILLIMETRES[self]
        return width * mm, height * mm


_MILLIMETRES = {
    Paper.A5: (148, 210),
    Paper.A4: (210, 297),
    Paper.A3: (297, 420),
    Paper.A2: (420, 594),
    Paper.LETTER: (215.9, 279.4),
    Paper.TABLOID: (279.4, 431.8),
}


class Screen(enum.Enum):
    """A picture for a screen; the value is its name in addresses."""

    WIDE = "wide"
    """What messengers and networks show beside a link."""
    SQUARE = "square"
    STORY = "story"

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height."""
        return _PIXELS[self]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, at 96 pixels an inch."""
        width, height = _PIXELS[self]
        return width * 0.75, height * 0.75


_PIXELS = {Screen.WIDE: (1200, 630), Screen.SQUARE: (1080, 1080), Screen.STORY: (1080, 1920)}


class Variant(enum.Enum):
    """The machine a sheet is made for; the value is its name in addresses."""

    OFFICE = "office"
    """A screen, an office printer: RGB, cut at the edge of the paper."""
    PRESS = "press"
    """A print shop: four inks, bleed and marks."""
    COPIER = "copier"
    """A photocopier: black on white, pictures in dots."""

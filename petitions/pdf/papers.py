"""The papers that an office or a copy shop has."""

import enum

from reportlab.lib.units import mm


class Paper(enum.Enum):
    """A sheet, upright; the value is its name in addresses."""

    A4 = "a4"
    A3 = "a3"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = _MILLIMETRES[self]
        return width * mm, height * mm


_MILLIMETRES = {Paper.A4: (210, 297), Paper.A3: (297, 420)}

"""What a poster is printed on, and by what."""

from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.units import mm

from petitions.pdf.papers import Paper, Screen, Variant

_BLEED: float = 3 * mm
_SLUG: float = 13 * mm
"""From the edge of the print shop's sheet to the edge of the poster."""


@dataclass(frozen=True)
class Form:
    """What a poster is printed on, and by what."""

    paper: Paper | Screen = Paper.A4
    variant: Variant = Variant.OFFICE

    @property
    def bleed(self) -> float:
        """How far grounds reach over the edge, in points of the paper."""
        return _BLEED if self.variant is Variant.PRESS else 0

    @property
    def slug(self) -> float:
        """How much wider than the poster its sheet is on each side, in points of the paper."""
        return _SLUG if self.variant is Variant.PRESS else 0

    def box(self, over: float) -> tuple[float, float, float, float]:
        """The poster's own rectangle on its sheet, `over` larger on each side: left, bottom, right, top."""
        width, height = self.paper.size
        low = self.slug - over
        return low, low, self.slug + width + over, self.slug + height + over

    def file_name(self, slug: str, design: str, language: str) -> str:
        """What a poster of the campaign `slug` is called as a file; of a picture to share the design does not matter."""
        if isinstance(self.paper, Screen):
            return f"{slug}-{self.paper.value}-{language}.png"
        return f"{slug}-{design}-{language}-{self.paper.value}-{self.variant.value}.pdf"


class Way(NamedTuple):
    """How a poster was drawn: by which plan, and how many of its `ways` to say who stands behind the campaign had no room."""

    plan: int
    lost: int = 0

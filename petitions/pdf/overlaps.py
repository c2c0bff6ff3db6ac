"""Where the elements of a page print: so that none comes to lie over another, whatever it says."""

from petitions.pdf.refusals import TooFull
from petitions.pdf.shaping import Box

_HAIR = 1
"""Points of the paper: boxes that share less only touch, as two strokes of a point do."""


class Ink:
    """What is printed on one page, in its points; `scale` says how much larger the paper is."""

    def __init__(self, scale: float) -> None:
        self._hair = _HAIR / scale
        self._printed: list[tuple[int, Box]] = []

    def add(self, element: int, box: Box) -> None:
        """Note that `element` prints in `box`. Raises TooFull if another one does."""
        if any(element != other and self._overlap(box, printed) for other, printed in self._printed):
            raise TooFull
        self._printed.append((element, box))

    def _overlap(self, one: Box, other: Box) -> bool:
        return (
            min(one.right, other.right) - max(one.left, other.left) > self._hair
            and min(one.top, other.top) - max(one.bottom, other.bottom) > self._hair
        )

"""A page of a document that streams, measured from the edge where its language starts to read."""

from collections.abc import Iterable

from reportlab.lib.units import mm

from petitions.pdf.subsets import Typeface
from petitions.pdf.typesetting import Line

WIDTH, HEIGHT = 210 * mm, 297 * mm
"""A4."""
MARGIN = 18 * mm
MEASURE = WIDTH - 2 * MARGIN
HAIRLINE = 0.25
PALE = 0.65
"""The grey of rules that only lead the eye; 0 is black."""
_HOUSE = ((0, 0), (0, 11), (9, 20), (18, 11), (18, 0))
"""One of the three houses of the mark, as wide as 18 of its 62 units."""
_MARK_UNITS = 62


class Sheet:
    """Black marks on white. All lengths are in points.

    `x` is the distance from the start edge: the left one, or with `rtl` the right one; `y` is the height above the
    lower edge, of the base line where it is about text.
    """

    def __init__(self, *, rtl: bool = False) -> None:
        self.rtl = rtl
        self._drawn: list[bytes] = []

    def content(self) -> bytes:
        """The content stream."""
        return b"\n".join(self._drawn)

    def text(self, line: Line, size: float, x: float, y: float) -> None:
        """A line that starts at `x`."""
        left = WIDTH - x - line.width * size / 1000 if self.rtl else x
        self._drawn.append(b"BT %.2f %.2f Td %b ET" % (left, y, line.operators(size)))

    def text_to(self, line: Line, size: float, x: float, y: float) -> None:
        """A line that ends at `x`."""
        self.text(line, size, x - line.width * size / 1000, y)

    def typed(self, text: str, typeface: Typeface, size: float, x: float, y: float) -> None:
        """A line for machines: from left to right in any language, as `typeface` has it, starting at the start edge."""
        typeface.learn(text)
        left = WIDTH - x - typeface.measure(text) * size / 1000 if self.rtl else x
        self._drawn.append(b"BT /%b %g Tf %.2f %.2f Td %b ET" % (typeface.label, size, left, y, typeface.show(text)))

    def rule(self, x: float, y: float, length: float, *, weight: float) -> None:
        """A black rule from `x`."""
        left = WIDTH - x - length if self.rtl else x
        self._drawn.append(b"0 G %g w %.2f %.2f m %.2f %.2f l S" % (weight, left, y, left + length, y))

    def line(self, corners: Iterable[tuple[float, float]], *, weight: float) -> None:
        """A black line from corner to corner."""
        self._drawn.append(b"0 G %g w 1 j %b S 0 j" % (weight, self._path(corners)))

    def surface(self, corners: Iterable[tuple[float, float]], *, grey: float) -> None:
        """What lies within `corners`, filled; 0 is black."""
        self._drawn.append(b"%g g %b f 0 g" % (grey, self._path(corners)))

    def _path(self, corners: Iterable[tuple[float, float]]) -> bytes:
        points = [b"%.2f %.2f" % (WIDTH - x if self.rtl else x, y) for x, y in corners]
        return b"%b m %b l" % (points[0], b" l ".join(points[1:]))

    def hairlines(self, x: float, heights: Iterable[float], length: float) -> None:
        """Pale rules from `x`, above each other."""
        left = WIDTH - x - length if self.rtl else x
        lines = b" ".join(b"%.2f %.2f m %.2f %.2f l" % (left, y, left + length, y) for y in heights)
        self._drawn.append(b"%g G %g w %b S" % (PALE, HAIRLINE, lines))

    def picture(self, name: bytes, x: float, y: float, width: float, height: float) -> None:
        """The picture that the document calls `name`, from its lower corner at `x`. It is not mirrored."""
        left = WIDTH - x - width if self.rtl else x
        self._drawn.append(b"q %.2f 0 0 %.2f %.2f %.2f cm /%b Do Q" % (width, height, left, y, name))

    def mark(self, x: float, y: float, width: float) -> None:
        """The three houses of the network."""
        left = WIDTH - x - width if self.rtl else x
        unit = width / _MARK_UNITS
        for house in range(3):
            corners = [b"%.2f %.2f" % (left + (22 * house + across) * unit, y + up * unit) for across, up in _HOUSE]
            self._drawn.append(b"%b m %b l f" % (corners[0], b" l ".join(corners[1:])))

"""A page of a document that streams, measured from the edge where its language starts to read."""

import itertools
import operator
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from reportlab.lib.units import mm

from petitions.pdf.structure import Part
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
    lower edge, of the base line where it is about text. For screen readers a line is a paragraph, and what is no text says
    nothing, unless it is drawn in a `part`.
    """

    def __init__(self, *, rtl: bool = False, first: int = 0, language: str = "") -> None:
        """`first` is the number of its first marked content, where a page has more content than this; `language` what its parts
        are in, if that is not the document's."""
        self.rtl = rtl
        self.language = language
        self._first = first
        self.parts: list[Part] = []
        """Whose each marked content is, in the order of their numbers."""
        self._drawn: list[tuple[int | None, bytes]] = []
        self._mark: int | None = None
        self._is_silent = False

    def content(self) -> bytes:
        """The content stream."""
        stretches = itertools.groupby(self._drawn, key=operator.itemgetter(0))
        return b"\n".join(self._marked(mark, b"\n".join(drawn for _, drawn in some)) for mark, some in stretches)

    @contextmanager
    def part(self, part: Part) -> Iterator[None]:
        """What is drawn inside is `part`, or what this page has of it."""
        before = len(self._drawn)
        self._mark = len(self.parts)
        self.parts.append(part)
        part.language = part.language or self.language
        yield
        self._mark = None
        if len(self._drawn) == before:
            self.parts.pop()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """What is drawn inside says nothing that is not said elsewhere: running heads, page numbers."""
        self._is_silent = True
        yield
        self._is_silent = False

    def _marked(self, mark: int | None, drawn: bytes) -> bytes:
        if mark is None:
            return b"/Artifact BMC\n%b\nEMC" % drawn
        return b"/%b <</MCID %d>> BDC\n%b\nEMC" % (self.parts[mark].kind.encode(), self._first + mark, drawn)

    def _draw(self, operators: bytes) -> None:
        self._drawn.append((self._mark, operators))

    def _write(self, text: str, operators: bytes) -> None:
        if self._mark is not None or self._is_silent:
            self._draw(operators)
            return
        with self.part(Part("P", text)):
            self._draw(operators)

    def text(self, line: Line, size: float, x: float, y: float) -> None:
        """A line that starts at `x`."""
        left = WIDTH - x - line.width * size / 1000 if self.rtl else x
        self._write(line.text, b"BT %.2f %.2f Td %b ET" % (left, y, line.operators(size)))

    def text_to(self, line: Line, size: float, x: float, y: float) -> None:
        """A line that ends at `x`."""
        self.text(line, size, x - line.width * size / 1000, y)

    def typed(self, text: str, typeface: Typeface, size: float, x: float, y: float) -> None:
        """A line for machines: from left to right in any language, as `typeface` has it, starting at the start edge."""
        typeface.learn(text)
        left = WIDTH - x - typeface.measure(text) * size / 1000 if self.rtl else x
        written = b"BT /%b %g Tf %.2f %.2f Td %b ET" % (typeface.label, size, left, y, typeface.show(text))
        self._write(text, written)

    def rule(self, x: float, y: float, length: float, *, weight: float) -> None:
        """A black rule from `x`."""
        left = WIDTH - x - length if self.rtl else x
        self._draw(b"0 G %g w %.2f %.2f m %.2f %.2f l S" % (weight, left, y, left + length, y))

    def line(self, corners: Iterable[tuple[float, float]], *, weight: float) -> None:
        """A black line from corner to corner."""
        self._draw(b"0 G %g w 1 j %b S 0 j" % (weight, self._path(corners)))

    def surface(self, corners: Iterable[tuple[float, float]], *, grey: float) -> None:
        """What lies within `corners`, filled; 0 is black."""
        self._draw(b"%g g %b f 0 g" % (grey, self._path(corners)))

    def _path(self, corners: Iterable[tuple[float, float]]) -> bytes:
        points = [b"%.2f %.2f" % (WIDTH - x if self.rtl else x, y) for x, y in corners]
        return b"%b m %b l" % (points[0], b" l ".join(points[1:]))

    def hairlines(self, x: float, heights: Iterable[float], length: float) -> None:
        """Pale rules from `x`, above each other."""
        left = WIDTH - x - length if self.rtl else x
        lines = b" ".join(b"%.2f %.2f m %.2f %.2f l" % (left, y, left + length, y) for y in heights)
        self._draw(b"%g G %g w %b S" % (PALE, HAIRLINE, lines))

    def picture(self, name: bytes, x: float, y: float, width: float, height: float) -> None:
        """The picture that the document calls `name`, from its lower corner at `x`. It is not mirrored."""
        left = WIDTH - x - width if self.rtl else x
        self._draw(b"q %.2f 0 0 %.2f %.2f %.2f cm /%b Do Q" % (width, height, left, y, name))

    def mark(self, x: float, y: float, width: float) -> None:
        """The three houses of the network."""
        left = WIDTH - x - width if self.rtl else x
        unit = width / _MARK_UNITS
        for house in range(3):
            corners = [b"%.2f %.2f" % (left + (22 * house + across) * unit, y + up * unit) for across, up in _HOUSE]
            self._draw(b"%b m %b l f" % (corners[0], b" l ".join(corners[1:])))

"""A page in one language: everything is placed from the edge where its lines start.

The same plan serves both directions: right-to-left languages see it mirrored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from babel import Locale
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import blocks, shaping
from petitions.pdf.blocks import Block
from petitions.pdf.fonts import Chain
from petitions.pdf.overlaps import Ink
from petitions.pdf.refusals import TooFull
from petitions.pdf.shaping import Align, Box, Direction, Line
from petitions.pdf.tags import Tags

CAP_HEIGHT = 0.714
"""Height of capitals in type sizes: the same in all our typefaces."""
_SMALLEST = 4.5
"""What lawyers print on the backs of tickets, in points of the paper."""


def body(block: Block) -> float:
    """The height of a block from the top of its capitals to its last baseline, in points."""
    return CAP_HEIGHT * block.size + (len(block.lines) - 1) * block.leading


class Page:
    """A canvas `width` points wide, for texts in `language` (a locale id). All lengths are in points."""

    def __init__(
        self,
        canvas: Canvas,
        width: float,
        language: str,
        *,
        overprinting: Color | None = None,
        scale: float = 1,
        keeps_apart: bool = False,
    ) -> None:
        """`overprinting` is a colour whose letters are printed over what is below them: paper that stretches between two inks
        then shows no white round them. `scale` says how much larger than the page's points the paper is. A page that
        `keeps_apart` refuses to print one element over another, by TooFull."""
        self.canvas = canvas
        self._overprinting = overprinting
        self._smallest = _SMALLEST / scale
        self.width = width
        self.language = language
        self.direction: Direction = "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"
        self.tags = Tags(canvas)
        self._scale = scale
        self._keeps_apart = keeps_apart
        self._ink = Ink(scale)

    def legible(self, size: float) -> float:
        """`size` if somebody can read it on the paper. Raises TooFull."""
        if size < self._smallest:
            raise TooFull
        return size

    def left(self, start: float, width: float = 0) -> float:
        """The left side of something `width` wide that begins `start` from the edge where lines start."""
        return start if self.direction == "ltr" else self.width - start - width

    def box(self, start: float, y: float, width: float, height: float, colour: Color) -> None:
        """A filled rectangle."""
        left = self.left(start, width)
        self.note(Box(left, y, left + width, y + height))
        self.canvas.setFillColor(colour)
        self.canvas.rect(left, y, width, height, stroke=0, fill=1)

    def note(self, box: Box) -> None:
        """Note that what is being drawn prints in `box`, unless it says nothing. Raises TooFull if another element does."""
        if self._keeps_apart and self.tags.current is not None:
            self._ink.add(self.tags.current, box)

    def line(self, left: float, y: float, line: Line, size: float, chain: Chain) -> None:
        """A shaped line in the colour of the ink, from its left end. Raises TooFull if it would lie over another element."""
        ink = Box(*(side * size / 1000 for side in shaping.ink(line, chain)))
        self.note(Box(left + ink.left, y + ink.bottom, left + ink.right, y + ink.top))
        shaping.draw_line(self.canvas, left, y, line, size, chain)

    def end(self) -> None:
        """The end of the page; another one may begin."""
        self.canvas.showPage()
        self.tags.end_page()
        self._ink = Ink(self._scale)

    @contextmanager
    def inked(self, colour: Color) -> Iterator[None]:
        """Letters drawn inside have that colour."""
        self.canvas.setFillColor(colour)
        is_over = colour is self._overprinting
        if is_over:
            self.canvas.setFillOverprint(True)
            self.canvas.setOverprintMask(True)
        yield
        if is_over:
            self.canvas.setFillOverprint(False)

    def text(
        self, text: str, start: float, y: float, *, size: float, chain: Chain, colour: Color, align: Align = "start"
    ) -> None:
        """One line in the page's language, its baseline at `y`."""
        direction = self.direction
        line = shaping.shape(text, chain, language=self.language, direction=direction)
        left = shaping.left_of(line, self.left(start), text, size, align=align, direction=direction)
        with self.inked(colour):
            self.line(left, y, line, size, chain)

    def address(self, text: str, start: float, y: float, *, size: float, chain: Chain, colour: Color) -> None:
        """An address of the web: it runs from left to right everywhere, only its place is mirrored."""
        align: Align = "start" if self.direction == "ltr" else "end"
        line = shaping.shape(text, chain, direction="ltr")
        left = shaping.left_of(line, self.left(start), text, size, align=align, direction="ltr")
        with self.inked(colour):
            self.line(left, y, line, size, chain)

    def block(
        self, block: Block, start: float, top: float, *, chain: Chain, colour: Color, align: Align = "start"
    ) -> None:
        """A block whose first line's capitals touch `top`."""
        y = top - CAP_HEIGHT * block.size
        for line in block.lines:
            self.text(line, start, y, size=block.size, chain=chain, colour=colour, align=align)
            y -= block.leading

    def fill(self, text: str, chain: Chain, width: float, height: float, sizes: tuple[float, float]) -> Block:
        """`text` as large as fits, between the smallest and the largest of `sizes`; see `blocks.fill`. Raises TooFull."""
        smallest, largest = sizes
        block = blocks.fill(text, chain, width, height, smallest=smallest, largest=largest, language=self.language)
        return replace(block, size=self.legible(block.size))

    def fewest_lines(self, text: str, chain: Chain, width: float, sizes: tuple[float, float]) -> Block:
        """`text` in as few lines as the smallest of `sizes` allows; see `blocks.fewest_lines`. Raises TooFull."""
        smallest, largest = sizes
        block = blocks.fewest_lines(text, chain, width, smallest=smallest, largest=largest, language=self.language)
        return replace(block, size=self.legible(block.size))

    def one_line(self, text: str, chain: Chain, width: float, largest: float) -> float:
        """The size at which `text` is no wider than `width`; see `blocks.one_line`. Raises TooFull."""
        return self.legible(blocks.one_line(text, chain, width, largest=largest, language=self.language))

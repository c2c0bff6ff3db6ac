"""The sheet of a poster: its paper, its inks, and the parts that many designs share.

A plan is drawn on a sheet 210 mm wide and enlarged to its paper; only the height differs, as papers have different shapes. It is
the same for every language, too: sizes and breaks change, and right-to-left languages see it mirrored, except for faces.
"""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import codes, headlines, inks, marks, pictures
from petitions.pdf.blocks import Block
from petitions.pdf.capitals import capitals
from petitions.pdf.fonts import Library
from petitions.pdf.pages import CAP_HEIGHT, Page, body
from petitions.pdf.papers import Variant
from petitions.pdf.refusals import TooFull as TooFull
from petitions.pdf.shaping import Box
from petitions.pdf.sources import Cut
from petitions.pdf.stencils import Frame
from petitions.pdf.tags import Kind
from petitions.posters.content import Person, Poster
from petitions.posters.forms import Form

WIDTH: float = 210 * mm
MARGIN: float = 11 * mm
MEASURE = WIDTH - 2 * MARGIN
FOOT: float = 8.2 * mm
GAP: float = 6.5 * mm
PADDING: float = 4.5 * mm
CODE: float = 36 * mm
COLUMN = MEASURE - CODE - 1.4 * GAP
"""The width beside the code."""
HEADLINE_GAP: float = 9 * mm
WHITE: float = 4.5 * mm
"""How far accents and tails of a headline may reach into the gap."""
_CALL_PADDING: float = 2.4 * mm
_OVER: float = 1 * mm
"""How far a ground reaches over an edge that nobody cuts: a page rounded up to whole pixels shows no white line."""

# Smallest and largest type sizes on a sheet, in points.
DEMAND_SIZES = (13.0, 23.0)
_BAR_SIZES, _CALL_SIZES = (12.0, 17.0), (9.5, 12.5)
_ADDRESS_SIZE = 11.5


@dataclass(frozen=True)
class Colours:
    """What each part of a plan is printed in."""

    ground: Color
    headline: Color
    text: Color
    bar: Color
    on_bar: Color
    is_outlined: bool
    """Whether bars are white with a black edge: a copier makes spots of what is black and large."""


class Sheet:
    """One poster on one canvas, in points of a sheet 210 mm wide. Parts are stacked from the foot; each returns the height it
    reaches."""

    def __init__(self, canvas: Canvas, poster: Poster, form: Form, library: Library) -> None:
        self.poster = poster
        self._form = form
        self.variant = form.variant
        self.scale = form.paper.size[0] / WIDTH
        self.height = form.paper.size[1] / self.scale
        self.over = form.bleed / self.scale or _OVER
        self.inks = inks.of(form.variant, poster.signal)
        overprinting = self.inks.black if form.variant is Variant.PRESS else None
        self.page = Page(canvas, WIDTH, poster.language, overprinting=overprinting, scale=self.scale, keeps_apart=True)
        self.regular, self.bold = library.chain(Cut.REGULAR), library.chain(Cut.BOLD)
        self.display = (library.chain(Cut.EXTRA_CONDENSED_BLACK), library.chain(Cut.BLACK))
        self.colours = self.dark()
        self.url, self.call = poster.url, poster.call
        """Where the code leads, and what to do there."""
        self.lost: int | None = None
        """How many of the poster's `ways` to say who stands behind the campaign had no room; None in a plan that says none."""

    def begin(self) -> None:
        """A page 210 mm wide, beginning at the lower left corner of the trimmed paper."""
        canvas = self.page.canvas
        canvas.saveState()
        canvas.translate(self._form.slug, self._form.slug)
        canvas.scale(self.scale, self.scale)

    def end(self) -> None:
        """The end of a page; another one may begin."""
        self.page.canvas.restoreState()
        if self.variant is Variant.PRESS:
            with self.page.tags.artifact():
                marks.draw(self.page.canvas, self._form.box(0))
        self.page.end()

    def dark(self) -> Colours:
        """White and signal on black; for a copier black on white."""
        black, deep, white, signal = self.inks
        if self.variant is Variant.COPIER:
            return self.plain()
        return Colours(deep, signal, white, signal, black, is_outlined=False)

    def plain(self) -> Colours:
        """Black on bare paper."""
        return Colours(self.inks.white, self.inks.black, self.inks.black, self.inks.white, self.inks.black, True)

    def light(self) -> Colours:
        """Black on the signal; for a copier on white."""
        black, deep, _white, signal = self.inks
        if self.variant is Variant.COPIER:
            return self.plain()
        return Colours(signal, black, black, deep, signal, is_outlined=False)

    def ground(self, y: float = 0) -> None:
        """The ground from the height `y` up, over all other edges."""
        with self.page.tags.artifact():
            low = y - self.over if y == 0 else y
            self.page.box(-self.over, low, WIDTH + 2 * self.over, self.height + self.over - low, self.colours.ground)

    def at_least(self, size: float) -> float:
        """A small size of type that is no smaller than that on small papers, either: six points are read by most."""
        return max(size, 6 / self.scale)

    def bar(self, text: str, y: float) -> float:
        """One bar across the measure; a long line breaks between its parts ("what · when · where")."""
        parts = " · ".join(part.replace(" ", "\u00a0") for part in text.split(" · "))
        block = self.page.fewest_lines(parts, self.bold, MEASURE - 2 * PADDING, _BAR_SIZES)
        block = replace(block, lines=tuple(line.removesuffix(" ·") for line in block.lines))
        top = y + 2 * PADDING + body(block)
        with self.element("P", text, top):
            self.panel(MARGIN, y, MEASURE, top - y)
            self.page.block(block, MARGIN + PADDING, top - PADDING, chain=self.bold, colour=self.colours.on_bar)
        return top

    def band(self, text: str, top: float) -> None:
        """One line across the whole sheet, over both edges, below `top`."""
        size, height = self._band_size(text), self.band_height(text)
        with self.element("P", text, top):
            self.panel(-self.over, top - height, WIDTH + 2 * self.over, height)
            base = top - height + PADDING
            self.page.text(text, MARGIN, base, size=size, chain=self.bold, colour=self.colours.on_bar)

    def band_height(self, text: str) -> float:
        """How high a band is that says `text`."""
        return 2 * PADDING + CAP_HEIGHT * self._band_size(text)

    def _band_size(self, text: str) -> float:
        return self.page.one_line(text, self.bold, MEASURE, _BAR_SIZES[1])

    def panel(self, start: float, y: float, width: float, height: float) -> None:
        """The ground of a bar or a label."""
        self.page.box(start, y, width, height, self.colours.bar)
        if self.colours.is_outlined:
            canvas = self.page.canvas
            canvas.setStrokeColor(self.inks.black)
            canvas.setLineWidth(1)
            canvas.rect(self.page.left(start, width), y, width, height, stroke=1, fill=0)

    def demand(self, y: float, words: str | None = None) -> float:
        """The demand, or other `words`, at the start with the address below it, the code and the call at the end."""
        words = words or self.poster.demand
        bar, address = self.call_height, 1.2 * GAP
        demand = self.page.fill(words, self.bold, COLUMN, CODE + bar - address, DEMAND_SIZES)
        top = y + max(CODE + bar, demand.height + address)
        self.paragraph(words, demand, top)
        self.code_and_call(top)
        self.address(y)
        return top

    @property
    def call_height(self) -> float:
        """The height of what stands below the code."""
        return 2 * _CALL_PADDING + body(self._call())

    def _call(self) -> Block:
        return self.page.fewest_lines(self.call, self.bold, CODE - 2 * _CALL_PADDING, _CALL_SIZES)

    def code_and_call(self, top: float) -> None:
        """The code at the end of the measure, what to do with it below."""
        call, start, low = self._call(), WIDTH - MARGIN - CODE, top - CODE
        bar = 2 * _CALL_PADDING + body(call)
        self.code(top)
        with self.element("P", self.call, low, start):
            self.panel(start, low - bar, CODE, bar)
            middle, colour = start + CODE / 2, self.colours.on_bar
            self.page.block(call, middle, low - _CALL_PADDING, chain=self.bold, colour=colour, align="centre")

    def code(self, top: float) -> None:
        """The code of the address, at the end of the measure."""
        start, url, black, white = WIDTH - MARGIN - CODE, self.url, self.inks.black, self.inks.white
        with self.element("Figure", f"QR: {url}", top, start):
            left = self.page.left(start, CODE)
            self.page.note(Box(left, top - CODE, left + CODE, top))
            codes.draw_code(self.page.canvas, url, left, top - CODE, CODE, ink=black, ground=white)

    def address(self, y: float) -> None:
        """The address as one types it."""
        address = self.url.removeprefix("https://").removeprefix("http://")
        size = self.page.one_line(address, self.bold, COLUMN, _ADDRESS_SIZE)
        with self.element("P", address, y):
            self.page.address(address, MARGIN, y + 0.6 * mm, size=size, chain=self.bold, colour=self.colours.headline)

    def paragraph(self, words: str, block: Block, top: float) -> None:
        """A paragraph in the colour of text."""
        with self.element("P", words, top):
            self.page.block(block, MARGIN, top, chain=self.bold, colour=self.colours.text)

    def headline(
        self,
        lines: Sequence[str],
        room: float,
        *,
        most_lines: int = 4,
        measure: float = MEASURE,
        is_fixed: bool = False,
    ) -> headlines.Headline:
        """`lines` in capitals, fitted into the measure and `room`; with `is_fixed` they stay as they are."""
        if room <= 0:
            raise TooFull
        shouted = tuple(capitals(line.strip(), self.poster.language) for line in lines)
        headline = headlines.fit(
            shouted,
            self.display,
            measure,
            room,
            most_lines=most_lines,
            white=WHITE,
            language=self.poster.language,
            direction=self.page.direction,
            is_fixed=is_fixed,
        )
        for row in headline.rows:
            self.page.legible(row.size)
        return headline

    def shout(
        self,
        lines: Sequence[str],
        headline: headlines.Headline,
        top: float,
        *,
        left: float = MARGIN,
        colour: Color | None = None,
        kind: Kind = "H1",
    ) -> None:
        """Draw a headline whose first line's body begins at `top`."""
        with self.element(kind, " ".join(lines), top, left), self.page.inked(colour or self.colours.headline):
            for row in headline.rows:
                self.page.line(left + row.x, top - row.drop, row.line, row.size, headline.chain)

    def portrait(self, person: Person, frame: Frame) -> None:
        """The picture of `person` in `frame`."""
        assert person.portrait is not None
        with self.element("Figure", person.portrait_alt or person.name, frame.y + frame.height, frame.x):
            pictures.draw_portrait(
                self.page.canvas,
                person.portrait.read_bytes(),
                frame,
                face=person.face,
                variant=self.variant,
                inks=self.inks,
                scale=self.scale,
            )

    def element(self, kind: Kind, words: str, top: float, start: float = MARGIN) -> AbstractContextManager[None]:
        """What is drawn inside says `words`. It is read by where it stands: the heading first, then from the top down."""
        place = -math.inf if kind == "H1" else start / WIDTH - top
        return self.page.tags.element(kind, words, place=place)

"""The poster of a campaign: one face, one name, one demand, one action.

Black, white and the campaign's signal; everything else is size. The plan is drawn once, on A4, and
enlarged. It is the same for every language: only sizes and breaks change, and right-to-left
languages see it mirrored, except for the face.
"""

import datetime
import enum
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import LOCK, blocks, codes, headlines, pictures, shaping
from petitions.pdf.capitals import capitals
from petitions.pdf.fonts import Library
from petitions.pdf.pages import Page, body
from petitions.pdf.papers import Paper
from petitions.pdf.pictures import Frame
from petitions.pdf.sources import Cut

# Streams as bytes: ReportLab's default, text, is a quarter larger and serves no reader of today.
rl_config.useA85 = 0

_WIDTH, _HEIGHT = Paper.A4.size
_BLEED: float = 1 * mm
_MARGIN: float = 11 * mm
_MEASURE = _WIDTH - 2 * _MARGIN
_FOOT: float = 8.2 * mm
_GAP: float = 6.5 * mm
_PADDING: float = 4.5 * mm
_HOUSE: float = 4.4 * mm
_CODE: float = 36 * mm
_COLUMN = _MEASURE - _CODE - 1.4 * _GAP
"""The width beside the code."""
_CALL_PADDING: float = 2.4 * mm
_HEADLINE_GAP: float = 9 * mm
_HEADLINE_WHITE: float = 4.5 * mm
"""How far accents and tails of the headline may reach into the gap."""
_LEAST_PICTURE: float = 99 * mm
_MUCH_ROOM: float = 30 * mm

# Smallest and largest type sizes on A4, in points.
_DEMAND_SIZES, _LARGE_DEMAND_SIZES = (13.0, 23.0), (16.0, 40.0)
_MARCH_SIZES, _CALL_SIZES = (12.0, 17.0), (9.5, 12.5)
_LARGE_CALL_SIZE, _ADDRESS_SIZE, _IMPRINT_SIZE = 34.0, 11.5, 7.0


class Unprintable(Exception):
    """No typeface has these characters; the message and `characters` name them."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(" ".join(characters))
        self.characters = characters


@dataclass(frozen=True)
class Poster:
    """What a poster says. Texts are in `language`; `signal` is a colour such as "#ffd60a".

    `headline` are the organiser's lines, which may be broken anew; `portrait` is a PNG or JPEG, a
    linocut or a photograph, and `face` the box round its face in parts of its sides; without a
    portrait the words take the whole sheet.
    """

    language: str
    headline: tuple[str, ...]
    demand: str
    march: str | None
    call: str
    url: str
    imprint: str
    portrait: bytes | None
    portrait_alt: str
    face: pictures.Face | None
    signal: str
    made_on: datetime.date

    @property
    def address(self) -> str:
        """The address as one types it."""
        return self.url.removeprefix("https://").removeprefix("http://")


def render(poster: Poster, paper: Paper, library: Library) -> bytes:
    """The poster as a PDF of one page, without bleed, in RGB: for offices and copy shops.

    The same poster gives the same bytes. Raises Unprintable, and PIL.UnidentifiedImageError if the
    portrait is no picture.
    """
    with LOCK:
        content = io.BytesIO()
        regular = library.chain(Cut.REGULAR)
        language = poster.language.replace("_", "-")
        canvas = Canvas(content, pagesize=paper.size, invariant=1, lang=language, initialFontName=regular.first)
        canvas.setTitle(" ".join(poster.headline))
        canvas.setSubject(poster.demand)
        canvas.setAuthor(poster.imprint)
        canvas.setCreator("Calls for Action")
        canvas.setDateFormatter(lambda *_: f"D:{poster.made_on:%Y%m%d}000000Z")
        scale = paper.size[0] / _WIDTH
        canvas.scale(scale, paper.size[1] / _HEIGHT)
        sheet = _Sheet(canvas, poster, library, scale)
        sheet.draw()
        canvas.showPage()
        sheet.page.tags.attach()
        canvas.save()
    return content.getvalue()


class _Place(enum.IntEnum):
    """The order in which a poster is read aloud."""

    HEADLINE = 1
    PORTRAIT = 2
    DEMAND = 3
    CALL = 4
    ADDRESS = 5
    CODE = 6
    MARCH = 7
    IMPRINT = 8


@dataclass(frozen=True)
class _Colours:
    ground: Color
    headline: Color
    text: Color
    bar: Color
    on_bar: Color


class _Sheet:
    """One poster on one canvas. Parts are stacked from the foot; each returns the height it reaches."""

    def __init__(self, canvas: Canvas, poster: Poster, library: Library, scale: float) -> None:
        self.page = Page(canvas, _WIDTH, poster.language)
        self.poster = poster
        self.scale = scale
        self.regular, self.bold = library.chain(Cut.REGULAR), library.chain(Cut.BOLD)
        self.display = (library.chain(Cut.EXTRA_CONDENSED_BLACK), library.chain(Cut.BLACK))
        self.headline = tuple(capitals(line, poster.language) for line in poster.headline)
        self.signal = HexColor(poster.signal)
        # Pure black and white, not the warm ones of the pages: toner and bare paper are sharpest.
        if poster.portrait is None:
            self.colours = _Colours(ground=self.signal, headline=black, text=black, bar=black, on_bar=self.signal)
        else:
            self.colours = _Colours(ground=black, headline=self.signal, text=white, bar=self.signal, on_bar=black)

    def draw(self) -> None:
        missing = tuple(dict.fromkeys(self._missing()))
        if missing:
            raise Unprintable(missing)
        with self.page.tags.artifact():
            # A little over the edges: a page rounded up to whole pixels shows no white line.
            height, width = _HEIGHT + 2 * _BLEED, _WIDTH + 2 * _BLEED
            self.page.box(-_BLEED, -_BLEED, width, height, self.colours.ground)
        height = self._draw_imprint(_FOOT)
        if self.poster.march:
            height = self._draw_march(self.poster.march, height + _GAP)
        if self.poster.portrait is None:
            self._draw_words(height + _GAP)
            return
        height = self._draw_demand(height + _GAP)
        height = self._draw_headline_on(height + _HEADLINE_GAP)
        self._draw_portrait(self.poster.portrait, height + _HEADLINE_GAP)

    def _missing(self) -> Iterator[str]:
        poster = self.poster
        for chain, texts in (
            (self.display[0], self.headline),
            (self.bold, (poster.demand, poster.march or "", poster.call, poster.address)),
            (self.regular, (poster.imprint,)),
        ):
            for text in texts:
                yield from shaping.shape(text, chain, language=poster.language).missing

    def _draw_imprint(self, y: float) -> float:
        """The three houses at the start, who answers for the poster at the end."""
        with self.page.tags.artifact():
            for number in range(3):
                self._draw_house(_MARGIN + number * 1.22 * _HOUSE, y)
        imprint, start = self.poster.imprint, _WIDTH - _MARGIN
        with self.page.tags.element("P", imprint, place=_Place.IMPRINT):
            size, colour = _IMPRINT_SIZE, self.colours.text
            self.page.text(imprint, start, y + 0.2 * _HOUSE, size=size, chain=self.regular, colour=colour, align="end")
        return y + 1.11 * _HOUSE

    def _draw_house(self, start: float, y: float) -> None:
        left = self.page.left(start, _HOUSE)
        outline = [(0, 0), (0, 0.61), (0.5, 1.11), (1, 0.61), (1, 0)]
        path = self.page.canvas.beginPath()
        path.moveTo(left, y)
        for across, up in outline:
            path.lineTo(left + across * _HOUSE, y + up * _HOUSE)
        path.close()
        self.page.canvas.setFillColor(self.colours.text)
        self.page.canvas.drawPath(path, stroke=0, fill=1)

    def _draw_march(self, march: str, y: float) -> float:
        """One bar across the measure; a long line breaks between its parts ("what · when · where")."""
        parts = " · ".join(part.replace(" ", "\u00a0") for part in march.split(" · "))
        block = self.page.fewest_lines(parts, self.bold, _MEASURE - 2 * _PADDING, _MARCH_SIZES)
        block = replace(block, lines=tuple(line.removesuffix("\u00a0·") for line in block.lines))
        top = y + 2 * _PADDING + body(block)
        with self.page.tags.element("P", march, place=_Place.MARCH):
            self.page.box(_MARGIN, y, _MEASURE, top - y, self.colours.bar)
            start, colour = _MARGIN + _PADDING, self.colours.on_bar
            self.page.block(block, start, top - _PADDING, chain=self.bold, colour=colour)
        return top

    def _draw_demand(self, y: float) -> float:
        """The demand at the start with the address below it, the code and the call at the end."""
        call = self.page.fewest_lines(self.poster.call, self.bold, _CODE - 2 * _CALL_PADDING, _CALL_SIZES)
        bar, address = 2 * _CALL_PADDING + body(call), 1.2 * _GAP
        demand = self.page.fill(self.poster.demand, self.bold, _COLUMN, _CODE + bar - address, _DEMAND_SIZES)
        top = y + max(_CODE + bar, demand.height + address)
        self._draw_code(top)
        with self.page.tags.element("P", self.poster.call, place=_Place.CALL):
            start, low, colour = _WIDTH - _MARGIN - _CODE, top - _CODE, self.colours.on_bar
            self.page.box(start, low - bar, _CODE, bar, self.colours.bar)
            middle = start + _CODE / 2
            self.page.block(call, middle, low - _CALL_PADDING, chain=self.bold, colour=colour, align="centre")
        self._draw_paragraph(self.poster.demand, demand, top)
        self._draw_address(y)
        return top

    def _draw_words(self, y: float) -> None:
        """A poster without a face: words take the sheet. A low headline leaves room for a large demand."""
        top = _HEIGHT - 1.25 * _MARGIN
        headline = self._fit_headline(top - y - 1.2 * _CODE - 2 * _HEADLINE_GAP, most_lines=5)
        top -= max(0, headline.rise - _HEADLINE_WHITE)
        self._draw_headline(headline, top)
        low = top - headline.height - max(0, headline.tail - _HEADLINE_WHITE) - 1.5 * _HEADLINE_GAP
        room = low - y - _CODE - _HEADLINE_GAP
        if room < _MUCH_ROOM:
            self._draw_demand(y)
            return
        demand = self.page.fill(self.poster.demand, self.bold, _MEASURE, room, _LARGE_DEMAND_SIZES)
        self._draw_paragraph(self.poster.demand, demand, low)
        self._draw_code(y + _CODE)
        call, colour = self.poster.call, self.colours.text
        size = blocks.one_line(call, self.bold, _COLUMN, largest=_LARGE_CALL_SIZE, language=self.poster.language)
        with self.page.tags.element("P", call, place=_Place.CALL):
            self.page.text(call, _MARGIN, y + 1.3 * _GAP, size=size, chain=self.bold, colour=colour)
        self._draw_address(y)

    def _draw_paragraph(self, words: str, block: blocks.Block, top: float) -> None:
        with self.page.tags.element("P", words, place=_Place.DEMAND):
            self.page.block(block, _MARGIN, top, chain=self.bold, colour=self.colours.text)

    def _draw_code(self, top: float) -> None:
        left = self.page.left(_WIDTH - _MARGIN - _CODE, _CODE)
        with self.page.tags.element("Figure", f"QR: {self.poster.url}", place=_Place.CODE):
            codes.draw_code(self.page.canvas, self.poster.url, left, top - _CODE, _CODE)

    def _draw_address(self, y: float) -> None:
        address, colour = self.poster.address, self.colours.headline
        size = blocks.one_line(address, self.bold, _COLUMN, largest=_ADDRESS_SIZE, language="en")
        with self.page.tags.element("P", address, place=_Place.ADDRESS):
            self.page.address(address, _MARGIN, y + 0.6 * mm, size=size, chain=self.bold, colour=colour)

    def _draw_headline_on(self, y: float) -> float:
        """The headline standing on `y`; the face has the rest."""
        headline = self._fit_headline(_HEIGHT - _LEAST_PICTURE - _HEADLINE_GAP - y, most_lines=4)
        top = y + max(0, headline.tail - _HEADLINE_WHITE) + headline.height
        self._draw_headline(headline, top)
        return top + max(0, headline.rise - _HEADLINE_WHITE)

    def _fit_headline(self, room: float, *, most_lines: int) -> headlines.Headline:
        return headlines.fit(
            self.headline,
            self.display,
            _MEASURE,
            room,
            most_lines=most_lines,
            white=_HEADLINE_WHITE,
            language=self.poster.language,
            direction=self.page.direction,
        )

    def _draw_headline(self, headline: headlines.Headline, top: float) -> None:
        canvas = self.page.canvas
        canvas.setFillColor(self.colours.headline)
        with self.page.tags.element("H1", " ".join(self.poster.headline), place=_Place.HEADLINE):
            for row in headline.rows:
                shaping.draw_line(canvas, _MARGIN + row.x, top - row.drop, row.line, row.size, headline.chain)

    def _draw_portrait(self, portrait: bytes, y: float) -> None:
        frame = Frame(-_BLEED, y, _WIDTH + 2 * _BLEED, _HEIGHT - y + _BLEED)
        with self.page.tags.element("Figure", self.poster.portrait_alt, place=_Place.PORTRAIT):
            pictures.draw_portrait(
                self.page.canvas, portrait, frame, face=self.poster.face, signal=self.signal, scale=self.scale
            )

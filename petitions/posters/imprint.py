"""Who answers for a poster, and who stands behind the campaign: names, logos, the three houses of the network."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.lib.units import mm

from petitions.pdf import logos
from petitions.pdf.pages import CAP_HEIGHT
from petitions.pdf.papers import Variant
from petitions.pdf.stencils import Frame
from petitions.posters.content import Logo
from petitions.posters.sheet import FOOT, GAP, MARGIN, MEASURE, WIDTH, Sheet

Box = tuple[float, float]
"""The width and the height that a logo must not exceed."""

_HOUSE: float = 4.4 * mm
_HOUSES: float = 1.11 * _HOUSE
_SIZE = 7.0
_LOGO: Box = (42 * mm, 11 * mm)
_PADDING: float = 1.2 * mm
"""White round a logo that has a ground of its own."""
_STRIP: float = 2 * mm
_BESIDE: float = 3.5 * mm

_BACKER: Box = (30 * mm, 9 * mm)
_BETWEEN: float = 4.5 * mm
_SMALLEST = 0.65
"""How much smaller the logos of those who stand behind it may be, so that one line holds them."""
_MOST_LINES = 2
_BACKING_SIZES = (6.5, 10)


@dataclass(frozen=True)
class Printed:
    """A logo as it is printed: its file, the colour it lies on, and how much of that is round it. Lengths in points."""

    logo: Logo
    content: bytes
    on: Color
    padding: float
    width: float
    height: float


def draw(sheet: Sheet, y: float = FOOT, *, with_backers: bool = False) -> float:
    """The three houses at the start, who answers for the poster and the logo of the House at the end; with `with_backers` above
    them who stands behind the campaign. Returns the height they reach."""
    printed = fitted(sheet, sheet.poster.logo, _LOGO) if sheet.poster.logo else None
    high = max(_HOUSES, printed.height if printed else 0)
    _draw_houses(sheet, y + (high - _HOUSES) / 2)
    if printed:
        draw_logo(sheet, printed, WIDTH - MARGIN - printed.width, y + (high - printed.height) / 2)
    _draw_name(sheet, y + (high - _HOUSES) / 2, printed.width + _BESIDE if printed else 0)
    return _draw_backers(sheet, y + high) if with_backers else y + high


def fitted(sheet: Sheet, logo: Logo, box: Box, *, paper: Color | None = None) -> Printed:
    """A logo as large as goes into `box`, on the colour `paper`: the ground of the sheet if none is given."""
    paper = paper or sheet.colours.ground
    content = logo.picture.read_bytes()
    on = logos.ground(content, paper, sheet.inks)
    padding = 0 if on == paper or sheet.variant is Variant.COPIER else _PADDING
    width, height = logos.fitted(content, box[0] - 2 * padding, box[1] - 2 * padding, sheet.scale)
    return Printed(logo, content, on, padding, width + 2 * padding, height + 2 * padding)


def draw_logo(sheet: Sheet, printed: Printed, start: float, y: float) -> None:
    """A logo that begins `start` from the edge where lines start, its lower edge at `y`."""
    padding, width, height = printed.padding, printed.width, printed.height
    left = sheet.page.left(start, width)
    inner = Frame(left + padding, y + padding, width - 2 * padding, height - 2 * padding)
    inks, scale = sheet.inks, sheet.scale
    with sheet.element("Figure", printed.logo.name, y + height, start):
        if padding:
            sheet.page.box(start, y, width, height, printed.on)
        canvas, variant = sheet.page.canvas, sheet.variant
        logos.draw(canvas, printed.content, inner, on=printed.on, variant=variant, inks=inks, scale=scale)


def _draw_houses(sheet: Sheet, y: float) -> None:
    with sheet.page.tags.artifact():
        for number in range(3):
            _draw_house(sheet, MARGIN + number * 1.22 * _HOUSE, y)


def _draw_house(sheet: Sheet, start: float, y: float) -> None:
    left = sheet.page.left(start, _HOUSE)
    outline = [(0, 0), (0, 0.61), (0.5, 1.11), (1, 0.61), (1, 0)]
    path = sheet.page.canvas.beginPath()
    path.moveTo(left, y)
    for across, up in outline:
        path.lineTo(left + across * _HOUSE, y + up * _HOUSE)
    path.close()
    sheet.page.canvas.setFillColor(sheet.colours.text)
    sheet.page.canvas.drawPath(path, stroke=0, fill=1)


def _draw_name(sheet: Sheet, y: float, beside: float) -> None:
    """The House and its own line, ending `beside` before the end of the measure."""
    words = " · ".join(filter(None, (sheet.poster.imprint, sheet.poster.contact)))
    room, largest = MEASURE - 6 * _HOUSE - beside, sheet.at_least(_SIZE)
    size = sheet.page.one_line(words, sheet.regular, room, largest)
    with sheet.element("P", words, y, WIDTH / 2):
        end, colour = WIDTH - MARGIN - beside, sheet.colours.text
        sheet.page.text(words, end, y + 0.2 * _HOUSE, size=size, chain=sheet.regular, colour=colour, align="end")


def _draw_backers(sheet: Sheet, y: float) -> float:
    """Logos in one line; else names in two; else the sentence that stands for them; or nothing."""
    sheet.lost = 0
    row = _row(sheet, sheet.poster.backers)
    if row:
        return _draw_row(sheet, row, y + GAP)
    sheet.lost += bool(sheet.poster.backers)
    for words in sheet.poster.behind:
        sizes = tuple(map(sheet.at_least, _BACKING_SIZES))
        block = sheet.page.fewest_lines(words, sheet.regular, MEASURE, (sizes[0], sizes[1]))
        if len(block.lines) <= _MOST_LINES and block.size >= sizes[0]:
            top = y + GAP + CAP_HEIGHT * block.size + (len(block.lines) - 1) * block.leading
            with sheet.element("P", words, top):
                sheet.page.block(block, MARGIN, top, chain=sheet.regular, colour=sheet.colours.text)
            return top
        sheet.lost += 1
    return y


def _row(sheet: Sheet, backers: Sequence[Logo]) -> list[Printed]:
    """The logos as large as one line holds them, all on the sheet's ground or all on white; none if they were too small."""
    paper, room = sheet.colours.ground, MEASURE - (len(backers) - 1) * _BETWEEN
    if any(fitted(sheet, logo, _BACKER).on != paper for logo in backers):
        paper, room = sheet.inks.white, room - 2 * _STRIP
    widths = sum(fitted(sheet, logo, _BACKER, paper=paper).width for logo in backers)
    smaller = min(1, room / widths) if widths else 0
    box = (smaller * _BACKER[0], smaller * _BACKER[1])
    return [fitted(sheet, logo, box, paper=paper) for logo in backers] if smaller >= _SMALLEST else []


def _draw_row(sheet: Sheet, row: Sequence[Printed], y: float) -> float:
    """On one strip of white, no longer than they are, where any of them needs it; each in the middle of the line's height."""
    high = max(printed.height for printed in row)
    needs_strip = any(printed.on != sheet.colours.ground for printed in row) and sheet.variant is not Variant.COPIER
    padding = _STRIP if needs_strip else 0
    if needs_strip:
        width = sum(printed.width for printed in row) + (len(row) - 1) * _BETWEEN + 2 * padding
        with sheet.page.tags.artifact():
            sheet.page.box(MARGIN, y, width, high + 2 * padding, sheet.inks.white)
    start = MARGIN + padding
    for printed in row:
        draw_logo(sheet, printed, start, y + padding + (high - printed.height) / 2)
        start += printed.width + _BETWEEN
    return y + high + 2 * padding

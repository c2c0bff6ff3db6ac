"""Running text on a sheet, for letters and lists: as large as it may be, over as many pages as it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.lib.colors import Color

from petitions.pdf import shaping, wrapping
from petitions.pdf.fonts import Chain
from petitions.pdf.pages import CAP_HEIGHT
from petitions.posters.sheet import Sheet

_LEADING = {"ar": 1.6, "fa": 1.6, "ka": 1.45, "hy": 1.42}
_COMMON_LEADING = 1.38
_BETWEEN = 0.55
"""White between paragraphs, in lines."""


@dataclass(frozen=True)
class Text:
    """Paragraphs broken into lines of `width` at a type size, in points."""

    paragraphs: tuple[tuple[str, ...], ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line to below the last."""
        lines = sum(len(lines) for lines in self.paragraphs)
        return self.leading * (lines + _BETWEEN * max(0, len(self.paragraphs) - 1))


def broken(sheet: Sheet, paragraphs: Sequence[str], width: float, size: float, chain: Chain) -> Text:
    """`paragraphs` at that size."""
    language = sheet.poster.language
    measure = partial(_width, size=size, chain=chain, language=language)
    leading = _LEADING.get(language.partition("_")[0], _COMMON_LEADING) * size
    lines = (wrapping.wrapped(text, width, measure, language=language) for text in paragraphs)
    return Text(tuple(map(tuple, lines)), size, leading)


def fitted(
    sheet: Sheet, paragraphs: Sequence[str], width: float, height: float, sizes: tuple[float, ...], chain: Chain
) -> Text:
    """`paragraphs` at the largest of `sizes` at which they are no higher than `height`; else at the smallest."""
    for size in sizes:
        text = broken(sheet, paragraphs, width, size, chain)
        if text.height <= height:
            return text
    return text


def draw(sheet: Sheet, text: Text, start: float, top: float, *, chain: Chain, colour: Color) -> float:
    """Draw all of it from `top` down; returns its lower edge."""
    y = top
    for lines in text.paragraphs:
        with sheet.element("P", " ".join(lines), y, start):
            for line in lines:
                y -= text.leading
                base = y + text.leading - CAP_HEIGHT * text.size
                sheet.page.text(line, start, base, size=text.size, chain=chain, colour=colour)
        y -= _BETWEEN * text.leading
    return y + _BETWEEN * text.leading if text.paragraphs else top


def split(text: Text, height: float) -> tuple[Text, Text]:
    """What fits into `height`, and the rest. A paragraph is parted where two lines at least stand on either side."""
    fitting: list[tuple[str, ...]] = []
    rest = list(text.paragraphs)
    room = height
    while rest and len(rest[0]) * text.leading <= room:
        room -= (len(rest[0]) + _BETWEEN) * text.leading
        fitting.append(rest.pop(0))
    if rest:
        here = min(int(room / text.leading), len(rest[0]) - 2)
        if here >= 2:
            fitting.append(rest[0][:here])
            rest[0] = rest[0][here:]
    return Text(tuple(fitting), text.size, text.leading), Text(tuple(rest), text.size, text.leading)


def _width(text: str, size: float, chain: Chain, language: str) -> float:
    return shaping.shape(text, chain, language=language).width * size / 1000

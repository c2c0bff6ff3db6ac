"""Paragraphs and single lines that are as large as their box allows, their lines even.

Where `wrapping` breaks a text for a given size, here the size gives way and no word is ever cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from petitions.pdf import clinging, shaping
from petitions.pdf.fonts import Chain

_LEADING = {"ar": 1.5, "fa": 1.5, "hi": 1.5, "th": 1.5, "ka": 1.32, "hy": 1.3}
"""Line spacing of scripts that reach far up and down, in sizes."""
_COMMON_LEADING = 1.26
_STEPS = 60
_MOST_WORDS = 300
"""Longer texts are not made even: that takes the square of their length, and no poster has room for them."""
_LEAST_OF_LARGEST = 0.8
"""How much of the largest size that fits is kept at least when a smaller one gives evener lines."""


@dataclass(frozen=True)
class Block:
    """A paragraph broken into lines, at a type size and a leading in points."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


def fill(
    text: str, chain: Chain, width: float, height: float, *, smallest: float, largest: float, language: str
) -> Block:
    """`text` as large as fits into `width` × `height`, its lines even. Points.

    If even `smallest` is too tall, the block is returned at that size: compare its `height`.
    """
    words = _Words(text, chain, language)
    fitting: list[Block] = []
    for size in _sizes(smallest, largest):
        block = words.broken(width, size, int(height / (words.leading * size)))
        if block:
            fitting.append(block)
        if fitting and size < _LEAST_OF_LARGEST * fitting[0].size:
            break
    if not fitting:
        return words.at_least(width, smallest)
    # Even lines are worth a smaller size: a jagged paragraph looks like an accident.
    return words.within(width, max(fitting, key=lambda block: block.size * words.evenness(block)))


def fewest_lines(text: str, chain: Chain, width: float, *, smallest: float, largest: float, language: str) -> Block:
    """`text` in as few lines as `smallest` allows, then as large as goes. Points."""
    words = _Words(text, chain, language)
    count = len(words.at_least(width, smallest).lines)
    for size in _sizes(smallest, largest):
        block = words.broken(width, size, count)
        if block:
            return words.within(width, block)
    return words.at_least(width, smallest)


def one_line(text: str, chain: Chain, width: float, *, largest: float, language: str) -> float:
    """The type size, at most `largest`, at which `text` is at most `width` wide. Points."""
    line = shaping.shape(text, chain, language=language)
    return min(largest, 1000 * width / line.width) if line.width else largest


class _Words:
    """Unbreakable pieces of a text, and how wide they are in em."""

    def __init__(self, text: str, chain: Chain, language: str) -> None:
        primary = language.partition("_")[0].partition("-")[0]
        self.chain = chain
        self.language = language
        self.words = clinging.pieces(text, language)
        self.widths = [shaping.shape(word, chain, language=language).width / 1000 for word in self.words]
        self.space = shaping.shape(" ", chain, language=language).width / 1000
        self.length = sum(self.widths) + self.space * (len(self.words) - 1)
        self.leading = _LEADING.get(primary, _COMMON_LEADING)

    def broken(self, width: float, size: float, most_lines: int) -> Block | None:
        if len(self.words) > _MOST_WORDS or self.length * size > width * most_lines * (1 + 1e-9):
            return None  # not even without a ragged edge
        breaks = _even_breaks(self.widths, self.space, width / size, most_lines)
        lines = tuple(" ".join(self.words[start:end]) for start, end in breaks)
        return Block(lines, size, self.leading * size) if lines else None

    def evenness(self, block: Block) -> float:
        """The mean length of the lines in parts of the longest one."""
        lengths = self._lengths(block)
        return sum(lengths) / len(lengths) / (max(lengths) or 1)

    def within(self, width: float, block: Block) -> Block:
        """The block, smaller if a line of it is too wide: beside others a sign may be set in another typeface than alone."""
        widest = max(self._lengths(block)) * block.size / 1000
        scale = min(1, width / (widest or 1))
        return replace(block, size=scale * block.size, leading=scale * block.leading)

    def _lengths(self, block: Block) -> list[float]:
        return [shaping.shape(line, self.chain, language=self.language).width for line in block.lines]

    def at_least(self, width: float, size: float) -> Block:
        """Broken into as many lines as it takes; smaller than `size` only if one word is too wide."""
        size = min(size, width / (max(self.widths) or 1))
        if len(self.words) > _MOST_WORDS:
            return Block(tuple(self._filled(width / size)), size, self.leading * size)
        block = self.broken(width, size, len(self.words))
        assert block is not None
        return block

    def _filled(self, measure: float) -> Iterator[str]:
        """Each line as full as it gets: for texts too long to be looked at line by line. The measure is in em."""
        line: list[str] = []
        length = 0.0
        for word, width in zip(self.words, self.widths, strict=True):
            if line and length + self.space + width > measure + 1e-9:
                yield " ".join(line)
                line, length = [], -self.space
            line.append(word)
            length += self.space + width
        yield " ".join(line)


def _sizes(smallest: float, largest: float) -> list[float]:
    return [largest - (largest - smallest) * step / _STEPS for step in range(_STEPS + 1)]


def _even_breaks(widths: list[float], space: float, measure: float, most_lines: int) -> list[tuple[int, int]]:
    """Each line's [first, last) word, the fewest lines of least squared slack; [] if `most_lines` are too few.

    A search over (lines, words) as in Knuth and Plass, "Breaking Paragraphs into Lines" (1981),
    without hyphens. All lengths in em.
    """
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for _ in range(most_lines):
        longer: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (cost, lines) in best.items():
            length = -space
            for end in range(start + 1, len(widths) + 1):
                length += space + widths[end - 1]
                if length > measure + 1e-9:
                    break
                total = cost + (measure - length) ** 2
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, [*lines, (start, end)])
        if len(widths) in longer:
            return longer[len(widths)][1]
        best = longer
    return []

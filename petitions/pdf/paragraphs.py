"""Breaking a text into lines: in the order in which it is read, before any line is shaped."""

import re
import unicodedata
from collections.abc import Callable, Iterator

_NOT_FIRST = "。，、；：？！）》」』】〉”’…·ー"
_NOT_LAST = "（《「『【〈“‘"
_IDEOGRAPH = "[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# A piece that stays whole: an ideograph with the punctuation that clings to it, or letters up to a blank or ideograph.
# A no-break space is no blank.
_PIECE = re.compile(f"[{_NOT_LAST}]*{_IDEOGRAPH}[{_NOT_FIRST}]*|(?:(?!{_IDEOGRAPH})[^ \t\n])+|[ \t\n]+")

Measure = Callable[[str], float]


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """`text`, one paragraph, as lines no wider than `width`. A word that is wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width, measure):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.rstrip() else lines


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As `wrapped`, in as few lines, with lines of about the same length: for titles."""
    lines = wrapped(text, width, measure)
    narrow, wide = width / max(len(lines), 1), width
    for _ in range(12):
        middle = (narrow + wide) / 2
        attempt = wrapped(text, middle, measure)
        if len(attempt) > len(lines) or max(map(measure, attempt), default=0) > width:
            narrow = middle
        else:
            wide = middle
    return wrapped(text, wide, measure)


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        while measure(piece.strip()) > width and len(piece) > 1:
            end = _longest(piece, width, measure)
            yield piece[:end]
            piece = piece[end:]
        yield piece


def _longest(word: str, width: float, measure: Measure) -> int:
    """How many characters of `word` fit, at least one; no mark is parted from its letter."""
    ends = [end for end in range(1, len(word)) if not unicodedata.category(word[end]).startswith("M")] or [len(word)]
    return max((end for end in ends if measure(word[:end]) <= width), default=ends[0])

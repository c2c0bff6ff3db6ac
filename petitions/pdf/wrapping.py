"""Breaking running text into lines of a given width and size: in the order in which it is read, before it is shaped.

Unlike a poster's few words (see `blocks`) it may be long, without blanks (Chinese), or one endless word.
"""

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterator

from petitions.pdf import clinging

_NOT_FIRST = "。，、；：？！）》」』】〉”’…·ー"
_NOT_LAST = "（《「『【〈“‘"
_IDEOGRAPH = "[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# A piece that stays whole: an ideograph with the punctuation that clings to it, or letters up to a blank or ideograph.
# A no-break space is no blank.
_PIECE = re.compile(f"[{_NOT_LAST}]*{_IDEOGRAPH}[{_NOT_FIRST}]*|(?:(?!{_IDEOGRAPH})[^ \t\n])+|[ \t\n]+")
_STEPS = 12
_SHORT = 40
"""Characters of a word that is measured as a whole at first."""

Measure = Callable[[str], float]


def wrapped(text: str, width: float, measure: Measure, *, language: str = "") -> list[str]:
    """`text`, one paragraph in `language`, as lines no wider than `width`. A word that is wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for piece in _bound(list(_pieces(text.rstrip(), width, measure)), width, measure, language):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.rstrip() else lines


def balanced(text: str, width: float, measure: Measure, *, language: str = "") -> list[str]:
    """As `wrapped`, in as few lines, with lines of about the same length: for titles."""
    lines = wrapped(text, width, measure, language=language)
    narrow, wide = width / max(len(lines), 1), width
    for _ in range(_STEPS):
        middle = (narrow + wide) / 2
        if len(wrapped(text, middle, measure, language=language)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return wrapped(text, wide, measure, language=language)


def _bound(pieces: list[str], width: float, measure: Measure, language: str) -> list[str]:
    """Words that cling to each other as one piece, and the last two of a paragraph, so that none is left alone below it. But
    nothing that would take more than half of a line: the line before would be all white."""
    bound: list[str] = []
    for number, piece in enumerate(pieces, start=1):
        has_before = len(bound) > 1 and bound[-1].isspace()
        if has_before and (number == len(pieces) or clinging.clings(bound[-2].rpartition(" ")[2], piece, language)):
            whole = "".join((*bound[-2:], piece))
            if measure(whole) <= width / 2:
                bound[-2:] = [whole]
                continue
        bound.append(piece)
    return bound


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        rest: str = piece
        while (end := _longest(rest, width, measure)) < len(rest):
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _longest(word: str, width: float, measure: Measure) -> int:
    """How many characters of `word` fit, at least one; no mark is parted from its letter. Of one without an end no more is
    measured than about two lines."""
    if len(word) <= _SHORT and measure(word.strip()) <= width:
        return len(word)
    ends = [end for end in range(1, len(word)) if not unicodedata.category(word[end]).startswith("M")] + [len(word)]
    most = 1
    while most < len(ends) and measure(word[: ends[most]]) <= width:
        most *= 2
    fitting = bisect.bisect_right(ends, width, hi=min(most, len(ends)), key=lambda end: measure(word[:end]))
    return ends[max(fitting - 1, 0)]

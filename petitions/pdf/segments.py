"""Cutting a line into segments that one typeface can shape in one go: same level, script and typeface."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from fontTools import unicodedata as scripts

from petitions.pdf import bidi
from petitions.pdf.fonts import Chain

_NEUTRAL = {"Zyyy", "Zinh", "Zzzz"}
"""ISO 15924: common (spaces, figures, punctuation), inherited (marks), unknown."""


class Segment(NamedTuple):
    """`text[start:end]`, at an embedding level, in a script (ISO 15924), for a typeface of that name."""

    start: int
    end: int
    level: int
    script: str
    typeface: str


def split(text: str, chain: Chain, base: int) -> tuple[list[Segment], tuple[str, ...]]:
    """The segments of a line from left to right, and the characters that no typeface has.

    `base` is the paragraph's level: 0 left-to-right, 1 right-to-left.
    """
    levels = bidi.levels(text, base)
    spoken = _scripts(text)
    names = _typefaces(text, chain)
    segments: list[Segment] = []
    for place, name in enumerate(names):
        if name is None:
            continue
        here = Segment(place, place + 1, levels[place], spoken[place], name)
        if segments and segments[-1].end == place and segments[-1][2:] == here[2:]:
            here = here._replace(start=segments.pop().start)
        segments.append(here)
    order = bidi.visual_order([segment.level for segment in segments])
    missing = (text[place] for place, name in enumerate(names) if name is None and not _is_hidden(text[place]))
    return [segments[number] for number in order], tuple(dict.fromkeys(missing))


def _scripts(text: str) -> list[str]:
    """The script of each character; neutral ones take that of their left, else of their right neighbour."""
    found = [scripts.script(character) for character in text]
    for places in (range(1, len(text)), range(len(text) - 2, -1, -1)):
        step = -1 if places.step == 1 else 1
        for place in places:
            if found[place] in _NEUTRAL:
                found[place] = found[place + step]
    return found


def _typefaces(text: str, chain: Chain) -> list[str | None]:
    """The name of each character's typeface; None where no typeface has it.

    A letter and its marks share one. What is neutral stays with what precedes it, or goes with what
    follows, if that typeface has it: a space or a full stop does not cut a word in two.
    """
    names: list[str | None] = [None] * len(text)
    undecided: list[tuple[int, int, tuple[str, ...]]] = []
    current: str | None = None
    for start, end in _clusters(text):
        holders = chain.holders(_visible(text[start:end]))
        if not holders:
            names[start:end] = [next(iter(chain.holders(character)), None) for character in text[start:end]]
        elif scripts.script(text[start]) not in _NEUTRAL:
            current = holders[0]
            names[start:end] = [current] * (end - start)
        elif current in holders:
            names[start:end] = [current] * (end - start)
        else:
            undecided.append((start, end, holders))
    for start, end, holders in reversed(undecided):
        following = names[end] if end < len(text) else None
        names[start:end] = [following if following in holders else holders[0]] * (end - start)
    return names


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) of each character with the marks and joiners that follow it."""
    start = 0
    for place in range(1, len(text)):
        if unicodedata.category(text[place])[0] != "M" and not _is_hidden(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _visible(cluster: str) -> str:
    return "".join(character for character in cluster if not _is_hidden(character))


def _is_hidden(character: str) -> bool:
    """Joiners, directional marks, variation selectors: they steer glyphs and have none."""
    variation_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return variation_selector or unicodedata.category(character) == "Cf"

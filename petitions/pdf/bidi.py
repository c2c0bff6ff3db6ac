"""Embedding levels of the Unicode Bidirectional Algorithm (UAX #9) and the visual order they give.

python-bidi's Rust half returns reordered text only, which is no help to a shaper; its Python half has
levels but not rule N0, so that parentheses fall apart in Arabic. This adds N0 to the Python half.
"""

import unicodedata
from collections.abc import Sequence
from typing import Literal, TypedDict

from bidi import algorithm
from bidi.mirror import MIRRORED

# python-bidi does not know isolates. As "boundary neutrals" they take part in nothing.
_WITHOUT_ISOLATES = dict.fromkeys(range(0x2066, 0x206A), "\u200b")
_UNASSIGNED = "\ufffd"
_LEVEL_ZERO = {"L", "EN", "ES", "ET", "CS", "NSM", "BN", "WS", "S", "ON", "B"}
"""In a left-to-right paragraph of these types alone every level is zero."""


class _Character(TypedDict):
    ch: str
    level: int
    type: str
    orig: str
    place: int


def base_level(text: str, direction: str | None) -> int:
    """0 for left-to-right, 1 for right-to-left: as `direction` says, else by the first strong letter."""
    if direction is not None:
        return 1 if direction == "rtl" else 0
    return int(algorithm.get_base_level(text))


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of one line of text (even: left to right, odd: right to left)."""
    text = text.translate(_WITHOUT_ISOLATES)
    # Characters that Unicode has not assigned have no type, and python-bidi stumbles over them.
    text = "".join(character if unicodedata.bidirectional(character) else _UNASSIGNED for character in text)
    if base == 0 and all(unicodedata.bidirectional(character) in _LEVEL_ZERO for character in text):
        return [0] * len(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for place, character in enumerate(storage["chars"]):
        character["place"] = place
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    for run in storage["runs"]:
        _resolve_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run["sor"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    resolved = {character["place"]: character["level"] for character in storage["chars"]}
    return _complete(text, resolved, base)


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """The indices of runs of these levels from left to right (rule L2)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _complete(text: str, resolved: dict[int, int], base: int) -> list[int]:
    """Levels for all characters: joiners, which X9 removes, go with what precedes them; L1 for the end."""
    complete, level = [], base
    for place in range(len(text)):
        level = resolved.get(place, level)
        complete.append(level)
    for place in range(len(text.rstrip()), len(text)):
        complete[place] = base
    return complete


def _resolve_brackets(run: list[_Character], start_of_run: str) -> None:
    """Rule N0: a pair of brackets takes the direction of what it holds, or of what it stands in."""
    if not run:
        return
    embedding = "LR"[run[0]["level"] % 2]
    for opening, closing in _pairs(run):
        held = {_strong(character) for character in run[opening + 1 : closing]} - {None}
        if not held:
            continue
        direction = embedding
        if embedding not in held:
            before = (_strong(character) for character in reversed(run[:opening]))
            direction = next((found for found in before if found), start_of_run)
        for bracket in (opening, closing):
            run[bracket]["type"] = direction
            for mark in run[bracket + 1 :]:
                if mark["orig"] != "NSM":
                    break
                mark["type"] = direction


def _pairs(run: list[_Character]) -> list[tuple[int, int]]:
    """The places of matching brackets (BD16), in the order of the opening ones."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for place, character in enumerate(run):
        # U+2329 and U+3008 are the same bracket; normalising makes them one.
        bracket = unicodedata.normalize("NFC", character["ch"])
        if character["type"] != "ON" or not unicodedata.mirrored(bracket):
            continue
        if unicodedata.category(bracket) == "Ps":
            stack.append((MIRRORED.get(bracket, ""), place))
        elif unicodedata.category(bracket) == "Pe":
            depth = next((n for n in reversed(range(len(stack))) if stack[n][0] == bracket), None)
            if depth is not None:
                pairs.append((stack[depth][1], place))
                del stack[depth:]
    return sorted(pairs)


def _strong(character: _Character) -> str | None:
    """The direction a character gives in N0, where numbers count as right-to-left."""
    kind = character["type"]
    return kind if kind == "L" else "R" if kind in {"R", "AL", "EN", "AN"} else None


def direction_of(text: str) -> Literal["ltr", "rtl"] | None:
    """The direction of a paragraph: that of its first letter. Its lines keep it, whatever they begin with."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return None

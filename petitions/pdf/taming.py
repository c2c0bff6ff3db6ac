"""What can be printed of a text that people typed: no more than there is room for, with a mark for what no typeface has."""

import re
import unicodedata
from collections.abc import Collection

from petitions.text import MOST_MARKS

REPLACEMENT = "\ufffd"
"""Stands, visibly, for a character that no typeface has. The empty box of a typeface (.notdef) is refused by PDF/A."""
ELLIPSIS = "…"
_MOST_SIGNS = 6
"""Marks of one letter that do not pile up, as in Burmese, together with those that do."""
_LONGEST = 500
"""Characters of a text that are looked at: none so long fits in."""
_CHANGERS = frozenset({"Mn", "Me", "Cf", "Sk"})
"""Joiners, variation selectors, skin tones: without the character before them they say nothing."""
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """`text` without halves of characters, of which no PDF string can be made."""
    return _LONE_SURROGATES.sub(REPLACEMENT, text)


def calmed(text: str) -> str:
    """`text` without what leaves its place: marks before a letter, or piled up higher than a script needs, and no end of it."""
    kept: list[str] = []
    marks = piled = _MOST_SIGNS
    for character in text[:_LONGEST]:
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        piled = (piled + (category == "Me" or unicodedata.combining(character) > 0)) * (marks > 0)
        kept.append(character if marks <= _MOST_SIGNS and piled <= MOST_MARKS else "")
    return "".join(kept) + (ELLIPSIS if len(text) > _LONGEST else "")


def has_marks(text: str) -> bool:
    """Whether some of its characters are marks on others."""
    return any(unicodedata.category(character).startswith("M") for character in text)


def bare(text: str) -> str:
    """`text` without its marks."""
    return "".join(character for character in text if not unicodedata.category(character).startswith("M"))


def replaced(text: str, missing: Collection[str]) -> str:
    """`text` with a visible mark for each of the `missing` characters; what only changes its neighbour goes."""
    return "".join(
        character if character not in missing else "" if unicodedata.category(character) in _CHANGERS else REPLACEMENT
        for character in text
    )

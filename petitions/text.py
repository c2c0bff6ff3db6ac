"""Text that people type: tidied, and refused by name where it could deceive on screen or on paper."""

import re
import unicodedata

from petitions import errors

MOST_MARKS = 3
"""Combining marks in a row that a script can need (Arabic: shadda, vowel, superscript alef)."""
MOST_IN_ORDER = 30
"""Combining marks in a row that are put in order at all."""

# Isolates and marks that only steer direction are of no use in a single line: they are dropped, not refused.
STEERING = dict.fromkeys([*range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF, 0x00AD])
# Fillers, joiners of words, tags and annotations are letters or marks by name, and show nothing.
STEERING |= dict.fromkeys(
    [
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x3164,
        0xFFA0,
        *range(0x2060, 0x2065),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    ]
)
WORD = 20
"""Signs on either side of a character that are enough to find it by: not every script parts its words."""
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
LINK = re.compile(
    r"(?i:https?:|www\.)|\b[A-Za-z0-9-]+"
    r"\.(?:com|org|net|info|biz|ru|io|me|az|eu|su|kz|tv|ly|gg|cc|app|dev|page|blog|no|ua|by|xyz|top|site|online|shop|club|link)"
    r"(?=[/\s]|$)"
)


class BadText(errors.Refusal):
    """Text that is not taken."""


class TooLong(BadText):
    """Longer than there is room for."""


class Deceptive(BadText):
    """A control character, one that turns the direction of what follows, or a number that Unicode keeps free of any."""

    def __init__(self, text: str, place: int) -> None:
        super().__init__("deceptive")  # and nothing of what was typed
        self.code = f"U+{ord(text[place]):04X}"
        """What it is called, as it cannot be shown."""
        before, after = _words(text[:place]), _words(text[place + 1 :])
        inside = _visible(f"{before[-1][-WORD:]} {after[0][:WORD]}").replace(" ", "")
        self.is_inside = bool(inside)
        """Whether it stands in or beside `word`; else behind it."""
        self.word = inside or next((word for part in reversed(before) if (word := _visible(part)[-WORD:])), "")
        """The word where it is, without any such characters; empty if there is none before it."""


class Stacked(BadText):
    """More combining marks in a row than any script needs."""


class HasLink(BadText):
    """A link, where a name or a sentence is asked for."""


class NoLetters(BadText):
    """A name without a letter of any alphabet."""


def bounded(typed: str) -> str:
    """`typed` with no more marks in a row than Unicode's stream-safe text has (UAX #15): more are of no writing.

    To put marks in order takes time that grows with the square of their number, and the whole process waits meanwhile.
    """
    kept, marks = [], 0
    for sign in typed:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MOST_IN_ORDER:
            kept.append(sign)
    return typed if len(kept) == len(typed) else "".join(kept)


def tidy(typed: str) -> str:
    """`typed` as it is kept: NFC, one line, single blanks, no invisible steering."""
    return " ".join(_composed(typed).split())


def tidy_block(typed: str) -> str:
    """`typed` as a text of several lines is kept: NFC, newlines alone, no blanks at the ends of lines, no invisible steering."""
    lines = _composed(typed).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.replace("\t", "    ").rstrip() for line in lines).strip("\n")


def _composed(typed: str) -> str:
    steady = typed.translate(STEERING)
    return steady if steady.isascii() else unicodedata.normalize("NFC", bounded(steady))


def check_length(text: str, *, most: int) -> None:
    """Refuse a text that is over `most` characters: TooLong."""
    if len(text) > most:
        raise TooLong


def check_block(text: str, *, most: int) -> None:
    """Refuse a tidied text that is over `most` characters or deceives: TooLong, Deceptive, Stacked. Links are welcome."""
    check_length(text, most=most)
    for place, sign in enumerate(text):
        if sign != "\n" and _deceives(sign):
            raise Deceptive(text, place)
    if stacks(text):
        raise Stacked


def check_line(text: str, *, most: int) -> None:
    """Refuse a tidied line that is over `most` characters or deceives: TooLong, Deceptive, Stacked, HasLink."""
    check_block(text, most=most)
    if "\n" in text:
        raise Deceptive(text, text.index("\n"))
    if LINK.search(text):
        raise HasLink


def check_name(text: str, *, most: int) -> None:
    """Refuse what `check_line` refuses, and a name without a letter: NoLetters."""
    check_line(text, most=most)
    if not any(unicodedata.category(sign).startswith("L") for sign in text):
        raise NoLetters


def stacks(text: str) -> list[str]:
    """The letters of `text` on which more marks stand than any script needs, each with as many as show it."""
    found, marks = [], 0
    for place, sign in enumerate(text):
        # Vowel signs of Burmese and its kin have no class of their own place: they do not pile up.
        marks = marks + 1 if unicodedata.combining(sign) or unicodedata.category(sign) == "Me" else 0
        if marks == MOST_MARKS + 1:
            found.append(text[max(place - marks, 0) : place + 1])
    return found


def _deceives(sign: str) -> bool:
    return sign in OVERRIDES or unicodedata.category(sign) in ("Cc", "Cs", "Co") or _is_none(ord(sign))


def _is_none(code: int) -> bool:
    """Whether `code` is a noncharacter (Unicode, 23.7): XML has no place for some of them, and no font for any."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _words(text: str) -> list[str]:
    """Parted by blanks and ends of lines; an empty one where the text begins or ends with such."""
    return text.replace("\n", " ").split(" ")


def _visible(text: str) -> str:
    return "".join(sign for sign in text if not _deceives(sign))

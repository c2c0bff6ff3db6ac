"""Words that nobody means well with, made by seed: for whatever sets them on paper."""

import random
from collections.abc import Callable, Iterator

from tests.support import naughty

Kind = Callable[[random.Random], str]

_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_MARKS = [*map(chr, range(0x300, 0x370)), *"\u0483\u0591\u05b0\u064b\u0651\u0670\u0e34\u0e48\u20dd\u1ab0\u1dc4\ufe20"]
_JOINERS = "\u200c\u200d\u2060\u034f\u00ad\ufe0f\u180e"
_ALPHABETS = (
    "abcßſıİijŋÅ", "абвгдђљњўџ", "αβγςΐΰ", "ابتثجحخدﻻ", "אבגדה", "ქართული", "այբուբենև", "कखगघक्ष", "กขฃคน้ำ", "王小明語",
    "0123456789", "٠١٢٣٤", "()[]{}«»<>", ".,:;!?…·-–—", " \u00a0\u2009\u3000",
)  # fmt: skip
_FIGURES = "😀👩\u200d👩\u200d👧🏳\ufe0f\u200d🌈🇦🇿👍🏿\U0001f595"
_OF_THE_FORMAT = (
    ") Tj ET Q q BT (", "\\", "\\)", "(((", ")))", "<</S/JavaScript/JS(app.alert(1))>>", "endstream endobj", "%%EOF", "/URI(http://x.example)",
    "EMC EMC /Artifact BMC", "\\101\\377", "<feff0041>", "BI ID EI", "startxref 0",
)  # fmt: skip


def words(seed: int, count: int) -> Iterator[str]:
    """`count` of them, of each kind as many; the same seed gives the same."""
    chance = random.Random(seed)
    for number in range(count):
        yield KINDS[number % len(KINDS)](chance)


def _turned(chance: random.Random) -> str:
    return "".join(chance.choice(_TURNS) + _some(chance, 6) for _ in range(chance.randint(1, 9)))


def _stacked(chance: random.Random) -> str:
    return "".join(
        sign + "".join(chance.choices(_MARKS, k=chance.choice((0, 1, 3, 4, 200)))) for sign in _some(chance, 8)
    )


def _long(chance: random.Random) -> str:
    return (_some(chance, 60) * 5_000)[:5_000]


def _joined(chance: random.Random) -> str:
    return "".join(sign + chance.choice(_JOINERS) for sign in _some(chance, 30))


def _marked_up(chance: random.Random) -> str:
    return _some(chance, 5) + chance.choice(naughty.MARKUP) + _some(chance, 5)


def _figures(chance: random.Random) -> str:
    return _some(chance, 5) + "".join(chance.choices(_FIGURES, k=chance.randint(1, 9)))


def _private(chance: random.Random) -> str:
    return _some(chance, 5) + chr(
        chance.choice((0xE000, 0xF8FF, 0xF0000, 0x10FFFD, 0xFFFE, 0xFDD0, 0x7F, 0x80, 1, 0, 10))
    )


def _mixed(chance: random.Random) -> str:
    return " ".join(_some(chance, 9) for _ in range(chance.randint(1, 12)))


def _of_the_format(chance: random.Random) -> str:
    return _some(chance, 5) + chance.choice(_OF_THE_FORMAT) + _some(chance, 5)


def _known(chance: random.Random) -> str:
    return chance.choice(naughty.STRINGS).encode("utf-8", "ignore").decode()


def _any(chance: random.Random) -> str:
    signs = (
        chr(chance.choice((chance.randrange(0x3000), chance.randrange(0x20000)))) for _ in range(chance.randint(1, 20))
    )
    return "".join(sign for sign in signs if not "\ud800" <= sign <= "\udfff")


def _blank(chance: random.Random) -> str:
    return "".join(
        chance.choices(" \u00a0\u2003\u3000\u200b\u200d\u2060\ufeff\u115f\u3164\u00ad", k=chance.randint(0, 9))
    )


def _some(chance: random.Random, most: int) -> str:
    """A few letters of one alphabet, or of two."""
    alphabet = "".join(chance.sample(_ALPHABETS, chance.choice((1, 1, 2))))
    return "".join(chance.choices(alphabet, k=chance.randint(1, most)))


KINDS: tuple[Kind, ...] = (
    _turned, _stacked, _mixed, _long, _joined, _marked_up, _mixed, _figures, _of_the_format, _private, _known, _stacked, _any,
    _blank,
)  # fmt: skip
"""Those that can be printed stand more than once."""

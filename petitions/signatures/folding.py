"""Folding: how a name or a sentence reads to somebody who looks past capitals, accents, gaps and disguises."""

import re
import unicodedata

# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "ғ": "г"})
_DISGUISES = str.maketrans("013456789@$!|€+", "oieasgtbgasilet")
WORDS = re.compile(r"[^\W\d_]+")
_NO_LETTER = re.compile(r"[\W\d_]+")
_SINGLE = re.compile(r"(?<!\S)(?:\S (?=\S(?: |$))){2,}\S(?!\S)")
_GAP = re.compile(r"(?<=\w)[^\w\s]+(?=\w)")


def fold(text: str) -> str:
    """`text` in small letters without accents, as names are compared: "Đurić" is "duric", "Ярёменко" is "яременко"."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    # Vowel signs of Devanagari and its kin have no combining class: they are letters, not accents.
    kept = (part for part in parts if not unicodedata.combining(part) and unicodedata.category(part) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def readings(text: str) -> frozenset[str]:
    """Every way to read `text` aloud, in words with single blanks between and around them.

    As it is, without accents, with figures and signs as the letters they look like, with letters that were pulled apart
    put together: "F.U.C.K", "fu-ck" and "fück" read alike.
    """
    plain = text.casefold()
    found = {plain, fold(text), fold(plain.translate(_DISGUISES))}
    found |= {_GAP.sub("", reading) for reading in found}
    words = {_NO_LETTER.sub(" ", reading).strip() for reading in found}
    return frozenset(f" {reading} " for reading in words | {_joined(reading) for reading in words})


def _joined(words: str) -> str:
    """Single letters that stand in a row, three or more, as the word they spell."""
    return _SINGLE.sub(lambda row: row[0].replace(" ", ""), words)

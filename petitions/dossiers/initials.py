"""Names as initials, in any script: enough for an owner to find a row, too little for others to find its owner."""

import re
import unicodedata

MOST = 4
"""Initials of one name: a longer name would be told by their number alone."""
MOST_JOINED = 2
"""Of them joined by hyphens."""
NOBODY = "…"
"""Of a name without a letter."""

_HYPHENS = re.compile("[-\u2010-\u2015\u058a]")
_ELIDED = re.compile("^[^\\W\\d_]['’ʼ](?=[^\\W\\d_])")
"""What a small letter before an apostrophe elides: the name in "d’Auvergne" begins behind it."""
# Thai and Lao write these vowels before the consonant that they follow in speech, and that a name begins with.
_SPOKEN_LATER = "\u0e40-\u0e44\u0ec0-\u0ec4"
_LETTER = re.compile(f"[^\\W\\d_{_SPOKEN_LATER}]")
_ARTICLE = re.compile("^ال(?=\\w\\w)")
"""The Arabic article: half of all surnames begin with it, and no name."""
_INDIC = re.compile("[\u0900-\u0dff]")
"""Scripts in which a vowel sign belongs to the letter before it."""
_GEORGIAN = re.compile("[\u10a0-\u10ff]")
"""By Unicode small letters; but names are written with no others."""


def of(name: str) -> str:
    """The initials of `name`, in the order in which it is written: "R. J.", "J.-L. T.", "م. أ.", "王."

    Particles in small letters (de, van, oğlu) are left out if there is anything else.
    """
    words = unicodedata.normalize("NFC", name).split()
    found = [initials for word in words if (initials := _of_word(word, has_particles=False))]
    found = found or [initials for word in words if (initials := _of_word(word, has_particles=True))]
    return " ".join(found[:MOST]) or NOBODY


def _of_word(word: str, *, has_particles: bool) -> str:
    """Of a name that may have hyphens: "J.-L."."""
    parts = [_ELIDED.sub("", part) if part[:1].islower() else part for part in _HYPHENS.split(word)]
    letters = [_first_letter(part) for part in parts if has_particles or not _is_particle(part)]
    return "-".join(f"{letter}." for letter in list(filter(None, letters))[:MOST_JOINED])


def _is_particle(part: str) -> bool:
    letter = _LETTER.search(part)
    return letter is not None and letter[0].islower() and not _GEORGIAN.match(letter[0])


def _first_letter(part: str) -> str:
    letter = _LETTER.search(_ARTICLE.sub("", part))
    if letter is None:
        return ""
    if _INDIC.match(letter[0]):
        return letter[0] + "".join(
            sign for sign in part[letter.end() :][:1] if unicodedata.category(sign) in ("Mn", "Mc")
        )
    return letter[0] if _GEORGIAN.match(letter[0]) else letter[0].upper()[0]

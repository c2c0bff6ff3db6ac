"""Capitals as each language writes them; `str.upper` alone spells some of them wrong."""

import re
import unicodedata

_TURKIC = str.maketrans({"i": "İ", "ı": "I"})
_TONOS, _DIAERESIS = "\u0301", "\u0308"
_GREEK_HIATUS = re.compile(f"([αεηιουω]){_TONOS}([ιυ])(?!{_DIAERESIS})", re.IGNORECASE)


def capitals(text: str, language: str) -> str:
    """`text` in capitals by the rules of `language` (a locale id such as "az" or "sr_Latn").

    Georgian becomes Mtavruli, which only some typefaces have (ours do); German ß becomes SS; scripts
    without case stay as they are.
    """
    match language.partition("_")[0].partition("-")[0]:
        case "az" | "tr":
            return text.translate(_TURKIC).upper()
        case "hy":
            # Unicode's own capital of the ligature is the spelling of the classical orthography.
            return text.replace("և", "եվ").upper()
        case "el":
            return _greek(text)
        case _:
            return text.upper()


def _greek(text: str) -> str:
    """Capitals lose the tonos; where it kept two vowels apart, a diaeresis does so: Μάιος, ΜΑΪΟΣ."""
    apart = _GREEK_HIATUS.sub(rf"\1\2{_DIAERESIS}", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", apart.replace(_TONOS, "").upper())

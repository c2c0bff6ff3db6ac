"""Where no line may break: between a day and its month, a short word and the next one, a dash and what it follows."""

import re

_CLINGING = {"be", "bs", "cs", "hr", "pl", "ru", "sk", "sr", "uk"}
"""Languages in which a word of one or two letters ("i", "w", "не") at the end of a line is a fault."""
_NEVER_FIRST = {"—", "–", "·", ":", ";", "?", "!", "»"}
"""A dash ends a line and never begins one. French parts the others from their word by a blank."""
_NEVER_LAST = {"«", "№", "§"}
_FIGURE = re.compile(r"\d{1,3}(\.?|([.,\u00a0]\d{3})+)")
"""Up to three digits, or thousands in groups: a year may end a line."""
_INITIAL = re.compile(r"[^\W\d_]\.")
_LONGEST = 12
"""Letters of what clings to a figure, as long as months are: with a longer word it would be too wide for a column."""


def clings(word: str, following: str, language: str) -> bool:
    """Whether no line may break between two words of a text in `language` (a locale id)."""
    if following in _NEVER_FIRST or word in _NEVER_LAST:
        return True
    if _FIGURE.fullmatch(word):
        # "16. april" is a day; a figure that ends a sentence is not.
        is_named = following[:1].islower() or (following[:1].isalpha() and not word.endswith("."))
        return is_named and len(following) <= _LONGEST
    if _INITIAL.fullmatch(word):
        return following[:1].isalpha()
    return language.partition("_")[0].partition("-")[0] in _CLINGING and len(word) <= 2 and word.isalpha()


def pieces(text: str, language: str) -> list[str]:
    """The words of `text`; those between which no line may break are one, a blank between them. Hard spaces hold, too."""
    found: list[str] = []
    last = ""
    for word in re.split(r"[ \t\n]+", text.strip(" \t\n")):
        if last and clings(last, word, language):
            found[-1] += f" {word}"
        else:
            found.append(word)
        last = word.rpartition("\u00a0")[2]
    return found

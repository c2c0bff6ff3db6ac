"""The written rules by which a public name or comment waits until the House has read it. Each says why it caught something."""

import enum
import re
import unicodedata
from collections.abc import Iterator

from flask_babel import gettext as _
from fontTools import unicodedata as scripts

from petitions import text
from petitions.signatures import folding


class Rule(enum.Enum):
    """What can be caught."""

    LINK = "link"
    DIGITS = "digits"
    SIGNS = "signs"
    MIXED = "mixed"
    STUTTER = "stutter"
    CAPITALS = "capitals"
    WORD = "word"
    REPEATED = "repeated"
    """Found beside other signatures, not in the words themselves."""


LINK = re.compile(
    r"(?i:https?:|www\.|\b\w+ ?[\[(]?(?:dot|точка|nokta|kropka)[\])]? ?(?:com|org|net|ru|ру|info|pl|az)\b)"
    r"|\b[a-z0-9-]{2,}\.[a-z]{2,}\b|\w/\w+/|\bt\.me\b|@\w{3,}|\w@\w"
)
IN_NAMES = frozenset(".,'’‘ʻʼ`´\"“”„«»()-‐‑–·・׳״־ \u200c\u200d")
"""Signs that names hold beside letters and marks."""
ORNAMENTS = ("MATHEMATICAL", "FULLWIDTH", "CIRCLED", "SQUARED", "NEGATIVE", "PARENTHESIZED", "SUPERSCRIPT")
"""How Unicode names letters that are pictures of letters."""
ROMAN = frozenset({"iii", "viii", "xiii", "xviii"})
"""Thrice the same letter, and a number behind a name."""
HARMLESS = frozenset({"Zyyy", "Zinh", "Zzzz", "Hani", "Hira", "Kana", "Bopo"})
"""Scripts that deceive nobody in one word with others: signs of every script, and those of China and Japan."""
WORDS = re.compile(r"[^\W_]+")
FEWEST_CAPITALS = 4
OFTEN = 4
"""So many of one public name within a week, and the next one waits."""
SHOUTED = 12
"""Capitals in a row of words that make a comment loud: an abbreviation is shorter."""
TELEPHONE = re.compile(r"\d(?:[ ()/.-]{0,2}\d){5,}")


def judge(name: str, comment: str | None, listed: re.Pattern[str]) -> tuple[Rule, ...]:
    """The rules that catch a public name or its comment, in the order of `Rule`; none if both may appear at once.

    `listed` is what `words.pattern` makes of a House's lists.
    """
    caught = set(_in_name(name)) | (set(_in_comment(comment)) if comment else set())
    if any(listed.search(reading) for part in (name, comment or "") for reading in folding.readings(part)):
        caught.add(Rule.WORD)
    return tuple(rule for rule in Rule if rule in caught)


def why(rule: Rule) -> str:
    """A sentence to the moderator on why `rule` caught something."""
    sentences: dict[Rule, str] = {
        Rule.LINK: _("Holds a link or an address"),
        Rule.DIGITS: _("Holds figures"),
        Rule.SIGNS: _("Holds signs that names do not have"),
        Rule.MIXED: _("Mixes alphabets inside a word"),
        Rule.STUTTER: _("Repeats a letter"),
        Rule.CAPITALS: _("Is all in capitals"),
        Rule.WORD: _("Holds a word of your list"),
        Rule.REPEATED: _("The same name came from several addresses"),
    }
    return sentences[rule]


def _in_name(name: str) -> Iterator[Rule]:
    if LINK.search(name) or text.LINK.search(name):
        yield Rule.LINK
    if any(unicodedata.category(sign).startswith("N") for sign in name):
        yield Rule.DIGITS
    if not all(_belongs_in_name(sign) for sign in name):
        yield Rule.SIGNS
    if _mixes_scripts(name):
        yield Rule.MIXED
    if _stutters(name, most=2):
        yield Rule.STUTTER
    if _is_loud(name, fewest=FEWEST_CAPITALS):
        yield Rule.CAPITALS


def _in_comment(comment: str) -> Iterator[Rule]:
    if LINK.search(comment) or text.LINK.search(comment):
        yield Rule.LINK
    if TELEPHONE.search(comment):
        yield Rule.DIGITS
    if _mixes_scripts(comment):
        yield Rule.MIXED
    if _stutters(comment, most=5):
        yield Rule.STUTTER
    if _is_loud(comment, fewest=SHOUTED):
        yield Rule.CAPITALS


def _belongs_in_name(sign: str) -> bool:
    kind = unicodedata.category(sign)
    if sign in IN_NAMES or kind.startswith(("M", "N")):
        return True
    return kind.startswith("L") and not unicodedata.name(sign, "").startswith(ORNAMENTS)


def _mixes_scripts(line: str) -> bool:
    scripts_of_words = ({scripts.script(sign) for sign in word} - HARMLESS for word in WORDS.findall(line))
    return any(len(found) > 1 for found in scripts_of_words)


def _stutters(line: str, *, most: int) -> bool:
    """Whether a letter stands more than `most` times in a row; a Roman number may."""
    run = re.compile(rf"([^\W\d_])\1{{{most},}}")
    return any(run.search(word) for word in WORDS.findall(line.casefold()) if word not in ROMAN)


def _is_loud(line: str, *, fewest: int) -> bool:
    """Whether all letters that could be small are capitals, and there are `fewest` or more."""
    cased = [sign for sign in line if sign.lower() != sign or sign.upper() != sign]
    # Georgian on the screen is one case: its capitals are signs of another kind, and typed by nobody.
    return len(cased) >= fewest and all(sign.isupper() for sign in cased)

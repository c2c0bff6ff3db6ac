"""Word lists: what a House wants to read first, by language. Each language has a default list; a House may write its own."""

import re
from functools import cache, lru_cache
from pathlib import Path

import sqlalchemy as sa

from petitions import database, merging
from petitions.accounts import audit
from petitions.houses import queries as houses
from petitions.signatures import folding
from petitions.signatures.auditing import What
from petitions.signatures.records import WordList

FOLDER = Path(__file__).parent / "wordlists"
MOST = 20_000
"""Characters in a list."""
NOTHING = "(?!)"
_RUN = re.compile(r"( ?)(\S)((?: ?\2)*)")
"""A letter as often as it stands there, also where a word ends with it and the next begins with it."""


@cache
def languages() -> tuple[str, ...]:
    """The languages with a default list, by code."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.txt")))


@cache
def default(language: str) -> str:
    """The default list of a language: a word a line, `#` before a remark."""
    return (FOLDER / f"{language}.txt").read_text()


def of_house(house_id: int) -> dict[str, str]:
    """The lists of a House by language: its own, and the default ones of all other languages."""
    own = sa.select(WordList.language, WordList.words).where(WordList.house_id == house_id)
    written = {row.language: row.words for row in database.session().execute(own)}
    return {language: default(language) for language in languages()} | written


def is_own(house_id: int, language: str) -> bool:
    """Whether a House has written its own list of a language."""
    return database.session().get(WordList, (house_id, language)) is not None


def write(house_id: int, language: str, typed: str, *, by: int | None, seen: str | None = None) -> None:
    """Give a House its own list of a language; what equals the default list is none of its own.

    `seen` is the merging.mark of the list that `typed` was written over. Raises merging.Conflict if it is another one by now.
    """
    words = "\n".join(line.strip() for line in typed.splitlines() if line.strip())
    row = sa.delete(WordList).where(WordList.house_id == house_id, WordList.language == language)
    with database.action() as session:
        houses.take_turn(session, house_id)  # two that find no list yet would both write one
        now = of_house(house_id)[language]
        if seen is not None and merging.mark(now) not in (seen, merging.mark(typed)):
            raise merging.Conflict({"words": now})
        session.execute(row)
        if entries(words) != entries(default(language)):
            session.add(WordList(house_id=house_id, language=language, words=words))
        audit.note(
            session, What.WORDS_CHANGED, organiser_id=by, house_id=house_id, thing=f"house {house_id}, {language}"
        )


def entries(words: str) -> list[str]:
    """What a list holds, without remarks and repeats, in order."""
    lines = (line.partition("#")[0].strip() for line in words.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def listed(house_id: int) -> re.Pattern[str]:
    """What finds any word of a House's lists in a reading (see folding.readings)."""
    return pattern(tuple(of_house(house_id).values()))


@lru_cache(maxsize=32)
def pattern(lists: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any word of `lists` in a reading.

    "word" is a whole word, "word*" its beginning, "*word*" any part, "=two words" all that somebody wrote. A letter may be
    drawn out ("fuuuck"), and the gap between two words may be missing.
    """
    found = {entry: expression for entry in entries("\n".join(lists)) if (expression := _expression(entry))}
    anywhere = [expression for entry, expression in found.items() if not entry.startswith("=")]
    alone = [expression for entry, expression in found.items() if entry.startswith("=")]
    return re.compile(f" (?:{'|'.join(anywhere) or NOTHING}) |^ (?:{'|'.join(alone) or NOTHING}) $")


def unreadable(typed: str) -> list[str]:
    """The lines of a list that hold no letter: nothing would ever be found by them."""
    return [entry for entry in entries(typed) if not _expression(entry)]


def _expression(entry: str) -> str:
    words = " ".join(folding.WORDS.findall(entry.casefold()))
    if not words:
        return ""
    drawn_out = _RUN.sub(_drawn_out, words)
    return (r"\S*" if entry.startswith("*") else "") + drawn_out + (r"\S*" if entry.endswith("*") else "")


def _drawn_out(run: re.Match[str]) -> str:
    # As a whole: were each letter drawn out by itself, every way to share out a long row of them would be tried.
    gap, letter, more = run.groups()
    repeats = more.count(letter)
    often = f"(?: ?{letter}){{{repeats},}}" if " " in more else f"{{{repeats + 1},}}"
    return f"{gap and ' ?'}{letter}{often}"

"""The cells of a list's tables: which columns there are, and text that no spreadsheet program takes for a formula."""

import re
import unicodedata
from collections.abc import Callable, Collection

import babel

from petitions.dossiers.rows import Row
from petitions.formats import ELSEWHERE

COLUMNS = ("number", "name", "town", "country", "country_name", "date")
"""In their order. There is none for mail addresses: they never leave the seal by a file."""

VERSION = "version"
"""One more, where the list holds signatures of several versions of the petition text."""
PEOPLE = "signatures"
"""One more, where a row can stand for many."""
SUMS = ("country", "country_name", PEOPLE)
"""The columns of a table without names: a row for each country."""

_HARMLESS = re.compile(r"[^\W\d_][\w .’'-]*")
"""Begins with a letter and has nothing that ends a cell: most names, seen at one glance."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What makes a spreadsheet program calculate: = + - @, their wide, small and raised forms, and the minus sign. Blanks,
# quotes and invisible characters before it are skipped by some programs. It counts after a separator too: a program
# that is set to semicolons (Excel in most of Europe) or tabs ends the cell there, and what follows begins the next one.
_FORMULA = re.compile(
    r"""(?:^|(?<=[,;\t|]))(?=[\s"'\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"""
    r"""[=+\-@\u2212\u207a-\u207c\u208a-\u208c\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])"""
)
# The guard is an apostrophe, as OWASP advises: Excel and LibreOffice take the cell for text and show the apostrophe, so
# that a reader sees at once what was added ('-Ana). A blank before the sign is trimmed by some programs, an invisible
# character breaks search and comparison without anybody seeing why, and a look-alike dash would change the name.
_GUARD = "'"


def cell(text: str) -> str:
    """`text` as a cell that no program takes for a formula: in NFC, guarded, control characters and line ends blank."""
    composed = unicodedata.normalize("NFC", text)
    if _HARMLESS.fullmatch(composed):
        return composed
    return _FORMULA.sub(_GUARD, _CONTROLS.sub(" ", composed))


class Cells:
    """Turns rows into cells, those of the chosen `columns` and no others.

    `locale` (a Babel locale such as `nb`) names the countries, and `elsewhere` those that are not told apart; `withheld` stands
    where a name is not shown.
    """

    def __init__(self, columns: Collection[str], *, locale: str, elsewhere: str, withheld: str) -> None:
        names = {**babel.Locale.parse(locale).territories, ELSEWHERE: elsewhere}
        ways: dict[str, Callable[[Row], str | int]] = {
            "number": lambda row: row.number or "",
            "name": lambda row: withheld if row.name is None else cell(row.name),
            "town": lambda row: cell(row.town or ""),
            "country": lambda row: row.country,
            "country_name": lambda row: names.get(row.country, row.country),
            "date": lambda row: row.day.isoformat() if row.number else "",
            VERSION: lambda row: row.version if row.number else "",
            PEOPLE: lambda row: row.people,
        }
        self.columns = tuple(column for column in ways if column in columns)
        self._ways = [ways[column] for column in self.columns]

    def of(self, row: Row) -> list[str | int]:
        """The cells of `row`, in the order of `columns`."""
        return [way(row) for way in self._ways]

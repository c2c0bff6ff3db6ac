"""The signature list as a table for machines and spreadsheet programs, written row by row.

RFC 4180: commas, every cell in quotes, CRLF; the first line names the columns in English, whatever the list's language,
so that a program that reads one list reads them all.
"""

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from typing import BinaryIO

import babel

from petitions.dossiers.rows import Row

COLUMNS = ("number", "name", "town", "country", "country_name", "date")

_BATCH = 1000
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


class Writer:
    """Writes the table to `out` and keeps the checksum of what was written. Memory does not grow with the list.

    `locale` (a Babel locale such as `nb`) names the countries; `withheld` stands where a name is not shown.
    """

    def __init__(self, out: BinaryIO, *, locale: str, withheld: str) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._lines = io.StringIO(newline="")
        self._table = csv.writer(self._lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._names = dict(babel.Locale.parse(locale).territories)
        self._withheld = withheld
        self._waiting = 0
        # Without this mark Excel reads the code page of its country and garbles every name that is not Latin.
        self._put(codecs.BOM_UTF8)
        self._table.writerow(COLUMNS)

    def write(self, row: Row) -> None:
        """Add one row."""
        name = self._withheld if row.name is None else row.name
        country = self._names.get(row.country, row.country)
        self._table.writerow((row.number, cell(name), cell(row.town or ""), row.country, country, row.day.isoformat()))
        self._waiting += 1
        if self._waiting >= _BATCH:
            self._pass_on()

    def close(self) -> str:
        """Write what is left; return the SHA-256 of all bytes of the file, in hexadecimal. `out` stays open."""
        self._pass_on()
        return self._digest.hexdigest()

    def _pass_on(self) -> None:
        self._put(self._lines.getvalue().encode("utf-8"))
        self._lines.seek(0)
        self._lines.truncate()
        self._waiting = 0

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._out.write(data)

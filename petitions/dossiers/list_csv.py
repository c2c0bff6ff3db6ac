"""The signature list as a table for machines and spreadsheet programs, written row by row.

RFC 4180: commas, every cell in quotes, CRLF; the first line names the columns in English, whatever the list's language,
so that a program that reads one list reads them all.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Collection
from typing import BinaryIO

from petitions.dossiers.cells import COLUMNS, Cells
from petitions.dossiers.rows import Row

_BATCH = 1000


class Writer:
    """Writes the table to `out` and keeps the checksum of what was written. Memory does not grow with the list.

    Of `columns` and the words see cells.Cells.
    """

    def __init__(
        self, out: BinaryIO, *, locale: str, elsewhere: str, withheld: str, columns: Collection[str] = COLUMNS
    ) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._lines = io.StringIO(newline="")
        self._table = csv.writer(self._lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._cells = Cells(columns, locale=locale, elsewhere=elsewhere, withheld=withheld)
        self._waiting = 0
        # Without this mark Excel reads the code page of its country and garbles every name that is not Latin.
        self._put(codecs.BOM_UTF8)
        self._table.writerow(self._cells.columns)

    def write(self, row: Row) -> None:
        """Add one row."""
        self._table.writerow(self._cells.of(row))
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

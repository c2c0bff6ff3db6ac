"""The signature list as a workbook (Office Open XML, ECMA-376), written row by row into a stream that never goes back.

Libraries keep rows in memory or spool them to plain temporary files: neither will do for names. What a list needs of the
format is small: one style, text in the cells themselves, a further sheet where one is full.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Collection
from typing import IO, BinaryIO, cast
from xml.sax.saxutils import escape

from petitions.dossiers.cells import COLUMNS, Cells
from petitions.dossiers.rows import Row

ROWS = 1_048_576
"""Rows that a sheet has room for, with the one that names the columns."""
_BATCH = 500
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same list is the same file: no date of its making is in it."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_XML = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Begins an escape of ST_Xstring (ECMA-376, part 1, 22.9.2.19): Excel reads _x003D_ as an equals sign."""
_WIDTHS = {
    "number": 9,
    "name": 34,
    "town": 24,
    "country": 9,
    "country_name": 24,
    "date": 12,
    "version": 9,
    "signatures": 12,
}

# quotePrefix: a cell whose text is edited stays text, whatever it begins with.
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


class Writer:
    """Writes the workbook to `out`, which needs nothing but `write`. Memory does not grow with the list.

    Of `columns` and the words see cells.Cells; `rows` is how many a sheet takes.
    """

    def __init__(
        self,
        out: BinaryIO,
        *,
        locale: str,
        elsewhere: str,
        withheld: str,
        columns: Collection[str] = COLUMNS,
        rows: int = ROWS,
    ) -> None:
        self._out = _Counted(out)
        self._zip = zipfile.ZipFile(cast("IO[bytes]", self._out), "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._cells = Cells(columns, locale=locale, elsewhere=elsewhere, withheld=withheld)
        self._rows = rows
        self._sheets = 0
        self._sheet: IO[bytes] | None = None
        self._waiting: list[str] = []
        self._row = 0
        self._begin_sheet()

    def write(self, row: Row) -> None:
        """Add one row."""
        if self._row == self._rows:
            self._end_sheet()
            self._begin_sheet()
        self._add(self._cells.of(row))

    def close(self) -> str:
        """Write what is left; return the SHA-256 of all bytes of the file, in hexadecimal. `out` stays open."""
        self._end_sheet()
        for name, content in self._frame():
            self._zip.writestr(_entry(name), content)
        self._zip.close()
        return self._out.digest.hexdigest()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._row = 0
        self._sheet = self._zip.open(_entry(f"xl/worksheets/sheet{self._sheets}.xml"), "w", force_zip64=True)
        widths = "".join(
            f'<col min="{place}" max="{place}" width="{_WIDTHS[column]}" customWidth="1"/>'
            for place, column in enumerate(self._cells.columns, start=1)
        )
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        self._waiting.append(
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>"
        )
        self._add(list(self._cells.columns))

    def _end_sheet(self) -> None:
        self._waiting.append("</sheetData></worksheet>")
        self._pass_on()
        assert self._sheet is not None
        self._sheet.close()

    def _add(self, cells: list[str | int]) -> None:
        self._row += 1
        self._waiting.append(f"<row>{''.join(map(_cell, cells))}</row>")
        if len(self._waiting) >= _BATCH:
            self._pass_on()

    def _pass_on(self) -> None:
        assert self._sheet is not None
        self._sheet.write("".join(self._waiting).encode())
        self._waiting.clear()

    def _frame(self) -> list[tuple[str, str]]:
        """What makes a workbook of sheets."""
        sheets = range(1, self._sheets + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for number in sheets
        )
        relations = "".join(
            f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in sheets
        )
        listed = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in sheets)
        return [
            ("xl/styles.xml", _STYLES),
            (
                "xl/workbook.xml",
                f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'{_XML}<Relationships xmlns="{_RELATIONS}">{relations}'
                f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            ),
            (
                "_rels/.rels",
                f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="workbook" Type="{_OFFICE}/officeDocument" '
                'Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "[Content_Types].xml",
                f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
                f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
            ),
        ]


class _Counted(io.RawIOBase):
    """`out` as something that is only written to, front to back, and the checksum of what was written."""

    def __init__(self, out: BinaryIO) -> None:
        self._target = out
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(cast("bytes", data))
        self.digest.update(taken)
        self._target.write(taken)
        return len(taken)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _cell(content: str | int) -> str:
    if isinstance(content, int):
        return f"<c><v>{content}</v></c>"
    if not content:
        return "<c/>"
    text = escape(_ESCAPE.sub("_x005F_", _NOT_XML.sub("\ufffd", content)))
    return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

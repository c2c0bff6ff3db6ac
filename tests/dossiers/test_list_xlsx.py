"""The workbook: what spreadsheet programs read from it, and that none of them calculates."""

import csv
import datetime
import hashlib
import io
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from petitions.dossiers import list_csv, list_xlsx
from petitions.dossiers.rows import Row
from tests import factories

DAY = datetime.date(2015, 5, 18)
DANGEROUS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", ' "=1+1', "a;=1+1", "a\t=1+1",
    '=HYPERLINK("http://example.org")', "=cmd|'/C calc'!A0", "\u200b=1+1", "{=1+1}", "0x10", "1e5", "1/2", "00123", "TRUE",
)  # fmt: skip


def row(number=1, name="Åse Ødegård", town=None, country="NO"):
    return Row(number, name, town, country, DAY)


def written(given, kind=list_xlsx.Writer, **options):
    out = io.BytesIO()
    table = kind(out, locale="en", elsewhere="Other countries", withheld="name withheld", **options)
    for each in given:
        table.write(each)
    digest = table.close()
    return out.getvalue(), digest


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book]


def test_every_row_has_number_name_town_country_and_day():
    content, digest = written([row(7, "Rəsul Cəfərov", "Bakı & <Şəki>", "AZ"), row(8, None)])
    assert cells(content) == [
        [
            ["number", "name", "town", "country", "country_name", "date"],
            [7, "Rəsul Cəfərov", "Bakı & <Şəki>", "AZ", "Azerbaijan", "2015-05-18"],
            [8, "name withheld", None, "NO", "Norway", "2015-05-18"],
        ]
    ]
    assert digest == hashlib.sha256(content).hexdigest()


def test_a_column_that_was_not_chosen_is_not_in_the_file():
    content, _digest = written([row(7, "Rəsul Cəfərov", "Bakı", "AZ")], columns={"date", "number"})
    assert cells(content) == [[["number", "date"], [7, "2015-05-18"]]]
    book = zipfile.ZipFile(io.BytesIO(content))
    assert not any("Cəfərov" in book.read(name).decode() for name in book.namelist())


def test_the_version_that_was_signed_has_a_column_if_it_is_chosen():
    content, _digest = written([row(7), row(8)], columns={"number", "version"})
    assert cells(content) == [[["number", "version"], [7, 1], [8, 1]]]


@pytest.mark.parametrize("name", factories.HARD_NAMES)
def test_hard_names_come_out_as_the_csv_has_them(name):
    content, _digest = written([row(name=name)])
    table, _digest = written([row(name=name)], list_csv.Writer)
    (_head, line) = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert cells(content)[0][1][1] == line[1]


@pytest.mark.parametrize("name", ["\ufffe\uffff", "\ud800", "a\x00b", "]]>", "&amp;", '"<c/>'])
def test_what_xml_cannot_hold_breaks_no_workbook(name):
    content, _digest = written([row(name=name)])
    assert len(cells(content)[0]) == 2


@pytest.mark.parametrize("name", ["_x003D_A", "_x0041_x0042_", "_x005F_x003d_1+1", "_x00_x003D", "Ana_x"])
def test_an_escape_in_a_name_stays_what_was_typed(name):
    content, _digest = written([row(name=name)])
    kept = cells(content)[0][1][1]  # this reader leaves escapes alone; Excel undoes each
    assert re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), kept) == name


def test_no_cell_is_a_formula():
    content, _digest = written([row(number, name, name) for number, name in enumerate(DANGEROUS, 1)])
    sheet = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    spaces = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert sheet.findall(".//m:f", spaces) == []
    for cell in sheet.iterfind(".//m:c", spaces):
        assert cell.get("t") == "inlineStr" or len(cell) == 0 or cell.find("m:v", spaces).text.isdigit()


def test_a_sheet_that_is_full_goes_on_in_the_next():
    content, _digest = written([row(number) for number in range(1, 8)], rows=4)
    sheets = cells(content)
    assert [[line[0] for line in sheet] for sheet in sheets] == [
        ["number", 1, 2, 3],
        ["number", 4, 5, 6],
        ["number", 7],
    ]


def test_the_same_list_is_the_same_file():
    assert written([row()]) == written([row()])


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing, as the file on the disk does for the memory."""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return len(data)


@pytest.mark.parametrize("count", [2_000, 40_000])
def test_memory_does_not_grow_with_the_list(count):
    tracemalloc.start()
    table = list_xlsx.Writer(Nowhere(), locale="en", elsewhere="Other countries", withheld="name withheld")
    for number in range(count):
        table.write(row(number))
    table.close()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


@pytest.fixture
def opened(tmp_path):
    """Open tables in LibreOffice, all at once, and keep them as XML: cells that are calculated say so."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(
            "LibreOffice is missing, so nobody sees what it calculates. On Debian: apt install libreoffice-calc-nogui"
        )

    def open_all(**tables: bytes) -> dict[str, str]:
        files = {name: tmp_path / name.replace("_", ".") for name in tables}
        for name, content in tables.items():
            files[name].write_bytes(content)
        home, out = f"-env:UserInstallation=file://{tmp_path}/home", tmp_path / "out"
        command = [office, "--headless", home, "--convert-to", "fods", "--outdir", out, *files.values()]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return {name: (out / f"{file.stem}.fods").read_text() for name, file in files.items()}

    return open_all


def test_libreoffice_calculates_nothing_but_what_is_not_guarded(opened):
    rows = [row(number, name, name) for number, name in enumerate(DANGEROUS, 1)]
    workbook, _digest = written(rows)
    table, _digest = written(rows, list_csv.Writer)
    control = b'"number","name"\r\n"1","=1+1"\r\n'
    found = opened(workbook_xlsx=workbook, table_csv=table, control_csv=control)
    assert "table:formula" in found.pop("control_csv")
    for name, document in found.items():
        assert document.count("1+1") >= 10, name  # they are there; equal neighbours are written once
        assert "table:formula" not in document, name

"""The table for machines: what programs read from it, and what they must never take it for."""

import csv
import datetime
import hashlib
import io
import unicodedata

import pytest

from petitions.dossiers import cells, list_csv
from petitions.dossiers.rows import Row

DAY = datetime.date(2015, 5, 18)


def row(number=1, name="Åse Ødegård", town=None, country="NO"):
    return Row(number, name, town, country, DAY)


def written(*rows, locale="en"):
    out = io.BytesIO()
    table = list_csv.Writer(out, locale=locale, elsewhere="Other countries", withheld="name withheld")
    for each in rows:
        table.write(each)
    digest = table.close()
    return out.getvalue(), digest


def read(content, delimiter=","):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_every_row_has_number_name_town_country_and_day():
    content, _ = written(row(7, "Rəsul Cəfərov", "Bakı", "AZ"), row(8))
    assert read(content) == [
        ["number", "name", "town", "country", "country_name", "date"],
        ["7", "Rəsul Cəfərov", "Bakı", "AZ", "Azerbaijan", "2015-05-18"],
        ["8", "Åse Ødegård", "", "NO", "Norway", "2015-05-18"],
    ]


def test_countries_are_named_in_the_language_of_the_list():
    content, _ = written(row(country="AZ"), row(country="XX"), locale="nb")
    assert [line[3:5] for line in read(content)[1:]] == [["AZ", "Aserbajdsjan"], ["XX", "XX"]]


def test_a_withheld_name_is_said_to_be_withheld():
    content, _ = written(row(name=None))
    assert read(content)[1][1] == "name withheld"


def test_the_checksum_is_that_of_the_bytes_of_the_file():
    content, digest = written(*(row(number) for number in range(1, 2502)))
    assert digest == hashlib.sha256(content).hexdigest()
    assert len(read(content)) == 2502


def test_spreadsheet_programs_are_told_that_the_file_is_utf_8():
    content, _ = written()
    assert content.startswith(b"\xef\xbb\xbf")


def test_names_are_written_in_composed_form():
    content, _ = written(row(name="Jose\u0301"))
    assert read(content)[1][1] == "José"
    assert unicodedata.is_normalized("NFC", content.decode())


def test_a_name_that_begins_with_a_sign_stays_readable():
    assert cells.cell("-Ana") == "'-Ana"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹢﹣﹦﹫−⁺₌")
@pytest.mark.parametrize("before", ["", *" \t\r\n\"'\u200b\ufeff\u202e", "a;", "a; ", "a,\t", "a|"])
def test_no_cell_begins_a_formula(before, sign):
    guarded = cells.cell(f"{before}{sign}1+1")
    assert "'" in guarded[: guarded.index(sign)]
    for separator in ",;\t|":
        for part in guarded.split(separator):
            assert not part.lstrip(' "\u200b\ufeff\u202e').startswith(sign)


@pytest.mark.parametrize("name", ["O’Brien", "D'Angelo", "Jean-Luc de La Tour-d’Auvergne", "Ana-Maria, Oslo", "a+b@c"])
def test_a_sign_within_a_name_is_left_alone(name):
    assert cells.cell(name) == name


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_program_that_splits_elsewhere_finds_no_formula_either(delimiter):
    content, _ = written(row(name=f'Ana{delimiter}=1+1"{delimiter}@SUM(1)', town=f"{delimiter}-2"))
    cells = [cell for cells in read(content, delimiter)[1:] for cell in cells]
    assert not [cell for cell in cells if cell.lstrip(' "')[:1] in set("=+-@")]


def test_a_line_break_in_a_name_is_no_line_break_in_the_table():
    content, _ = written(row(name="Ana\r\n=1+1\u2028Ana\x00"))
    assert content.count(b"\n") == 2
    assert read(content)[1][1] == "Ana =1+1 Ana "


def test_a_column_that_was_not_chosen_is_not_in_the_file():
    out = io.BytesIO()
    table = list_csv.Writer(
        out, locale="en", elsewhere="Other countries", withheld="name withheld", columns={"date", "number"}
    )
    table.write(row(7, "Rəsul Cəfərov", "Bakı", "AZ"))
    table.close()
    assert read(out.getvalue()) == [["number", "date"], ["7", "2015-05-18"]]

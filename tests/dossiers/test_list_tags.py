"""The list as screen readers read it: every cell in its row, in the words of the table; longer ones refer to that."""

import csv
import io

import pikepdf
import pytest
from pikepdf import pdfa

from petitions.dossiers import list_csv, rows_tags
from petitions.dossiers.cover import Earlier, Endorser, Letter
from petitions.dossiers.rows import Row
from tests.dossiers import samples
from tests.dossiers.samples import ARABIC, DAY, ENGLISH, MIXED, RUSSIAN
from tests.support.spoken import Spoken

HARD = (
    ("Ana 😀 Anić", "𠮷野家", "JP"),
    ("Ana " + "Wolfeschlegelsteinhausen" * 8, "Łódź" * 30, "GS"),
    ("שלום 123 (Ana)", "الدار البيضاء 7", "MA"),
)
"""Names that are cut, that no typeface has, that run in two directions."""


def rows(count):
    return list(samples.rows(count, samples.PEOPLE + HARD))


def table(rows, labels):
    """What the CSV says of each row, without the apostrophe that keeps spreadsheet programs from calculating."""
    out = io.BytesIO()
    writer = list_csv.Writer(out, locale=labels.language, elsewhere=labels.elsewhere, withheld=labels.withheld)
    for row in rows:
        writer.write(row)
    writer.close()
    read = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    columns = ("number", "name", "town", "country_name", "date")
    return [[row[column].removeprefix("'") for column in columns] for row in read]


@pytest.fixture(scope="module")
def spoken(paper):
    def spoken(rows, labels=ENGLISH, **cover):
        with pikepdf.open(paper(rows, labels, **cover).path) as file:
            assert file.check_pdf_syntax() == []
            return Spoken(file)

    return spoken


@pytest.mark.parametrize("labels", [ENGLISH, RUSSIAN, ARABIC], ids=lambda labels: labels.language)
def test_each_row_says_what_the_table_says(spoken, labels):
    listed = spoken(rows(130), labels)
    assert listed.is_whole
    heads, *said = listed.document.of_kind("Table")[-1].parts
    assert [cell.words for cell in heads.of_kind("TH")] == [
        labels.number,
        labels.name,
        labels.town,
        labels.country,
        labels.date,
    ]
    assert [[cell.words for cell in row.of_kind("TD")] for row in said] == table(rows(130), labels)


def test_a_list_of_several_versions_has_a_cell_for_them(spoken):
    (first, *_) = spoken(rows(3), MIXED[0]).document.of_kind("Table")[-1].parts[1:]
    assert [cell.words for cell in first.parts][-2:] == ["1", "2015-05-17"]


def test_the_cover_is_read_in_its_order(spoken):
    document = spoken(rows(130)).document
    said = [part.words for part in document.parts]
    order = ("Signature list", "Free Rasul Jafarov", "To the President of Azerbaijan", "130 confirmed signatures")
    assert sorted(order, key=said.index) == list(order)
    assert [part.words for part in document.of_kind("H1")] == ["Free Rasul Jafarov"]
    headings = [part.words for part in document.of_kind("H2")]
    assert headings == ["What they signed", "How to check this list", "When they signed", "Where they live"]
    (curve,) = document.of_kind("Figure")
    assert curve.words.startswith("Signatures grew in number from") and "130" in curve.words
    countries = {row.parts[0].words: row.parts[1].words for row in document.of_kind("Table")[0].parts}
    assert countries["Azerbaijan"] == str(sum(row.country == "AZ" for row in rows(130)))


def test_a_paragraph_that_runs_over_pages_is_one(spoken):
    text = "\n".join(f"Paragraph {number}: " + "we call on you " * 60 for number in range(40))
    listed = spoken([], petition_text=text)
    assert listed.is_whole
    said = [part.words for part in listed.document.of_kind("P")]
    assert [words for words in said if words.startswith("Paragraph")] == [line.strip() for line in text.splitlines()]
    assert len(listed.document.of_kind("H2")) == 2, "its heading is repeated on paper, not read again"


def test_an_empty_list_has_no_table(spoken):
    listed = spoken([])
    assert listed.is_whole and not listed.document.of_kind("Table")


def test_a_longer_list_is_text_and_refers_to_the_table(spoken, paper, monkeypatch):
    monkeypatch.setattr(rows_tags, "ROWS", 100)
    listed = spoken(rows(130), ARABIC)
    assert listed.is_whole
    assert len(listed.document.of_kind("TR")) == len({row.country for row in rows(130)}), "the countries alone"
    assert ARABIC.too_long in {part.words for part in listed.document.of_kind("P")}
    assert ARABIC.too_long not in {part.words for part in spoken(rows(100), ARABIC).document.of_kind("P")}
    english = paper([Row(number, "Ana Kovač", None, "HR", DAY) for number in range(1, 131)])
    assert ENGLISH.too_long in " ".join(english.text.split())
    assert pdfa.validate_written(english.path, "2b").passed


def test_what_is_in_another_language_says_so(spoken):
    day = {"place": "", "day": DAY, "logo": None, "address": "", "signature": "Berit"}
    letters = [
        Letter(code, "Human Rights House", recipient=name, body=40 * f"{name}\n", **day)
        for code, name in (("ar", "إلى الرئيس"), ("en", "To the President"))
    ]
    listed = spoken(
        rows(5),
        letters=letters,
        language="en",
        petition_text="Вярніце волю\nЗараз",
        petition_language="be",
        earlier=[Earlier("Others", "Version 1", "Slobodu", "sr_Latn")],
        endorsers=[Endorser("Дом", None, "uk"), Endorser("House", None, "en")],
    ).document.parts
    languages = {part.words: part.language for part in listed}
    assert {words: languages[words] for words in ("إلى الرئيس", "Вярніце волю", "Зараз", "Slobodu", "Дом")} == {
        "إلى الرئيس": "ar", "Вярніце волю": "be", "Зараз": "be", "Slobodu": "sr-Latn", "Дом": "uk",
    }  # fmt: skip
    arabic = listed[: [part.words for part in listed].index("To the President") - 1]
    assert {part.language for part in arabic} == {"ar"}, "a page of the letter is forgotten"
    others = {part.words for part in listed if not part.language}
    assert {"To the President", "House", "Others", "Version 1", ENGLISH.petition, ENGLISH.endorsers} <= others

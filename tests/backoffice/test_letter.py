"""The page of the cover letter."""

import io
import re

import pypdfium2
import pytest

from tests import factories
from tests.support import editor, naughty

PAGE = "/organise/campaigns/free-rasul/letter"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        made = factories.campaign(of=house)
        factories.confirmed(made)
        return made


def words_of(answer) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_a_letter_is_proposed_changed_kept_and_looked_at(office, campaign, valid_html):
    shown = office.get(PAGE)
    valid_html(shown.text)
    assert "is printed once you have saved it" in shown.text
    assert office.get(f"{PAGE}.pdf").location.endswith("/letter")
    answer = editor.save(office, f"{PAGE}?language=az", az__body="Zati-aliləri", en__place="Geneva")
    assert answer.status_code == 302
    kept = office.get(PAGE).text
    assert re.search(r'<option value="az"[^>]* selected', kept)
    assert "Zati-aliləri" in kept and "Geneva" in kept
    paper = office.get(f"{PAGE}.pdf")
    assert paper.mimetype == "application/pdf"
    words = words_of(paper)
    assert "Zati-aliləri" in words and "Geneva" in words and "Signatures: 1. Countries: 1." in words
    assert "Cover letter written" in office.get("/organise/houses/oslo/log").text
    assert "Written in Azerbaijani and English" in office.get("/organise/campaigns/free-rasul/handover").text


def test_in_one_language_there_is_one_letter(office, campaign):
    editor.save(office, f"{PAGE}?language=en", en__body="Only this.")
    assert words_of(office.get(f"{PAGE}.pdf")).count("Only this.") == 1


def test_signs_that_cannot_be_printed_are_told_before(office, campaign):
    answer = editor.save(office, PAGE, en__body="Free him 😀")
    assert answer.status_code == 422
    assert "no typeface has these signs: 😀" in answer.text
    assert "Free him 😀" in answer.text, "nothing that was typed is lost"


def test_two_who_write_at_once_are_asked(office, campaign):
    first, second = (editor.form_of(office.get(PAGE)) for _ in range(2))
    office.post(PAGE, first | {"en-body": "First.", "do": "save"})
    answer = office.post(PAGE, second | {"en-body": "Second.", "do": "save"})
    assert answer.status_code == 409
    assert "First." in answer.text and "Second." in answer.text


def test_whatever_is_typed_breaks_nothing(office, campaign):
    values = editor.form_of(office.get(PAGE))
    for value in naughty.STRINGS[::12]:
        typed = value.encode("utf-8", "surrogatepass")
        assert office.post(PAGE, values | {"en-body": typed}).status_code < 500, value
        assert office.get(PAGE, query_string={"language": value}).status_code < 500, value

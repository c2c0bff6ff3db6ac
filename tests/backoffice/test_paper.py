"""The pages on paper sheets: what an organiser makes, prints, and counts when it comes back."""

import re

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from petitions import database
from petitions.campaigns.models import Campaign, CampaignText, PetitionTextTranslation, State
from petitions.papersheets import queries
from tests import factories
from tests.support.editor import form_of

PAPER = "/organise/campaigns/free-rasul/paper"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        return factories.campaign(of=house)


@pytest.fixture
def batch(app, office, campaign):
    """Three sheets that were made on the page."""
    assert office.post(f"{PAPER}/make", {"language": "en", "count": "3"}).location == PAPER
    with app.app_context():
        return queries.batches(campaign.id)[0].name


def test_a_campaign_without_sheets_says_what_they_are_for(office, campaign, valid_html):
    page = office.get(PAPER).text
    valid_html(page)
    assert "No sheet has been made yet." in page
    assert f'href="{PAPER}"' in office.get("/organise/campaigns/free-rasul/edit").text


def test_nobody_is_asked_to_sign_words_in_another_language(app, office, campaign):
    with app.app_context(), database.action() as session:
        here = session.get_one(Campaign, campaign.id)
        columns = CampaignText.__table__.columns.keys()
        here.texts.append(CampaignText(**{name: getattr(here.texts[0], name) for name in columns} | {"language": "nb"}))
    assert '<option value="nb"' not in office.get(PAPER).text
    with app.app_context(), database.action() as session:
        petition = session.get_one(Campaign, campaign.id).petition_text
        petition.texts.append(PetitionTextTranslation(language="nb", body="Slipp ham fri."))
    assert '<option value="nb"' in office.get(PAPER).text


def test_each_sheet_leads_supporters_to_the_campaign_and_the_house_to_its_count(office, batch, tmp_path):
    answer = office.get(f"{PAPER}/{batch}.pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="free-rasul-{batch}.pdf"'
    document = pypdfium2.PdfDocument(answer.data)
    read = [zxingcpp.read_barcodes(page.render(scale=3).to_pil()) for page in document]
    base = "https://calls.example.org"
    assert [{code.text for code in codes} for codes in read] == [
        {f"{base}/en/campaigns/free-rasul", f"{base}{PAPER}/sheets/{batch}-{number:03d}"} for number in (1, 2, 3)
    ]
    (tmp_path / "sheets.pdf").write_bytes(answer.data)
    with pikepdf.open(tmp_path / "sheets.pdf") as checked:
        assert checked.check_pdf_syntax() == []


def test_a_sheet_that_came_back_is_counted(office, batch, valid_html):
    found = office.post(f"{PAPER}/find", {"code": f" {batch.upper()} 2 "})
    assert found.location == f"{PAPER}/sheets/{batch}-002"
    page = office.get(found.location)
    valid_html(page.text)
    assert form_of(page, "flow")["signatures"] == ""
    saved = office.post(found.location, {"signatures": "17"}, follow_redirects=True)
    valid_html(saved.text)
    assert f"Sheet {batch}-002 is counted." in saved.text
    assert re.search(r'class="total">\s*17\s*<', saved.text)
    assert "1 of 3 sheets came back." in saved.text
    assert "It is counted already, with 17 signatures." in office.get(found.location).text


@pytest.mark.parametrize("typed", ("", "-1", "101", "many", "9" * 40, "\x00", "²"))
def test_a_wrong_number_is_said_so(office, batch, typed, valid_html):
    answer = office.post(f"{PAPER}/sheets/{batch}-001", {"signatures": typed})
    assert answer.status_code == 422
    assert "Write a number from 0 to 100" in answer.text
    assert office.post(f"{PAPER}/make", {"language": "en", "count": typed.replace("101", "501")}).status_code == 422


@pytest.mark.parametrize("typed", ("", "x" * 10_000, "aaaaa-001", "\x00", "\u202e001-aaaaa"))
def test_an_unknown_code_is_said_so(office, batch, typed):
    answer = office.post(f"{PAPER}/find", {"code": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_there_are_no_sheets_by_any_other_address(office, batch):
    for path in ("aaaaa.pdf", "sheets/aaaaa-001", f"sheets/{batch}-004", "sheets/%00"):
        assert office.get(f"{PAPER}/{path}").status_code == 404


def test_a_campaign_that_takes_no_signatures_makes_none(app, office, campaign, batch):
    with app.app_context(), database.action() as session:
        session.get_one(Campaign, campaign.id).state = State.CLOSED
    assert "The campaign takes no signatures now." in office.get(PAPER).text
    refused = office.post(f"{PAPER}/make", {"language": "en", "count": "1"}, follow_redirects=True)
    assert "The campaign takes no signatures: open it first." in refused.text
    assert f"{batch}.pdf" not in office.get(PAPER).text
    assert office.get(f"{PAPER}/{batch}.pdf").location == PAPER
    assert office.post(f"{PAPER}/sheets/{batch}-001", {"signatures": "4"}).status_code == 302

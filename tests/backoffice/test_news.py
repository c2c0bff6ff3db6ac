"""News in the back office: written by two at once, published, and tested."""

import pytest

from petitions import database
from petitions.accounts.rights import Role
from petitions.updates import writing
from petitions.updates.models import Update
from tests import factories
from tests.support import rounds
from tests.support.editor import form_of

NEWS = "/organise/campaigns/free-rasul/news"
WORDS = {"en-title": "Sentenced", "en-body": "Six and a *half* years."}


@pytest.fixture
def begun(office, campaign) -> str:
    """The address of news that have a title."""
    return office.post(NEWS, {"title": "Sentenced"}).location


def saved(browser, path: str, **typed: str):
    values = form_of(browser.get(path)) | {name.replace("_", "-"): value for name, value in typed.items()}
    return browser.post(path, values | {"do": "save"})


def test_the_address_follows_the_title_until_it_is_published_and_then_never_changes(app, office, campaign, begun):
    def address() -> str:
        with app.app_context():
            return database.session().get_one(Update, 1).slug

    assert address() == "sentenced"
    office.post(NEWS, {"title": "Six years"})
    saved(office, begun, en_title="Six years", en_body="Six and a half.")
    assert address() == "six-years-2"
    saved(office, begun, en_title="Six years!")
    assert address() == "six-years-2"
    saved(office, begun, en_title="")
    saved(office, begun, en_title="Free at last")
    assert address() == "free-at-last"
    office.post(f"{begun}/publish")
    saved(office, begun, en_title="Freed")
    office.post(f"{begun}/hide")
    saved(office, begun, en_title="Free again")
    assert address() == "free-at-last"


def test_news_are_begun_written_and_published(office, begun):
    assert "A draft" in office.get(begun).text
    assert saved(office, begun, en_body="Six and a *half* years.").status_code == 302
    assert office.get("/en/news/sentenced").status_code == 404
    office.post(f"{begun}/publish")
    assert "Published on" in office.get(begun).text
    with_news = office.get(NEWS).text
    assert "Sentenced" in with_news
    office.post(f"{begun}/hide")
    assert "A draft" in office.get(begun).text


def test_an_empty_list_says_what_news_are_for(office, campaign):
    assert "Whoever signed wants to know" in office.get(NEWS).text


def test_a_title_is_needed(office, campaign):
    answer = office.post(NEWS, {"title": " "})
    assert answer.status_code == 422
    assert "Write a title" in answer.text


def test_news_without_a_text_are_not_published(office, begun):
    assert "needed in the campaign" in office.post(f"{begun}/publish", follow_redirects=True).text
    assert "A draft" in office.get(begun).text


def test_the_other_language_stands_beside_the_main_one(office, begun):
    saved(office, f"{begun}?language=az", az_title="Hökm", az_body="Altı il yarım.")
    page = office.get(f"{begun}?language=az").text
    assert 'name="en-title"' in page
    assert 'value="Hökm"' in page


def test_the_preview_works_without_a_script(office, begun):
    values = form_of(office.get(begun)) | WORDS
    page = office.post(begun, values | {"do": "preview"}).text
    assert "Six and a <em>half</em> years." in page


def test_two_at_once_are_asked(office, sign_in, house, begun):
    other = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    mine, theirs = form_of(office.get(begun)), form_of(other.get(begun))
    other.post(begun, theirs | {"en-body": "Seven years.", "do": "save"})
    answer = office.post(begun, mine | {"en-body": "Six years.", "do": "save"})
    assert answer.status_code == 409
    assert "Seven years." in answer.text
    assert "Six years." in answer.text
    kept = form_of(answer) | {"en-body-keep": "mine", "do": "save"}
    assert office.post(begun, kept).status_code == 302
    assert "Six years." in office.get(begun).text


def test_what_was_typed_about_removed_news_is_not_lost(office, begun):
    values = form_of(office.get(begun)) | WORDS
    assert "Remove the news" in office.get(f"{begun}/remove").text
    office.post(f"{begun}/remove")
    answer = office.post(begun, values | {"do": "save"})
    assert answer.status_code == 409
    assert "Six and a *half* years." in answer.text
    assert office.get(begun).status_code == 404


def test_a_test_goes_to_oneself(office, app, begun, smtp_sink):
    saved(office, begun, en_body="Six years.")
    assert "A test is on its way to ane@example.org" in office.post(f"{begun}/test", follow_redirects=True).text
    with app.app_context():
        rounds.deliver_some()
    (message,) = smtp_sink.to("ane@example.org")
    assert message["Subject"] == "Test: Sentenced"


def test_what_has_no_text_is_not_tested(office, app, begun, smtp_sink):
    assert "Title and text are needed" in office.post(f"{begun}/test", follow_redirects=True).text
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.to("ane@example.org") == []


def test_news_of_another_campaign_are_not_here(app, office, house, campaign):
    with app.app_context():
        factories.update(of=campaign)
        factories.campaign("other", of=house)
        writing.begin(factories.campaign("third", of=house), "Other news", by=None)
    for path in ("/organise/campaigns/other/news/1", "/organise/campaigns/free-rasul/news/2"):
        assert office.get(path).status_code == 404

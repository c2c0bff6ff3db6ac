"""Correcting what is said in public of a step that a campaign has made."""

import re

import pytest

from petitions import clock as times
from petitions import database
from petitions.accounts import audit
from petitions.campaigns import publishing, writing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import Outcome
from tests import factories
from tests.support.editor import form_of

STATE = "/organise/campaigns/free-rasul/state"
PUBLIC = "/en/campaigns/free-rasul"


@pytest.fixture(autouse=True)
def campaign(app, house):
    """A campaign that was closed, with a note that has a mistake, and of which something came in other words."""
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        made = factories.campaign(of=house)
        publishing.close(made, notes={"en": "The tiral is over."})
        publishing.record_outcome(made, Outcome.OTHER, on=times.today(), notes={"en": "Deported."})
        publishing.archive(made)


def pages(office) -> list[str]:
    """The pages that correct notes, as the page of the state names them."""
    return re.findall(r'href="([^"]+/steps/\d+)"', office.get(STATE).text)


def test_a_note_is_corrected_on_the_page_and_in_the_log(office, client, app, house, valid_html):
    closing, _outcome = pages(office)
    valid_html(office.get(closing).text)
    form = form_of(office.get(closing), "flow")
    assert form["en"] == "The tiral is over."
    done = office.post(closing, form | {"en": "The trial is over."}, follow_redirects=True).text
    assert ("The trial is over." in done, "tiral" in done) == (True, False)
    assert "The trial is over." in client.get(PUBLIC).text
    with app.app_context():
        entry = audit.of_house(house.id)[0]
        assert (entry.what, entry.thing) == ("note on a step changed", "campaign 1")
    office.post(closing, form_of(office.get(closing), "flow") | {"en": ""})
    assert "trial" not in client.get(PUBLIC).text


def test_what_came_of_it_follows_on_lists_and_is_not_taken_away(office, client, app):
    _closing, outcome = pages(office)
    office.post(outcome, form_of(office.get(outcome), "flow") | {"en": "Deported to Turkey."})
    with app.app_context():
        assert campaigns.visible("free-rasul").text("en").outcome == "Deported to Turkey."
    refused = office.post(outcome, form_of(office.get(outcome), "flow") | {"en": ""})
    assert (refused.status_code, "Say in the main language" in refused.text) == (422, True)
    assert "Deported to Turkey." in client.get(PUBLIC).text


def test_of_two_who_correct_at_once_nobody_loses_words(office, valid_html):
    closing, _outcome = pages(office)
    one, other = (form_of(office.get(closing), "flow") for _ in range(2))
    office.post(closing, one | {"en": "The trial is over."})
    met = office.post(closing, other | {"en": "It is over."})
    assert met.status_code == 409
    assert all(words in met.text for words in ("The trial is over.", "It is over.", "Two people have written here"))
    valid_html(met.text)
    assert office.post(closing, form_of(met, "flow") | {"en": "It is over, today."}).status_code == 303
    assert "It is over, today." in office.get(STATE).text


def test_steps_of_others_and_those_that_nobody_is_told_of_have_no_page(office, app):
    with app.app_context():
        other = factories.campaign("other", of=factories.house("zagreb"))
        publishing.close(other)
        ours, theirs = (campaigns.steps(one)[-1].id for one in (1, other.id))
        assert database.session().get(type(campaigns.steps(1)[0]), ours).move.value == "archive"
    for number in (ours, theirs, 999):
        assert office.get(f"/organise/campaigns/free-rasul/steps/{number}").status_code == 404
    assert all(f"/steps/{ours}" not in page for page in pages(office))


@pytest.mark.parametrize(
    ("typed", "words"),
    [("x" * 10_000, "Shorten this"), ("a\u202eb", "Remove the invisible"), ("a\x00b", "Remove the invisible")],
)
def test_bad_notes_are_mended_in_words(office, typed, words):
    closing, _outcome = pages(office)
    answer = office.post(closing, form_of(office.get(closing), "flow") | {"en": typed})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert "The tiral is over." in office.get(STATE).text


def test_a_note_in_a_language_that_was_taken_out_meanwhile_is_not_lost(office, app):
    with app.app_context():
        writing.add_language(1, "az", by=None)
    closing, _outcome = pages(office)
    form = form_of(office.get(closing), "flow") | {"az": "Məhkəmə bitdi."}
    with app.app_context():
        writing.remove_language(1, "az", by=None)
    answer = office.post(closing, form)
    assert (answer.status_code, "Məhkəmə bitdi." in answer.text) == (409, True)


def test_what_came_of_it_is_said_on_lists_in_a_language_that_is_written_later(office, app):
    with app.app_context():
        writing.add_language(1, "az", by=None)
    _closing, outcome = pages(office)
    office.post(outcome, form_of(office.get(outcome), "flow") | {"az": "Deportasiya edildi."})
    with app.app_context():
        (text,) = (text for text in campaigns.visible("free-rasul").texts if text.language == "az")
        assert text.outcome == "Deportasiya edildi."


def test_an_outcome_of_before_the_campaign_was_reopened_stays_off_lists(office, app):
    with app.app_context():
        publishing.restore(campaigns.visible("free-rasul"))
        publishing.reopen(campaigns.visible("free-rasul"))
    _closing, outcome, _reopening = pages(office)
    office.post(outcome, form_of(office.get(outcome), "flow") | {"en": "Deported to Turkey."})
    with app.app_context():
        assert campaigns.visible("free-rasul").text("en").outcome is None

"""Correcting what is said in public of a step that a campaign has made."""

import re

import pytest

from petitions import clock as times
from petitions import database
from petitions.accounts import audit
from petitions.campaigns import publishing
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


@pytest.mark.parametrize("typed", ["x" * 10_000, "a\u202eb", "a\x00b", "www.example.org\n\n"])
def test_bad_notes_are_mended_in_words(office, typed):
    closing, _outcome = pages(office)
    answer = office.post(closing, form_of(office.get(closing), "flow") | {"en": typed})
    assert answer.status_code in (303, 422)
    assert "The tiral is over." in office.get(STATE).text or answer.status_code == 303

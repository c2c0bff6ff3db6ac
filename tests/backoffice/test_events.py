"""The pages on events: what an organiser sees, types, and gets back."""

import datetime
import re

import pytest

from petitions import clock
from petitions.accounts.rights import Role
from petitions.campaigns import writing as campaigns
from petitions.events import attendance, queries
from petitions.events.models import State
from tests import factories
from tests.backoffice.test_log import lines
from tests.events.conftest import SAID, YEAR
from tests.support.editor import form_of, save

EVENTS = "/organise/campaigns/free-rasul/events"
NEW = f"{EVENTS}/new"
VIGIL = f"{EVENTS}/vigil-for-rasul"


@pytest.fixture
def campaign(app, house):
    """An open campaign of Oslo in two languages."""
    with app.app_context():
        made = factories.campaign(of=house)
        campaigns.add_language(made.id, "nb", by=None)
        return made


@pytest.fixture
def vigil(app, office, campaign):
    """A vigil that was planned on the page; how it is now."""
    assert office.post(NEW, form_of(office.get(NEW)) | SAID).location == VIGIL

    def read():
        with app.app_context():
            return queries.within(campaign.id, "vigil-for-rasul")

    return read


@pytest.fixture
def come(app, vigil):
    """Let people say that they will come."""

    def say(people: int) -> str:
        with app.app_context():
            return attendance.rsvp(vigil(), people=people, language="en")

    return say


def test_a_campaign_without_events_says_what_to_do(office, campaign, valid_html):
    page = office.get(EVENTS).text
    valid_html(page)
    assert "No event is planned." in page
    assert f'href="{NEW}"' in page
    assert f'href="{EVENTS}"' in office.get("/organise/campaigns/free-rasul/edit").text


def test_a_new_event_begins_where_the_house_is(office, campaign, valid_html):
    page = office.get(NEW)
    valid_html(page.text)
    shown = form_of(page)
    assert (shown["zone"], shown["country"], shown["starts_at"]) == ("Europe/Oslo", "NO", "")


def test_what_was_planned_stands_on_the_list_and_is_public_at_once(office, vigil, come, client, valid_html):
    assert "Saved." in office.get(VIGIL).text
    come(3)
    save(office, VIGIL, capacity="300")
    page = office.get(EVENTS).text
    valid_html(page)
    said = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "Vigil · " in said
    assert "Egertorget, Oslo 3 people are coming · 300 places" in said
    assert 'href="/en/events/vigil-for-rasul"' in page
    assert "Vigil for Rasul" in client.get("/en/events/vigil-for-rasul").text


def test_what_is_missing_is_asked_for_and_nothing_is_stored(office, campaign):
    page = office.post(NEW, form_of(office.get(NEW)) | {"en-title": "Vigil"})
    assert page.status_code == 422
    assert "Write day and hour as 2015-05-30 15:00" in page.text
    assert "Write something here: pages that the public sees need it" in page.text
    assert form_of(page)["en-title"] == "Vigil"
    assert "No event is planned." in office.get(EVENTS).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ends_at": f"{YEAR}-05-30T14:00"}, "The end comes after the beginning"),
        ({"starts_at": "2015-05-30T15:00", "ends_at": "2015-05-30T16:00"}, "This is over already."),
        ({"starts_at": "2027-03-28T02:30", "ends_at": "2036-03-28T04:00"}, "so it does not exist. Choose another one"),
        ({"ends_at": "2027-10-31T02:30"}, "so it comes twice. Choose another one"),
        ({"starts_at": f"{YEAR}-05-30T15:00+02:00"}, "Write day and hour as 2015-05-30 15:00"),
        ({"zone": "Mars/North"}, "Choose a time zone"),
        ({"country": "xx"}, "Choose a country"),
        ({"kind": "coup"}, "Choose what it is"),
        ({"capacity": "many"}, "Write a number from 1 to 1000000"),
        ({"en-headline": "a\nb\nc\nd"}, "Use at most 3 lines"),
    ],
)
def test_what_cannot_be_is_answered_with_how_to_mend_it(office, campaign, typed, words):
    page = office.post(NEW, form_of(office.get(NEW)) | SAID | typed)
    assert (page.status_code, words in page.text) == (422, True)
    assert form_of(page)["en-title"] == "Vigil for Rasul"
    assert office.get(VIGIL).status_code == 404


def test_a_page_that_is_saved_untouched_changes_nothing(office, vigil, now):
    before = now().changed_at
    assert save(office, f"{VIGIL}?language=nb").status_code == 302
    assert (now().changed_at, vigil().sequence) == (before, 0)


def test_a_translation_is_written_beside_the_main_language(office, vigil, client, valid_html):
    page = office.get(f"{VIGIL}?language=nb").text
    valid_html(page)
    assert "7 of 7 missing" in page
    save(office, f"{VIGIL}?language=nb", nb__title="Vake for Rasul", en__summary="We stand still.")
    assert "6 of 7 missing" in office.get(f"{VIGIL}?language=nb").text
    assert vigil().text("en").summary == "We stand still."
    assert "Vigil for Rasul" in client.get("/nb/events/vigil-for-rasul").text


def test_places_are_never_fewer_than_people(office, vigil, come):
    come(7)
    page = save(office, VIGIL, capacity="6")
    assert (page.status_code, "7 people are coming: there cannot be fewer places" in page.text) == (422, True)
    assert save(office, VIGIL, capacity="٧").status_code == 302
    assert vigil().capacity == 7


def test_two_who_write_at_once_see_both_texts_and_choose(sign_in, office, house, vigil):
    other = sign_in("ida@example.org", of=house, role=Role.ORGANISER)
    mine = form_of(office.get(VIGIL)) | {"kind": "march", "en-place": "Mine", "en-city": "Bergen"}
    save(other, VIGIL, kind="concert", en__place="Theirs")
    page = office.post(VIGIL, mine)
    assert page.status_code == 409
    assert "Theirs</blockquote>" in page.text
    assert "Concert</blockquote>" in page.text
    again = form_of(page) | {"en-place-keep": "theirs"}
    assert office.post(VIGIL, again).status_code == 302
    assert (vigil().text("en").place, vigil().text("en").city, vigil().kind.value) == ("Theirs", "Bergen", "march")


def test_of_two_who_move_it_at_once_the_second_is_shown_what_the_first_saved(office, vigil):
    mine = form_of(office.get(VIGIL)) | {"ends_at": f"{YEAR}-05-30T15:30"}
    save(office, VIGIL, starts_at=f"{YEAR}-05-30T16:00")
    page = office.post(VIGIL, mine)
    assert (page.status_code, "The end comes after the beginning" in page.text) == (422, True)
    assert form_of(page)["starts_at"] == f"{YEAR}-05-30T16:00"
    assert office.post(VIGIL, form_of(page) | {"ends_at": f"{YEAR}-05-30T16:30"}).status_code == 302


def test_what_was_typed_on_an_event_that_is_gone_is_shown_once_more(office, vigil):
    mine = form_of(office.get(VIGIL)) | {"en-summary": "We stand in silence."}
    office.post(f"{VIGIL}/remove")
    page = office.post(VIGIL, mine)
    assert (page.status_code, "We stand in silence.</blockquote>" in page.text) == (409, True)
    assert office.get(VIGIL).status_code == 404


def test_calling_off_asks_once_and_tells_the_public(office, vigil, come, client, valid_html):
    answer = f"/rsvp/{come(2)}"
    assert "Change the number" in client.get(answer).text
    page = office.get(f"{VIGIL}/cancel").text
    valid_html(page)
    assert "2 people are coming" in page
    assert vigil().state is State.PLANNED
    assert office.post(f"{VIGIL}/cancel").location == VIGIL
    assert "The event is called off." in office.get(VIGIL).text
    assert "Called off</span>" in office.get(EVENTS).text
    public = client.get("/en/events/vigil-for-rasul").text
    assert "Called off. This event does not take place." in public
    assert "Count me in" not in public
    assert "Change the number" not in client.get(answer).text
    assert "Call off" in client.get(answer).text
    assert "/en/events/vigil-for-rasul" not in client.get("/en/campaigns/free-rasul").text
    assert b"STATUS:CANCELLED" in client.get("/en/events/vigil-for-rasul/event.ics").data
    office.post(f"{VIGIL}/plan-again")
    assert (vigil().state, vigil().sequence) == (State.PLANNED, 2)


def test_a_button_without_the_token_of_a_page_does_nothing(office, vigil):
    for act in ("cancel", "remove"):
        answer = office.client.post(f"{VIGIL}/{act}")
        assert (answer.status_code, "Nothing was done. Try again." in answer.text) == (422, True)
    assert vigil().state is State.PLANNED


def test_an_event_to_which_somebody_comes_is_not_removed(office, vigil, come):
    assert f"{VIGIL}/remove" in office.get(VIGIL).text
    come(1)
    assert f"{VIGIL}/remove" not in office.get(VIGIL).text
    answer = office.post(f"{VIGIL}/remove", follow_redirects=True)
    assert "People have said that they will come, so it stays." in answer.text
    assert vigil().coming == 1


def test_what_is_over_is_kept_apart_and_stays_as_it_was(office, app, campaign):
    start = clock.now() - datetime.timedelta(hours=3)
    with app.app_context():
        factories.event(of=campaign, starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    page = office.get(EVENTS).text
    assert page.index("No event is planned.") < page.index("March for Rasul")
    assert "/cancel" not in office.get(f"{EVENTS}/march-oslo").text
    answer = office.post(f"{EVENTS}/march-oslo/cancel", follow_redirects=True)
    assert "This event is over, so it stays as it was." in answer.text


def test_an_event_of_another_house_is_not_there(office, app, vigil):
    with app.app_context():
        factories.event("other", of=factories.campaign("free-ana", of=factories.house("zagreb")))
    for page in ("", "/cancel", "/plan-again", "/remove"):
        assert office.get(f"{EVENTS}/other{page}").status_code == 404
        assert office.post(f"{EVENTS}/other{page}").status_code == 404


def test_the_log_tells_of_events(office, vigil):
    office.post(f"{VIGIL}/cancel")
    said = lines(office.get("/organise/houses/oslo/log"))
    assert said[0] == "Event called off · Free Rasul Jafarov · Vigil for Rasul"
    assert said[1] == "Event planned · Free Rasul Jafarov · Vigil for Rasul"

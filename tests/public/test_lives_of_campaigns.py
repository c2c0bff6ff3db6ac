"""What the public sees of a campaign's life: its steps, its earlier words, and nothing of a draft but by a link that ends."""

import datetime

import pytest

from petitions import clock as times
from petitions import database
from petitions.campaigns import previewing, publishing, versions
from petitions.campaigns.life import Outcome, Protection, State
from petitions.campaigns.previewing import Standing
from tests import factories

PAGE = "/en/campaigns/free-rasul"
FORM = {"name": "Ana", "email": "ana@example.org", "country": "HR", "visibility": "counted", "consent": "y"}


@pytest.fixture(autouse=True)
def fresh_pages(app):
    app.config["PAGE_SECONDS"] = 0


def test_each_state_is_told_with_its_day_and_note(app, client, clock):
    with app.app_context():
        campaign = factories.campaign()
        publishing.close(campaign, notes={"en": "The trial begins <b>tomorrow</b>."})
    page = client.get(PAGE).text
    assert "This campaign has closed" in page
    assert "The trial begins &lt;b&gt;tomorrow&lt;/b&gt;." in page
    with app.app_context():
        publishing.hand_over(campaign, on=times.today(), notes={"nb": "Overlevert i Baku."})
    page = client.get(PAGE).text
    assert "Closed, and handed over" in page
    assert '<p lang="nb" dir="auto">Overlevert i Baku.</p>' in page
    with app.app_context():
        publishing.record_outcome(campaign, Outcome.RELEASED, on=times.today(), notes={"en": "He is free."})
    assert "Released." in client.get(PAGE).text
    assert "He is free." in client.get("/en/").text
    with app.app_context():
        publishing.archive(campaign)
    assert "He is free." in client.get(PAGE).text
    assert "He is free." not in client.get("/en/").text


def test_a_campaign_that_was_reopened_says_so_above_its_form(app, client):
    with app.app_context():
        campaign = factories.campaign()
        publishing.close(campaign)
        publishing.reopen(campaign, notes={"en": "There is a new trial."})
    page = client.get(PAGE).text
    assert 'name="email"' in page
    assert "There is a new trial." in page


def test_the_page_says_how_many_signed_earlier_words_and_which(app, client, clock):
    with app.app_context():
        campaign = factories.campaign()
        factories.confirmed(campaign, "a@example.org")
        factories.confirmed(campaign, "b@example.org")
        with database.action() as session:
            versions.change_text(session, campaign, {"en": "Release them all."})
    page = client.get(PAGE).text
    assert "The text was changed on 1 May 2015." in page
    assert "2 people signed the earlier words." in page
    assert "Release them all." in page
    assert "We ask you to release him." in page


def test_whoever_read_other_words_is_asked_to_read_once_more(app, client):
    with app.app_context():
        campaign = factories.campaign()
        seen = campaign.petition_text.edition
        with database.action() as session:
            versions.change_text(session, campaign, {"en": "Release them all."})
    answer = client.post(f"{PAGE}/sign", data=FORM | {"edition": seen})
    assert answer.status_code == 422
    assert "The petition text was changed a moment ago." in answer.text
    assert 'value="1.1"' in answer.text
    assert client.post(f"{PAGE}/sign", data=FORM | {"edition": "1.1"}).status_code == 303


def test_the_form_of_a_careful_campaign_offers_no_public_name_and_says_why(app, client):
    with app.app_context():
        factories.campaign(protection=Protection.HIGH)
    page = client.get(PAGE).text
    assert "This petition is protected more than others." in page
    assert 'value="public"' not in page
    assert 'name="comment"' not in page
    answer = client.post(f"{PAGE}/sign", data=FORM | {"visibility": "public"})
    assert answer.status_code == 422
    assert "Choose who may see your name" in answer.text
    assert client.post(f"{PAGE}/sign", data=FORM | {"comment": "Free him"}).status_code == 303


def test_coming_to_an_event_of_a_careful_campaign_needs_no_address(app, client):
    with app.app_context():
        factories.event(of=factories.campaign(protection=Protection.HIGH))
    assert client.post("/en/events/march-oslo/rsvp", data={"people": "2"}).status_code == 303


def link(campaign, state: State, outcome: Outcome | None = None) -> str:
    return f"/en/preview/{previewing.token(campaign, Standing(state, outcome))}"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.OPEN, "Sign for Rasul"),
        (State.CLOSED, "This campaign has closed"),
        (State.HANDED_OVER, "Closed, and handed over"),
        (State.OUTCOME, "Released."),
    ],
)
def test_a_draft_is_seen_by_its_link_alone_in_each_state(app, client, valid_html, state, words):
    with app.app_context():
        campaign = factories.campaign(state=State.DRAFT, opened_on=None)
        path = link(campaign, state, Outcome.RELEASED if state is State.OUTCOME else None)
    answer = client.get(path)
    assert answer.status_code == 200
    assert words in answer.text
    assert "This is a preview." in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    valid_html(answer.text)
    assert client.get(PAGE).status_code == 404
    assert client.post(path, data=FORM).status_code == 405


def test_the_link_of_a_preview_ends_after_a_week_and_cannot_be_made_up(app, client, clock):
    with app.app_context():
        path = link(factories.campaign(state=State.DRAFT), State.OPEN)
    clock.shift(datetime.timedelta(days=7))
    assert client.get(path).status_code == 200
    clock.shift(1)
    assert client.get(path).status_code == 410
    for wrong in (path[:-1], path + "A", "/en/preview/WzEsIm9wZW4iLG51bGwsMF0.x", "/en/preview/x"):
        assert client.get(wrong).status_code == 410


def test_a_draft_without_words_can_be_previewed_and_what_is_gone_cannot(app, client):
    with app.app_context():
        campaign = factories.campaign(state=State.DRAFT)
        with database.action() as session:
            session.execute(factories.PetitionText.__table__.delete())
        path = link(campaign, State.OPEN)
        gone = f"/en/preview/{previewing.token(factories.Campaign(id=99), Standing(State.OPEN))}"
    assert client.get(path).status_code == 200
    assert client.get(gone).status_code == 410

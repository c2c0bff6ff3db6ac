"""The page on which organisers lead a campaign from draft to outcome."""

import datetime
import re

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, images
from petitions.accounts.rights import Role
from petitions.campaigns import publishing
from petitions.campaigns.life import Outcome, Protection, State
from petitions.campaigns.models import Campaign
from petitions.demo import reading
from tests import factories

STATE = "/organise/campaigns/free-rasul/state"


@pytest.fixture(autouse=True)
def fresh_pages(app):
    app.config["PAGE_SECONDS"] = 0


def campaign(app, house, state: State = State.OPEN, **changes) -> Campaign:
    with app.app_context():
        return factories.campaign(of=house, state=state, **changes)


def now(app) -> Campaign:
    with app.app_context():
        database.session().expire_all()
        return database.session().get_one(Campaign, 1)


def test_a_campaign_is_led_from_draft_to_outcome(app, office, house, valid_html):
    with app.app_context():
        portrait = images.store(reading.portrait("rasul"))
    campaign(app, house, State.DRAFT, opened_on=None, portrait=portrait)
    valid_html(office.get(STATE).text)
    for move, form, words in (
        ("open", {"note_en": "It begins."}, "Opened"),
        ("close", {"note_en": "The trial is over."}, "The trial is over."),
        ("outcome", {"outcome": "released", "on": times.today().isoformat(), "note_en": "Free!"}, "Outcome: Released"),
        ("archive", {}, "In the archive since"),
        ("restore", {}, "Taken out of the archive"),
    ):
        asked = office.get(f"{STATE}/{move}")
        assert asked.status_code == 200
        valid_html(asked.text)
        done = office.post(f"{STATE}/{move}", form, follow_redirects=True)
        assert done.status_code == 200
        assert words in done.text
        valid_html(done.text)
    assert "Free!" in office.client.get("/en/campaigns/free-rasul").text
    assert (now(app).state, now(app).outcome) == (State.OUTCOME, Outcome.RELEASED)


def test_the_hand_over_is_recorded_on_its_own_page_alone(app, office, house):
    campaign(app, house, State.CLOSED)
    assert f'href="{STATE}/hand_over"' in office.get(STATE).text
    for answer in (office.get(f"{STATE}/hand_over"), office.post(f"{STATE}/hand_over", {"on": "2015-05-18"})):
        assert answer.location == "/organise/campaigns/free-rasul/handover"
    assert now(app).state is State.CLOSED


def test_a_red_point_says_how_to_mend_it_and_keeps_the_draft_closed(app, office, house):
    campaign(app, house, State.DRAFT, opened_on=None)
    page = office.get(STATE).text
    assert "Choose a picture." in page
    (mended_at,) = re.findall(r'<span class="hint"><a href="([^"]+)"', page)
    assert office.get(mended_at).status_code == 200
    assert f'href="{STATE}/open"' not in page
    answer = office.post(f"{STATE}/open", follow_redirects=True)
    assert "Something on the list is still missing." in answer.text
    assert now(app).state is State.DRAFT


def test_a_missing_text_is_mended_on_its_own_page(app, office, house):
    campaign(app, house)
    with app.app_context(), database.action() as session:
        session.execute(sa.text("UPDATE defender_text SET story = ''"))
    assert 'href="/organise/campaigns/free-rasul/defenders?language=en"' in office.get(STATE).text


def test_nothing_happens_without_the_button(app, office, house):
    campaign(app, house)
    assert office.get(f"{STATE}/close").status_code == 200
    assert office.client.post(f"{STATE}/close").status_code in (200, 400, 422)
    assert now(app).state is State.OPEN


def test_whoever_comes_second_is_told(app, office, house):
    shown = campaign(app, house)
    with app.app_context():
        publishing.close(shown)
    answer = office.post(f"{STATE}/close", follow_redirects=True)
    assert "This step is not possible now." in answer.text


def test_whoever_comes_second_loses_no_words(app, office, house, monkeypatch, valid_html):
    shown = campaign(app, house, State.CLOSED)
    form = {"outcome": "released", "on": "2026-05-18", "note_en": "She <b>is</b> free."}

    def reopened_before(*told, **more):
        monkeypatch.undo()
        publishing.reopen(shown)
        return publishing.record_outcome(*told, **more)

    monkeypatch.setattr(publishing, "record_outcome", reopened_before)
    for _ in range(2):  # a moment before, and long before
        answer = office.post(f"{STATE}/outcome", form)
        assert answer.status_code == 409
        assert "This step is not possible now." in answer.text
        assert re.findall("<blockquote[^>]*>([^<]*)<", answer.text) == ["2026-05-18", "She &lt;b&gt;is&lt;/b&gt; free."]
        valid_html(answer.text)
    assert now(app).state is State.OPEN


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"outcome": "released", "on": "tomorrow"}, "Write the day as 2015-05-18"),
        ({"outcome": "released", "on": "2999-01-01"}, "This day lies ahead."),
        ({"outcome": "released", "on": "1999-01-01"}, "The campaign was not open yet on this day."),
        ({"outcome": "pardoned", "on": "TODAY"}, "Choose what came of it"),
        ({"outcome": "other", "on": "TODAY"}, "Say in the main language what came of it"),
        ({"outcome": "released", "on": "TODAY", "note_en": "a" * 501}, "Shorten this to 500 characters"),
        (
            {"outcome": "released", "on": "TODAY", "note_en": "Free \u202e!"},
            "Remove the invisible character U+202E from “\u2068!\u2069”",
        ),
        ({"outcome": "released", "on": "\0"}, "Write the day as 2015-05-18"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_done(app, office, house, form, words):
    campaign(app, house, State.CLOSED)
    form = {name: value.replace("TODAY", times.today().isoformat()) for name, value in form.items()}
    answer = office.post(f"{STATE}/outcome", form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error:" in answer.text
    assert now(app).state is State.CLOSED


def test_once_the_list_is_erased_the_page_says_so(app, office, house):
    shown = campaign(app, house, State.CLOSED)
    assert f'href="{STATE}/reopen"' in office.get(STATE).text
    with app.app_context():
        publishing.keyring.current().shred(publishing.secret_name(shown.id))
    page = office.get(STATE).text
    assert "The list has been erased." in page
    assert f'href="{STATE}/reopen"' not in page
    assert "not possible now" in office.post(f"{STATE}/reopen", follow_redirects=True).text


def test_a_reader_sees_the_state_and_can_move_nothing(app, sign_in, house):
    campaign(app, house)
    reader = sign_in("rune@example.org", of=house, role=Role.READER)
    page = reader.get(STATE).text
    assert "Preview" in page
    assert f"{STATE}/close" not in page
    assert reader.get(f"{STATE}/close").status_code == 404


def test_each_preview_of_a_draft_opens_for_whoever_has_the_link(clock, app, office, nobody, house):
    campaign(app, house, State.DRAFT, opened_on=None)
    links = set(re.findall(r"https://calls\.example\.org(/en/preview/[^\"]+)", office.get(STATE).text))
    assert len(links) == 6
    for link in links:
        assert nobody.get(link).status_code == 200
    clock.shift(datetime.timedelta(days=8))
    assert {nobody.get(link).status_code for link in links} == {410}


def test_the_protection_is_raised_and_lowered(app, office, house):
    campaign(app, house)
    path = "/organise/campaigns/free-rasul/protection"
    assert "Raising it takes all public names" in office.get(path).text
    assert "High: no public names" in office.post(path, {"level": "high"}, follow_redirects=True).text
    assert now(app).is_careful
    assert "cannot be lowered any more" in office.get(path).text
    assert "Usual: whoever wants to" in office.post(path, {"level": "standard"}, follow_redirects=True).text
    assert office.post(path, {"level": "none"}).status_code == 422


def test_the_protection_that_people_were_promised_stays(app, office, house):
    with app.app_context():
        factories.signed(factories.campaign(of=house, protection=Protection.HIGH))
    path = "/organise/campaigns/free-rasul/protection"
    assert "so it stays" in office.get(path).text
    refused = office.post(path, {"level": "standard"})
    assert (refused.status_code, "was promised the higher level" in refused.text) == (422, True)
    assert now(app).is_careful

"""Handing over in the browser: the record, and what is erased when."""

import datetime
import io

import pytest

from petitions import clock as times
from petitions import database
from petitions.campaigns import publishing, writing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import HandOver, Move, Outcome
from petitions.campaigns.life import State as Life
from petitions.campaigns.models import Campaign
from petitions.signatures import deadlines, retention
from tests import factories
from tests.support import pictures
from tests.support.editor import form_of

PAGE = "/organise/campaigns/free-rasul"


@pytest.fixture
def campaign(app, house) -> Campaign:
    with app.app_context():
        made = factories.campaign(of=house)
        factories.confirmed(made, name="Ana Kovač")
        return made


def close(app) -> None:
    with app.app_context():
        publishing.close(campaigns.visible("free-rasul"))


def test_a_hand_over_is_recorded_and_public(app, office, client, campaign):
    assert "Close the campaign before" in office.get(f"{PAGE}/handover").text
    close(app)
    form = {
        "on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku",
        "note": "He took it himself.", "sha256": "AB" * 32,
    }  # fmt: skip
    lost = "What was recorded of the hand-over is removed"
    assert lost not in office.get(f"{PAGE}/state/reopen").text
    answer = office.post(f"{PAGE}/handover", form)
    assert answer.status_code == 302, answer.text
    assert lost in office.get(f"{PAGE}/state/reopen").text
    shown = office.get(f"{PAGE}/handover").text
    assert "The President&#39;s office" in shown
    assert ("The list is there until" in shown, "days after the hand-over, every name" in shown) == (True, False)
    page = client.get("/en/campaigns/free-rasul").text
    for words in ("Handed over", "The President&#39;s office", "Baku", "He took it himself.", "ab" * 32):
        assert words in page
    last = times.today() + datetime.timedelta(days=30)
    assert f"{last.day} {last:%B} {last.year}" in office.get(f"{PAGE}/retention").text


def test_what_came_of_it_before_the_hand_over_keeps_nobody_from_handing_over(app, office, client, campaign):
    close(app)
    with app.app_context():
        publishing.record_outcome(campaigns.visible("free-rasul"), Outcome.RELEASED, on=times.today())
    assert "It was handed over" in office.get(f"{PAGE}/state").text
    form = {"on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku"}
    assert "Record the hand-over" in office.get(f"{PAGE}/handover").text
    assert office.post(f"{PAGE}/handover", form).status_code == 302
    page = client.get("/en/campaigns/free-rasul").text
    assert all(words in page for words in ("The President&#39;s office", "Released"))
    assert "It was handed over" not in office.get(f"{PAGE}/state").text
    with app.app_context():
        assert campaigns.visible("free-rasul").state is Life.OUTCOME
        with pytest.raises(publishing.NotNow):
            publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())


def test_a_hand_over_that_somebody_was_faster_than_is_not_called_recorded(app, office, campaign, monkeypatch):
    close(app)
    form = {"on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku"}
    record = publishing.hand_over

    def reopened_before(found: Campaign, **told: object) -> None:
        publishing.reopen(found)
        record(found, **told)

    monkeypatch.setattr(publishing, "hand_over", reopened_before)
    answer = office.post(f"{PAGE}/handover", form, follow_redirects=True).text
    assert ("Somebody has just changed" in answer, "The hand-over is recorded" in answer) == (True, False)


def test_a_hand_over_of_which_only_the_day_is_known_is_described_later(app, office, client, campaign):
    close(app)
    with app.app_context():
        publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())
    assert "Record the hand-over" in office.get(f"{PAGE}/handover").text
    said = {"recipient": "The President's office", "place": "Baku"}
    answer = office.post(f"{PAGE}/handover", form_of(office.get(f"{PAGE}/handover"), "flow") | said)
    assert answer.status_code == 302, answer.text
    assert "Record the hand-over" not in office.get(f"{PAGE}/handover").text
    assert "The President&#39;s office" in client.get("/en/campaigns/free-rasul").text


def test_a_hand_over_is_told_in_every_language_in_which_it_is_written(app, office, client, campaign, valid_html):
    with app.app_context():
        number = campaigns.visible("free-rasul").id
        for language in ("az", "nb"):
            writing.add_language(number, language, by=None)
    close(app)
    form = {"on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku", "note": "At last."}
    half = office.post(f"{PAGE}/handover", form | {"place-az": "Bakı", "note-nb": "Endelig."})
    assert (half.status_code, "the rest of this language is there" in half.text) == (422, True)
    valid_html(half.text)
    az = {"recipient-az": "Prezident Administrasiyası", "place-az": "Bakı", "note-az": "Nəhayət."}
    assert office.post(f"{PAGE}/handover", form | az | {"note-nb": "Endelig."}).status_code == 302
    said = {"en": ("The President&#39;s office", "At last."), "az": ("Prezident Administrasiyası · Bakı", "Nəhayət.")}
    for language, words in (said | {"nb": ("The President&#39;s office", "Endelig.")}).items():
        page = client.get(f"/{language}/campaigns/free-rasul").text
        assert [word in page for word in words] == [True, True], language


def test_what_is_said_of_a_hand_over_can_be_corrected(app, office, client, campaign, valid_html):
    with app.app_context():
        writing.add_language(campaigns.visible("free-rasul").id, "az", by=None)
    close(app)
    form = {"recipient": "The Presidant", "place": "Baku", "recipient-az": "Prezident", "place-az": "Bakı"}
    office.post(f"{PAGE}/handover", form | {"on": times.today().isoformat()})
    page = office.get(f"{PAGE}/handover")
    valid_html(page.text)
    shown = form_of(page, "flow")
    assert {name: shown[name] for name in form} == form
    assert office.post(f"{PAGE}/handover", shown | {"recipient": "The President"}).status_code == 302
    assert "The President ·" in client.get("/en/campaigns/free-rasul").text
    assert "Prezident · Bakı" in client.get("/az/campaigns/free-rasul").text


def test_a_wrong_day_of_a_hand_over_can_be_corrected_and_erases_nothing_at_once(app, office, campaign):
    def ago(days: int) -> datetime.date:
        return times.today() - datetime.timedelta(days=days)

    close(app)
    with app.app_context():
        publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())
        with database.action() as session:
            session.query(Campaign).one().opened_on = ago(60)
            record = session.query(HandOver).one()
            record.on = record.recorded_on = ago(12)
    shown = form_of(office.get(f"{PAGE}/handover"), "flow") | {"recipient": "The President", "place": "Baku"}
    assert shown["on"] == ago(12).isoformat()
    ahead = office.post(f"{PAGE}/handover", shown | {"on": "2099-01-01"})
    assert (ahead.status_code, "The day lies ahead, or before the campaign opened" in ahead.text) == (422, True)
    assert office.post(f"{PAGE}/handover", shown | {"on": ago(29).isoformat()}).status_code == 302
    with app.app_context():
        deadline = deadlines.of(found := campaigns.visible("free-rasul"))
        (step,) = [step for step in campaigns.steps(found.id) if step.move is Move.HAND_OVER]
    assert (deadline.handed_over_on, step.on) == (ago(29), ago(29))
    assert deadline.days_left == 7, "of the thirty one was left"


def test_before_anybody_signed_no_list_is_called_erased(app, office, house):
    with app.app_context():
        factories.campaign("drafted", of=house, state=Life.DRAFT, opened_on=None)
    page = office.get("/organise/campaigns/drafted/handover").text
    assert ("There is no list yet" in page, "The list is erased" in page) == (True, False)


def test_a_photograph_stands_beside_the_record(app, office, client, campaign):
    assert office.get(f"{PAGE}/handover/photo").location == f"{PAGE}/handover"
    close(app)
    form = {
        "on": times.today().isoformat(),
        "recipient": "Somebody",
        "place": "Baku",
        "photo_alt": "Two people at a gate",
    }
    office.post(f"{PAGE}/handover", form)
    photo = {"act": "upload", "file": (io.BytesIO(pictures.encoded(pictures.photo(), "JPEG")), "IMG_1.jpg")}
    assert office.post(f"{PAGE}/handover/photo", photo).status_code == 303
    page = client.get("/en/campaigns/free-rasul").text
    assert 'alt="Two people at a gate"' in page
    assert (
        office.post(f"{PAGE}/handover/photo", {"act": "upload", "file": (io.BytesIO(b"x"), "x.jpg")}).status_code == 422
    )
    assert office.post(f"{PAGE}/handover/photo", {"act": "down"}).status_code == 303
    assert 'alt="Two people at a gate"' not in office.get(f"{PAGE}/handover").text


def test_a_bad_record_is_not_kept(app, office, campaign):
    close(app)
    good = {"on": times.today().isoformat(), "recipient": "Somebody", "place": "Baku"}
    ahead = (times.today() + datetime.timedelta(days=2)).isoformat()
    naughty = ("x" * 10_000, "\u202eabc", "a\x00b", "", "http://example.org")
    bad = [{"on": day} for day in (ahead, "1800-01-01", "soon", "")] + [{"sha256": "zz"}, {"note": "x" * 3000}]
    bad += [{"note": value} for value in naughty if value]
    for form in bad + [{name: value} for name in ("recipient", "place") for value in naughty]:
        answer = office.post(f"{PAGE}/handover", good | form)
        assert answer.status_code == 422, form
        assert "to mend" in answer.text
    assert "Record the hand-over" in office.get(f"{PAGE}/handover").text


def test_days_are_chosen_within_bounds(office, campaign):
    for days in ("", "0", "6", "61", "-1", "x", "9" * 400):
        answer = office.post(f"{PAGE}/retention/days", {"days": days})
        assert (answer.status_code, "Write a number from 7 to 60" in answer.text) == (422, True)
    for days in ("14", " \u0661\u0664"):  # as a keyboard in Arabic types it
        assert office.post(f"{PAGE}/retention/days", {"days": days}).status_code == 302
        assert 'value="14"' in office.get(f"{PAGE}/retention").text


def test_fewer_days_do_not_take_the_list_away_at_once(app, office, campaign):
    close(app)
    with app.app_context():
        publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())
        with database.action() as session:
            record = session.query(HandOver).one()
            record.on = record.recorded_on = times.today() - datetime.timedelta(days=20)
    assert "From 27 to 60" in office.get(f"{PAGE}/retention").text
    answer = office.post(f"{PAGE}/retention/days", {"days": "7"})
    assert answer.status_code == 422
    assert "The list would be gone within a week. Write 27 or more" in answer.text


def test_what_was_erased_is_said(app, office, campaign, client):
    close(app)
    with app.app_context():
        retention.erase_list(campaigns.visible("free-rasul").id)
    page = office.get(f"{PAGE}/retention").text
    assert "Erased on" in page
    assert "1 row went" in page
    page = office.get(f"{PAGE}/handover").text
    assert "The list is erased" in page
    assert "Erased on" in page
    assert "days after the hand-over, every name" not in page
    assert 'class="steps"' not in page
    page = client.get("/en/campaigns/free-rasul").text
    assert "was erased on" in page
    assert "takes your name back" not in page
    assert office.get(f"{PAGE}/exports/new").status_code in (302, 410)

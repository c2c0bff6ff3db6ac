"""News in the back office: sent to those who agreed, watched, paused, stopped."""

import datetime
import re
import threading
import zoneinfo

import pytest

from petitions import clock, database, doing
from petitions.accounts.rights import Role
from petitions.houses import keys, sendings, unlocking
from petitions.signatures import tally
from petitions.updates import halting, mailing
from petitions.updates.models import Update
from tests import factories
from tests.support import rounds

NEWS = "/organise/campaigns/free-rasul/news"
MAILING = f"{NEWS}/sendings/1"


@pytest.fixture
def published(app, campaign) -> Update:
    with app.app_context():
        return factories.update(of=campaign)


@pytest.fixture
def unlocked(app, office, house, campaign, published):
    """The browser of an administrator who has unlocked the names of two who want news."""
    with app.app_context():
        passphrase = keys.create(house.id, "tests")
        with database.action() as session:
            session.get(type(campaign), campaign.id).state = factories.State.OPEN
        ours = database.session().get(type(campaign), campaign.id)
        for email in ("ana@example.org", "iva@example.org"):
            factories.confirmed(ours, email, updates=True)
        tally.book()
        private_keys = keys.opened_by_passphrase(house.id, passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house.id, office.who.id, private_keys)
        while rounds.deliver_some():
            pass
    office.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)
    return office


def test_locked_names_ask_for_the_passphrase_first(office, published):
    assert office.get(f"{NEWS}/1/send").location.startswith("/organise/houses/oslo/unlock?next=")


def test_sent_to_those_who_agreed_after_their_number_was_shown(unlocked, app, doer, smtp_sink):
    page = unlocked.get(f"{NEWS}/1/send").text
    assert "2 people have agreed" in page
    assert "ana@example.org" not in page
    counted = unlocked.post(f"{NEWS}/1/send", {"do": "count", "languages": ["en"]})
    assert "2 people get it" in counted.text
    assert "in their own language" in counted.text
    answer = unlocked.post(f"{NEWS}/1/send", {"do": "send", "languages": ["en"], "starts_at": ""})
    assert answer.location == MAILING
    assert "On its way" in unlocked.get(MAILING).text
    doer.do(1)
    told = unlocked.get(f"{MAILING}/progress.json").json
    assert (told["state"], told["words"]) == ("running", "0 of 2 mails sent")
    with app.app_context():
        rounds.deliver_some()
    assert unlocked.get(f"{MAILING}/progress.json").json["state"] == "done"
    assert "2 of 2 mails sent" in unlocked.get(MAILING).text
    assert len(smtp_sink.to("ana@example.org")) == 2  # thanks, and the news
    assert "Sent" in unlocked.get(f"{NEWS}/1").text


def test_a_sending_begins_at_the_hour_that_was_chosen_on_the_clocks_of_the_house(unlocked, doer):
    there = clock.now().astimezone(zoneinfo.ZoneInfo("Europe/Oslo")) + datetime.timedelta(hours=3)
    chosen = {"starts_at": there.strftime("%Y-%m-%dT%H:%M")}
    said = f"{there.year}, {there:%H:%M}."
    assert said in unlocked.post(f"{NEWS}/1/send", {"do": "count"} | chosen).text
    unlocked.post(f"{NEWS}/1/send", {"do": "send"} | chosen)
    page = unlocked.get(MAILING).text
    assert said in page
    assert "Times are on the clocks of Europe/Oslo." in page
    assert f"{there.year}, {there:%H:%M}</a>" in unlocked.get(f"{NEWS}/1").text


@pytest.mark.parametrize(
    "chosen", [{}, {"languages": ["en"]}, {"countries": ["HR"]}], ids=["all", "language", "country"]
)
def test_sent_twice_leads_to_what_is_on_its_way(unlocked, app, doer, chosen):
    for _ in range(2):
        answer = unlocked.post(f"{NEWS}/1/send", {"do": "send"} | chosen)
        assert (answer.status_code, answer.location) == (302, MAILING)
    with app.app_context():
        assert len(mailing.of_update(1)) == 1
    assert unlocked.post(f"{NEWS}/1/send", {"do": "send", "languages": ["en"], "countries": ["HR"]}).location is None


def test_what_is_on_its_way_is_not_sent_to_others_until_it_has_ended(unlocked, app, doer, campaign):
    with app.app_context():
        factories.confirmed(
            database.session().get(type(campaign), campaign.id), "ida@example.org", country="NO", updates=True
        )
    unlocked.post(f"{NEWS}/1/send", {"do": "send", "countries": ["NO"]})
    page = unlocked.get(f"{NEWS}/1/send").text
    assert "This news is on its way, or waits for somebody who goes on with it." in page
    assert f'href="{MAILING}"' in page
    assert "Count them first" not in page
    assert "This news is on its way" in unlocked.post(f"{NEWS}/1/send", {"do": "send"}).text
    unlocked.post(f"{MAILING}/stop")
    assert "3 people who have agreed to news have not been sent this." in unlocked.get(f"{NEWS}/1/send").text


def test_what_is_on_its_way_is_not_removed_and_nobody_is_asked(unlocked, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    answer = unlocked.get(f"{NEWS}/1/remove")
    assert answer.location == f"{NEWS}/1"
    assert "Stop that first." in unlocked.get(answer.location).text
    unlocked.post(f"{MAILING}/stop")
    assert "Remove the news" in unlocked.get(f"{NEWS}/1/remove").text


def test_a_sending_that_is_paused_waits_for_somebody(unlocked, doer):
    words = "The sending of news to signatories is paused."
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    assert words not in unlocked.get("/organise/").text
    unlocked.post(f"{MAILING}/pause")
    for page in ("/organise/", "/organise/campaigns/free-rasul/"):
        assert words in unlocked.get(page).text
        assert MAILING in unlocked.get(page).text
    unlocked.post(f"{MAILING}/resume")
    assert words not in unlocked.get("/organise/").text


def test_counting_sends_nothing(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "count"})
    with app.app_context():
        assert mailing.of_update(1) == []


def test_paused_gone_on_with_and_stopped(unlocked, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    unlocked.post(f"{MAILING}/pause")
    assert "It goes on where it was" in unlocked.get(MAILING).text
    unlocked.post(f"{MAILING}/resume")
    assert "On its way" in unlocked.get(MAILING).text
    assert "Sent by Ane Solberg, asked for on " in unlocked.get(MAILING).text
    unlocked.post(f"{MAILING}/stop")
    page = unlocked.get(MAILING).text
    assert "Stopped" in page
    assert "2 people did not get it" in page


def lose_keys(app, doer) -> None:
    with app.app_context():
        doer.holder.leave()
    after = doing.Doer(app, threading.Event())
    with app.app_context():
        after.holder.publish()
    after.do(1)


def test_lost_keys_are_asked_for_on_the_dashboard(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    lose_keys(app, doer)
    dashboard = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "the names must be unlocked again" in dashboard
    assert MAILING in dashboard
    page = unlocked.get(MAILING).text
    assert "Waits for a passphrase" in page
    assert f'action="{MAILING}/pause"' not in page


def test_mails_that_still_go_out_after_the_keys_were_lost_can_be_paused(unlocked, app, doer, monkeypatch, smtp_sink):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 120)  # one in two hours
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    doer.do(1)
    lose_keys(app, doer)
    smtp_sink.deliveries.clear()
    page = unlocked.get(MAILING).text
    assert "Waits for a passphrase" in page
    assert f'action="{MAILING}/pause"' in page
    unlocked.post(f"{MAILING}/pause")
    page = unlocked.get(MAILING).text
    assert ">Paused</h2>" in page
    assert f'action="{MAILING}/pause"' not in page
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.deliveries == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_restore_somebody_decides_whether_it_goes_on(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    with app.app_context():
        halting.halt(clock.now() - datetime.timedelta(days=1))
    dashboard = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "decide whether news to signatories goes on" in dashboard
    assert MAILING in dashboard
    page = unlocked.get(MAILING).text
    assert "Waits for your decision" in page
    assert "Go on, and some may get them twice." in page
    assert "whoever has got it does not get it again" not in page
    unlocked.post(f"{MAILING}/stop")
    assert "who has got it is not known" in unlocked.get(MAILING).text
    assert "There is nobody left to write to" in unlocked.get(f"{NEWS}/1/send").text
    assert "Sending of news halted" in unlocked.get("/organise/houses/oslo/log").text


def test_without_the_worker_the_page_says_so(unlocked):
    assert "is not running" in unlocked.post(f"{NEWS}/1/send", {"do": "send"}).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"languages": ["xx"]}, "Choose a language"),
        ({"countries": ["XX"]}, "Choose a country"),
        ({"starts_at": "tomorrow"}, "Write day and hour"),
        ({"starts_at": "2099-01-01T10:00"}, "within the next 20 hours"),
        ({"starts_at": "2001-01-01T10:00"}, "within the next 20 hours"),
    ],
)
def test_bad_choices_are_said_and_nothing_is_sent(unlocked, app, doer, form, words):
    answer = unlocked.post(f"{NEWS}/1/send", {"do": "send"} | form)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert mailing.of_update(1) == []


def test_where_nobody_agreed_the_page_says_so(app, office, house, published):
    with app.app_context():
        passphrase = keys.create(house.id, "tests")
        private_keys = keys.opened_by_passphrase(house.id, passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house.id, office.who.id, private_keys)
    office.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)
    assert "There is nobody to write to." in office.get(f"{NEWS}/1/send").text


def test_whoever_writes_may_not_send(sign_in, house, published):
    moderator = sign_in("mod@example.org", of=house, role=Role.MODERATOR)
    for path in ("", "/1", "/1/send"):
        assert moderator.get(f"{NEWS}{path}").status_code == 404


def test_news_mark_the_curve_and_drafts_do_not(unlocked):
    unlocked.post(NEWS, {"title": "Sentenced"})
    page = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "Six and a half years" in page
    assert not re.search(r"<[^>]*>Sentenced<", page)

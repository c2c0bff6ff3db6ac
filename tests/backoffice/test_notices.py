"""Mails to those who come to an event, in the back office: asked for with one press, watched, paused and stopped."""

import datetime
import re
import threading

import pytest

from petitions import clock as times
from petitions import database, doing
from petitions.events import attendance, halting, queries
from petitions.events.models import NEEDED, EventText
from petitions.houses import keys, unlocking
from tests import factories
from tests.events.conftest import SAID
from tests.support import rounds
from tests.support.editor import form_of, save

DASHBOARD = "/organise/campaigns/free-rasul/"
VIGIL = f"{DASHBOARD}events/vigil-for-rasul"
TELL = "/organise/events/vigil-for-rasul/tell"
NOTICE = "/organise/events/vigil-for-rasul/notices/1"
MARCH, TELL_MARCH = f"{DASHBOARD}events/march-oslo", "/organise/events/march-oslo/tell"


@pytest.fixture
def vigil(app, office, house):
    """A vigil that was planned on the page; how it is now."""
    with app.app_context():
        campaign = factories.campaign(of=house)
    new = f"{DASHBOARD}events/new"
    assert office.post(new, form_of(office.get(new)) | SAID).location == VIGIL

    def read():
        with app.app_context():
            return queries.within(campaign.id, "vigil-for-rasul")

    return read


@pytest.fixture
def unlocked(app, office, house, vigil):
    """The browser of an administrator who has unlocked the addresses of two who come; a third left none."""
    with app.app_context():
        passphrase = keys.create(house.id, "tests")
        for email in ("ana@example.org", "iva@example.org", None):
            attendance.rsvp(vigil(), people=1, language="en", email=email)
        unlock(office, house, passphrase)
        while rounds.deliver_some():
            pass
    return office


def unlock(browser, house, passphrase: str) -> None:
    private_keys = keys.opened_by_passphrase(house.id, passphrase)
    with database.action() as session:
        token = unlocking.unlock(session, house.id, browser.who.id, private_keys)
    browser.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)


def test_after_a_change_one_press_tells_those_who_come(unlocked, app, doer, smtp_sink, valid_html):
    assert "Tell those who come" not in unlocked.get(VIGIL).text
    save(unlocked, VIGIL, en__place="Youngstorget")
    page = unlocked.get(VIGIL).text
    valid_html(page)
    assert "2 answers with an address do not know of the change." in page
    assert "1 answer came without an address" in page
    assert "Egertorget, Oslo" in page
    assert "Vigil for Rasul has changed. Tell those who come." in unlocked.get("/organise/campaigns/free-rasul/").text
    smtp_sink.deliveries.clear()
    answer = unlocked.post(TELL, {"topic": "change"})
    assert answer.location == NOTICE
    assert "On its way" in unlocked.get(NOTICE).text
    assert "they are being told" in unlocked.post(TELL, {"topic": "change"}, follow_redirects=True).text
    unlocked.post(f"{NOTICE}/pause")
    assert "It goes on where it was" in unlocked.get(NOTICE).text
    unlocked.post(f"{NOTICE}/resume")
    doer.do(1)
    assert unlocked.get(f"{NOTICE}/progress.json").json["words"] == "0 of 2 mails sent"
    with app.app_context():
        rounds.deliver_some()
    valid_html(unlocked.get(NOTICE).text)
    assert unlocked.get(f"{NOTICE}/progress.json").json["state"] == "done"
    assert smtp_sink.to("ana@example.org")[0]["Subject"] == "Changed: Vigil for Rasul"
    assert "Tell those who come" not in unlocked.get(VIGIL).text


def test_reminders_are_asked_for_from_three_days_before(clock, unlocked, app, doer):
    assert "From three days before" in unlocked.get(VIGIL).text
    save(unlocked, VIGIL, starts_at="2015-05-03T15:00", ends_at="2015-05-03T17:00")
    page = unlocked.get(VIGIL).text
    assert "2 answers with an address can be reminded." in page
    assert re.search("Is the way still right.<br><bdi>By underground.</bdi>", page), (
        "the way may be another at another time"
    )
    assert "Saturday, 2 May 2015, 10:00" in page
    assert "Vigil for Rasul is on Sunday 3 May. Remind those who come." in unlocked.get(DASHBOARD).text
    unlocked.post(TELL, {"topic": "reminder"})
    assert "Planned" in unlocked.get(VIGIL).text
    assert "Remind those who come" not in unlocked.get(DASHBOARD).text
    with app.app_context():
        doer.holder.leave()
    after = doing.Doer(app, threading.Event())
    with app.app_context():
        after.holder.publish()
    after.do(1)
    assert "the names must be unlocked again" in unlocked.get(DASHBOARD).text
    unlocked.post(f"{NOTICE}/stop")
    assert "Stopped" in unlocked.get(NOTICE).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_restore_somebody_decides_whether_it_goes_on(unlocked, app, doer, valid_html):
    save(unlocked, VIGIL, en__place="Youngstorget")
    unlocked.post(TELL, {"topic": "change"})
    with app.app_context():
        halting.halt(times.now() - datetime.timedelta(days=1))
    assert "decide whether mails to those who come to an event go on" in unlocked.get(DASHBOARD).text
    event = unlocked.get(VIGIL).text
    assert "Tell those who come" not in event
    assert "Waits for your decision" in event
    page = unlocked.get(NOTICE).text
    valid_html(page)
    assert "Go on, and some may get it twice." in page
    again = unlocked.post(TELL, {"topic": "change"}, follow_redirects=True).text
    assert "A backup was restored: decide" in again
    unlocked.post(f"{NOTICE}/stop")
    assert "who has got it is not known" in unlocked.get(NOTICE).text
    assert "Tell those who come" in unlocked.get(VIGIL).text
    assert "Mails about an event halted" in unlocked.get("/organise/houses/oslo/log").text


def test_locked_addresses_ask_for_the_passphrase_first(office, app, vigil, house):
    with app.app_context():
        keys.create(house.id, "tests")
    answer = office.post(TELL, {"topic": "change"})
    assert answer.location.startswith("/organise/houses/oslo/unlock?next=")
    assert "Nothing was done yet." in office.get(answer.location).text


def test_without_the_worker_the_page_says_so(unlocked):
    save(unlocked, VIGIL, en__place="Youngstorget")
    page = unlocked.post(TELL, {"topic": "change"}, follow_redirects=True).text
    assert "is not running" in page


@pytest.fixture
def host(app, house, sign_in):
    """An administrator of Zagreb, which hosts a march of Oslo's campaign to which Ana comes; the names are unlocked."""
    with app.app_context():
        zagreb = factories.house("zagreb", has_key=False)
        passphrase = keys.create(zagreb.id, "tests")
        march = factories.event(of=factories.campaign(of=house), house_id=zagreb.id)
        factories.event("march-baku", of=march.campaign)
        attendance.rsvp(march, people=1, language="en", email="ana@example.org")
        while rounds.deliver_some():
            pass
        database.session().refresh(zagreb)
        browser = sign_in("iva@zagreb.example.org", of=zagreb)
        unlock(browser, zagreb, passphrase)
    return browser


def test_the_house_of_the_campaign_reads_who_can_tell_those_who_come(office, host, valid_html):
    save(office, MARCH, en__place="Youngstorget")
    own = office.get(MARCH).text
    valid_html(own)
    assert "House zagreb hosts this event" in own
    assert "Tell those who come" not in own
    assert "March for Rasul has changed. Only House zagreb can tell those who come." in office.get(DASHBOARD).text
    assert office.post(TELL_MARCH, {"topic": "change"}).status_code == 404
    assert "Hosted for other Houses" not in office.get("/organise/").text


def test_whoever_comes_to_the_march_of_another_house_is_told_by_that_house(
    office, app, host, doer, smtp_sink, valid_html
):
    save(office, MARCH, en__place="Youngstorget")
    assert "March for Rasul has changed. Tell those who come." in host.get("/organise/").text
    hosted = host.get("/organise/events/march-oslo").text
    valid_html(hosted)
    assert "House oslo writes the page of this event, for the campaign “Free Rasul Jafarov”." in hosted
    assert "1 answer with an address does not know of the change." in hosted
    smtp_sink.deliveries.clear()
    notice = host.post(TELL_MARCH, {"topic": "change"}).location
    valid_html(host.get(notice).text)
    doer.do(1)
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.to("ana@example.org")[0]["Subject"] == "Changed: March for Rasul"
    told = re.search("People told of a change.*?</tr>", host.get("/organise/houses/zagreb/log").text, re.DOTALL)[0]
    assert '<a href="/organise/events/march-oslo"><bdi>March for Rasul</bdi></a>' in told
    assert "Word of a change" in office.get(MARCH).text
    start = host.get("/organise/").text
    valid_html(start)
    assert "March for Rasul has changed" not in start
    assert re.search('Hosted for other Houses.*href="/organise/events/march-oslo"', start, re.DOTALL)


def test_a_place_that_is_another_in_some_languages_is_said_to_be_right_first(app, office, host, doer, valid_html):
    with app.app_context(), database.action() as session:
        words = dict.fromkeys((*NEEDED, "safety"), "…") | {"place": "Stortinget", "city": "Oslo"}
        session.add(EventText(event_id=queries.visible("march-oslo").id, language="nb", **words))
    save(office, MARCH, en__place="Youngstorget")
    hosted = host.get("/organise/events/march-oslo").text
    valid_html(hosted)
    assert "In some languages the place is still as it was: Norwegian Bokmål. Is that right?" in hosted
    assert 'name="is_sure"' in hosted
    refused = host.post(TELL_MARCH, {"topic": "change"})
    assert refused.location == "/organise/events/march-oslo"
    assert "Say that this is right, or have it changed first." in host.get(refused.location).text
    assert "/notices/" in host.post(TELL_MARCH, {"topic": "change", "is_sure": "y"}).location


def test_a_notice_is_there_for_the_host_of_its_event_alone(office, app, host, doer):
    save(office, MARCH, en__place="Youngstorget")
    notice = host.post(TELL_MARCH, {"topic": "change"}).location
    with app.app_context():
        halting.halt(times.now() - datetime.timedelta(days=1))
    assert "decide whether mails to those who come to an event go on" in host.get("/organise/").text
    assert "decide whether" not in office.get(DASHBOARD).text
    assert host.get(notice).status_code == 200
    assert office.get(notice).status_code == 404
    assert office.get(notice.replace("march-oslo", "march-baku")).status_code == 404, "that is none of its notices"
    host.client.delete_cookie("names", domain="localhost", path="/organise")
    assert host.post(f"{notice}/resume").location.startswith("/organise/houses/zagreb/unlock?next=")


def test_a_host_learns_of_no_draft(app, house, host):
    with app.app_context():
        draft = factories.campaign("free-ana", of=house, state=factories.State.DRAFT)
        factories.event("march-ana", of=draft, house_id=host.who.memberships[0].house_id)
    assert "march-oslo" in host.get("/organise/").text
    assert "march-ana" not in host.get("/organise/").text
    assert host.get("/organise/events/march-ana").status_code == 404

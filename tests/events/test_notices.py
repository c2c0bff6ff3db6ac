"""Word to those who come: each who left an address is told once, of what is different from what they know."""

import datetime
import re

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, jobs
from petitions.accounts.models import AuditEntry
from petitions.campaigns.models import Protection
from petitions.events import attendance, notices, preparing, retention
from petitions.events.models import NEEDED, EventText, Rsvp
from petitions.houses import sendings, tickets
from petitions.houses.sendings import Stage
from petitions.signatures import protecting
from tests.support.gathering import ANA, KARI, Gathering, deliver_all, queued
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LINK = re.compile(r"https://calls\.example\.org/rsvp/([a-z0-9]+)")


@pytest.fixture
def march(app, app_context, smtp_sink) -> Gathering:
    made = Gathering(app)
    smtp_sink.deliveries.clear()
    return made


def recipients(sink) -> list[str]:
    return sorted(address for delivery in sink.deliveries for address in delivery.recipients)


def text(message) -> str:
    return message.get_body(("plain",)).get_content()


def test_whoever_left_an_address_is_told_once_what_is_new_and_what_was(march, smtp_sink):
    march.shift(hours=1)
    reach = march.reach()
    assert (reach.untold, reach.with_address, reach.without) == (2, 2, 1)
    made = march.told()
    assert recipients(smtp_sink) == [ANA, KARI]
    (message,) = smtp_sink.to(ANA)
    assert message["Subject"] == "Changed: March for Rasul"
    start, end = march.event.local_start, march.event.local_end
    hour = datetime.timedelta(hours=1)
    assert f"{start:%A}" in text(message)
    assert f"{start:%H:%M}–{end:%H:%M}" in text(message)
    assert re.search(f"No longer: .*{start - hour:%H:%M}–{end - hour:%H:%M}", text(message))
    assert smtp_sink.to(KARI)[0]["Content-Language"] == "nb"
    assert (message["Auto-Submitted"], message["List-Unsubscribe"]) == ("auto-generated", None)
    assert march.progress(made) == sendings.Progress(Stage.DONE, 2, 2, 0)
    assert march.reach().untold == 0
    with pytest.raises(notices.NobodyMeant):
        march.ask()
    march.doer.do(made.job_id)
    deliver_all()
    assert len(smtp_sink.deliveries) == 2


@on_one_database
def test_the_calendar_entry_takes_the_place_of_the_old_one(march, smtp_sink):
    march.shift(days=1)
    march.told()
    (entry,) = [part for part in smtp_sink.to(ANA)[0].walk() if part.get_content_type() == "text/calendar"]
    said = entry.get_payload(decode=True).decode()
    assert ("SEQUENCE:1" in said, "STATUS:CONFIRMED" in said, "METHOD:PUBLISH" in said) == (True, True, True)
    assert f"UID:{march.event.slug}@calls.example.org" in said
    assert (entry.get_param("method"), entry.get_param("charset")) == ("PUBLISH", "utf-8")
    smtp_sink.deliveries.clear()
    march.cancel()
    march.told()
    (message,) = smtp_sink.to(ANA)
    assert message["Subject"] == "Called off: March for Rasul"
    (entry,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    gone = entry.get_payload(decode=True).decode().replace("\r\n ", "")
    assert re.search("METHOD:CANCEL.*SEQUENCE:2.*STATUS:CANCELLED", gone, re.DOTALL)
    assert re.search('ORGANIZER;CN="?House oslo"?:mailto:', gone)
    assert f"UID:{march.event.slug}@calls.example.org" in gone
    assert (entry.get_param("method"), entry.get_param("charset")) == ("CANCEL", "utf-8")


def test_several_changes_make_one_mail_about_what_each_knows(march, smtp_sink):
    was = march.event.local_start
    march.shift(hours=1)
    march.come("late@example.org")
    march.shift(hours=1)
    march.move(en_place="Youngstorget")
    deliver_all()
    smtp_sink.deliveries.clear()
    march.told()
    ana, late = (text(smtp_sink.to(address)[0]) for address in (ANA, "late@example.org"))
    assert f"{was:%H:%M}" in ana.partition("No longer")[2]
    assert f"{was + datetime.timedelta(hours=1):%H:%M}" in late.partition("No longer")[2]
    for mail in (ana, late):
        assert "Youngstorget, Oslo" in mail
        assert "No longer: Egertorget, Oslo" in mail
    assert len(smtp_sink.deliveries) == 3


@on_one_database
def test_who_is_told_of_another_time_reads_the_way_too(march, smtp_sink):
    smtp_sink.deliveries.clear()
    march.shift(hours=1)
    march.told()
    assert "The way: By underground." in text(smtp_sink.to(ANA)[0])


@on_one_database
def test_what_is_as_it_was_again_is_told_to_nobody(march):
    march.shift(hours=1)
    march.shift(hours=-1)
    assert march.reach().untold == 0
    march.cancel()
    assert march.reach().untold == 2
    march.plan_again()
    assert march.reach().untold == 0


@on_one_database
def test_a_new_translation_of_the_place_is_no_other_place(march):
    march.move(capacity="100")
    assert march.event.sequence == 0
    march.move(en_place="Egertorget 1")
    assert march.reach().change.place == ("Egertorget", "Oslo")


@on_one_database
def test_a_place_that_was_changed_in_one_language_alone_is_asked_about(march):
    words = dict.fromkeys((*NEEDED, "safety"), "…") | {"place": "Egertorget", "city": "Oslo"}
    with database.action() as session:
        session.add(EventText(event_id=march.event_id, language="nb", **words))
    march.shift(hours=1)
    march.come("anders@example.org", "nb")
    assert march.reach().unmoved == []
    march.move(en_place="Youngstorget")
    reach = march.reach()
    assert (reach.change.place, reach.unmoved) == (("Egertorget", "Oslo"), ["nb"])
    with pytest.raises(notices.NotMoved):
        march.ask()
    assert notices.ask(march.event, notices.Topic.CHANGE, march.me, march.keys, is_sure=True).job_id


def test_what_changes_while_mails_wait_is_in_them(march, smtp_sink):
    march.shift(hours=1)
    first = march.prepared()
    march.cancel()
    deliver_all()
    assert {message["Subject"] for message in smtp_sink.to(ANA)} == {"Called off: March for Rasul"}
    assert march.progress(first).sent == 2
    smtp_sink.deliveries.clear()
    march.plan_again()
    march.told()
    assert smtp_sink.to(ANA)[0]["Subject"] == "It takes place after all: March for Rasul"


def test_a_later_notice_takes_the_place_of_one_that_waits(march, smtp_sink):
    march.shift(hours=1)
    first = march.prepared()
    march.shift(hours=1)
    march.told()
    assert recipients(smtp_sink) == [ANA, KARI]
    assert march.progress(first).stage is Stage.STOPPED


def test_whoever_calls_off_gets_nothing_that_waits_already(march, smtp_sink):
    march.shift(hours=1)
    march.prepared()
    attendance.cancel(march.links[ANA])
    deliver_all()
    assert recipients(smtp_sink) == [KARI]


def test_the_link_in_the_mail_calls_off(march, smtp_sink):
    march.shift(hours=1)
    march.told()
    (token,) = set(LINK.findall(text(smtp_sink.to(ANA)[0])))
    assert token != march.links[ANA]
    assert attendance.find(token).id == attendance.find(march.links[ANA]).id
    attendance.cancel(token)
    assert march.event.coming == 2
    with pytest.raises(attendance.LinkUnknown):
        attendance.find(march.links[ANA])


def test_of_two_who_press_at_once_one_tells(march, app):
    march.shift(hours=1)

    def press(_number: int) -> str:
        with app.app_context():
            try:
                march.ask()
            except (notices.AlreadyAsked, notices.NobodyMeant):
                return "refused"
            return "told"

    assert sorted(at_once(press, range(4))) == ["refused"] * 3 + ["told"]


def test_paused_gone_on_with_and_stopped(march, smtp_sink):
    march.shift(hours=1)
    made = march.prepared()
    notices.pause(march.now(made), by=march.me.id)
    assert (queued(), march.progress(made).stage) == ([], Stage.HELD)
    assert tickets.state(made.job_id) is tickets.State.NONE
    notices.resume(march.now(made), march.keys, by=march.me.id)
    march.doer.do(made.job_id)
    assert len(queued()) == 2
    notices.stop(march.now(made), by=march.me.id)
    deliver_all()
    assert smtp_sink.deliveries == []
    march.told()
    assert recipients(smtp_sink) == [ANA, KARI]
    noted = database.session().scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert noted[-5:] == [
        "people told of a change of an event", "mails about an event paused", "mails about an event resumed",
        "mails about an event stopped", "people told of a change of an event",
    ]  # fmt: skip


class Killed(BaseException):
    """What ends a process with no time to tidy up."""


def _die(_done: int) -> None:
    raise Killed


def test_a_lost_ticket_pauses_and_asks_and_then_it_goes_on_where_it_was(march, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    march.shift(hours=1)
    made = march.ask()
    monkeypatch.setattr(march.doer, "_teller", lambda _job_id, _lease: _die)
    with pytest.raises(Killed):
        march.doer.do(made.job_id)
    assert len(queued()) == 1
    march.doer.holder.leave()
    with database.action() as session:
        session.execute(sa.update(jobs.Job).values(leased_until=times.now() - datetime.timedelta(seconds=1)))
    jobs.sweep()
    after = march.process()
    after.do(made.job_id)
    assert march.progress(made).stage is Stage.LOCKED
    assert notices.locked([march.campaign.id]).keys() == {march.campaign.id}
    notices.resume(march.now(made), march.keys, by=march.me.id)
    after.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, KARI]


@on_one_database
def test_keys_that_do_not_fit_tell_nobody(march):
    march.shift(hours=1)
    with pytest.raises(notices.AnotherKey):
        notices.ask(march.event, notices.Topic.CHANGE, march.me, {0: next(iter(march.keys.values()))})
    made = march.ask()
    jobs.begin(made.job_id, "somebody else")
    with pytest.raises(jobs.NotOurs):
        preparing.make(made.job_id, "ours", march.keys, lambda _done: None)
    assert queued() == []


@on_one_database
def test_erased_addresses_get_nothing(march, smtp_sink):
    march.shift(hours=1)
    made = march.ask()
    with database.action() as session:
        session.execute(sa.update(Rsvp).values(sealed=None))
    march.doer.do(made.job_id)
    deliver_all()
    assert (smtp_sink.deliveries, retention.HOURS_AFTER) == ([], 48)
    assert march.progress(made) == sendings.Progress(Stage.DONE, 0, 0, 0)


@on_one_database
def test_a_careful_campaign_says_nothing_of_itself(march, smtp_sink):
    protecting.protect(march.campaign, Protection.HIGH)
    march.shift(hours=1)
    march.told()
    (message,) = smtp_sink.to(ANA)
    parts = list(message.walk())
    shown = "".join(part.get_content() for part in parts if part.get_content_maintype() == "text")
    shown += message["Subject"] + message["From"]
    assert not re.search("Rasul|March|Oslo|Egertorget|House|campaign", shown)
    assert LINK.search(shown)
    assert not [part for part in parts if part.get_content_type() == "text/calendar"]

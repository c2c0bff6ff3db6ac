"""Word to those who come goes to an address once, however often it was typed: nobody fills a stranger's mailbox with it."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.events import attendance, notices, retention
from petitions.events.models import Rsvp, Topic
from petitions.houses import sendings
from petitions.houses.sendings import Stage
from tests.events.test_notices import LINK, Killed, _die, recipients, text
from tests.events.test_reminders import wait  # noqa: F401  # a fixture
from tests.support.gathering import ANA, KARI, Gathering, deliver_all, queued

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TYPED = "often@example.org"
TIMES = 12


def mailboxes(sink) -> list[str]:
    return sorted(address.lower() for address in recipients(sink))


@pytest.fixture
def march(app, app_context, smtp_sink) -> Gathering:
    """A march for which somebody has typed one address over and over."""
    made = Gathering(app)
    for number in range(TIMES):
        made.links[f"{TYPED} {number}"] = made.come(TYPED if number % 2 else TYPED.title(), people=1 + number % 3)
    deliver_all()
    smtp_sink.deliveries.clear()
    return made


@pytest.fixture
def near(march, wait):  # noqa: F811
    """The same march, which is in two days."""
    wait(hours=60)
    return march


def test_an_address_is_told_of_a_change_once(march, smtp_sink):
    march.shift(hours=1)
    assert march.reach().untold == 3
    made = march.told()
    assert mailboxes(smtp_sink) == [ANA, KARI, TYPED]
    assert march.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)
    assert march.reach().untold == 0
    with pytest.raises(notices.NobodyMeant):
        march.ask()


def test_and_reminded_once_also_if_it_is_typed_again(near, smtp_sink, wait):  # noqa: F811
    assert near.reach().unreminded == 3
    made = near.prepared(Topic.REMINDER)
    near.come(TYPED)
    assert near.reach().unreminded == 0
    with pytest.raises(notices.NobodyMeant):
        near.ask(Topic.REMINDER)
    deliver_all()
    smtp_sink.deliveries.clear()
    wait(hours=20)
    deliver_all()
    assert mailboxes(smtp_sink) == [ANA, KARI, TYPED]
    assert near.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)


def test_what_is_typed_while_a_notice_is_prepared_gets_no_mail_of_its_own(near, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    made = near.ask(Topic.REMINDER)
    monkeypatch.setattr(near.doer, "_teller", lambda _job_id, _lease: lambda _done: near.come(TYPED))
    near.doer.do(made.job_id)
    assert sorted(envelope.recipient for envelope in queued()) == [ANA, KARI, TYPED]
    assert near.progress(made).meant == 3


def test_nor_what_was_there_when_its_process_died(march, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    march.shift(hours=1)
    made = march.ask()
    for _lot in range(3):
        monkeypatch.setattr(march.doer, "_teller", lambda _job_id, _lease: _die)
        with pytest.raises(Killed):
            march.doer.do(made.job_id)
        march.doer.holder.leave()
        with database.action() as session:
            session.execute(sa.text("UPDATE job SET state = 'failed', lease = NULL, leased_until = NULL"))
        march.doer = march.process()
        notices.resume(march.now(made), march.keys, by=None)
    march.doer.do(made.job_id)
    deliver_all()
    assert mailboxes(smtp_sink) == [ANA, KARI, TYPED]


def test_answers_from_before_addresses_had_a_link_are_told_once_as_well(march, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 2)
    with database.action() as session:
        session.execute(sa.update(Rsvp).values(link_hash=None))
        session.execute(sa.update(Rsvp).where(Rsvp.people == 2).values(link_hash=sa.func.substr(Rsvp.token_hash, 2)))
    march.shift(hours=1)
    made = march.told()
    assert mailboxes(smtp_sink) == [ANA, KARI, TYPED]
    assert march.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)


def test_of_what_an_address_was_told_before_the_oldest_answer_counts(march, smtp_sink):
    march.shift(hours=1)
    march.come(TYPED)
    assert march.reach().untold == 3
    march.prepared()
    march.come(TYPED)
    deliver_all()
    changed = [message for message in smtp_sink.to(TYPED) if message["Subject"].startswith("Changed")]
    assert len(changed) == 1
    assert march.reach().untold == 0


def test_one_answer_that_is_called_off_takes_no_mail_from_the_others(march, smtp_sink):
    march.shift(hours=1)
    made = march.prepared()
    attendance.cancel(march.links[f"{TYPED} {TIMES - 1}"])
    notices.pause(march.now(made), by=None)
    assert queued() == []
    notices.resume(march.now(made), march.keys, by=None)
    march.doer.do(made.job_id)
    attendance.cancel(march.links[f"{TYPED} {TIMES - 2}"])
    deliver_all()
    assert mailboxes(smtp_sink) == [ANA, KARI, TYPED]
    assert march.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)


def test_the_link_in_a_mail_calls_off_all_that_was_said_with_its_address(march, smtp_sink):
    march.shift(hours=1)
    march.told()
    (link,) = set(LINK.findall(text(smtp_sink.to(TYPED)[0])))
    attendance.cancel(link)
    assert march.event.coming == 3
    for number in range(TIMES):
        with pytest.raises(attendance.LinkUnknown):
            attendance.find(march.links[f"{TYPED} {number}"])
    smtp_sink.deliveries.clear()
    march.shift(hours=1)
    march.told()
    assert mailboxes(smtp_sink) == [ANA, KARI]


def test_and_so_does_the_link_in_the_first_mail_but_nobody_who_typed_the_address(app, smtp_sink):
    march = Gathering(app)
    attendance.cancel(march.come(ANA, people=5))
    assert march.event.coming == 3
    (link,) = set(LINK.findall(text(smtp_sink.to(ANA)[0])))
    march.come(ANA, people=5)
    attendance.cancel(link)
    assert march.event.coming == 2
    deliver_all()
    assert len(smtp_sink.to(ANA)) == 1


@on_one_database
def test_the_link_in_a_mail_leads_to_the_newest_answer_that_counts(march, smtp_sink):
    march.shift(hours=1)
    march.told()
    (link,) = set(LINK.findall(text(smtp_sink.to(TYPED)[0])))
    newest, before = (march.links[f"{TYPED} {TIMES - number}"] for number in (1, 2))
    assert attendance.find(link).id == attendance.find(newest).id
    with database.action() as session:
        session.execute(sa.update(Rsvp).where(Rsvp.id == attendance.find(newest).id).values(invalidation_id=1))
    assert attendance.change(link, 4).id == attendance.find(before).id


@on_one_database
def test_the_mark_of_an_address_goes_with_it(march, clock):
    known = sa.select(sa.func.count()).where(Rsvp.link_hash.is_not(None))
    assert database.session().scalar(known) == 2 + TIMES
    clock.move_to(march.event.ends_at + datetime.timedelta(hours=retention.HOURS_AFTER, minutes=1))
    retention.erase_contacts()
    assert database.session().scalar(known) == 0

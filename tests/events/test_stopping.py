"""Stopping word of an event: whoever it did not reach can be told by another notice, wherever their mail was."""

import datetime
import threading

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database
from petitions.accounts import members
from petitions.delivering import Courier
from petitions.events import notices, planning
from petitions.events.models import Topic
from petitions.houses.sendings import Stage
from petitions.outbox import OutboxMessage
from petitions.post import beats
from tests.support import office, rounds
from tests.support.gathering import ANA, KARI, Gathering


@pytest.fixture
def march(app, app_context, smtp_sink) -> Gathering:
    made = Gathering(app)
    smtp_sink.deliveries.clear()
    return made


def test_whoever_was_put_off_is_told_by_another(march, smtp_sink):
    march.shift(hours=1)
    notice = march.prepared()
    smtp_sink.misbehave("RCPT", "450 4.2.0 Greylisted", times=2)
    rounds.deliver_some()
    notices.stop(march.now(notice), by=march.me.id)
    smtp_sink.behave()
    march.told()
    assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == {ANA, KARI}


def test_whoever_was_in_a_workers_hands_is_reminded_by_another(clock, march, monkeypatch):
    clock.move_to(march.event.starts_at - datetime.timedelta(days=2))
    march.doer.holder.publish()
    reminder, at_work = march.prepared(Topic.REMINDER), Courier(beats.new_worker(), threading.Event())

    def stop(batch):
        notices.stop(march.now(reminder), by=march.me.id)
        return batch

    with database.action() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=times.now()))
    monkeypatch.setattr(at_work, "_with_places", stop)
    assert at_work.deliver_some() == 2
    assert march.reach().unreminded == 2


def test_nobody_is_expected_at_what_was_called_off_meanwhile(march, smtp_sink):
    march.come("late@example.org")
    planning.cancel(march.event.campaign_id, march.event.slug, by=march.me.id)
    rounds.deliver_some()
    assert smtp_sink.to("late@example.org") == []


def test_word_of_somebody_who_was_removed_waits_for_another(march, smtp_sink):
    march.shift(hours=1)
    notice, member = march.ask(), march.me.memberships[0]
    ane = office.organiser("ane@example.org", of=march.event.house)
    members.remove(member.house_id, member.id, by=ane.id)
    march.doer.do(notice.job_id)
    rounds.deliver_some()
    assert (smtp_sink.deliveries, march.progress(notice).stage) == ([], Stage.LOCKED)
    notices.resume(march.now(notice), march.keys, by=ane.id)
    march.doer.do(notice.job_id)
    rounds.deliver_some()
    assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == {ANA, KARI}

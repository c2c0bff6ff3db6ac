"""Word to those who come that is paused for long, or comes back with a backup: nobody misses it, or gets it twice unawares."""

import dataclasses
import datetime

import pytest
import sqlalchemy as sa

from petitions import backups, database, outbox, restoring, working
from petitions.accounts.models import AuditEntry
from petitions.events import notices
from petitions.events.models import Topic
from petitions.houses import sendings
from petitions.houses.sendings import Stage
from tests.events.test_notices import Killed, _die, recipients
from tests.support.gathering import ANA, KARI, Gathering, deliver_all, queued
from tests.support.product import free_port

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings):
    """Its port is free: restoring makes sure that nobody serves."""
    return dataclasses.replace(settings, port=free_port())


@pytest.fixture
def march(app, app_context, smtp_sink, clock) -> Gathering:
    """A march in two days and some hours."""
    made = Gathering(app)
    clock.move_to(made.event.starts_at - datetime.timedelta(hours=60))
    made.doer.holder.publish()
    smtp_sink.deliveries.clear()
    return made


@pytest.fixture
def backup(tmp_path, march):
    """Make a backup; what it returns puts it back in place."""

    def put_back() -> None:
        database.session().rollback()
        database.session().expire_all()
        restoring.restore(tmp_path / "backup", is_forced=True)
        march.doer = march.process()

    def made():
        database.session().rollback()
        backups.make(tmp_path / "backup")
        return put_back

    return made


def test_what_was_on_its_way_in_a_backup_waits_for_a_decision(march, smtp_sink, backup, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    march.shift(hours=1)
    made = march.ask()
    monkeypatch.setattr(march.doer, "_teller", lambda _job_id, _lease: _die)
    with pytest.raises(Killed):
        march.doer.do(made.job_id)
    outbox.lease(1, "worker-of-then")  # the mail of one is in the hands of a worker, the other is not written yet
    put_back = backup()
    outbox.release("worker-of-then")
    deliver_all()
    assert recipients(smtp_sink) == [ANA]
    put_back()
    march.doer.do(made.job_id)
    deliver_all()
    assert (queued(), len(smtp_sink.deliveries)) == ([], 1)
    assert march.progress(made).stage is Stage.UNSURE
    assert notices.locked([march.campaign.id]).keys() == {march.campaign.id}
    assert march.reach().untold == 0
    with pytest.raises(notices.Undecided):
        march.ask()
    noted = database.session().scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert noted[-1] == "mails about an event halted by a restored backup"

    notices.resume(march.now(made), march.keys, by=march.me.id)
    march.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, ANA, KARI]
    assert len({delivery.message["Message-ID"] for delivery in smtp_sink.deliveries}) == 2
    assert march.progress(made) == sendings.Progress(Stage.DONE, 2, 2, 0)


@on_one_database
def test_reminders_that_were_stopped_after_a_restore_can_be_asked_for_anew(march, smtp_sink, backup, clock):
    made = march.prepared(Topic.REMINDER)
    backup()()
    assert (queued(), march.progress(made).stage, march.reach().unreminded) == ([], Stage.UNSURE, 0)
    notices.stop(march.now(made), by=march.me.id)
    assert march.reach().unreminded == 2
    march.prepared(Topic.REMINDER)
    clock.move_to(march.now(made).starts_at)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, KARI]


def test_word_sent_after_the_backup_is_not_sent_again_unawares(march, smtp_sink, backup):
    march.shift(hours=1)
    put_back = backup()
    march.told()
    march.told(Topic.REMINDER)
    put_back()
    reach = march.reach()
    assert (reach.untold, reach.unreminded) == (0, 0)
    halted = notices.of_event(march.event_id)
    assert [march.progress(made).stage for made in halted] == [Stage.UNSURE] * 2
    for topic in Topic:
        with pytest.raises(notices.Undecided):
            march.ask(topic)
    march.shift(hours=1)
    assert march.reach().untold == 2, "that is another change"
    assert recipients(smtp_sink) == [ANA, KARI]


@on_one_database
def test_word_sent_before_the_backup_needs_no_decision(march, smtp_sink, backup):
    march.shift(hours=1)
    march.told()
    march.come("late@example.org")
    put_back = backup()
    put_back()
    assert [march.progress(made).stage for made in notices.of_event(march.event_id)] == [Stage.DONE]
    assert march.reach().unreminded == 3


@on_one_database
def test_another_change_under_the_same_number_is_no_copy(march, smtp_sink, backup):
    put_back = backup()
    march.shift(hours=1)
    march.told()
    put_back()
    march.shift(hours=2)
    march.told()
    assert march.event.sequence == 1
    assert len({delivery.message["Message-ID"] for delivery in smtp_sink.deliveries}) == 4


def test_the_time_of_a_pause_is_not_that_of_its_mails(march, smtp_sink, clock):
    """A mail that the server would not have yet, and one that a worker had in hand, come after a pause of days."""
    clock.shift(datetime.timedelta(days=-7))
    march.doer.holder.publish()
    march.shift(hours=1)
    made = march.prepared()
    smtp_sink.misbehave("RCPT", "450 4.2.2 full", times=1)
    outbox.lease(1, "worker-slow")
    deliver_all()
    assert (smtp_sink.deliveries, len(queued())) == ([], 2)
    notices.pause(march.now(made), by=march.me.id)
    working.erase_overdue()
    assert len(queued()) == 1  # a worker has it
    outbox.release("worker-slow")
    clock.shift(datetime.timedelta(days=1))
    working.erase_overdue()
    assert queued() == []  # nobody's address waits in the outbox for as long as that lasts
    clock.shift(datetime.timedelta(days=6))
    working.erase_overdue()
    march.doer = march.process()
    notices.resume(march.now(made), march.keys, by=march.me.id)
    march.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, KARI]
    assert march.progress(made) == sendings.Progress(Stage.DONE, 2, 2, 0)

"""News sent once more, gone on with, or sent by two at once: whoever got them does not get them again."""

import dataclasses
import datetime
import threading

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, jobs, outbox, sealing, working
from petitions.delivering import Courier
from petitions.houses import sendings
from petitions.houses.sendings import Stage
from petitions.jobs import Failure, State
from petitions.post import beats
from petitions.updates import mailing, preparing
from tests.support import rounds
from tests.support.readers import Reader, put
from tests.support.together import at_once
from tests.updates.conftest import deliver_all, queued, recipients

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_whoever_got_it_does_not_get_it_by_another_mailing(readers, smtp_sink):
    readers.sent(languages=["nb"])
    readers.sent()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]
    with pytest.raises(mailing.NobodyMeant):
        readers.ask()
    put(readers.campaign, [Reader("late@example.org", number=5)])
    readers.sent()
    assert recipients(smtp_sink)[2:] == ["late@example.org", "rasul@example.org"]


@on_one_database
def test_what_was_stopped_before_it_began_can_be_sent_after_all(readers, smtp_sink):
    mailing.stop(readers.campaign, readers.ask(), by=None)
    readers.sent()
    assert len(smtp_sink.deliveries) == 3


@pytest.mark.parametrize("is_paused_first", [False, True])
def test_whom_a_stopped_mailing_did_not_reach_can_be_written_to_by_another(
    readers, smtp_sink, monkeypatch, is_paused_first
):
    made = readers.ask()
    readers.doer.do(made.job_id)
    monkeypatch.setattr("petitions.delivering.BATCH", 1)
    monkeypatch.setattr("petitions.delivering.BATCHES", 1)
    rounds.deliver_some()
    if is_paused_first:
        mailing.pause(readers.campaign, readers.now(made), by=None)
    mailing.stop(readers.campaign, readers.now(made), by=None)
    deliver_all()
    assert (len(smtp_sink.deliveries), readers.progress(made).sent, readers.progress(made).meant) == (1, 1, 3)
    assert readers.sent(languages=["nb", "en"]).job.total + readers.sent().job.total == 2
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


@pytest.mark.parametrize("is_in_hand", [False, True], ids=["put off", "in a worker's hands"])
def test_whom_the_server_put_off_when_it_was_stopped_can_be_written_to_by_another(
    readers, smtp_sink, monkeypatch, is_in_hand
):
    made, at_work = readers.ask(), Courier(beats.new_worker(), threading.Event())
    readers.doer.do(made.job_id)

    def stop(batch):
        mailing.stop(readers.campaign, readers.now(made), by=None)
        return batch

    if is_in_hand:
        monkeypatch.setattr(at_work, "_with_places", stop)
    smtp_sink.misbehave("RCPT", "450 4.2.0 Greylisted", times=3)
    at_work.deliver_some()
    stop([])
    assert smtp_sink.deliveries == []
    assert readers.ask().job.total == 3


@on_one_database
@pytest.mark.parametrize("stands", ["planned", "paused", "failed"])
def test_nobody_is_left_to_a_mailing_that_may_be_stopped_still(readers, smtp_sink, stands):
    """Another one would leave out those whom it has not reached, and nobody would write to them ever."""
    hour = datetime.timedelta(hours=1)
    made = readers.ask(languages=["az"], starts_at=times.now() + hour if stands == "planned" else None)
    if stands == "paused":
        mailing.pause(readers.campaign, readers.now(made), by=None)
    if stands == "failed":
        jobs.begin(made.job_id, "a worker")
        with database.action() as session:
            jobs.end(session, made.job_id, lease="a worker", state=State.FAILED, failure=Failure.DISK)
    with pytest.raises(mailing.AlreadyAsked):
        readers.ask()
    mailing.stop(readers.campaign, readers.now(made), by=None)
    readers.sent()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


@on_one_database
def test_a_mail_in_a_workers_hands_when_it_was_stopped_is_waited_for_and_taken_back(clock, readers, smtp_sink):
    readers.doer.holder.publish()
    made = readers.ask()
    readers.doer.do(made.job_id)
    (mail,) = outbox.lease(1, "worker-slow")
    mailing.stop(readers.campaign, readers.now(made), by=None)
    with pytest.raises(mailing.AlreadyAsked):
        readers.ask()
    outbox.postpone([mail])
    with pytest.raises(mailing.AlreadyAsked):
        readers.ask()
    working.erase_overdue()
    readers.sent()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


def test_of_two_who_press_at_once_one_sends(readers, app):
    def press(_number: int) -> str:
        with app.app_context():
            try:
                readers.ask()
            except (mailing.AlreadyAsked, mailing.NobodyMeant):
                return "refused"
            return "sent"

    assert sorted(at_once(press, range(4))) == ["refused"] * 3 + ["sent"]


@pytest.mark.parametrize("act", [mailing.stop, mailing.pause, None])
def test_a_mailing_that_failed_is_stopped_paused_or_gone_on_with(readers, smtp_sink, monkeypatch, act):
    monkeypatch.setattr(sendings, "LOT", 1)
    made, right = readers.ask(), readers.keys
    monkeypatch.setattr(preparing, "_opened", _only_the_first(preparing._opened))
    readers.doer.do(made.job_id)
    monkeypatch.undo()
    assert readers.progress(made).stage is Stage.FAILED
    assert mailing.standing_still([readers.campaign.id]).keys() == {readers.campaign.id}
    if act:
        act(readers.campaign, readers.now(made), by=None)
        deliver_all()
        assert smtp_sink.deliveries == []
    if act is not mailing.stop:
        readers.doer.holder.publish()
        mailing.resume(readers.campaign, readers.now(made), right, by=None)
        readers.doer.do(made.job_id)
        deliver_all()
        assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


def _only_the_first(opened):
    def open_one(reader, *others):
        if reader.number > 1:
            raise sealing.CannotOpen
        return opened(reader, *others)

    return open_one


@on_one_database
def test_it_goes_on_with_keys_that_fit_alone(readers):
    made = readers.ask()
    mailing.pause(readers.campaign, readers.now(made), by=None)
    with pytest.raises(sendings.AnotherKey):
        mailing.resume(readers.campaign, readers.now(made), {0: next(iter(readers.keys.values()))}, by=None)
    assert readers.progress(made).stage is Stage.HELD


@on_one_database
def test_it_goes_on_without_keys_of_those_whom_it_has_reached_and_does_not_mean(readers, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "PER_MINUTE", 3 / 120)  # three in two hours
    old, new = readers.keys, readers.new_key()
    put(readers.campaign, [Reader("late@example.org", number=5)])
    readers.keys = old | new
    made = readers.ask()
    readers.new_key()
    put(readers.campaign, [Reader("later@example.org", number=6)])
    readers.doer.do(made.job_id)
    deliver_all()
    mailing.pause(readers.campaign, readers.now(made), by=None)
    with pytest.raises(sendings.AnotherKey):
        mailing.resume(readers.campaign, readers.now(made), old, by=None)
    mailing.resume(readers.campaign, readers.now(made), new, by=None)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "late@example.org", "rasul@example.org"]


@on_one_database
def test_a_mail_that_was_taken_back_needs_its_key_again(readers):
    old, made = readers.keys, readers.ask()
    readers.doer.do(made.job_id)
    mailing.pause(readers.campaign, readers.now(made), by=None)
    with pytest.raises(sendings.AnotherKey):
        mailing.resume(readers.campaign, readers.now(made), readers.new_key(), by=None)
    mailing.resume(readers.campaign, readers.now(made), old, by=None)


@on_one_database
def test_a_mailbox_that_takes_nothing_for_hours_holds_up_nobody_else(clock, readers, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 120)
    readers.doer.holder.publish()
    made = readers.ask()
    readers.doer.do(made.job_id)
    smtp_sink.misbehave("RCPT", "450 4.2.2 full", times=1)
    deliver_all()
    clock.shift(datetime.timedelta(hours=3))
    monkeypatch.setattr(sendings, "PER_MINUTE", 1000)
    readers.doer.holder.beat()
    readers.doer.do(made.job_id)
    database.session().rollback()
    assert len(queued()) == 3


@on_one_database
def test_room_that_is_kept_for_others_is_no_part_of_the_two_hours(app, readers):
    """At one and a half mails an hour news have four fifths of that: two are written ahead, not three."""
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], mail_per_minute=1.5 / 60)
    readers.doer.do(readers.ask().job_id)
    database.session().rollback()
    assert len(queued()) == 2


def test_all_sendings_together_keep_to_the_two_hours_and_share_them(clock, readers, monkeypatch, smtp_sink):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 60)  # two in two hours
    first = readers.ask()
    readers.update = readers.news("second")
    second = readers.ask()
    for round_ in range(4):
        for made in (first, second):
            readers.doer.do(made.job_id)
        database.session().rollback()
        assert len(queued()) <= 2, round_
        if not round_:
            assert {one.variables["job"] for one in queued()} == {first.job_id, second.job_id}
        deliver_all()
        readers.doer.holder.beat()
        clock.shift(6)
    assert len(smtp_sink.deliveries) == 6


def test_a_job_that_is_overtaken_while_it_opens_rows_writes_no_more_than_is_left(readers, monkeypatch):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 60)  # two in two hours
    other, first, open_one, others = readers.process(), readers.ask(), preparing._opened, []

    def overtaken(*reader):
        if not others:
            readers.update = readers.news("second")
            others.append(readers.ask().job_id)
            other.do(others[0])
        return open_one(*reader)

    monkeypatch.setattr(preparing, "_opened", overtaken)
    readers.doer.do(first.job_id)
    database.session().rollback()
    assert {one.variables["job"] for one in queued()} == set(others)
    assert len(queued()) == 1, "the share of each, in two hours of two mails"


@on_one_database
@pytest.mark.parametrize(("due_in", "written"), [(0, 4), (24, 6)])
def test_what_one_sending_has_written_takes_room_from_the_next_if_it_goes_out_soon(
    readers, monkeypatch, due_in, written
):
    monkeypatch.setattr(sendings, "PER_MINUTE", 2 / 60)  # four in two hours
    readers.doer.do(readers.ask().job_id)
    with database.action() as session:
        due_at = times.now() + datetime.timedelta(hours=due_in)
        session.execute(sa.update(outbox.OutboxMessage).values(due_at=due_at))
    readers.update = readers.news("second")
    readers.doer.do(readers.ask().job_id)
    database.session().rollback()
    assert len(queued()) == written

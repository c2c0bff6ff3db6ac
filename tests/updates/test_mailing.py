"""News sent to signatories: each who agreed gets them once, in the own language, whoever pauses, stops, leaves or dies."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, doing, jobs, outbox
from petitions.accounts.models import AuditEntry
from petitions.houses import sendings, tickets
from petitions.houses.sendings import Stage
from petitions.jobs import Failure, State
from petitions.signatures import mailing_list, retention, unsubscribing, withdrawing
from petitions.signatures.mailing_list import Choice
from petitions.updates import mailing, preparing, writing
from petitions.updates.models import MailingAgain
from tests import factories
from tests.support import rounds
from tests.updates.conftest import deliver_all, queued, recipients

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_everybody_who_agreed_gets_it_once_in_the_own_language(readers, smtp_sink):
    made = readers.sent()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]
    assert smtp_sink.to("ana@example.org")[0]["Subject"] == "Six and a half years"
    assert smtp_sink.to("kari@example.org")[0]["Subject"] == "Seks og et halvt år"
    assert readers.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)
    readers.doer.do(made.job_id)
    deliver_all()
    assert len(smtp_sink.deliveries) == 3


@on_one_database
@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"languages": ["nb", "az"]}, ["kari@example.org", "rasul@example.org"]),
        ({"countries": ["HR"]}, ["ana@example.org"]),
        ({"languages": ["nb"], "countries": ["NO"]}, ["kari@example.org"]),
    ],
)
def test_some_are_chosen_by_language_and_country(readers, smtp_sink, choice, expected):
    wanted = Choice(**{name: frozenset(values) for name, values in choice.items()})
    assert mailing_list.count(readers.campaign.id, wanted) == len(expected)
    readers.sent(**choice)
    assert recipients(smtp_sink) == expected


@on_one_database
def test_the_count_before_is_by_language_and_country_and_leaves_out_who_did_not_agree(readers):
    counts = mailing_list.counts(readers.campaign.id, Choice())
    assert counts == {("en", "HR"): 1, ("nb", "NO"): 1, ("az", "AZ"): 1}
    with pytest.raises(mailing.NobodyMeant):
        readers.ask(languages=["ru"])


def test_the_seal_decides_for_those_who_signed_before_agreeing_was_kept_in_the_clear(readers, smtp_sink):
    with database.action() as session:
        session.execute(sa.update(factories.Signature).values(wants_news=None))
    assert mailing_list.count(readers.campaign.id, Choice()) == 4
    readers.sent()
    assert "quiet@example.org" not in recipients(smtp_sink)


def test_whoever_leaves_between_gets_nothing_that_waits_already(readers, smtp_sink):
    made = readers.ask()
    readers.doer.do(made.job_id)
    assert len(queued()) == 3
    ana, kari, _rasul = sorted(queued(), key=lambda mail: mail.recipient)
    unsubscribing.unsubscribe(ana.variables["token"])
    withdrawing.withdraw_for(readers.campaign.id, 2)
    deliver_all()
    assert recipients(smtp_sink) == ["rasul@example.org"]
    assert kari.recipient == "kari@example.org"
    assert readers.progress(made).sent == 1


@on_one_database
def test_an_erased_list_stops_mails_that_wait(readers, smtp_sink):
    made = readers.ask()
    readers.doer.do(made.job_id)
    retention.erase_list(readers.campaign.id)
    deliver_all()
    assert smtp_sink.deliveries == []


@on_one_database
def test_whoever_ended_news_gets_none_the_next_time(readers, smtp_sink):
    readers.sent()
    unsubscribing.unsubscribe(smtp_sink.to("ana@example.org")[0]["List-Unsubscribe"].strip(" <>").rpartition("/")[2])
    smtp_sink.deliveries.clear()
    assert mailing_list.count(readers.campaign.id, Choice()) == 2
    readers.update = readers.news("free")
    readers.sent()
    assert recipients(smtp_sink) == ["kari@example.org", "rasul@example.org"]


def test_what_somebody_waits_for_goes_before_all_news(readers, smtp_sink, monkeypatch):
    readers.doer.do(readers.ask().job_id)
    factories.signed(readers.campaign, "new@example.org")
    monkeypatch.setattr("petitions.delivering.BATCH", 1)
    monkeypatch.setattr("petitions.delivering.BATCHES", 1)
    rounds.deliver_some()
    assert recipients(smtp_sink) == ["new@example.org"]
    assert outbox.oldest_wait() is None  # news that wait are no stuck mail


def test_a_lost_ticket_pauses_and_asks_and_then_it_goes_on_where_it_was(readers, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    made = readers.ask()
    monkeypatch.setattr(readers.doer, "_teller", lambda _job_id, _lease: _die)
    with pytest.raises(Killed):
        readers.doer.do(made.job_id)
    assert len(queued()) == 1
    readers.doer.holder.leave()
    with database.action() as session:
        session.execute(sa.update(jobs.Job).values(leased_until=times.now() - datetime.timedelta(seconds=1)))
    jobs.sweep()
    after = readers.process()
    after.do(made.job_id)
    assert readers.progress(made).stage is Stage.LOCKED
    assert mailing.standing_still([readers.campaign.id]).keys() == {readers.campaign.id}
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    after.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


class Killed(BaseException):
    """What ends a process with no time to tidy up."""


def _die(_done: int) -> None:
    raise Killed


def test_a_pause_seals_again_what_nobody_has_begun_to_send(readers, smtp_sink):
    made = readers.ask()
    readers.doer.do(made.job_id)
    mailing.pause(readers.campaign, readers.now(made), by=readers.me.id)
    assert queued() == []
    assert readers.progress(made) == sendings.Progress(Stage.HELD, 3, 0, 0)
    assert tickets.state(made.job_id) is tickets.State.NONE
    readers.doer.do(made.job_id)
    deliver_all()
    assert smtp_sink.deliveries == []
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]
    assert database.session().scalars(sa.select(MailingAgain)).all() == []


@on_one_database
def test_a_mail_in_the_hands_of_a_worker_waits_while_it_is_paused(readers, smtp_sink):
    made = readers.ask(countries=["HR"])
    readers.doer.do(made.job_id)
    outbox.lease(1, "worker-slow")
    mailing.pause(readers.campaign, readers.now(made), by=readers.me.id)
    outbox.release("worker-slow")
    deliver_all()
    assert smtp_sink.deliveries == []
    assert len(queued()) == 1


def test_what_is_stopped_does_not_go_out(readers, smtp_sink):
    made = readers.ask()
    readers.doer.do(made.job_id)
    outbox.lease(1, "worker-slow")
    mailing.stop(readers.campaign, readers.now(made), by=readers.me.id)
    outbox.release("worker-slow")
    deliver_all()
    assert smtp_sink.deliveries == []
    assert readers.progress(made).stage is Stage.STOPPED
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    assert readers.progress(made).stage is Stage.STOPPED


def test_it_begins_when_it_is_planned_to(clock, readers, smtp_sink):
    readers.doer.holder.publish()
    made = readers.ask(starts_at=times.now() + datetime.timedelta(minutes=3))
    readers.doer.do(made.job_id)
    assert readers.progress(made).stage is Stage.PLANNED
    assert jobs.sweep() == []
    for _minute in range(3):
        clock.shift(60)
        readers.doer.holder.beat()
        if made.job_id in jobs.sweep():
            readers.doer.do(made.job_id)
    deliver_all()
    assert len(smtp_sink.deliveries) == 3


def test_no_more_than_two_hours_of_mail_wait_at_once(clock, readers, monkeypatch):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 60)  # two in two hours
    readers.doer.holder.publish()
    made = readers.ask()
    readers.doer.do(made.job_id)
    assert len(queued()) == 2
    deliver_all()
    clock.shift(6)
    assert jobs.sweep() == [made.job_id]
    readers.doer.do(made.job_id)
    database.session().rollback()
    assert len(queued()) == 1


@on_one_database
def test_nothing_more_is_opened_while_the_mail_server_takes_nothing(clock, readers, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 120)
    readers.doer.holder.publish()
    made = readers.ask()
    readers.doer.do(made.job_id)
    assert len(queued()) == 1
    clock.shift(datetime.timedelta(hours=2))
    monkeypatch.setattr(sendings, "PER_MINUTE", 1000)
    readers.doer.holder.beat()
    readers.doer.do(made.job_id)
    assert len(queued()) == 1


@on_one_database
def test_a_draft_goes_to_nobody_and_what_is_on_its_way_stays(readers):
    made = readers.ask()
    for change in (writing.hide, writing.remove):
        with pytest.raises(writing.OnItsWay):
            change(readers.campaign, readers.update.id, by=None)
    mailing.stop(readers.campaign, readers.now(made), by=None)
    writing.hide(readers.campaign, readers.update.id, by=None)
    with pytest.raises(mailing.NotPublished):
        readers.ask()
    writing.remove(readers.campaign, readers.update.id, by=None)


@on_one_database
def test_without_the_right_key_nothing_begins(readers):
    readers.keys = {0: next(iter(readers.keys.values()))}
    with pytest.raises(sendings.AnotherKey):
        readers.ask()


@on_one_database
def test_without_the_process_for_jobs_nothing_is_owed(readers):
    readers.doer.holder.leave()
    with pytest.raises(tickets.NobodyHoldsKeys):
        readers.ask()
    assert mailing.of_update(readers.update.id) == []


@on_one_database
def test_an_erased_list_fails_the_job_in_words(readers):
    made = readers.ask()
    retention.erase_list(readers.campaign.id)
    readers.doer.do(made.job_id)
    assert (readers.now(made).job.state, made.job.failure) == (State.FAILED, Failure.ERASED)


@on_one_database
def test_the_log_has_what_was_done_and_no_signatory(readers):
    made = readers.ask()
    mailing.pause(readers.campaign, readers.now(made), by=readers.me.id)
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    mailing.stop(readers.campaign, readers.now(made), by=readers.me.id)
    noted = database.session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.what for entry in noted] == [
        "news sent to signatories", "sending of news paused", "sending of news resumed", "sending of news stopped",
    ]  # fmt: skip
    told = f"campaign {readers.campaign.id}, news {readers.update.id}"
    asked, paused, resumed, stopped = [entry.thing.removeprefix(told) for entry in noted]
    assert (asked, paused, resumed, stopped) == (f", {made.job.total} mails", ", after 0 mails", "", ", after 0 mails")
    assert {entry.organiser_id for entry in noted} == {readers.me.id}


def test_a_process_that_has_lost_the_job_owes_nothing(readers):
    made = readers.ask()
    jobs.begin(made.job_id, "somebody else")
    with pytest.raises(jobs.NotOurs):
        preparing.make(made.job_id, "ours", readers.keys, lambda _done: None)
    assert queued() == []
    assert doing.DOERS[mailing.JOB] is preparing.make

"""News that are paused for long, or come back with a backup: the time of a pause is not theirs, and nobody gets them twice."""

import dataclasses
import datetime
from functools import partial

import pytest
import sqlalchemy as sa

from petitions import backups, database, outbox, restoring, working
from petitions.accounts.models import AuditEntry
from petitions.houses import sendings
from petitions.houses.sendings import Stage
from petitions.updates import mailing
from tests import factories
from tests.support.product import free_port
from tests.support.readers import Reader, put
from tests.updates.conftest import deliver_all, queued, recipients

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EVERYBODY = ["ana@example.org", "kari@example.org", "rasul@example.org"]


@pytest.fixture
def settings(settings):
    """Its port is free: restoring makes sure that nobody serves."""
    return dataclasses.replace(settings, port=free_port())


@pytest.fixture
def backup(tmp_path, readers):
    """Make a backup; what it returns puts it back in place."""

    def made():
        folder = tmp_path / "backup"
        database.session().rollback()
        backups.make(folder)
        return partial(_put_back, folder, readers)

    return made


def _put_back(folder, readers) -> None:
    database.session().rollback()
    database.session().expire_all()
    restoring.restore(folder, is_forced=True)
    readers.doer = readers.process()


def words_of_log() -> list[str]:
    return list(database.session().scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)))


def test_what_was_on_its_way_in_a_backup_waits_for_a_decision(readers, smtp_sink, backup, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 2)
    made = readers.ask()
    monkeypatch.setattr(readers.doer, "_teller", lambda _job_id, _lease: _die)
    with pytest.raises(Killed):
        readers.doer.do(made.job_id)
    outbox.lease(1, "worker-of-then")  # one of two is in the hands of a worker
    put_back = backup()
    outbox.release("worker-of-then")
    deliver_all()
    assert len(smtp_sink.deliveries) == 2
    put_back()
    readers.doer.do(made.job_id)
    deliver_all()
    assert len(smtp_sink.deliveries) == 2
    assert readers.progress(made).stage is Stage.UNSURE
    assert mailing.standing_still([readers.campaign.id]).keys() == {readers.campaign.id}
    assert words_of_log()[-1] == "sending of news halted by a restored backup"

    mailing.stop(readers.campaign, readers.now(made), by=readers.me.id)
    with pytest.raises(mailing.NobodyMeant):
        readers.ask()
    deliver_all()
    assert len(smtp_sink.deliveries) == 2


class Killed(BaseException):
    """What ends a process with no time to tidy up."""


def _die(_done: int) -> None:
    raise Killed


@on_one_database
def test_an_organiser_may_go_on_and_copies_are_known_by_their_message_id(readers, smtp_sink, backup):
    made = readers.ask()
    readers.doer.do(made.job_id)
    put_back = backup()
    deliver_all()
    put_back()
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == sorted(EVERYBODY * 2)
    assert len({delivery.message["Message-ID"] for delivery in smtp_sink.deliveries}) == 3
    assert readers.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)


def test_news_sent_after_the_backup_are_not_sent_again_unawares(readers, smtp_sink, backup):
    other = readers.news("free")
    put_back = backup()
    readers.sent()
    put_back()
    (unknown,) = mailing.of_update(readers.update.id)
    assert readers.progress(unknown).stage is Stage.UNSURE
    with pytest.raises(mailing.NobodyMeant):
        readers.ask()
    assert len(smtp_sink.deliveries) == 3
    assert mailing.of_update(other.id) == []


@on_one_database
def test_news_that_were_sent_before_the_backup_stay_sent(readers, smtp_sink, backup):
    made = readers.sent()
    backup()()
    assert readers.progress(made).stage is Stage.DONE
    assert mailing.of_update(readers.update.id) == [readers.now(made)]
    put(readers.campaign, [Reader("late@example.org", number=5)])
    readers.sent()
    assert len(smtp_sink.deliveries) == 4


@on_one_database
def test_mail_to_one_person_goes_out_with_the_message_id_that_it_had(readers, smtp_sink, backup):
    factories.signed(readers.campaign, "new@example.org")
    put_back = backup()
    deliver_all()
    put_back()
    deliver_all()
    assert recipients(smtp_sink) == ["new@example.org"] * 2
    assert len({delivery.message["Message-ID"] for delivery in smtp_sink.deliveries}) == 1


def test_the_time_of_a_pause_is_not_that_of_its_mails(clock, readers, smtp_sink):
    """A mail that the server would not have yet, and one that a worker had in hand, come after a pause of ten days."""
    readers.doer.holder.publish()
    made = readers.ask()
    readers.doer.do(made.job_id)
    smtp_sink.misbehave("RCPT", "450 4.2.2 full", times=1)
    deliver_all()
    assert len(smtp_sink.deliveries) == 2
    clock.shift(datetime.timedelta(minutes=2))
    outbox.lease(1, "worker-slow")
    mailing.pause(readers.campaign, readers.now(made), by=readers.me.id)
    assert working.erase_overdue() == 0
    outbox.release("worker-slow")
    clock.shift(datetime.timedelta(days=1))
    working.erase_overdue()
    assert queued() == []  # nobody's address waits in the outbox for as long as that lasts
    clock.shift(datetime.timedelta(days=9))
    working.erase_overdue()
    readers.doer = readers.process()
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=readers.me.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == EVERYBODY
    assert readers.progress(made) == sendings.Progress(Stage.DONE, 3, 3, 0)

"""News are prepared by real processes that are killed (SIGKILL) in the middle: each reader is owed one mail, and one only."""

import collections
import datetime
import os
import signal
import subprocess
import sys
from functools import partial

import pytest
import sqlalchemy as sa

import config
from petitions import clock, database, jobs, outbox, serving
from petitions.houses import tickets
from petitions.houses.models import TicketHolder
from petitions.jobs import State
from petitions.updates import mailing
from tests.support import counts, readers
from tests.support.crowd import eventually
from tests.updates.conftest import Newsroom

pytestmark = [pytest.mark.running, pytest.mark.promise, pytest.mark.usefixtures("app_context")]

PEOPLE = counts.many(400, 3000)
KILLS = counts.many(1, 100)
SLOWLY = (
    "from petitions import doing; from petitions.updates import preparing; from wsgi import app; "
    "preparing.LOT = 2; doing.do_jobs(app)"
)
"""The process for jobs, but in small lots: so that there are many moments to die in."""


@pytest.fixture
def start(settings, tmp_path):
    """Start a process for jobs, and wait until it lives."""
    environ = os.environ | {
        name.upper(): str(getattr(settings, name))
        for name in ("database_url", "secret_key", "base_url", "instance_path", "keys_path", "fonts_path", "mail_url")
    }
    started = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", SLOWLY],
                cwd=config.PROJECT,
                env=environ,
                stdout=log,
                stderr=log,
                preexec_fn=partial(serving.die_with_parent, os.getpid()),
            )
        started.append(process)
        assert eventually(is_anybody_there, within=60), (tmp_path / "log").read_text()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def is_anybody_there() -> bool:
    found = tickets.is_anybody_there()
    database.session().rollback()
    return found


def queued() -> int:
    found = database.session().scalar(sa.select(sa.func.count()).select_from(outbox.OutboxMessage))
    database.session().rollback()
    return found


def state(job_id: int) -> State:
    found = database.session().scalar(sa.select(jobs.Job.state).where(jobs.Job.id == job_id))
    database.session().rollback()
    return found


def is_far(job_id: int, enough: int) -> bool:
    return queued() > enough or state(job_id) is State.DONE


def bury() -> None:
    """Let the seconds pass after which a dead process is known to be dead."""
    long_ago = clock.now() - datetime.timedelta(minutes=5)
    with database.action() as session:
        session.execute(sa.update(TicketHolder).values(beat_at=long_ago))
        session.execute(sa.update(jobs.Job).where(jobs.Job.state == State.RUNNING).values(leased_until=long_ago))


def test_whatever_is_killed_each_reader_is_owed_one_mail(app, start, verdict):
    newsroom = Newsroom(app)
    newsroom.doer.holder.leave()
    readers.sign(newsroom.campaign, PEOPLE)
    process, cut = start(), 0
    job_id = newsroom.ask().job_id
    for kill in range(KILLS):
        enough = queued() + (PEOPLE - queued()) // (KILLS + 1 - kill) // 2
        assert eventually(partial(is_far, job_id, enough), within=60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        cut += state(job_id) is State.RUNNING
        bury()
        process = start()
        assert eventually(lambda: state(job_id) in (State.PAUSED, State.DONE), within=60)
        found = mailing.find(newsroom.campaign, job_id)
        mailing.resume(newsroom.campaign, newsroom.now(found), newsroom.keys, by=None)
    assert eventually(lambda: state(job_id) is State.DONE, within=120), state(job_id)
    owed = [outbox.unlock(row) for row in database.session().scalars(sa.select(outbox.OutboxMessage))]
    found = collections.Counter(mail.recipient for mail in owed)
    everybody = {readers.address(number) for number in range(1, PEOPLE + 1)}
    assert cut > 0, "no process was killed at work"
    verdict(f"of {PEOPLE} readers, after {KILLS} kills: without a mail", len(everybody - found.keys()), goal=0)
    verdict("readers with more than one", sum(count > 1 for count in found.values()), goal=0)

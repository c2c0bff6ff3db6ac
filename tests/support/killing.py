"""Processes for jobs that are killed (SIGKILL) in the middle of sending mail to many: that nobody gets it twice, or not at all."""

import datetime
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import sqlalchemy as sa

import config
from petitions import clock, database, jobs, outbox, serving
from petitions.houses import sendings, tickets
from petitions.houses.models import TicketHolder
from petitions.jobs import State
from tests.support.crowd import eventually

SLOWLY = (
    "from petitions import doing; from petitions.houses import sendings; from wsgi import app; "
    "sendings.LOT = 2; doing.do_jobs(app)"
)
"""The process for jobs, but in small lots: so that there are many moments to die in."""
Start = Callable[[], "subprocess.Popen[bytes]"]


def starting(settings: config.Settings, log: Path) -> Iterator[Start]:
    """What starts a process for jobs, and waits until it lives; all are ended after that."""
    environ = os.environ | {
        name.upper(): str(getattr(settings, name))
        for name in ("database_url", "secret_key", "base_url", "instance_path", "keys_path", "fonts_path", "mail_url")
    }
    started = []

    def start() -> "subprocess.Popen[bytes]":
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", SLOWLY],
                cwd=config.PROJECT,
                env=environ,
                stdout=file,
                stderr=file,
                preexec_fn=partial(serving.die_with_parent, os.getpid()),
            )
        started.append(process)
        assert eventually(is_anybody_there, within=60), log.read_text()
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
    """Let the seconds pass after which a dead process is known to be dead.

    All sendings begin now: nobody delivers here, and one that had begun for minutes would write no more than goes out.
    """
    long_ago = clock.now() - datetime.timedelta(minutes=5)
    with database.action() as session:
        for kind in sendings.Sending.__subclasses__():
            session.execute(sa.update(kind).values(starts_at=clock.now()))
        session.execute(sa.update(TicketHolder).values(beat_at=long_ago))
        session.execute(sa.update(jobs.Job).where(jobs.Job.state == State.RUNNING).values(leased_until=long_ago))


def recipients(
    start: Start, ask: Callable[[], int], go_on: Callable[[int], None], *, people: int, kills: int
) -> Counter[str]:
    """To whom mails are owed in the end, and how many, when whoever does the job is killed so often, and somebody goes on.

    `ask` asks for mails to `people` and returns the job.
    """
    process, cut = start(), 0
    job_id = ask()
    for kill in range(kills):
        enough = queued() + (people - queued()) // (kills + 1 - kill) // 2
        assert eventually(partial(is_far, job_id, enough), within=60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        cut += state(job_id) is State.RUNNING
        bury()
        process = start()
        assert eventually(lambda: state(job_id) in (State.PAUSED, State.DONE), within=60)
        go_on(job_id)
    assert eventually(lambda: state(job_id) is State.DONE, within=120), state(job_id)
    assert cut > 0, "no process was killed at work"
    return Counter(outbox.unlock(row).recipient for row in database.session().scalars(sa.select(outbox.OutboxMessage)))

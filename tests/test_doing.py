"""The process for jobs: each job is done by one thread of one process at a time, whatever wakes them."""

import threading

import pytest

from petitions import database, doing, jobs
from petitions.posters import printruns

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def doer(app):
    return doing.Doer(app, threading.Event())


@pytest.fixture
def job_id() -> int:
    with database.action() as session:
        return jobs.add(session, printruns.JOB, total=1).id


def done_by(monkeypatch, make) -> None:
    """Have jobs done by `make`."""
    monkeypatch.setitem(doing.KEYLESS, printruns.JOB, make)


def test_a_job_that_is_under_way_stays_so_when_it_is_woken_again(doer, job_id, clock, monkeypatch):
    free = []

    def take_long(_job_id, _lease, _tell):
        doer.do(job_id)  # another thread of this process was woken, too
        clock.shift(15)
        jobs.keep(doer.leases)
        clock.shift(15)
        free.append(jobs.sweep())

    done_by(monkeypatch, take_long)
    doer.do(job_id)
    assert free == [[]]


def test_whoever_lost_a_job_leaves_it_to_whoever_has_it_now(doer, job_id, clock, monkeypatch):
    """Even in the same process: it stood still for so long that another thread of it has begun the job again."""
    leases = []

    def stand_still(_job_id, lease, _tell):
        leases.append(lease)
        if len(leases) == 1:
            clock.shift(25)
            assert jobs.sweep() == [job_id]
            doer.do(job_id)
            return
        with pytest.raises(jobs.NotOurs):
            jobs.report(job_id, leases[0], 1)
        jobs.report(job_id, lease, 1)
        leases.append("went on")

    done_by(monkeypatch, stand_still)
    doer.do(job_id)
    assert len(leases) == 3

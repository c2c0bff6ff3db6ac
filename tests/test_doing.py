"""The process for jobs: each job is done by one thread of one process at a time, whatever wakes them."""

import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import clock as times
from petitions import database, doing, jobs
from petitions.dossiers import exporting
from petitions.houses import tickets
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


def done(job_id, lease, _private_keys, _tell):
    with database.action() as session:
        jobs.end(session, job_id, lease, jobs.State.DONE)
        tickets.end(session, job_id)


def broken(_job_id, _lease, _private_keys, _tell):
    raise RuntimeError


def stopped(job_id, lease, _private_keys, _tell):
    with database.action() as session:
        jobs.stop(session, job_id)
        tickets.end(session, job_id)
    jobs.report(job_id, lease, 1)


def to_be_gone_on_with(_job_id, _lease, _private_keys, _tell):
    raise jobs.Later(times.now())


@pytest.mark.parametrize(("make", "is_held"), [(done, 0), (broken, 0), (stopped, 0), (to_be_gone_on_with, 1)])
def test_keys_are_forgotten_where_their_job_ends(doer, monkeypatch, make, is_held):
    doer.holder.publish()
    with database.action() as session:
        job = jobs.add(session, exporting.JOB, total=1)
        tickets.issue(session, job.id, {1: X25519PrivateKey.generate()})
    had = []

    def look(*given):
        had.append(len(doer.holder._held))
        make(*given)

    monkeypatch.setitem(doing.DOERS, exporting.JOB, look)
    doer.do(job.id)
    assert (had, len(doer.holder._held)) == ([1], is_held)

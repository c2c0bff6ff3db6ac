"""Tickets: one job, one process, no key on disk."""

import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import database, jobs
from petitions.houses import tickets
from petitions.houses.tickets import State
from tests.support.needles import Needles
from tests.support.together import at_once

JOB = 7


@pytest.fixture
def private_keys() -> dict[int, X25519PrivateKey]:
    return {1: X25519PrivateKey.generate(), 4: X25519PrivateKey.generate()}


@pytest.fixture
def holder(app_context) -> tickets.Holder:
    """A process that takes tickets."""
    holder = tickets.Holder()
    holder.publish()
    return holder


def issue(private_keys, job_id: int = JOB) -> None:
    with database.action() as session:
        tickets.issue(session, job_id, private_keys)


def raw(private_keys) -> dict[int, bytes] | None:
    return private_keys and {key_id: key.private_bytes_raw() for key_id, key in private_keys.items()}


def test_the_worker_gets_the_keys_of_its_job_and_of_no_other(holder, private_keys):
    issue(private_keys)
    assert tickets.state(JOB) is State.WAITING
    assert holder.claim(JOB + 1) is None
    assert raw(holder.claim(JOB)) == raw(private_keys)
    assert tickets.state(JOB) is State.HELD


def test_it_gets_them_again_until_the_job_ends(holder, private_keys):
    issue(private_keys)
    assert raw(holder.claim(JOB)) == raw(holder.claim(JOB)) == raw(private_keys)
    with database.action() as session:
        tickets.end(session, JOB)
    assert holder.claim(JOB) is None
    assert tickets.state(JOB) is State.NONE


def test_with_the_ticket_its_keys_go_from_memory(holder, private_keys):
    for job_id in (JOB, JOB + 1):
        issue(private_keys, job_id)
        holder.claim(job_id)
    with database.action() as session:
        tickets.end(session, JOB)
    holder.beat()
    assert set(holder._held) == {JOB + 1}


@pytest.mark.parametrize("state", jobs.State)
def test_keys_stay_in_memory_for_a_job_that_goes_on_later_and_for_no_other(holder, private_keys, state):
    with database.action() as session:
        job = jobs.add(session, "export", total=1)
        job.state = state
    issue(private_keys, job.id)
    holder.claim(job.id)
    holder.beat()
    assert bool(holder._held) is (state not in jobs.ENDED)


def test_of_two_workers_one_gets_the_ticket(holder, private_keys, app):
    other = tickets.Holder()
    other.publish()
    for job_id in range(20):
        issue(private_keys, job_id)

    def claim_all(claimer: tickets.Holder):
        with app.app_context():
            return [(job_id, claimer.claim(job_id)) for job_id in range(20)]

    got = [claim for claims in at_once(claim_all, [holder, other]) for claim in claims]
    assert len(got) == 40
    assert sorted(job_id for job_id, keys in got if keys) == list(range(20))


def test_without_a_worker_nothing_is_issued(app_context, private_keys):
    assert not tickets.is_anybody_there()
    with pytest.raises(tickets.NobodyHoldsKeys):
        issue(private_keys)
    assert tickets.state(JOB) is State.NONE


def test_a_worker_that_is_silent_counts_as_none(holder, private_keys, clock):
    holder.publish()
    assert tickets.is_anybody_there()
    clock.shift(tickets.SILENCE)
    assert not tickets.is_anybody_there()
    with pytest.raises(tickets.NobodyHoldsKeys):
        issue(private_keys)
    holder.beat()
    issue(private_keys)


def test_a_worker_that_came_later_claims_nothing(holder, private_keys):
    issue(private_keys)
    later = tickets.Holder()
    later.publish()
    assert later.claim(JOB) is None
    assert holder.claim(JOB)


@pytest.mark.parametrize("is_claimed", [True, False])
def test_a_ticket_is_lost_with_its_worker_and_another_one_is_issued(holder, private_keys, clock, is_claimed):
    holder.publish()
    issue(private_keys)
    if is_claimed:
        holder.claim(JOB)
    clock.shift(tickets.SILENCE)  # killed: it says nothing more
    successor = tickets.Holder()
    successor.publish()
    assert tickets.state(JOB) is State.LOST
    assert successor.claim(JOB) is None
    issue(private_keys)
    assert raw(successor.claim(JOB)) == raw(private_keys)
    assert holder.claim(JOB) is None


def test_a_worker_that_leaves_in_order_loses_its_tickets_at_once(holder, private_keys):
    issue(private_keys)
    holder.leave()
    assert tickets.state(JOB) is State.LOST
    assert not tickets.is_anybody_there()


def test_a_new_ticket_replaces_the_one_that_is_held(holder, private_keys):
    issue({1: X25519PrivateKey.generate()})
    holder.claim(JOB)
    issue(private_keys)
    assert raw(holder.claim(JOB)) == raw(private_keys)


@pytest.mark.parametrize("is_claimed", [True, False])
def test_after_a_day_nobody_holds_it_any_more(holder, private_keys, clock, is_claimed):
    holder.publish()
    issue(private_keys)
    if is_claimed:
        assert holder.claim(JOB)
    clock.shift(tickets.LIFE - datetime.timedelta(minutes=1))
    holder.beat()
    assert tickets.state(JOB) is (State.HELD if is_claimed else State.WAITING)
    clock.shift(60)
    holder.beat()
    assert tickets.state(JOB) is State.LOST
    assert holder.claim(JOB) is None
    assert holder._held == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_on_disk_is_the_key(holder, private_keys, tmp_path):
    issue(private_keys)
    key = private_keys[1].private_bytes_raw()
    assert Needles([key.hex()]).found_under(tmp_path) == set()
    assert not any(key in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

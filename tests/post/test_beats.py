"""Beats: living workers keep what they hold, and what the dead held goes to others."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import database, outbox
from petitions.database import Heartbeat
from petitions.outbox import OutboxMessage
from petitions.post import beats
from petitions.post.beats import Heart
from tests import factories


@pytest.fixture(autouse=True)
def people(app_context, clock) -> None:
    """Five people who have signed, and wait for their mails."""
    campaign = factories.campaign()
    for number in range(5):
        factories.signed(campaign, f"p{number}@example.org")


def workers() -> set[str]:
    return set(database.session().scalars(sa.select(Heartbeat.name)))


def tries() -> list[int]:
    return list(database.session().scalars(sa.select(OutboxMessage.tries)))


def test_a_living_worker_keeps_what_it_holds(clock):
    one, other = Heart("worker-1"), Heart("worker-2")
    one.beat()
    assert len(outbox.lease(10, one.worker)) == 5
    for _ in range(10):
        clock.shift(3)
        one.beat()
        other.beat()
        assert outbox.lease(10, other.worker) == []


def test_a_dead_workers_mails_are_free_within_seconds(clock):
    one = Heart("worker-1")
    one.beat()
    assert len(outbox.lease(3, one.worker)) == 3
    clock.shift(beats.SILENCE + datetime.timedelta(seconds=1))
    other = Heart("worker-2")
    for _ in range(4):
        other.beat()
        clock.shift(2)
    other.beat()
    assert len(outbox.lease(10, other.worker)) == 5
    assert workers() == {other.worker}


@pytest.mark.parametrize("is_new", [False, True])
def test_after_an_outage_nobody_is_buried_who_can_beat_again(clock, is_new):
    """Whoever comes first after it, a worker of before or a new one: the other one holds its mails still."""
    one, other = Heart("worker-1"), Heart("worker-2")
    one.beat()
    other.beat()
    outbox.lease(3, one.worker)
    clock.shift(60)
    other = Heart("worker-3") if is_new else other
    other.beat()
    clock.shift(5)
    one.beat()
    assert len(outbox.lease(10, other.worker)) == 2
    for _ in range(10):
        clock.shift(2)
        one.beat()
        other.beat()
    assert outbox.lease(10, other.worker) == []


def test_who_does_not_come_back_after_an_outage_is_buried_then(clock):
    one, other = Heart("worker-1"), Heart("worker-2")
    one.beat()
    other.beat()
    outbox.lease(3, one.worker)
    clock.shift(60)
    for _ in range(5):
        other.beat()
        clock.shift(2)
    assert len(outbox.lease(10, other.worker)) == 5


def test_a_mail_that_workers_die_over_waits(clock):
    following = Heart("worker-next")
    for _ in range(beats.DEATHS):
        assert len(outbox.lease(10, beats.new_worker())) == 5
        following.beat()
    outbox.lease(10, beats.new_worker())
    following.beat()
    assert outbox.lease(10, "worker-next") == []
    clock.shift(outbox.LEASE)
    assert len(outbox.lease(10, "worker-next")) == 5


def test_a_worker_that_ends_gives_back_what_it_holds():
    one = Heart("worker-1")
    one.beat()
    outbox.lease(10, one.worker)
    one.stop()
    assert workers() == set()
    assert len(outbox.lease(10, "worker-2")) == 5
    assert tries() == [1] * 5

"""Beats: which workers live, and what the dead held goes to others."""

import datetime
import secrets

import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.database import Heartbeat
from petitions.outbox import OutboxMessage

SILENCE = datetime.timedelta(seconds=8)
"""A worker that has not been heard of for so long is dead: others take what it holds."""
GAP = datetime.timedelta(seconds=4)
"""Who could not beat for so long itself, because the database was away, knows of nobody else whether they could."""
NEW = datetime.timedelta(seconds=6)
"""Who has just begun does not know whether the database was away: others may be about to try it again."""
DEATHS = 3
"""A mail that so many workers died over waits for the end of its lease: it may be what they died of."""
WORKER = "worker-"
"""How the heartbeats of workers are called: `worker-` and a random number."""


def new_worker() -> str:
    """A name for a worker, under which it leases mails and beats."""
    return f"{WORKER}{secrets.token_hex(8)}"


class Heart:
    """The heart of a worker, which beats every two seconds.

    The clocks of several machines must agree within some seconds; where they do not, mails go out twice, and none is lost.
    """

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._last = clock.now()
        self._buries_from = self._last + NEW

    def beat(self) -> None:
        """Note that the worker lives, forget the dead, and let others have what these held."""
        now = clock.now()
        if now - self._last > GAP:
            self._buries_from = now + SILENCE
        with database.action() as session:
            session.merge(Heartbeat(name=self.worker, at=now))
            session.flush()
            if now >= self._buries_from:
                dead = (Heartbeat.name.startswith(WORKER), Heartbeat.at < now - SILENCE)
                session.execute(sa.delete(Heartbeat).where(*dead), execution_options=database.BLIND)
            session.execute(_orphaned(now).values(outbox.FREE), execution_options=database.BLIND)
        self._last = now

    def stop(self) -> None:
        """End the work of the worker in order: what it still holds is free at once."""
        outbox.release(self.worker)
        own = sa.delete(Heartbeat).where(Heartbeat.name == self.worker)
        with database.action() as session:
            session.execute(own, execution_options=database.BLIND)


def is_anybody_there() -> bool:
    """Whether a worker lives."""
    alive = (Heartbeat.name.startswith(WORKER), Heartbeat.at > clock.now() - SILENCE)
    return database.session().scalar(sa.select(sa.exists().where(*alive))) or False


def _orphaned(now: datetime.datetime) -> sa.Update:
    """What is leased to nobody who lives."""
    living = sa.select(Heartbeat.name).where(Heartbeat.name.startswith(WORKER))
    # What is leased is due in minutes; whatever has been due since then is free. So this reads an index, and never all that waits.
    leased = (OutboxMessage.due_at > now, OutboxMessage.lease.not_in(living), OutboxMessage.tries <= DEATHS)
    return sa.update(OutboxMessage).where(*leased)

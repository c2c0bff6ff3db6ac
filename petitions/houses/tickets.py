"""Tickets: the private keys of a House for one job, handed to a process that keeps them in its memory alone.

Whoever is unlocked issues one; the process that does the job has a `Holder`, which publishes a public key, beats, and claims.
"""

import datetime
import enum
import secrets
from threading import Lock

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import clock, database, errors, jobs, sealing
from petitions.houses import bundles, unlocking
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import Ticket, TicketCopy, TicketHolder

LIFE = datetime.timedelta(hours=24)
"""The longest that a ticket waits, and the longest that it is held: a job that goes on later needs it until then."""
SILENCE = datetime.timedelta(seconds=20)
"""A process that has not been heard of for so long is dead, and what it held with it. It beats every two seconds."""


class NobodyHoldsKeys(errors.Unavailable):
    """No process lives that could take a ticket: the worker is not running."""


class State(enum.Enum):
    """What has become of a job's ticket."""

    NONE = "none"
    """There is none: it was never issued, or it is used up."""
    WAITING = "waiting"
    """A living process can claim it."""
    HELD = "held"
    """A living process has it."""
    LOST = "lost"
    """Nobody who lives can open it any more: somebody must unlock again."""


def is_anybody_there() -> bool:
    """Whether a process lives that could take a ticket."""
    return database.session().scalar(sa.select(sa.exists(_living()))) or False


def issue(session: Session, job_id: int, private_keys: PrivateKeys) -> None:
    """Seal `private_keys` for the job to every living holder, in the transaction of `session`; an older ticket of it ends.

    Raises NobodyHoldsKeys when no worker lives; unlocking.Locked if they were locked meanwhile, or the right to them taken away.
    """
    if not bundles.stand(session, private_keys):
        raise unlocking.Locked
    holders = list(session.scalars(_living()))
    if not holders:
        raise NobodyHoldsKeys
    end(session, job_id)
    session.add(Ticket(job_id=job_id, issued_at=clock.now()))
    session.flush()
    content = bundles.packed(private_keys)
    for holder in holders:
        sealed = sealing.seal_to(content, public_key=holder.public_key, context=_context(job_id))
        session.add(TicketCopy(job_id=job_id, holder_id=holder.id, sealed=sealed))
    session.flush()


def end(session: Session, job_id: int) -> None:
    """Forget the ticket of a job that is done, given up, or gets a new one. Harmless if it has none."""
    session.execute(sa.delete(TicketCopy).where(TicketCopy.job_id == job_id), execution_options=database.BLIND)
    session.execute(sa.delete(Ticket).where(Ticket.job_id == job_id), execution_options=database.BLIND)


def state(job_id: int) -> State:
    """What has become of the ticket of a job. One that is LOST needs somebody who unlocks and issues another."""
    session = database.session()
    ticket = session.execute(
        sa.select(Ticket.issued_at, Ticket.claimed_by).where(Ticket.job_id == job_id)
    ).one_or_none()
    if ticket is None:
        return State.NONE
    if ticket.issued_at <= clock.now() - LIFE:
        return State.LOST
    if ticket.claimed_by is not None:
        holders, kept = _living().where(TicketHolder.id == ticket.claimed_by), State.HELD
    else:
        holders, kept = _living().join(TicketCopy).where(TicketCopy.job_id == job_id), State.WAITING
    return kept if session.scalar(sa.select(sa.exists(holders))) else State.LOST


class Holder:
    """A process that holds keys. Its methods may be called by several threads of it, each in an app context."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(16)
        self._private_key = X25519PrivateKey.generate()
        self._lock = Lock()
        self._held: dict[int, tuple[datetime.datetime, dict[int, X25519PrivateKey]]] = {}

    def publish(self) -> None:
        """Say that this process takes tickets."""
        with database.action() as session:
            self._say(session)

    def beat(self) -> None:
        """Say that it still does, every two seconds; forget the dead, and tickets and keys that have had their time."""
        now = clock.now()
        with self._lock:
            self._held = {job_id: held for job_id, held in self._held.items() if held[0] > now - LIFE}
        old = sa.select(Ticket.job_id).where(Ticket.issued_at <= now - LIFE)
        with database.action() as session:
            self._say(session)
            session.execute(sa.delete(TicketCopy).where(TicketCopy.job_id.in_(old)), execution_options=database.BLIND)
            dead = TicketHolder.beat_at <= now - LIFE
            session.execute(sa.delete(TicketHolder).where(dead), execution_options=database.BLIND)
        self.forget_ended()

    def forget_ended(self) -> None:
        """Forget the keys of jobs that are done, have failed or were stopped, but not of those that go on later."""
        with self._lock:
            held = self._held.copy()
        if not held:
            return
        has_ended = sa.exists().where(jobs.Job.id == Ticket.job_id, jobs.Job.state.in_(jobs.ENDED))
        session = database.session()
        going = set(session.scalars(sa.select(Ticket.job_id).where(Ticket.claimed_by == self.id, ~has_ended)))
        session.rollback()
        with self._lock:  # what another thread has claimed since that look stays
            self._held = {
                job_id: keys for job_id, keys in self._held.items() if job_id in going or held.get(job_id) is not keys
            }

    def claim(self, job_id: int) -> dict[int, X25519PrivateKey] | None:
        """The private keys for a job, for this process alone; asked again, it gets them again for 24 hours.

        None if there is no ticket, if another process has it, or if it was not sealed to this one: see `state`.
        """
        with database.action() as session:
            sealed = self._claim(session, job_id)
            is_ours = (
                sealed is None
                and session.scalar(sa.select(Ticket.claimed_by).where(Ticket.job_id == job_id)) == self.id
            )
        with self._lock:
            if sealed is not None:
                content = sealing.open_sealed(sealed, private_key=self._private_key, context=_context(job_id))
                self._held[job_id] = clock.now(), bundles.unpacked(content)
            elif not is_ours:
                self._held.pop(job_id, None)
            claimed_at, private_keys = self._held.get(job_id, (clock.now() - LIFE, None))
        return private_keys if claimed_at > clock.now() - LIFE else None

    def leave(self) -> None:
        """End in order: nobody seals a ticket to this process any more, and what it held is lost."""
        with self._lock:
            self._held.clear()
        with database.action() as session:
            session.execute(
                sa.delete(TicketCopy).where(TicketCopy.holder_id == self.id), execution_options=database.BLIND
            )
            session.execute(sa.delete(TicketHolder).where(TicketHolder.id == self.id), execution_options=database.BLIND)

    def _say(self, session: Session) -> None:
        public_key = self._private_key.public_key().public_bytes_raw()
        session.merge(TicketHolder(id=self.id, public_key=public_key, beat_at=clock.now()))
        session.flush()

    def _claim(self, session: Session, job_id: int) -> bytes | None:
        """This process's copy, if it is the first one; nobody's copy is left then."""
        copy = sa.select(TicketCopy.sealed).where(TicketCopy.job_id == job_id, TicketCopy.holder_id == self.id)
        sealed = session.scalar(copy)
        free = (Ticket.job_id == job_id, Ticket.claimed_by.is_(None), Ticket.issued_at > clock.now() - LIFE)
        if sealed is None:
            return None
        won = session.scalar(sa.update(Ticket).where(*free).values(claimed_by=self.id).returning(Ticket.job_id))
        if won is None:
            return None
        session.execute(sa.delete(TicketCopy).where(TicketCopy.job_id == job_id), execution_options=database.BLIND)
        return sealed


def _living() -> sa.Select[TicketHolder]:
    return sa.select(TicketHolder).where(TicketHolder.beat_at > clock.now() - SILENCE)


def _context(job_id: int) -> str:
    return f"ticket {job_id}"

"""Jobs: work that takes longer than a page may. What is to be done, by whom, and how far it is, stands in our own table."""

import datetime
import enum
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import clock, database
from petitions.columns import in_words
from petitions.database import Base

LEASE = datetime.timedelta(seconds=20)
"""A process that has not been heard of for so long is dead: its jobs are free. It keeps them every two seconds."""
TRIES = 5
"""A job that was begun so often and never ended is given up: it may be what its processes died of."""


class State(enum.Enum):
    """The life of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    """It waits for somebody: its keys are lost with the process that held them, or somebody has paused it."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """By somebody who changed their mind."""


ENDED = frozenset({State.DONE, State.FAILED, State.STOPPED})


class Failure(enum.Enum):
    """Why a job failed, or what is missing of what it made."""

    DISK = "disk"
    """It could not be written: the disk is full, or does not take it."""
    KEYS = "keys"
    """A key of the House was missing."""
    ERASED = "erased"
    """What it is about was erased."""
    SIGNER = "signer"
    """It was to be signed with a certificate that is not there any more, or has expired."""
    STAMP = "stamp"
    """It is done, and signed without a time stamp: the server gave none."""
    BACKUP = "backup"
    """A backup was restored: what has been done of it since that was made is not known."""
    BROKEN = "broken"
    """Something that nobody foresaw; the log has its kind."""


class Later(Exception):
    """There is nothing to do for the job now: it waits until the moment `at`."""

    def __init__(self, at: datetime.datetime) -> None:
        super().__init__("later")
        self.at = at


class NotOurs(Exception):
    """The job was stopped, or another process has it: whoever works on it leaves it alone."""


class Job(Base):
    """Something that is to be done by the process for jobs."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[State] = mapped_column(in_words(State), index=True)
    asked_at: Mapped[datetime.datetime]
    ended_at: Mapped[datetime.datetime | None]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Failure | None] = mapped_column(in_words(Failure))
    not_before: Mapped[datetime.datetime | None]
    """When it is to be looked at again, if there is nothing to do for it now."""
    lease: Mapped[str | None]
    """Names this beginning of it: what a process does that lost its lease is refused, even if the same process has it again."""
    leased_until: Mapped[datetime.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


def add(session: Session, kind: str, *, total: int) -> Job:
    """Owe a job of `kind` in the transaction of `session`; `total` is what `done` will count up to. Wake it after that."""
    job = Job(kind=kind, state=State.WAITING, asked_at=clock.now(), total=total, done=0, tries=0)
    session.add(job)
    session.flush()
    return job


def begin(job_id: int, lease: str) -> Job | None:
    """Take a job that waits; the `lease` alone has it then. None if it does not wait (any more)."""
    waits = (Job.id == job_id, Job.state == State.WAITING)
    begun = {"state": State.RUNNING, "lease": lease, "leased_until": clock.now() + LEASE, "tries": Job.tries + 1}
    with database.action() as session:
        taken = session.scalar(
            sa.update(Job).where(*waits).values(begun).returning(Job.id), execution_options=database.BLIND
        )
        return session.get(Job, job_id, populate_existing=True) if taken else None


def report(job_id: int, lease: str, done: int) -> None:
    """Say how far a job is, beside whatever look at the database it is taking. Raises NotOurs."""
    ours = (Job.id == job_id, Job.lease == lease, Job.state == State.RUNNING)
    with database.aside() as session:
        if session.scalar(sa.update(Job).where(*ours).values(done=done).returning(Job.id)) is None:
            raise NotOurs


def proceed(session: Session, job_id: int, lease: str, done: int) -> None:
    """Say how far a job is, together with what was done of it, in the transaction of `session`. Raises NotOurs."""
    ours = (Job.id == job_id, Job.lease == lease, Job.state == State.RUNNING)
    going = sa.update(Job).where(*ours).values(done=done).returning(Job.id)
    if session.scalar(going, execution_options=database.BLIND) is None:
        raise NotOurs


def end(session: Session, job_id: int, *, lease: str, state: State, failure: Failure | None = None) -> Job:
    """End a job of this `lease`, or pause it, in the transaction of `session`. Raises NotOurs."""
    ours = (Job.id == job_id, Job.lease == lease, Job.state == State.RUNNING)
    job = session.scalar(sa.select(Job).where(*ours).with_for_update().execution_options(populate_existing=True))
    if job is None:
        raise NotOurs
    job.state, job.failure, job.lease = state, failure, None
    job.ended_at = clock.now() if state in ENDED else None
    return job


def give_back(job_id: int, lease: str, until: datetime.datetime | None = None) -> None:
    """Let a job of this `lease` wait again that cannot be done now, or for which there is nothing to do `until` then."""
    ours = (Job.id == job_id, Job.lease == lease, Job.state == State.RUNNING)
    waits = {"state": State.WAITING, "lease": None, "not_before": until} | ({"tries": 0} if until else {})
    with database.action() as session:
        session.execute(sa.update(Job).where(*ours).values(waits), execution_options=database.BLIND)


def pause(session: Session, job_id: int, *, even: Collection[State] = ()) -> bool:
    """Have a job wait for somebody, in the transaction of `session`. Returns whether it was going, or `even` ended so."""
    going = (Job.id == job_id, Job.state.in_({State.WAITING, State.RUNNING, *even}))
    paused = {"state": State.PAUSED, "lease": None, "ended_at": None}
    pausing = sa.update(Job).where(*going).values(paused).returning(Job.id)
    return session.scalar(pausing, execution_options=database.BLIND) is not None


def stop(session: Session, job_id: int, *, even: Collection[State] = ()) -> bool:
    """Have a job stopped, in the transaction of `session`. Returns whether it had not ended yet, or `even` ended so."""
    going = (Job.id == job_id, Job.state.not_in(ENDED - set(even)))
    stopped = {"state": State.STOPPED, "lease": None, "ended_at": clock.now()}
    stopping = sa.update(Job).where(*going).values(stopped).returning(Job.id)
    return session.scalar(stopping, execution_options=database.BLIND) is not None


def resume(session: Session, job_id: int, *, even: Collection[State] = ()) -> bool:
    """Have a paused job done after all, from where its doer begins. Returns whether it was paused, or `even` ended so."""
    paused = (Job.id == job_id, Job.state.in_({State.PAUSED, *even}))
    again = {"state": State.WAITING, "done": 0, "tries": 0, "not_before": None, "failure": None, "ended_at": None}
    resuming = sa.update(Job).where(*paused).values(again).returning(Job.id)
    return session.scalar(resuming, execution_options=database.BLIND) is not None


def keep(leases: Collection[str]) -> None:
    """Say that what has these `leases` is still worked on."""
    ours = sa.update(Job).where(Job.lease.in_(leases), Job.state == State.RUNNING)
    if not leases:
        return
    with database.action() as session:
        session.execute(ours.values(leased_until=clock.now() + LEASE), execution_options=database.BLIND)


def sweep() -> list[int]:
    """Free the jobs of dead processes, give up what was begun too often. Returns the jobs that wait, to be woken."""
    orphaned = (Job.state == State.RUNNING, Job.leased_until < clock.now())
    hopeless = {"state": State.FAILED, "failure": Failure.BROKEN, "lease": None, "ended_at": clock.now()}
    session = database.session()
    is_any_orphaned = session.scalar(sa.select(sa.exists(sa.select(Job.id).where(*orphaned))))
    session.rollback()
    if is_any_orphaned:
        with database.action() as session:
            session.execute(
                sa.update(Job).where(*orphaned, Job.tries >= TRIES).values(hopeless), execution_options=database.BLIND
            )
            session.execute(
                sa.update(Job).where(*orphaned).values(state=State.WAITING, lease=None),
                execution_options=database.BLIND,
            )
    now = sa.or_(Job.not_before.is_(None), Job.not_before <= clock.now())
    waiting = list(session.scalars(sa.select(Job.id).where(Job.state == State.WAITING, now).order_by(Job.id)))
    session.rollback()
    return waiting

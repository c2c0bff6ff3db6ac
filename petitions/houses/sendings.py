"""Sendings: mails to many whose addresses are sealed for a House. A job with a ticket prepares them; organisers watch it.

What is sent, and to whom, is the feature's: news to signatories, word of an event to those who come.
"""

import datetime
import enum
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from petitions import batches, clock, database, errors, jobs, outbox, storage, turns
from petitions.houses import tickets
from petitions.houses.bundles import PrivateKeys
from petitions.jobs import Failure, Job, State
from petitions.turns import Turn

LOT = 500
"""Rows opened at once, and mails owed in one transaction."""
AHEAD = datetime.timedelta(hours=2)
"""So long before they go out mails are written at most: until then addresses stay sealed."""
PER_MINUTE = 1000
"""How many mails are thought to go out in a minute, until it is known how many do."""
KNOWN_AFTER = datetime.timedelta(minutes=10)
MINUTE = datetime.timedelta(minutes=1)
LOOK_AGAIN = datetime.timedelta(seconds=5)


class Stage(enum.Enum):
    """How a sending stands, for whoever looks at it."""

    PLANNED = "planned"
    GOING = "going"
    HELD = "held"
    """An organiser has paused it."""
    LOCKED = "locked"
    """The process that had the keys is gone, or who sends it reads no names any more: somebody must unlock again."""
    FAILED = "failed"
    UNSURE = "unsure"
    """A backup was restored: who has got it since is not known, and an organiser decides."""
    STOPPED = "stopped"
    DONE = "done"


MOVING = frozenset({Stage.PLANNED, Stage.GOING})


class AnotherKey(errors.Refusal):
    """Some who are meant are sealed with a key that this passphrase does not open."""


@dataclass(frozen=True)
class Progress:
    """How far a sending is, in mails."""

    stage: Stage
    meant: int
    """How many it will be, as far as is known."""
    sent: int
    waiting: int


class Sending:
    """What every table of sendings has. It names nobody."""

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("job.id"), primary_key=True, autoincrement=False, sort_order=-2)
    organiser_id: Mapped[int]
    """Who sends it: whose keys it has, or had."""
    starts_at: Mapped[datetime.datetime]
    queued: Mapped[int] = mapped_column(default=0)
    """Mails written for it; those that were taken back are not among them."""
    sent: Mapped[int] = mapped_column(default=0)
    """Mails that the mail server has taken."""
    is_held: Mapped[bool] = mapped_column(default=False)
    """Whether an organiser has paused it."""

    @declared_attr
    def job(cls) -> Mapped[Job]:  # noqa: N805  # SQLAlchemy asks the class
        """What prepares its mails."""
        return relationship(Job, lazy="joined")

    @classmethod
    @abstractmethod
    def is_of(cls, house_id: int) -> sa.ColumnElement[bool]:
        """What is true of those to people whose addresses are sealed for a House."""


def pause(session: Session, sending: Sending) -> list[int] | None:
    """Hold a sending in the transaction of `session`. Returns the places of mails that no worker had tried: they are
    deleted, and owed again later. None if it is not under way: one that waits for keys is while its mails still go out.
    """
    locked = {State.PAUSED} if not sending.is_held and batches.waiting(sending.job_id) else set()
    if not jobs.pause(session, sending.job_id, even=_ended_and_going(sending) | locked):
        return None
    _set(session, sending, {"is_held": True})
    return _take_back(session, sending)


def stop(session: Session, sending: Sending) -> list[int] | None:
    """End a sending for good in the transaction of `session`. Returns the places of mails that are taken back by that, tried
    or not, but for those that a worker has now; None if it has ended.
    """
    if not jobs.stop(session, sending.job_id, even=_ended_and_going(sending)):
        return None
    return _take_back(session, sending, batches.take_back_tried)


def let_go(session: Session, house_id: int, organiser_id: int) -> None:
    """Take back the keys of a House from what an organiser sends, in the transaction of `session`: it waits for somebody who
    unlocks again, as where they were lost. Mails that are written already go out.
    """
    going = Job.state.in_((State.WAITING, State.RUNNING))
    for kind in Sending.__subclasses__():
        theirs = sa.select(Job.id).join(kind, kind.job_id == Job.id).where(kind.organiser_id == organiser_id, going)
        for job_id in session.scalars(theirs.where(kind.is_of(house_id))).all():
            jobs.pause(session, job_id)
            tickets.end(session, job_id)


def resume(session: Session, sending: Sending, private_keys: PrivateKeys, *, by: int | None) -> bool:
    """Go on with a sending that is paused or has failed, where it was; from now on the organiser `by` sends it. Returns whether
    it was.

    Raises tickets.NobodyHoldsKeys.
    """
    if not jobs.resume(session, sending.job_id, even={State.FAILED}):
        return False
    tickets.issue(session, sending.job_id, private_keys)
    batches.keep(session, sending.job_id)
    _set(session, sending, {"is_held": False} | ({} if by is None else {"organiser_id": by}))
    return True


@dataclass(frozen=True)
class _Left:
    """Owes a mail again that was in a worker's hands when its sending was stopped: another one reaches its reader."""

    kind: type[Sending]
    owe_again: Callable[[Session, Any, list[int]], None]
    job_id: int
    place: int

    def __call__(self, session: Session, _times: int = 1) -> None:
        sending = session.get(self.kind, self.job_id, populate_existing=True)
        if sending is not None and sending.job.state is State.STOPPED:
            self.owe_again(session, sending, [self.place])


def left(
    kind: type[Sending], owe_again: Callable[[Session, Any, list[int]], None], message: outbox.OutboxMessage
) -> Callable[[Session], None] | None:
    """What follows when a mail of a sending of this `kind` is not wanted any more."""
    # Any: each feature owes again what is its own kind of sending.
    return _Left(kind, owe_again, message.batch, message.place) if message.batch and message.place else None


def gone_out(session: Session, sending: Sending) -> int:
    """How many of its mails the mail server has taken by now."""
    model = type(sending)
    return session.scalar(sa.select(model.sent).where(model.job_id == sending.job_id)) or 0


def waits_for_keys() -> sa.ColumnElement[bool]:
    """What is true of a job whose sending waits for somebody who unlocks again, if nobody has paused it: it may have failed."""
    has_failed = sa.and_(Job.state == State.FAILED, Job.failure != Failure.ERASED)
    return sa.or_(Job.state == State.PAUSED, has_failed)


def room(sending: Sending) -> int:
    """How many of its mails may be written now: all sendings together have as many as go out in two hours, and each of those
    that are being written an equal share of them. Raises jobs.Later if none may.
    """
    now = clock.now()
    if sending.starts_at > now:
        raise jobs.Later(min(sending.starts_at, now + MINUTE))  # looked at each minute: lost keys are found out in time
    waiting, going = batches.due_until(now + AHEAD), _being_written(now)
    most = max(int(_rate(going, waiting, now) * (AHEAD / MINUTE)), 1)
    share = max(most // max(len(going), 1), 1)
    left = min(share - waiting[sending.job_id], most - waiting.total())
    if left <= 0 or batches.oldest_wait(sending.job_id) >= AHEAD:
        raise jobs.Later(now + LOOK_AGAIN)
    return left


def take_room(session: Session, sending: Sending, mails: int) -> None:
    """See that so many of its mails may be written still, in the transaction of `session` that writes them.

    Raises jobs.Later if another job has taken the room since it was asked for.
    """
    turns.take(session, Turn.SENDING)
    if mails and mails > room(sending):
        raise jobs.Later(clock.now() + LOOK_AGAIN)


class _Going(NamedTuple):
    """A sending that is being written."""

    job_id: int
    starts_at: datetime.datetime
    queued: int


def _being_written(now: datetime.datetime) -> list[_Going]:
    """All sendings of whatever kind that have begun and still owe mails."""
    going = [
        sa.select(kind.job_id, kind.starts_at, kind.queued)
        .join(Job, Job.id == kind.job_id)
        .where(Job.state.in_((State.WAITING, State.RUNNING)), kind.starts_at <= now)
        for kind in Sending.__subclasses__()
    ]
    return [_Going(*row) for row in database.session().execute(sa.union_all(*going))]


def _rate(going: Sequence[_Going], waiting: Counter[int], now: datetime.datetime) -> float:
    """How many mails of sendings go out in a minute: as many as did of those that are known, if there are such."""
    most = storage.settings().mail_per_minute
    rate = float(most * outbox.PATIENT if most else PER_MINUTE)
    known = [one for one in going if now - one.starts_at >= KNOWN_AFTER]
    if not known:
        return rate
    found = sum((one.queued - waiting[one.job_id]) / ((now - one.starts_at) / MINUTE) for one in known)
    return min(rate, max(found, LOT / (AHEAD / MINUTE)))


def progress(sending: Sending) -> Progress:
    """How far a sending is."""
    (found,) = progress_of([sending])
    return found


def progress_of(sendings: Sequence[Sending]) -> list[Progress]:
    """How far each of these is; as many questions for one as for all."""
    waiting = batches.waiting_of([sending.job_id for sending in sendings])
    return [_progress(sending, waiting[sending.job_id]) for sending in sendings]


def _progress(sending: Sending, waiting: int) -> Progress:
    meant = sending.queued if sending.job.state is State.DONE else sending.job.total
    return Progress(_stage(sending, waiting), max(meant, sending.sent), sending.sent, waiting)


def _stage(sending: Sending, waiting: int) -> Stage:
    state = sending.job.state
    if state is State.PAUSED:
        return Stage.HELD if sending.is_held else Stage.LOCKED
    if state is State.FAILED and sending.job.failure is Failure.BACKUP:
        return Stage.UNSURE
    if state in (State.FAILED, State.STOPPED):
        return Stage(state.value)
    if state is State.DONE and not waiting:
        return Stage.DONE
    return Stage.PLANNED if sending.starts_at > clock.now() else Stage.GOING


def _ended_and_going(sending: Sending) -> set[State]:
    """How its job may have ended, while its mails still go out."""
    return {State.FAILED} | ({State.DONE} if batches.waiting(sending.job_id) else set())


def _take_back(
    session: Session, sending: Sending, take_back: Callable[[Session, int], list[int]] = batches.take_back
) -> list[int]:
    tickets.end(session, sending.job_id)
    back = take_back(session, sending.job_id)
    _set(session, sending, {"queued": type(sending).queued - len(back)})
    return back


def _set(session: Session, sending: Sending, values: Mapping[str, object]) -> None:
    model = type(sending)
    row = sa.update(model).where(model.job_id == sending.job_id).values(values)
    session.execute(row, execution_options=database.BLIND)

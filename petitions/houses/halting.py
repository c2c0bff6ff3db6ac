"""Halting: mails of a sending that must not go out now leave the outbox, and are owed again if somebody goes on.

What it means that a mail is owed again is the feature's: it gets the places of those mails.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import batches, database
from petitions.houses.sendings import Sending
from petitions.jobs import Failure, Job, State
from petitions.outbox import OutboxMessage

S = TypeVar("S", bound=Sending)
OweAgain = Callable[[Session, S, list[int]], None]

_HAS_MAILS = sa.exists().where(OutboxMessage.batch == Job.id)
_MAY_GO_ON = sa.or_(
    Job.state.in_((State.WAITING, State.RUNNING, State.PAUSED)),
    sa.and_(Job.state == State.FAILED, Job.failure != Failure.ERASED),
    sa.and_(Job.state == State.DONE, _HAS_MAILS),
)


def seal_again(model: type[S], owe_again: OweAgain[S]) -> int:
    """Take back what workers had in hand when a sending was paused: the time of a pause is not that of its mails; or when it was
    stopped: another one reaches their readers.

    Called every ten minutes. Returns how many mails that were.
    """
    has_rest = sa.or_(sa.and_(model.is_held, Job.state == State.PAUSED), Job.state == State.STOPPED)
    held = sa.select(Job.id).join(model, model.job_id == Job.id).where(has_rest)
    found = database.session().scalars(held.where(_HAS_MAILS)).all()
    database.session().rollback()
    return sum(_seal_again(model, held.where(Job.id == job_id), owe_again) for job_id in found)


def _seal_again(model: type[S], is_held: sa.Select[int], owe_again: OweAgain[S]) -> int:
    with database.action() as session:
        job_id = session.scalar(is_held.with_for_update(of=Job))  # whoever goes on with it takes the same row first
        if job_id is None:
            return 0
        sending = session.get_one(model, job_id)
        return _take_back(session, sending, batches.take_back_tried(session, job_id), owe_again)


def halt(session: Session, model: type[S], owe_again: OweAgain[S]) -> Sequence[S]:
    """Take back every mail of sendings that were not over when a backup was made, in the transaction of `session`.

    Returns these sendings: who has got them since is not known.
    """
    found = session.scalars(sa.select(model).join(Job, Job.id == model.job_id).where(_MAY_GO_ON)).all()
    for sending in found:
        back = batches.take_back_tried(session, sending.job_id, even_leased=True)
        _take_back(session, sending, back, owe_again)
    return found


def await_decision(sending: Sending, made_at: datetime.datetime) -> None:
    """Let a sending wait for an organiser, after a backup of the moment `made_at` was restored."""
    job = sending.job
    job.state, job.failure, job.ended_at, job.lease = State.FAILED, Failure.BACKUP, made_at, None
    sending.is_held = False


def _take_back(session: Session, sending: S, places: list[int], owe_again: OweAgain[S]) -> int:
    if places:
        model = type(sending)
        owe_again(session, sending, places)
        fewer = sa.update(model).where(model.job_id == sending.job_id)
        session.execute(fewer.values(queued=model.queued - len(places)))
    return len(places)

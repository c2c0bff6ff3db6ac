"""Halting: mails of a mailing that must not go out now leave the outbox, and are owed again if somebody goes on.

Of a mailing that a backup has brought back nobody knows who got it since: it waits for an organiser, and so does one that
the backup does not know at all.
"""

import datetime
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import batches, database, jobs, tombstones
from petitions.campaigns import publishing
from petitions.jobs import Failure, Job, State
from petitions.outbox import OutboxMessage
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Choice
from petitions.updates import noting
from petitions.updates.mailing import JOB, KIND, mark
from petitions.updates.models import Mailing, MailingAgain, Update
from petitions.updates.noting import What

NOBODY = 0
"""Who asked for a mailing that the backup does not know."""

_HAS_MAILS = sa.exists().where(OutboxMessage.batch == Mailing.job_id)
_IS_HELD = sa.and_(Mailing.is_held, Job.state == State.PAUSED)
_MAY_GO_ON = sa.or_(
    Job.state.in_((State.WAITING, State.RUNNING, State.PAUSED)),
    sa.and_(Job.state == State.FAILED, Job.failure != Failure.ERASED),
    sa.and_(Job.state == State.DONE, _HAS_MAILS),
)


def seal_again() -> int:
    """Take back what workers had in hand when a mailing was paused: the time of a pause is not that of its mails.

    Called every ten minutes. Returns how many mails that were.
    """
    held = sa.select(Job.id).join(Mailing, Mailing.job_id == Job.id).where(_IS_HELD)
    found = database.session().scalars(held.where(_HAS_MAILS)).all()
    database.session().rollback()
    return sum(_seal_again(held.where(Job.id == job_id), job_id) for job_id in found)


def _seal_again(is_held: sa.Select[int], job_id: int) -> int:
    with database.action() as session:
        if session.scalar(is_held.with_for_update(of=Job)) is None:  # whoever goes on with it takes the same row first
            return 0
        return _owe_again(session, job_id, batches.take_back_tried(session, job_id))


def halt(made_at: datetime.datetime) -> int:
    """After a backup of the moment `made_at` was restored: let no mailing go on before an organiser decides it.

    Returns how many were halted.
    """
    with database.action() as session:
        found = session.scalars(sa.select(Mailing).join(Mailing.job).where(_MAY_GO_ON)).all()
        for mailing in found:
            _owe_again(session, mailing.job_id, batches.take_back_tried(session, mailing.job_id, even_leased=True))
        halted = [*found, *_unknown(session)]
        for mailing in halted:
            job = mailing.job
            job.state, job.failure, job.ended_at, job.lease = State.FAILED, Failure.BACKUP, made_at, None
            mailing.is_held = False
            if mailing.update.campaign:
                noting.note(session, What.HALTED, mailing.update.campaign, mailing.update_id, by=None)
    return len(halted)


def _unknown(session: Session) -> list[Mailing]:
    """Mailings that were asked for after the backup was made, as if they were for everybody who has signed."""
    asked, known = Counter(tombstones.read(KIND)), Counter(session.scalars(sa.select(Mailing.update_id)))
    return [
        _made_up(session, update, update.campaign_id)
        for update in session.scalars(sa.select(Update))
        if asked[mark(update)] > known[update.id] and update.campaign_id and publishing.has_list(update.campaign_id)
    ]


def _made_up(session: Session, update: Update, campaign_id: int) -> Mailing:
    job = jobs.add(session, JOB, total=mailing_list.count(campaign_id, Choice()))
    mailing = Mailing(
        job=job,
        update=update,
        organiser_id=NOBODY,
        languages="",
        countries="",
        starts_at=job.asked_at,
        last_number=mailing_list.last_number(session, campaign_id),
    )
    session.add(mailing)
    session.flush()
    return mailing


def _owe_again(session: Session, job_id: int, numbers: list[int]) -> int:
    if numbers:
        again = [{"job_id": job_id, "number": number} for number in numbers]
        session.connection().execute(sa.insert(database.table(MailingAgain)), again)
        fewer = sa.update(Mailing).where(Mailing.job_id == job_id).values(queued=Mailing.queued - len(numbers))
        session.execute(fewer)
    return len(numbers)

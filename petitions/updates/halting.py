"""News after a pause or a restore: what must not go out now is owed again if somebody goes on.

Of a mailing that a backup has brought back nobody knows who got it since: it waits for an organiser, and so does one that
the backup does not know at all.
"""

import datetime
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, jobs, tombstones
from petitions.campaigns import publishing
from petitions.houses import halting
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Choice
from petitions.updates import noting
from petitions.updates.mailing import JOB, KIND, mark, owe_again
from petitions.updates.models import Mailing, Update
from petitions.updates.noting import What

NOBODY = 0
"""Who asked for a mailing that the backup does not know."""


def seal_again() -> int:
    """Take back what workers had in hand when news were paused or stopped. Called every ten minutes. Returns how many."""
    return halting.seal_again(Mailing, owe_again)


def halt(made_at: datetime.datetime) -> int:
    """After a backup of the moment `made_at` was restored: let no mailing go on before an organiser decides it.

    Returns how many were halted.
    """
    with database.action() as session:
        halted = [*halting.halt(session, Mailing, owe_again), *_unknown(session)]
        for mailing in halted:
            halting.await_decision(mailing, made_at)
            if mailing.update.campaign:
                noting.note(session, What.HALTED, mailing.update.campaign, mailing.update, by=None)
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

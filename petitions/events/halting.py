"""Notices after a pause or a restore: what must not go out now is owed again if somebody goes on.

Of a notice that a backup has brought back nobody knows who got it since: it waits for an organiser, and so does one that the
backup does not know at all.
"""

import datetime
from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, jobs, tombstones
from petitions.events import notices, noting, telling
from petitions.events.models import Event, Notice, Topic
from petitions.events.notices import owe_again
from petitions.events.noting import What
from petitions.houses import halting

NOBODY = 0
"""Who asked for a notice that the backup does not know."""


def seal_again() -> int:
    """Take back what workers had in hand when a notice was paused or stopped. Called every ten minutes. Returns how many."""
    return halting.seal_again(Notice, owe_again)


def halt(made_at: datetime.datetime) -> int:
    """After a backup of the moment `made_at` was restored: let no notice go on before an organiser decides it.

    Returns how many were halted.
    """
    with database.action() as session:
        halted = [*halting.halt(session, Notice, owe_again), *_unknown(session)]
        for notice in halted:
            halting.await_decision(notice, made_at)
            noting.note(session, What.HALTED, notice.event, by=None)
    return len(halted)


def _unknown(session: Session) -> Iterator[Notice]:
    """Notices that were asked for after the backup was made, of events that are as they were then."""
    asked = Counter(tombstones.read(notices.KIND))
    for event in session.scalars(sa.select(Event).where(Event.ends_at > clock.now())).unique().all():
        known = Counter(_about(notice) for notice in notices.of_event(event.id))
        for topic, about in ((Topic.CHANGE, event.sequence), (Topic.REMINDER, event.local_start.date())):
            people, _keys = telling.count(telling.meant(event, topic))
            if people and asked[notices.mark(event, topic)] > known[topic, about]:
                yield notices.new(session, jobs.add(session, notices.JOB, total=people), event, topic, by=NOBODY)


def _about(notice: Notice) -> tuple[Topic, int | datetime.date]:
    return notice.topic, notice.sequence if notice.topic is Topic.CHANGE else notice.day

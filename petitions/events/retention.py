"""Retention: who left an address for an event is forgotten two days after it."""

import datetime

import sqlalchemy as sa

from petitions import clock, database, keyring
from petitions.events.attendance import secret_name
from petitions.events.models import Event, Rsvp

HOURS_AFTER = 48


def erase_contacts() -> list[str]:
    """Erase the contact data of events that ended more than 48 hours ago, their secret first. Returns the events' slugs."""
    last = clock.now() - datetime.timedelta(hours=HOURS_AFTER)
    over = {secret_name(event.id): event for event in _ended_before(last)}
    overdue = [event for name, event in over.items() if name in keyring.current().names(name)]
    for event in overdue:
        # The secret goes even if nobody's data are left under it: a backup may hold some.
        keyring.current().shred(secret_name(event.id))
        with database.action() as session:
            nothing = {"sealed": None, "house_wrap": None, "token_wrap": None, "key_id": None}
            session.execute(sa.update(Rsvp).where(Rsvp.event_id == event.id).values(**nothing))
    if overdue:
        database.wipe_traces()
    return [event.slug for event in overdue]


def _ended_before(moment: datetime.datetime) -> list[Event]:
    return list(database.session().scalars(sa.select(Event).where(Event.ends_at < moment)).unique())

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
    with_contacts = sa.exists().where(Rsvp.event_id == Event.id, Rsvp.sealed.is_not(None))
    overdue = database.session().scalars(sa.select(Event).where(Event.ends_at < last, with_contacts)).unique().all()
    for event in overdue:
        keyring.current().shred(secret_name(event.id))
        with database.action() as session:
            nothing = {"sealed": None, "house_wrap": None, "token_wrap": None, "key_id": None}
            session.execute(sa.update(Rsvp).where(Rsvp.event_id == event.id).values(**nothing))
    if overdue:
        database.wipe_traces()
    return [event.slug for event in overdue]

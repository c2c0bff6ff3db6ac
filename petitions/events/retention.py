"""Retention: who left an address for an event, and when people said to come, is forgotten two days after it."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, keyring, tombstones
from petitions.events import attendance
from petitions.events.attendance import CANCELLED, PREFIX, secret_name
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
            _erase_contacts(session, Rsvp.event_id == event.id)
    _forget_hours(last)
    if overdue:
        database.wipe_traces()
    return [event.slug for event in overdue]


def bury_again() -> int:
    """Erase again what a backup has brought back: RSVPs that were called off, contacts whose secret is gone. Returns how many."""
    gone, known = list(tombstones.read(CANCELLED)), set(keyring.current().names(PREFIX))
    contacts = sa.select(Rsvp.event_id).where(Rsvp.sealed.is_not(None)).distinct()
    with database.action() as session:
        called_off = [
            row for digest in gone if (row := session.scalar(sa.select(Rsvp).where(Rsvp.token_hash == digest)))
        ]
        for row in called_off:
            attendance.remove(session, row)
        closed = [event_id for event_id in session.scalars(contacts) if secret_name(event_id) not in known]
        _erase_contacts(session, Rsvp.event_id.in_(closed))
    return len(called_off) + len(closed)


def _forget_hours(last: datetime.datetime) -> None:
    past = sa.select(Event.id).where(Event.ends_at < last)
    known = sa.and_(Rsvp.said_at.is_not(None), Rsvp.event_id.in_(past))
    if database.session().scalar(sa.select(Rsvp.id).where(known).limit(1)) is None:
        return
    with database.action() as session:
        session.execute(sa.update(Rsvp).where(known).values(said_at=None), execution_options=database.BLIND)


def _erase_contacts(session: Session, whose: sa.ColumnElement[bool]) -> None:
    nothing = {"sealed": None, "house_wrap": None, "token_wrap": None, "key_id": None, "link_hash": None}
    session.execute(sa.update(Rsvp).where(whose).values(**nothing))


def _ended_before(moment: datetime.datetime) -> list[Event]:
    return list(database.session().scalars(sa.select(Event).where(Event.ends_at < moment)).unique())

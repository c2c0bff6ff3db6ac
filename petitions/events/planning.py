"""Whether an event takes place: called off, planned again, or taken back before anybody has promised to come."""

import sqlalchemy as sa

from petitions import clock, database, errors, keyring
from petitions.campaigns.noting import What
from petitions.events import notices, noting, queries, versions, writing
from petitions.events.attendance import EventOver, secret_name
from petitions.events.models import Event, State

_NOTES = {State.CANCELLED: What.EVENT_CANCELLED, State.PLANNED: What.EVENT_PLANNED_AGAIN}


class SomebodyComes(errors.Refusal):
    """People have said that they will come: the event can be called off, but stays."""


def cancel(campaign_id: int, slug: str, *, by: int | None) -> None:
    """Call an event off; promises to come stay, and no new ones are taken. Raises queries.NoSuchEvent, EventOver."""
    _turn(campaign_id, slug, State.CANCELLED, by)


def plan_again(campaign_id: int, slug: str, *, by: int | None) -> None:
    """Let an event that was called off take place. Raises queries.NoSuchEvent, EventOver."""
    _turn(campaign_id, slug, State.PLANNED, by)


def remove(campaign_id: int, slug: str, *, by: int | None) -> None:
    """Take back an event, with all words and its programme. Raises queries.NoSuchEvent, SomebodyComes."""
    with database.action() as session:
        event = writing.locked(session, campaign_id, slug)
        if queries.has_rsvps(event.id):
            raise SomebodyComes
        # Somebody may have left an address and called off: a backup may hold it.
        keyring.current().shred(secret_name(event.id))
        noting.change(session, event, What.EVENT_REMOVED, by=by)
        session.execute(sa.delete(Event).where(Event.id == event.id))


def _turn(campaign_id: int, slug: str, state: State, by: int | None) -> None:
    """Change the state, if it is another one; calendars learn of it by the next number of the entry (RFC 5545, 3.8.7.4)."""
    with database.action() as session:
        event = writing.locked(session, campaign_id, slug)
        if event.ends_at <= clock.now():
            raise EventOver
        if event.state is not state:
            before, event.state = versions.of(event), state
            versions.keep(session, event, before)
            notices.drop(session, event, by=by)
            noting.change(session, event, _NOTES[state], by=by)

"""Hosting: an event is in the name of the campaign's own House, or of another one that was asked and has agreed.

Addresses are sealed for the host: once somebody has left one it stays, and while a House is asked nobody can leave any.
"""

from sqlalchemy.orm import Session

from petitions import clock, database, errors, outbox
from petitions.accounts import queries as accounts
from petitions.campaigns.models import VISIBLE_STATES
from petitions.events import noting, queries
from petitions.events import writing as events
from petitions.events.models import Event
from petitions.events.noting import What
from petitions.houses import keys

MAIL = "host asked"


class NotAsked(errors.Refusal):
    """The question was taken back or answered meanwhile, or the event is over."""


def agree(event: Event, *, by: int | None) -> None:
    """Let the House that is asked host `event`. Raises NotAsked, HostStays, keys.NoHouseKey."""
    with database.action() as session:
        fresh = _asked(session, event)
        assert fresh.asked is not None
        keys.current(fresh.asked.id)
        if queries.has_addresses(fresh.id):
            raise events.HostStays
        fresh.house, fresh.asked_house_id = fresh.asked, None
        session.flush()
        noting.hosted(session, What.HOST_AGREED, fresh, fresh.house_id, by=by)


def decline(event: Event, *, by: int | None) -> None:
    """Say that the House that is asked does not host `event`. Raises NotAsked."""
    with database.action() as session:
        fresh = _asked(session, event)
        assert fresh.asked_house_id is not None
        fresh.is_declined = True
        noting.hosted(session, What.HOST_DECLINED, fresh, fresh.asked_house_id, by=by)


def hand_back(event: Event, *, by: int | None) -> None:
    """Let the House of the campaign host `event` again instead of another one. Raises NotAsked if it does, HostStays."""
    with database.action() as session:
        fresh = events.locked(session, event.campaign_id, event.slug)
        if not fresh.is_guest or fresh.house_id != event.house_id:
            raise NotAsked
        if queries.has_addresses(fresh.id):
            raise events.HostStays
        guest, fresh.house = fresh.house_id, fresh.campaign.house
        session.flush()
        noting.hosted(session, What.HOST_ENDED, fresh, guest, by=by)


def send_questions() -> int:
    """Write to those who lead the Houses that are asked to host events, once. Called every ten minutes. Returns how many events."""
    return sum(_send_question(event) for event in queries.unsent_questions())


def _send_question(event: Event) -> bool:
    with database.action() as session:
        try:
            fresh = _asked(session, event)
        except NotAsked:
            return False
        if fresh.is_question_sent or fresh.asked_house_id is None:
            return False
        fresh.is_question_sent, variables = True, {"event": fresh.id, "house": fresh.asked_house_id}
        for reader in accounts.administrators(fresh.asked_house_id):
            outbox.owe(session, MAIL, recipient=reader.email, language=reader.language, variables=variables)
    return True


def _asked(session: Session, event: Event) -> Event:
    """`event` as it is now, if the House that was asked still is. Raises NotAsked."""
    wanted = event.asked_house_id
    fresh = events.locked(session, event.campaign_id, event.slug)
    is_there = fresh.campaign.state in VISIBLE_STATES and fresh.ends_at > clock.now()
    if not (is_there and fresh.awaits_host and fresh.asked_house_id == wanted):
        raise NotAsked
    return fresh

"""Questions about events."""

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

from petitions import clock, database, errors
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.events.models import Event, Rsvp, State


class NoSuchEvent(errors.NotFound):
    """No event has this address, or its campaign is a draft."""


def visible(slug: str) -> Event:
    """The event at this address, as the public may see it. Raises NoSuchEvent."""
    event = database.session().scalar(
        sa.select(Event)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(Event.slug == slug, Campaign.state.in_(VISIBLE_STATES))
        .options(selectinload(Event.steps))
    )
    if event is None:
        raise NoSuchEvent
    return event


def upcoming(campaign_id: int) -> list[Event]:
    """The events of a campaign that are still to come, soonest first; cancelled ones are left out."""
    return list(
        database.session().scalars(
            sa.select(Event)
            .where(Event.campaign_id == campaign_id, Event.ends_at > clock.now(), Event.state == State.PLANNED)
            .order_by(Event.starts_at)
        )
    )


def upcoming_of(campaign_ids: list[int]) -> list[Event]:
    """The events of these campaigns that are still to come, soonest first; cancelled ones are left out."""
    return _planned(Event.campaign_id.in_(campaign_ids), Event.ends_at > clock.now())


def of_campaign(campaign_id: int) -> list[Event]:
    """All events of a campaign that take place or took place, oldest first."""
    return _planned(Event.campaign_id == campaign_id)


def _planned(*which: sa.ColumnElement[bool]) -> list[Event]:
    """Events without their campaigns and hosts: whoever asks has these at hand."""
    query = sa.select(Event).where(Event.state == State.PLANNED, *which).order_by(Event.starts_at)
    return list(database.session().scalars(query.options(lazyload(Event.campaign), lazyload(Event.house))))


def rsvp_by_token(token_hash: bytes) -> Rsvp | None:
    """The RSVP whose link has this digest."""
    return database.session().scalar(sa.select(Rsvp).where(Rsvp.token_hash == token_hash))

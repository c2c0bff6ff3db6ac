"""Questions about events."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

from petitions import clock, database, errors, slugs
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.events.models import Event, Rsvp, State


class NoSuchEvent(errors.NotFound):
    """No event has this address, its campaign is a draft, or another one."""


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


def is_ahead(event: Event) -> bool:
    """Whether people can still be asked to come."""
    return event.state is State.PLANNED and event.ends_at > clock.now()


def is_to_come(event: Event) -> bool:
    """Whether it is not over."""
    return event.ends_at > clock.now()


def within(campaign_id: int, slug: str) -> Event:
    """The event of a campaign at this address, with its programme. Raises NoSuchEvent."""
    query = sa.select(Event).where(Event.campaign_id == campaign_id, Event.slug == slug)
    event = database.session().scalar(query.options(selectinload(Event.steps)))
    if event is None:
        raise NoSuchEvent
    return event


def hosted(slug: str, house_ids: Collection[int]) -> Event:
    """The event at this address, if one of these Houses hosts it, whosever campaign it belongs to, but for drafts of others.

    Raises NoSuchEvent.
    """
    is_known = sa.or_(Campaign.house_id == Event.house_id, Campaign.state.in_(VISIBLE_STATES))
    query = sa.select(Event).join(Campaign, Campaign.id == Event.campaign_id)
    event = database.session().scalar(query.where(Event.slug == slug, Event.house_id.in_(house_ids), is_known))
    if event is None:
        raise NoSuchEvent
    return event


def asked(slug: str, house_ids: Collection[int]) -> Event:
    """The event at this address, if one of these Houses is asked to host it. Raises NoSuchEvent."""
    query = _asked(house_ids).where(Event.slug == slug)
    event = database.session().scalar(query)
    if event is None:
        raise NoSuchEvent
    return event


def asking(house_ids: Collection[int]) -> list[Event]:
    """The events to come that these Houses are asked to host, soonest first. A draft asks nobody: its words are no one else's."""
    return list(database.session().scalars(_asked(house_ids).order_by(Event.starts_at, Event.id)))


def unsent_questions() -> list[Event]:
    """The events to come that some House is asked to host of which nobody there was written to."""
    return list(database.session().scalars(_in_question().where(~Event.is_question_sent)))


def _asked(house_ids: Collection[int]) -> sa.Select[Event]:
    return _in_question().where(Event.asked_house_id.in_(house_ids))


def _in_question() -> sa.Select[Event]:
    waits = (Event.asked_house_id.is_not(None), ~Event.is_declined, Event.ends_at > clock.now())
    query = sa.select(Event).join(Campaign, Campaign.id == Event.campaign_id)
    return query.where(*waits, Campaign.state.in_(VISIBLE_STATES))


def every(campaign_id: int) -> list[Event]:
    """All events of a campaign, also those that were called off, the first of them first."""
    query = sa.select(Event).where(Event.campaign_id == campaign_id).order_by(Event.starts_at, Event.id)
    return list(database.session().scalars(query))


def among(addresses: Collection[str]) -> list[Event]:
    """The events at these addresses, with their campaigns, whatever their state."""
    return list(database.session().scalars(sa.select(Event).where(Event.slug.in_(addresses))))


def has_rsvps(event_id: int) -> bool:
    """Whether anybody has said to come."""
    return database.session().scalar(sa.select(Rsvp.id).where(Rsvp.event_id == event_id).limit(1)) is not None


def has_addresses(event_id: int) -> bool:
    """Whether anybody has left an address, which is sealed for the host."""
    left = sa.select(Rsvp.id).where(Rsvp.event_id == event_id, Rsvp.sealed.is_not(None))
    return database.session().scalar(left.limit(1)) is not None


def free_slug(slug: str) -> str:
    """`slug`, or where an event has it, the next one that none has: "march-oslo-2"."""
    return slugs.free(Event.slug, slug)


def upcoming(campaign_id: int, *, country: str | None = None) -> list[Event]:
    """The events of a campaign that are still to come, those in `country` first, then the soonest; cancelled ones are left out."""
    found = database.session().scalars(
        sa.select(Event)
        .where(Event.campaign_id == campaign_id, Event.ends_at > clock.now(), Event.state == State.PLANNED)
        .order_by(Event.starts_at, Event.id)
    )
    return sorted(found, key=lambda event: event.country != country)


def upcoming_of(campaign_ids: list[int]) -> list[Event]:
    """The events of these campaigns that are still to come, soonest first; cancelled ones are left out."""
    return _planned(Event.campaign_id.in_(campaign_ids), Event.ends_at > clock.now())


def of_campaign(campaign_id: int) -> list[Event]:
    """All events of a campaign that take place or took place, oldest first."""
    return _planned(Event.campaign_id == campaign_id)


def _planned(*which: sa.ColumnElement[bool]) -> list[Event]:
    """Events without their campaigns and hosts: whoever asks has these at hand."""
    query = sa.select(Event).where(Event.state == State.PLANNED, *which).order_by(Event.starts_at, Event.id)
    return list(database.session().scalars(query.options(lazyload(Event.campaign), lazyload(Event.house))))


def rsvps_by_token(token_hash: bytes) -> list[Rsvp]:
    """The RSVPs that have a link with this digest: several if it is from a mail to an address with several.

    The newest are last, after all that do not count.
    """
    query = sa.select(Rsvp).where(has_link(token_hash)).order_by(Rsvp.invalidation_id.is_(None), Rsvp.id)
    return list(database.session().scalars(query.execution_options(populate_existing=True)))


def has_link(token_hash: bytes) -> sa.ColumnElement[bool]:
    """What is true of an RSVP one of whose links has this digest: that of the page that followed it, or of mails."""
    return sa.or_(Rsvp.token_hash == token_hash, Rsvp.link_hash == token_hash)

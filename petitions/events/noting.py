"""What the audit log says of events, of their hosts, and of mails to those who come: in the log of each House that it concerns."""

import enum

from sqlalchemy.orm import Session

from petitions.accounts import audit
from petitions.campaigns import noting as campaigns
from petitions.campaigns.models import VISIBLE_STATES
from petitions.events.models import Event, Topic


class What(enum.Enum):
    """What was done."""

    TOLD = "people told of a change of an event"
    REMINDED = "people reminded of an event"
    PAUSED = "mails about an event paused"
    RESUMED = "mails about an event resumed"
    STOPPED = "mails about an event stopped"
    HALTED = "mails about an event halted by a restored backup"
    HOST_ASKED = "House asked to host an event"
    HOST_AGREED = "House agreed to host an event"
    HOST_DECLINED = "House declined to host an event"
    HOST_ENDED = "House hosts an event no more"
    INVALIDATED = "RSVPs found invalid"
    RELEASED = "invalid RSVPs released"


ASKED = {Topic.CHANGE: What.TOLD, Topic.REMINDER: What.REMINDED}


def note(session: Session, what: enum.Enum, event: Event, *, by: int | None, detail: str = "") -> None:
    """Write into the transaction of `session` what was done to mails about `event`: into the log of the House that hosts it."""
    thing = f"campaign {event.campaign_id}, event {event.slug}{', ' + detail if detail else ''}"
    audit.note(
        session, what, organiser_id=by, house_id=event.house_id, thing=thing, titles=_titles(event, event.house_id)
    )


def change(session: Session, event: Event, what: enum.Enum, *, by: int | None) -> None:
    """Note that `event` was changed: for its campaign, whose pages are out of date, and for another House that hosts it."""
    campaigns.change(session, event.campaign, what, by=by, detail=f"event {event.slug}", titles=_title(event))
    if event.is_guest and event.campaign.state in VISIBLE_STATES:
        note(session, what, event, by=by)


def told(session: Session, what: What, event: Event, detail: str, *, by: int | None) -> None:
    """Note what was done to RSVPs to `event`: for its campaign, and for another House that hosts it."""
    thing = f"campaign {event.campaign_id}, event {event.slug}, people {detail}"
    for house_id in dict.fromkeys((event.campaign.house_id, event.house_id)):
        audit.note(session, what, organiser_id=by, house_id=house_id, thing=thing, titles=_titles(event, house_id))


def hosted(session: Session, what: What, event: Event, house_id: int, *, by: int | None) -> None:
    """Note what became of the hosting of `event` by another House: for its campaign, and for that House.

    That one reads who asks, and of what only what the public can see: a draft's words are no one else's.
    """
    detail = f"event {event.slug}, house {house_id}"
    campaigns.change(session, event.campaign, what, by=by, detail=detail, titles=_title(event))
    is_public = event.campaign.state in VISIBLE_STATES
    told_of, titles = (f"event {event.slug}", _title(event)) if is_public else (f"house {event.campaign.house_id}", {})
    thing = f"campaign {event.campaign_id}, {told_of}"
    audit.note(session, what, organiser_id=by, house_id=house_id, thing=thing, titles=titles)


def _titles(event: Event, house_id: int) -> dict[str, str]:
    """What things are called: the log of a guest's host has no title of a campaign that is another House's."""
    is_own = house_id == event.campaign.house_id
    return _title(event) | ({f"campaign {event.campaign_id}": event.campaign.name()} if is_own else {})


def _title(event: Event) -> dict[str, str]:
    return {f"event {event.slug}": event.text().title}

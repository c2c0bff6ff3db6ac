"""What the audit log says of mails to those who come."""

import enum

from sqlalchemy.orm import Session

from petitions.accounts import audit
from petitions.campaigns import noting
from petitions.events.models import Event, Topic


class What(enum.Enum):
    """What was done."""

    TOLD = "people told of a change of an event"
    REMINDED = "people reminded of an event"
    PAUSED = "mails about an event paused"
    RESUMED = "mails about an event resumed"
    STOPPED = "mails about an event stopped"
    HALTED = "mails about an event halted by a restored backup"


ASKED = {Topic.CHANGE: What.TOLD, Topic.REMINDER: What.REMINDED}


def note(session: Session, what: What, event: Event, *, by: int | None, detail: str = "") -> None:
    """Write into the transaction of `session` what was done to mails about `event`: into the log of the House that hosts it."""
    # The log of a guest's host has no title of a campaign that is another House's.
    of_campaign = {} if event.is_guest else {f"campaign {event.campaign_id}": event.campaign.name()}
    thing = f"campaign {event.campaign_id}, event {event.slug}{', ' + detail if detail else ''}"
    audit.note(session, what, organiser_id=by, house_id=event.house_id, thing=thing, titles=of_campaign | _title(event))


def change(session: Session, event: Event, what: noting.What, *, by: int | None) -> None:
    """Note in the log of its campaign that `event` was changed, as `noting.change` does."""
    noting.change(session, event.campaign, what, by=by, detail=f"event {event.slug}", titles=_title(event))


def _title(event: Event) -> dict[str, str]:
    return {f"event {event.slug}": event.text().title}

"""What the audit log says of mails to those who come."""

import enum

from sqlalchemy.orm import Session

from petitions.accounts import audit
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


def note(session: Session, what: What, event: Event, *, by: int | None) -> None:
    """Write into the transaction of `session` what was done to mails about `event`: into the log of the House that hosts it."""
    thing = f"campaign {event.campaign_id}, event {event.slug}"
    audit.note(session, what, organiser_id=by, house_id=event.house_id, thing=thing)

"""What the audit log says of news."""

import enum

from sqlalchemy.orm import Session

from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.updates.models import Update


class What(enum.Enum):
    """What was done."""

    BEGUN = "news begun"
    CHANGED = "news changed"
    PUBLISHED = "news published"
    HIDDEN = "news taken off the page"
    REMOVED = "news removed"
    TESTED = "news sent as a test"
    SENT = "news sent to signatories"
    PAUSED = "sending of news paused"
    RESUMED = "sending of news resumed"
    STOPPED = "sending of news stopped"
    HALTED = "sending of news halted by a restored backup"


def note(session: Session, what: What, campaign: Campaign, update: Update, *, by: int | None, detail: str = "") -> None:
    """Write into the transaction of `session` what was done to news of `campaign`."""
    thing = f"news {update.id}"
    told = f"{thing}, {detail}" if detail else thing
    noting.note(session, what, campaign, by=by, detail=told, titles={thing: update.text(campaign.language).title})

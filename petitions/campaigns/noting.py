"""What the audit log says of the writing of campaigns."""

import enum

from sqlalchemy.orm import Session

from petitions import clock
from petitions.accounts import audit
from petitions.campaigns.models import Campaign


class What(enum.Enum):
    """What was done."""

    BEGUN = "campaign begun"
    CLONED = "campaign cloned"
    SETTINGS = "campaign settings changed"
    WORDS = "campaign words changed"
    LANGUAGE_ADDED = "campaign language added"
    LANGUAGE_REMOVED = "campaign language removed"
    DEFENDERS = "campaign defenders changed"
    MILESTONES = "campaign milestones changed"
    ENDORSEMENTS = "campaign endorsements changed"
    PICTURE = "campaign picture changed"


def change(session: Session, campaign: Campaign, what: What, *, by: int | None, detail: str = "") -> None:
    """Note that `campaign` was changed, and when: pages and posters made before are out of date."""
    campaign.changed_at = clock.now()
    session.flush()
    thing = f"campaign {campaign.id}{', ' + detail if detail else ''}"
    audit.note(session, what, organiser_id=by, house_id=campaign.house_id, thing=thing)

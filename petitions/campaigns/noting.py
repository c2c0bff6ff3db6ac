"""What the audit log says of the writing of campaigns."""

import enum
from collections.abc import Mapping

import sqlalchemy as sa
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
    STEP_NOTE = "note on a step changed"
    DELETED = "campaign deleted"
    EVENT_PLANNED = "event planned"
    EVENT_CHANGED = "event changed"
    EVENT_CANCELLED = "event cancelled"
    EVENT_PLANNED_AGAIN = "event planned again"
    EVENT_REMOVED = "event removed"


Titles = Mapping[str, str]
"""What parts of a line are called, by what the line says of them: {"news 5": "Six and a half years"}."""


def note(
    session: Session,
    what: enum.Enum,
    campaign: Campaign,
    *,
    by: int | None,
    detail: str = "",
    titles: Titles | None = None,
) -> None:
    """Write into the transaction of `session` what was done to `campaign`, or to `detail` of it, under today's title."""
    thing = f"campaign {campaign.id}"
    audit.note(
        session,
        what,
        organiser_id=by,
        house_id=campaign.house_id,
        thing=f"{thing}, {detail}" if detail else thing,
        titles={thing: session.get_one(Campaign, campaign.id).name(), **(titles or {})},
    )


def change(
    session: Session,
    campaign: Campaign,
    what: enum.Enum,
    *,
    by: int | None,
    detail: str = "",
    titles: Titles | None = None,
) -> None:
    """Note that `campaign` was changed, and when: pages and posters made before are out of date."""
    campaign.changed_at = clock.now()
    session.flush()
    note(session, what, campaign, by=by, detail=detail, titles=titles)


def number(session: Session) -> int | None:
    """The number of a new campaign where drafts were deleted; None where the database gives one that no other ever had.

    SQLite would give that of the last one that was deleted again: with its lines in the log, and links to look at it.
    """
    deleted = audit.things(session, What.DELETED) if session.get_bind().dialect.name == "sqlite" else []
    if not deleted:
        return None
    numbers = [int(thing.partition(",")[0].removeprefix("campaign ")) for thing in deleted]
    return max(*numbers, session.scalar(sa.select(sa.func.max(Campaign.id))) or 0) + 1

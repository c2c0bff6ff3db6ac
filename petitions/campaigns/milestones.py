"""Writing what happened, day by day."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from petitions import database, errors, merging
from petitions.campaigns import completeness, noting, writing
from petitions.campaigns.models import Campaign, Milestone, MilestoneText
from petitions.campaigns.noting import What
from petitions.merging import Sheet

MOST = 50
"""Milestones of one campaign."""
YES = "y"
"""How a ticked box is written."""


@dataclass(frozen=True)
class New:
    """Something else that happened, told in the main language."""

    on: datetime.date
    what: str


class NoSuchMilestone(errors.NotFound):
    """The campaign has no such milestone."""


class NoDay(errors.Refusal):
    """A milestone has a day."""


class TooMany(errors.Refusal):
    """A campaign has at most `MOST` milestones."""


def find(campaign: Campaign, number: str) -> Milestone:
    """The milestone of `campaign` with this id, as an address has it. Raises NoSuchMilestone."""
    for milestone in campaign.milestones:
        if str(milestone.id) == number:
            return milestone
    raise NoSuchMilestone


def words(campaign: Campaign) -> dict[str, str]:
    """Dates and words of all milestones as one form has them: "7-on", "7-until", "7-is_whole_year", "7-az-what"."""
    found: dict[str, str] = {}
    for milestone in campaign.milestones:
        said = {text.language: text.what for text in milestone.texts}
        found |= {
            f"{milestone.id}-on": milestone.on.isoformat(),
            f"{milestone.id}-until": milestone.until.isoformat() if milestone.until else "",
            f"{milestone.id}-is_whole_year": YES if milestone.is_whole_year else "",
        }
        found |= {
            f"{milestone.id}-{language}-what": said.get(language, "") for language in completeness.languages(campaign)
        }
    return found


def save(
    campaign_id: int, sheet: Sheet, *, without: Collection[str] = (), new: New | None = None, by: int | None
) -> None:
    """Store what `sheet` changes of the milestones, named as in `words`; take out those `without`; put a `new` one in.

    One that was removed meanwhile stays so. Raises merging.Conflict, NoDay and TooMany, and stores nothing then.
    """
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        now = words(campaign)
        changes = merging.changes(now, sheet)
        _refuse_unseen(now, sheet, without)
        for name, value in changes.items():
            number, _, field = name.partition("-")
            _write(campaign, find(campaign, number), field, value)
        gone = [milestone for milestone in campaign.milestones if str(milestone.id) in without]
        for milestone in gone:
            _remove(session, campaign, milestone)
        if new:
            _add(campaign, new)
        if changes or gone or new:
            noting.change(session, campaign, What.MILESTONES, by=by)
            session.expire(campaign, ["milestones"])  # they may stand in another order now


def _refuse_unseen(now: Mapping[str, str], sheet: Sheet, without: Collection[str]) -> None:
    """Take nothing out that says something else by now than whoever asked for that has read."""
    gone = {name: value for name, value in now.items() if name.partition("-")[0] in without}
    theirs = {name: value for name, value in gone.items() if sheet.marks.get(name) not in (None, merging.mark(value))}
    if theirs:
        raise merging.Conflict(theirs)


def _remove(session: Session, campaign: Campaign, milestone: Milestone) -> None:
    for text in milestone.texts:
        session.delete(text)
    session.delete(milestone)
    campaign.milestones.remove(milestone)


def _add(campaign: Campaign, new: New) -> None:
    if len(campaign.milestones) >= MOST:
        raise TooMany
    text = MilestoneText(language=campaign.language, what=new.what)
    campaign.milestones.append(Milestone(on=new.on, until=None, is_whole_year=False, texts=[text]))


def _write(campaign: Campaign, milestone: Milestone, field: str, value: str) -> None:
    if field == "on":
        if not value:
            raise NoDay
        milestone.on = datetime.date.fromisoformat(value)
    elif field == "until":
        milestone.until = datetime.date.fromisoformat(value) if value else None
    elif field == "is_whole_year":
        milestone.is_whole_year = value == YES
    else:
        language = field.removesuffix("-what")
        text = next((text for text in milestone.texts if text.language == language), None)
        if text is None:
            text = MilestoneText(language=language)
            milestone.texts.append(text)
        text.what = value

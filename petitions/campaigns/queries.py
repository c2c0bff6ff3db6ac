"""Questions about campaigns."""

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

from petitions import database, errors, slugs
from petitions.campaigns.life import HandOver, Move
from petitions.campaigns.models import ENDED_STATES, VISIBLE_STATES, Campaign, Endorsement, State, Step


class NoSuchCampaign(errors.NotFound):
    """No campaign has this address, or it is a draft."""


# Built once: it is on the way of every signature.
_VISIBLE = (
    sa.select(Campaign)
    .where(Campaign.slug == sa.bindparam("slug"), Campaign.state.in_(VISIBLE_STATES))
    .options(lazyload("*"))
)


def visible(slug: str) -> Campaign:
    """The campaign at this address, as the public may see it, its words being read when asked for. Raises NoSuchCampaign."""
    campaign = database.session().scalar(_VISIBLE, {"slug": slug})
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def visible_number(number: int) -> Campaign:
    """The campaign with this number, as the public may see it. Raises NoSuchCampaign."""
    slug = database.session().scalar(sa.select(Campaign.slug).where(Campaign.id == number))
    if slug is None:
        raise NoSuchCampaign
    return visible(slug)


def by_id(campaign_id: int) -> Campaign:
    """The campaign that something else belongs to, whatever its state."""
    return database.session().get_one(Campaign, campaign_id)


def open_campaigns() -> list[Campaign]:
    """The campaigns that take signatures, newest first."""
    query = sa.select(Campaign).where(Campaign.state == State.OPEN).order_by(Campaign.opened_on.desc(), Campaign.id)
    return list(database.session().scalars(query.options(selectinload(Campaign.defenders))))


def closed_campaigns() -> list[Campaign]:
    """The campaigns that have ended and are not in the archive, newest first."""
    query = sa.select(Campaign).where(Campaign.state.in_(ENDED_STATES), Campaign.archived_on.is_(None))
    return list(database.session().scalars(query.order_by(Campaign.closed_on.desc(), Campaign.id)))


def endorsements(campaign_id: int) -> list[Endorsement]:
    """Who stands behind a campaign, in the organisers' order."""
    query = sa.select(Endorsement).where(Endorsement.campaign_id == campaign_id).order_by(Endorsement.position)
    return list(database.session().scalars(query).unique())


def within(slug: str, house_ids: list[int]) -> Campaign:
    """The campaign at this address, whatever its state, if it is of one of these Houses. Raises NoSuchCampaign."""
    query = sa.select(Campaign).where(Campaign.slug == slug, Campaign.house_id.in_(house_ids))
    campaign = database.session().scalar(query)
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def of_houses(house_ids: list[int]) -> list[Campaign]:
    """All campaigns of these Houses, newest first."""
    query = sa.select(Campaign).where(Campaign.house_id.in_(house_ids)).order_by(Campaign.id.desc())
    return list(database.session().scalars(query).unique())


def free_slug(slug: str) -> str:
    """`slug`, or where a campaign has it, the next one that none has: "free-rasul-2"."""
    return slugs.free(Campaign.slug, slug)


def steps(campaign_id: int) -> list[Step]:
    """The steps of a campaign's life, oldest first."""
    query = sa.select(Step).where(Step.campaign_id == campaign_id).order_by(Step.id)
    return list(database.session().scalars(query))


def hand_over(campaign: Campaign) -> tuple[HandOver | None, Step | None]:
    """What was recorded of the hand-over of a campaign, and the step that tells of it; None if it was not handed over."""
    record = database.session().get(HandOver, campaign.id)
    if record is None:
        return None, None
    made = sa.select(Step).where(Step.campaign_id == campaign.id, Step.move == Move.HAND_OVER).order_by(Step.id.desc())
    return record, database.session().scalar(made.limit(1))

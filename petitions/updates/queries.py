"""Questions about updates."""

import sqlalchemy as sa

from petitions import database, errors
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.updates.models import Update


class NoSuchUpdate(errors.NotFound):
    """No update has this address."""


def published(slug: str) -> Update:
    """The update at this address. Raises NoSuchUpdate."""
    query = sa.select(Update).outerjoin(Campaign, Campaign.id == Update.campaign_id)
    visible = sa.or_(Update.campaign_id.is_(None), Campaign.state.in_(VISIBLE_STATES))
    update = database.session().scalar(query.where(Update.slug == slug, visible))
    if update is None:
        raise NoSuchUpdate
    return update


def of_campaign(campaign_id: int) -> list[Update]:
    """The news of a campaign, newest first."""
    return list(
        database.session().scalars(
            sa.select(Update).where(Update.campaign_id == campaign_id).order_by(Update.published_on.desc())
        )
    )


def of_network(most: int) -> list[Update]:
    """The newest news of the network."""
    return list(
        database.session().scalars(
            sa.select(Update).where(Update.campaign_id.is_(None)).order_by(Update.published_on.desc()).limit(most)
        )
    )

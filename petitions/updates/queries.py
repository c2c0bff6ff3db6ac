"""Questions about updates."""

import sqlalchemy as sa

from petitions import database, errors, slugs
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.updates.models import Update


class NoSuchUpdate(errors.NotFound):
    """No update has this address."""


def published(slug: str) -> Update:
    """The update at this address. Raises NoSuchUpdate."""
    return _published(Update.slug == slug)


def published_number(update_id: int) -> Update:
    """The update with this number, if the public sees it. Raises NoSuchUpdate."""
    return _published(Update.id == update_id)


def _published(which: sa.ColumnElement[bool]) -> Update:
    query = sa.select(Update).outerjoin(Campaign, Campaign.id == Update.campaign_id)
    visible = sa.or_(Update.campaign_id.is_(None), Campaign.state.in_(VISIBLE_STATES))
    update = database.session().scalar(query.where(which, visible, ~Update.is_draft))
    if update is None:
        raise NoSuchUpdate
    return update


def of_campaign(campaign_id: int) -> list[Update]:
    """The news of a campaign that the public sees, newest first."""
    shown = (Update.campaign_id == campaign_id, ~Update.is_draft)
    newest_first = (Update.published_on.desc(), Update.id.desc())
    return list(database.session().scalars(sa.select(Update).where(*shown).order_by(*newest_first)))


def all_of_campaign(campaign_id: int) -> list[Update]:
    """The news of a campaign, drafts first, then newest first."""
    query = sa.select(Update).where(Update.campaign_id == campaign_id)
    order = (Update.is_draft.desc(), Update.published_on.desc(), Update.id.desc())
    return list(database.session().scalars(query.order_by(*order)))


def within(campaign_id: int, update_id: int) -> Update:
    """One piece of news of a campaign, drafts too. Raises NoSuchUpdate."""
    query = sa.select(Update).where(Update.campaign_id == campaign_id, Update.id == update_id)
    found = database.session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchUpdate
    return found


def free_slug(slug: str, *, but_for: int | None = None) -> str:
    """`slug`, or where news have it, but for those with the number `but_for`, the next one that none have."""
    return slugs.free(Update.slug, slug, Update.id.is_distinct_from(but_for))


def of_network(most: int) -> list[Update]:
    """The newest news of the network that the public sees."""
    return list(
        database.session().scalars(
            sa.select(Update)
            .where(Update.campaign_id.is_(None), ~Update.is_draft)
            .order_by(Update.published_on.desc())
            .limit(most)
        )
    )

"""Previews: a link by which whoever has it sees a campaign as it would be in some state, for a week. Nothing is stored of it."""

import datetime
from dataclasses import dataclass

import itsdangerous
import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from petitions import clock, database, errors, storage
from petitions.campaigns.life import Outcome, State
from petitions.campaigns.models import Campaign

LIFETIME = datetime.timedelta(days=7)


class LinkExpired(errors.Gone):
    """The link is older than a week, was not made by us, or its campaign is gone."""


@dataclass(frozen=True)
class Standing:
    """Where a campaign stands, or is made to look as if it stood."""

    state: State
    outcome: Outcome | None = None


def token(campaign: Campaign, standing: Standing) -> str:
    """What stands in the link to `campaign` as if it had that `standing`."""
    outcome = standing.outcome.value if standing.outcome else None
    return _signer().dumps([campaign.id, standing.state.value, outcome, int(clock.now().timestamp())])


def find(typed: str) -> tuple[Campaign, Standing]:
    """What a link shows. Raises LinkExpired."""
    try:
        campaign_id, state, outcome, made = _signer().loads(typed)
    except itsdangerous.BadData:
        raise LinkExpired from None
    if clock.now() - datetime.datetime.fromtimestamp(made, datetime.UTC) > LIFETIME:
        raise LinkExpired
    campaign = database.session().scalar(sa.select(Campaign).where(Campaign.id == campaign_id).options(lazyload("*")))
    if campaign is None:
        raise LinkExpired
    return campaign, Standing(State(state), Outcome(outcome) if outcome else None)


def _signer() -> itsdangerous.URLSafeSerializer:
    return itsdangerous.URLSafeSerializer(storage.settings().secret_key, salt="preview of a campaign")

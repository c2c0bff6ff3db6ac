"""Deleting a draft: what nobody outside ever saw, and nobody signed, may go. Its lines in the log stay."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import database, errors
from petitions.campaigns import noting, writing
from petitions.campaigns.models import Campaign
from petitions.campaigns.noting import What


class NoDraft(errors.Refusal):
    """The campaign has been open, or something is there that only an open one has."""


def delete(campaign_id: int, *, by: int | None) -> None:
    """Delete a campaign that was never open, with its words and events; its pictures go when files are swept.

    Its address is free again, its number is not. Raises NoDraft, queries.NoSuchCampaign.
    """
    try:
        with database.action() as session:
            campaign = writing.locked(session, campaign_id)
            if writing.has_been_open(campaign):
                raise NoDraft
            noting.note(session, What.DELETED, campaign, by=by, detail=campaign.slug)
            session.execute(sa.delete(Campaign).where(Campaign.id == campaign_id))
    except IntegrityError:  # signatures and files with names do not go with their campaign
        raise NoDraft from None

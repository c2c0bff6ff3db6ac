"""Deleting a draft: what nobody outside ever saw, and nobody signed, may go. Its lines in the log stay."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import database, errors
from petitions.accounts import audit
from petitions.campaigns import writing
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
            thing = f"campaign {campaign.id}, {campaign.slug}"
            audit.note(session, What.DELETED, organiser_id=by, house_id=campaign.house_id, thing=thing)
            session.execute(sa.delete(Campaign).where(Campaign.id == campaign_id))
    except IntegrityError:  # signatures and files with names do not go with their campaign
        raise NoDraft from None

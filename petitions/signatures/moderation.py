"""Moderation: public names and comments are read by the House before anybody else sees them."""

import sqlalchemy as sa

from petitions import database
from petitions.campaigns.models import Campaign
from petitions.signatures.models import IS_WAITING, Review, Signature, State


def waiting(campaign_id: int) -> list[Signature]:
    """The confirmed public signatures that nobody has read yet, oldest first."""
    return list(
        database.session().scalars(
            sa.select(Signature)
            .where(
                Signature.campaign_id == campaign_id,
                Signature.state == State.CONFIRMED,
                Signature.review == Review.WAITING,
            )
            .order_by(Signature.id)
        )
    )


def counts_waiting(campaign_ids: list[int], most: int) -> dict[int, int]:
    """How many public names wait to be read in each of these campaigns; `most` where there are more."""
    some = (
        sa.select(sa.literal(1).label("one"))
        .select_from(Signature)
        .where(Signature.campaign_id == Campaign.id, sa.text(IS_WAITING))
        .limit(most)
        .correlate(Campaign)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(some).correlate(Campaign).scalar_subquery().label("names")
    rows = database.session().execute(sa.select(Campaign.id, count).where(Campaign.id.in_(campaign_ids)))
    return {row.id: row.names for row in rows}


def review(signature_id: int, *, is_shown: bool) -> None:
    """Show or hide a public name with its comment. One that was withdrawn meanwhile stays gone."""
    with database.action() as session:
        session.execute(
            sa.update(Signature)
            .where(Signature.id == signature_id, Signature.state == State.CONFIRMED, Signature.review.is_not(None))
            .values(review=Review.SHOWN if is_shown else Review.HIDDEN)
        )

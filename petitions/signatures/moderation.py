"""Moderation: public names and comments are read by the House before anybody else sees them."""

import sqlalchemy as sa

from petitions import database
from petitions.signatures.models import Review, Signature, State


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


def review(signature_id: int, *, is_shown: bool) -> None:
    """Show or hide a public name with its comment. One that was withdrawn meanwhile stays gone."""
    with database.action() as session:
        session.execute(
            sa.update(Signature)
            .where(Signature.id == signature_id, Signature.state == State.CONFIRMED, Signature.review.is_not(None))
            .values(review=Review.SHOWN if is_shown else Review.HIDDEN)
        )

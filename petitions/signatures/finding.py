"""Finding one person's signature by the address, for somebody who asks the House.

The log says that somebody searched, so that guessing is seen; never for whom, nor what was found.
"""

import sqlalchemy as sa

from petitions import addresses, database, errors
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.signatures import content as contents
from petitions.signatures import withdrawing
from petitions.signatures.auditing import What
from petitions.signatures.models import Signature

__all__ = ["NoSuchSignature", "by_address", "by_id", "erase"]


class NoSuchSignature(errors.NotFound):
    """No signature of this campaign has this id, or it is erased."""


def by_address(campaign: Campaign, typed: str, *, by: int) -> list[Signature]:
    """The signatures of an address, oldest first, whatever became of them; erased ones are not found by anybody.

    Notes the search, also one that finds nobody. Raises addresses.BadAddress; keyring.SecretMissing once the list is erased.
    """
    address = addresses.tidy(typed)
    with database.action() as session:
        noting.note(session, What.SOUGHT, campaign, by=by)
    tag = contents.tag(address, contents.secret(campaign.id))
    same = (Signature.campaign_id == campaign.id, Signature.tag == tag, Signature.sealed.is_not(None))
    return list(database.session().scalars(sa.select(Signature).where(*same).order_by(Signature.id)))


def by_id(campaign: Campaign, signature_id: int) -> Signature:
    """One signature of a campaign that is not erased. Raises NoSuchSignature."""
    found = database.session().get(Signature, signature_id, populate_existing=True)
    if found is None or found.campaign_id != campaign.id or found.sealed is None:
        raise NoSuchSignature
    return found


def erase(campaign: Campaign, signature_id: int, *, by: int | None) -> None:
    """Take back and erase a signature for its owner, who has asked the House to. Raises NoSuchSignature."""
    with database.action() as session:
        try:
            withdrawing.withdraw_row(
                session, sa.and_(Signature.campaign_id == campaign.id, Signature.id == signature_id)
            )
        except withdrawing.NumberUnknown:
            raise NoSuchSignature from None
        noting.note(session, What.ERASED, campaign, by=by)

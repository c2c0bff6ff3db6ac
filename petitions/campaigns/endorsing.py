"""Who stands behind a campaign: Houses and organisations come, go and change places."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.campaigns import noting, writing
from petitions.campaigns.models import Campaign, Endorsement
from petitions.campaigns.noting import What
from petitions.houses.models import House, Organisation

Endorser = House | Organisation


class NoSuchEndorser(errors.Refusal):
    """There is no such House or organisation."""


class NoSuchEndorsement(errors.NotFound):
    """The campaign has no such endorsement."""


def key(endorser: Endorser) -> str:
    """What a form calls a House or an organisation: "house-3"."""
    return f"{'house' if isinstance(endorser, House) else 'organisation'}-{endorser.id}"


def others(campaign: Campaign) -> list[Endorser]:
    """Who does not stand behind a campaign yet: Houses, then organisations."""
    behind = {endorsement.house_id or 0 for endorsement in campaign.endorsements}
    members = {endorsement.organisation_id or 0 for endorsement in campaign.endorsements}
    session = database.session()
    houses = session.scalars(sa.select(House).where(House.id.not_in(behind)).order_by(House.slug))
    organisations = session.scalars(
        sa.select(Organisation).where(Organisation.id.not_in(members)).order_by(Organisation.slug)
    )
    return [*houses, *organisations]


def add(campaign_id: int, endorser: str, *, by: int | None) -> None:
    """Put a House or an organisation behind the others; one that stands there already stays. Raises NoSuchEndorser."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        found = _find(session, endorser)
        column = {"house": found} if isinstance(found, House) else {"organisation": found}
        if any(found in (one.house, one.organisation) for one in campaign.endorsements):
            return
        campaign.endorsements.append(Endorsement(position=len(campaign.endorsements), **column))
        noting.change(session, campaign, What.ENDORSEMENTS, by=by, detail=f"{key(found)} added")


def remove(campaign_id: int, endorsement_id: int, *, by: int | None) -> None:
    """Take an endorsement off. Raises NoSuchEndorsement."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        gone = _of(campaign, endorsement_id)
        campaign.endorsements.remove(gone)
        session.delete(gone)
        _number(campaign.endorsements)
        noting.change(session, campaign, What.ENDORSEMENTS, by=by, detail=f"endorsement {endorsement_id} removed")


def move(campaign_id: int, endorsement_id: int, steps: int, *, by: int | None) -> None:
    """Move an endorsement `steps` places, up where they are negative; not beyond the ends. Raises NoSuchEndorsement."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        moved = _of(campaign, endorsement_id)
        order = list(campaign.endorsements)
        place = order.index(moved)
        order.insert(max(0, place + steps), order.pop(place))
        _number(order)
        session.flush()
        session.expire(campaign, ["endorsements"])
        noting.change(session, campaign, What.ENDORSEMENTS, by=by, detail=f"endorsement {endorsement_id} moved")


def _find(session: Session, endorser: str) -> Endorser:
    everyone: list[Endorser] = [*session.scalars(sa.select(House)), *session.scalars(sa.select(Organisation))]
    found = next((one for one in everyone if key(one) == endorser), None)
    if found is None:
        raise NoSuchEndorser
    return found


def _of(campaign: Campaign, endorsement_id: int) -> Endorsement:
    for endorsement in campaign.endorsements:
        if endorsement.id == endorsement_id:
            return endorsement
    raise NoSuchEndorsement


def _number(order: list[Endorsement]) -> None:
    for position, endorsement in enumerate(order):
        endorsement.position = position

"""Questions about Houses."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.houses.models import House, HouseKey, Organisation


class NoSuchHouse(errors.NotFound):
    """No House has this address."""


class NoSuchOrganisation(errors.NotFound):
    """There is no such organisation, or it is under another House."""


def by_slug(slug: str) -> House:
    """The House at this address. Raises NoSuchHouse."""
    house = database.session().scalar(sa.select(House).where(House.slug == slug))
    if house is None:
        raise NoSuchHouse
    return house


def take_turn(session: Session, house_id: int) -> None:
    """Wait for whoever else changes what belongs to this House, until the transaction of `session` ends."""
    session.execute(sa.select(House.id).where(House.id == house_id).with_for_update())


def without_key(house_ids: list[int]) -> set[int]:
    """Those of these Houses for which nothing can be sealed, so that nobody can sign."""
    current = sa.select(HouseKey.house_id).where(HouseKey.house_id.in_(house_ids), HouseKey.retired_on.is_(None))
    return set(house_ids) - set(database.session().scalars(current))


def everyone() -> list[House]:
    """All Houses of the network."""
    return list(database.session().scalars(sa.select(House).order_by(House.id)))


def by_id(house_id: int) -> House:
    """The House with this number. Raises NoSuchHouse."""
    house = database.session().get(House, house_id)
    if house is None:
        raise NoSuchHouse
    return house


def organisations(house_id: int | None = None) -> list[Organisation]:
    """All member organisations, or those under a House."""
    query = sa.select(Organisation).order_by(Organisation.slug)
    if house_id is not None:
        query = query.where(Organisation.house_id == house_id)
    return list(database.session().scalars(query))


def organisation(organisation_id: int, house_id: int | None = None) -> Organisation:
    """The organisation with this number, under a House if one is given. Raises NoSuchOrganisation."""
    found = database.session().get(Organisation, organisation_id)
    if found is None or house_id not in (None, found.house_id):
        raise NoSuchOrganisation
    return found

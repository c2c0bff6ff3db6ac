"""Questions about Houses."""

import sqlalchemy as sa

from petitions import database, errors
from petitions.houses.models import House, HouseKey


class NoSuchHouse(errors.NotFound):
    """No House has this address."""


def by_slug(slug: str) -> House:
    """The House at this address. Raises NoSuchHouse."""
    house = database.session().scalar(sa.select(House).where(House.slug == slug))
    if house is None:
        raise NoSuchHouse
    return house


def without_key(house_ids: list[int]) -> set[int]:
    """Those of these Houses for which nothing can be sealed, so that nobody can sign."""
    current = sa.select(HouseKey.house_id).where(HouseKey.house_id.in_(house_ids), HouseKey.retired_on.is_(None))
    return set(house_ids) - set(database.session().scalars(current))


def everyone() -> list[House]:
    """All Houses of the network."""
    return list(database.session().scalars(sa.select(House).order_by(House.id)))

"""Questions about Houses."""

import sqlalchemy as sa

from petitions import database, errors
from petitions.houses.models import House


class NoSuchHouse(errors.NotFound):
    """No House has this address."""


def by_slug(slug: str) -> House:
    """The House at this address. Raises NoSuchHouse."""
    house = database.session().scalar(sa.select(House).where(House.slug == slug))
    if house is None:
        raise NoSuchHouse
    return house


def everyone() -> list[House]:
    """All Houses of the network."""
    return list(database.session().scalars(sa.select(House).order_by(House.id)))

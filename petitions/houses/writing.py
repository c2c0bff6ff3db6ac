"""Making Houses, and changing what is said of them."""

from collections.abc import Mapping

from sqlalchemy import exc

from petitions import database, i18n, slugs
from petitions.houses import facts, queries
from petitions.houses.facts import HouseFacts, HouseWords, What, Witness
from petitions.houses.models import House, HouseText


def create(slug: str, said: HouseFacts, words: Mapping[str, HouseWords], *, noting: Witness) -> House:
    """A new House, with its words by language. Raises slugs.BadSlug, slugs.SlugTaken, facts.Wordless."""
    slugs.check(slug)
    try:
        with database.action() as session:
            house = House(slug=slug)
            _say(house, said, words)
            session.add(house)
            session.flush()
            noting(session, What.HOUSE_MADE, house.id, f"house {house.id}")
    except exc.IntegrityError:
        raise slugs.SlugTaken from None
    return house


def change(house_id: int, said: HouseFacts, words: Mapping[str, HouseWords], *, noting: Witness) -> House:
    """Say of a House `said` and `words`; what is in languages of no page stays. Raises facts.Wordless."""
    with database.action() as session:
        house = queries.by_id(house_id)
        _say(house, said, words)
        session.flush()
        noting(session, What.HOUSE_CHANGED, house.id, f"house {house.id}")
    return house


def show_logo(house_id: int, picture: str | None, *, noting: Witness) -> None:
    """Give a House the logo `picture`, a name in the storage, or take it down."""
    with database.action() as session:
        house = queries.by_id(house_id)
        house.logo = picture
        session.flush()
        noting(session, What.HOUSE_CHANGED, house.id, f"house {house.id}, logo")


def _say(house: House, said: HouseFacts, words: Mapping[str, HouseWords]) -> None:
    if not words:
        raise facts.Wordless
    house.country, house.site, house.contact, house.sender = said.country, said.site, said.contact, said.sender
    written = {one.language: one for one in house.texts}
    for language, new in words.items():
        if language not in written:
            written[language] = HouseText(language=language)
        text = written[language]
        text.name, text.city, text.controller = new.name, new.city, new.controller
    house.texts = [
        text for language, text in sorted(written.items()) if language in words or language not in i18n.INTERFACE
    ]

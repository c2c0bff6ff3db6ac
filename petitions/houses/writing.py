"""Making Houses and organisations, and changing what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from petitions import database, i18n, merging, slugs
from petitions.houses import facts, queries
from petitions.houses.facts import NO_HOUSE, UNDER, What, Witness
from petitions.houses.models import House, HouseText, Organisation, OrganisationText
from petitions.merging import Sheet
from petitions.texts import InLanguage

Place = House | Organisation


@dataclass(frozen=True)
class Kind:
    """What is said of a kind of place."""

    facts: tuple[str, ...]
    """The same in every language."""
    text: type[HouseText] | type[OrganisationText]
    words: tuple[str, ...]
    """In each language, all of them or none."""
    made: What
    changed: What


KINDS: dict[type[Place], Kind] = {
    House: Kind(
        ("country", "site", "contact", "sender"),
        HouseText,
        ("name", "city", "controller"),
        What.HOUSE_MADE,
        What.HOUSE_CHANGED,
    ),
    Organisation: Kind(
        ("country", "site"), OrganisationText, ("name",), What.ORGANISATION_MADE, What.ORGANISATION_CHANGED
    ),
}


def told(place: Place) -> dict[str, str]:
    """What is said of `place` as one form has it: "country", "city-az"; of an organisation also the House it is under."""
    kind = KINDS[type(place)]
    found = {fact: getattr(place, fact) or "" for fact in kind.facts}
    if isinstance(place, Organisation):
        found[UNDER] = queries.by_id(place.house_id).slug if place.house_id else NO_HOUSE
    found |= {f"{word}-{language}": "" for language in i18n.WRITTEN for word in kind.words}
    return found | {f"{word}-{text.language}": getattr(text, word) for text in place.texts for word in kind.words}


def create(kind: type[Place], slug: str, said: Mapping[str, str], *, noting: Witness) -> Place:
    """A new House or organisation, with what is `said` of it, named as in `told`.

    Raises slugs.BadSlug, slugs.SlugTaken, facts.Wordless, queries.NoSuchHouse.
    """
    slugs.check(slug)
    try:
        with database.action() as session:
            place = kind(slug=slug)
            _say(place, said)
            session.add(place)
            _note(session, place, KINDS[kind].made, noting=noting)
    except exc.IntegrityError:
        raise slugs.SlugTaken from None
    return place


def change(kind: type[Place], number: int, sheet: Sheet, *, noting: Witness) -> None:
    """Store what `sheet` changes of what is `told` of a House or an organisation.

    Raises merging.Conflict, facts.Wordless, and stores nothing then; queries.NoSuchHouse, queries.NoSuchOrganisation.
    """
    with database.action() as session:
        place = _locked(session, kind, number)
        changes = merging.changes(told(place), sheet)
        if changes:
            _say(place, changes)
            _note(session, place, KINDS[kind].changed, noting=noting)


def show_logo(kind: type[Place], number: int, picture: str | None, *, noting: Witness) -> None:
    """Give a House or an organisation the logo `picture`, a name in the storage, or take it down."""
    with database.action() as session:
        place = _locked(session, kind, number)
        place.logo = picture
        _note(session, place, KINDS[kind].changed, ", logo", noting=noting)


def _locked(session: Session, kind: type[Place], number: int) -> Place:
    session.execute(sa.select(kind.id).where(kind.id == number).with_for_update())
    session.expire_all()  # what was read before the lock may have changed
    return queries.by_id(number) if kind is House else queries.organisation(number)


def _say(place: Place, said: Mapping[str, str]) -> None:
    """Say of `place` what is `said`; a language without words has no row. Raises facts.Wordless, queries.NoSuchHouse."""
    kind, texts = KINDS[type(place)], cast("list[InLanguage]", place.texts)
    if isinstance(place, Organisation) and UNDER in said:
        place.house_id = None if said[UNDER] == NO_HOUSE else queries.by_slug(said[UNDER]).id
    for fact in said.keys() & kind.facts:
        setattr(place, fact, said[fact] or None)
    for language in sorted({name.partition("-")[2] for name in said} - {""}):
        written = next((text for text in texts if text.language == language), None) or kind.text(language=language)
        words = {word: said.get(f"{word}-{language}", getattr(written, word)) for word in kind.words}
        _write(texts, written, words)
    if not texts:
        raise facts.Wordless


def _write(texts: list[InLanguage], text: InLanguage, words: Mapping[str, str]) -> None:
    for word, value in words.items():
        setattr(text, word, value)
    is_written = any(words.values())
    if is_written and not all(words.values()):
        raise facts.Wordless
    if is_written and text not in texts:
        texts.append(text)
    if not is_written and text in texts:
        texts.remove(text)


def _note(session: Session, place: Place, what: What, detail: str = "", *, noting: Witness) -> None:
    session.flush()
    house_id = place.id if isinstance(place, House) else place.house_id
    noting(session, what, house_id, f"{type(place).__name__.lower()} {place.id}{detail}")

"""Reading the list: rows streamed in the order that is wanted, names unsealed one by one, and no more of each than may be seen."""

import datetime
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace

from petitions import formats, sealing
from petitions.campaigns.models import Campaign
from petitions.dossiers import initials
from petitions.dossiers.cells import COLUMNS, SUMS, VERSION
from petitions.dossiers.choices import USUAL, Choices, Order, Profile
from petitions.dossiers.rows import Row, WrongTotal
from petitions.houses.bundles import PrivateKeys
from petitions.signatures import content as contents
from petitions.signatures import queries, showing
from petitions.signatures.models import NAMED_ON_LIST
from petitions.signatures.queries import Numbered


def columns(campaign: Campaign, profile: Profile = Profile.NAMES) -> tuple[str, ...]:
    """The columns that a table of `campaign` can have: with the version, if its list has several; without names, sums alone."""
    if profile is Profile.TOTALS:
        return SUMS
    shown = tuple(column for column in COLUMNS if column != "town" or profile is Profile.NAMES)
    return (*shown, VERSION) if len(queries.versions(campaign.id)) > 1 else shown


def by_country(campaign: Campaign) -> dict[str, int]:
    """How many signed in each country, in the order of their names in the language that is spoken now; the rest last."""
    counted = showing.countries(campaign)
    ordered = sorted(counted, key=lambda code: (code == showing.ELSEWHERE, formats.sort_key(formats.country(code))))
    return {code: counted[code] for code in ordered}


def rows(campaign: Campaign, private_keys: PrivateKeys, choices: Choices = USUAL) -> Iterator[Row]:
    """The rows of the list in the order of their numbers or of countries, with as much of each name as is to be seen.

    Raises sealing.CannotOpen when a key is missing, and WrongTotal if a country has other rows than it counts: a
    list with holes is not a list.
    """
    if choices.order is Order.NUMBER:
        yield from _numbered(campaign, private_keys, choices)
        return
    hidden = sorted(showing.hidden_countries(campaign))
    for country, people in by_country(campaign).items():
        # One query a country: the database reads each in order, and never sorts the list.
        count = 0
        for row in _numbered(campaign, private_keys, choices, hidden if country == showing.ELSEWHERE else [country]):
            count += 1
            yield row
        if count != people:
            raise WrongTotal(f"{count} rows of {country} instead of {people}")


def _numbered(
    campaign: Campaign, private_keys: PrivateKeys, choices: Choices, countries: Collection[str] = ()
) -> Iterator[Row]:
    secret = contents.secret(campaign.id)
    hidden, versions = showing.hidden_countries(campaign), queries.version_numbers(campaign.id)
    with closing(queries.numbered(campaign.id, countries)) as signatures:
        for signature in signatures:
            row = _row(campaign.id, signature, versions[signature.petition_text_id], private_keys, secret)
            row = replace(row, country=showing.ELSEWHERE, town=None) if row.country in hidden else row
            yield row if choices.profile is Profile.NAMES else _redacted(row)


def _redacted(row: Row) -> Row:
    return replace(row, name=row.name and initials.of(row.name), town=None)


def _row(campaign_id: int, signature: Numbered, version: int, private_keys: PrivateKeys, secret: bytes) -> Row:
    row = Row(signature.number, name=None, town=None, country=signature.country, day=signature.day, version=version)
    if signature.visibility not in NAMED_ON_LIST:
        return row
    key = private_keys.get(signature.key_id)
    if key is None:
        raise sealing.CannotOpen
    content = sealing.open_with_house_key(
        sealing.Sealed(signature.sealed, signature.house_wrap, signature.token_wrap),
        secret=secret,
        private_key=key,
        context=contents.context(campaign_id, signature.token_hash),
    )
    return replace(row, name=content["name"], town=content["town"])


def sums(campaign: Campaign, day: datetime.date) -> Iterator[Row]:
    """What a table without names holds, as of `day`: how many signed in each country. No key is needed."""
    for country, people in by_country(campaign).items():
        yield Row(0, name=None, town=None, country=country, day=day, people=people)


def days(campaign: Campaign) -> Iterator[Row]:
    """All that a dossier without names is drawn from: how many signed where on which day."""
    hidden = showing.hidden_countries(campaign)
    for each in queries.sums(campaign.id):
        country = showing.ELSEWHERE if each.country in hidden else each.country
        yield Row(0, name=None, town=None, country=country, day=each.day, people=each.people)

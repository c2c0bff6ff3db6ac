"""Reading the list: rows streamed in the order that is wanted, names unsealed one by one, and no more of each than may be seen."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing

from petitions import formats, sealing
from petitions.campaigns.models import Campaign
from petitions.dossiers import initials
from petitions.dossiers.cells import COLUMNS, PEOPLE, SUMS, VERSION
from petitions.dossiers.choices import USUAL, Choices, Order, Profile
from petitions.dossiers.rows import Row, WrongTotal
from petitions.houses.bundles import PrivateKeys
from petitions.signatures import content as contents
from petitions.signatures import queries, showing
from petitions.signatures.models import NAMED_ON_LIST
from petitions.signatures.queries import Numbered


def columns(campaign: Campaign, profile: Profile = Profile.NAMES) -> tuple[str, ...]:
    """The columns that a table of `campaign` can have: with the version, if its list has several, and with the number of people
    where a row can stand for many; without names, sums alone."""
    if profile is Profile.TOTALS:
        return SUMS
    shown = tuple(column for column in COLUMNS if column != "town" or profile is Profile.NAMES)
    if len(queries.versions(campaign.id)) > 1:
        shown = (*shown, VERSION)
    return (*shown, PEOPLE) if campaign.is_careful else shown


def by_country(campaign: Campaign) -> dict[str, int]:
    """How many signed in each country, in the order of their names in the language that is spoken now; the rest last."""
    return _ordered(showing.countries(campaign))


def _ordered(counted: Mapping[str, int]) -> dict[str, int]:
    ordered = sorted(counted, key=lambda code: (code == showing.ELSEWHERE, formats.sort_key(formats.country(code))))
    return {code: counted[code] for code in ordered}


def lines(campaign: Campaign) -> dict[str, int]:
    """How many lines each country has on the list, in the order of `by_country`. Of a careful campaign, those with a name."""
    return _counted(days(campaign, is_named=True)) if campaign.is_careful else by_country(campaign)


def _counted(rows: Iterable[Row]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row.country] += row.people
    return _ordered(counted)


def rows(campaign: Campaign, private_keys: PrivateKeys, choices: Choices = USUAL) -> Iterator[Row]:
    """The rows of the list in the order of their numbers or of countries, with as much of each name as is to be seen.

    Of a careful campaign, whoever has no name on it is no line, whose country and day might be nobody else's: sums by
    country and day, without a number, come last.
    Raises sealing.CannotOpen when a key is missing, and WrongTotal if a country has other rows than it counts: a
    list with holes is not a list.
    """
    if choices.order is Order.NUMBER:
        yield from _numbered(campaign, private_keys, choices)
    else:
        yield from _by_country(campaign, private_keys, choices)
    if campaign.is_careful:
        yield from days(campaign, is_named=False)


def _by_country(campaign: Campaign, private_keys: PrivateKeys, choices: Choices) -> Iterator[Row]:
    hidden = sorted(showing.hidden_countries(campaign))
    for country, people in lines(campaign).items():
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
    campaign_id, secret = campaign.id, contents.secret(campaign.id)  # looked up once, not a million times
    hidden, versions = showing.hidden_countries(campaign), queries.version_numbers(campaign.id)
    is_whole = choices.profile is Profile.NAMES
    with closing(queries.numbered(campaign.id, countries, is_named=campaign.is_careful)) as signatures:
        for signature in signatures:
            name, town = _names(campaign_id, signature, private_keys, secret)
            is_hidden = signature.country in hidden
            yield Row(
                signature.number,
                name=name if is_whole or not name else initials.of(name),
                town=town if is_whole and not is_hidden else None,
                country=showing.ELSEWHERE if is_hidden else signature.country,
                day=signature.day,
                version=versions[signature.petition_text_id],
            )


def _names(
    campaign_id: int, signature: Numbered, private_keys: PrivateKeys, secret: bytes
) -> tuple[str | None, str | None]:
    """The name and the town, if the addressee may see them."""
    if signature.visibility not in NAMED_ON_LIST:
        return None, None
    key = private_keys.get(signature.key_id)
    if key is None:
        raise sealing.CannotOpen
    content = sealing.open_with_house_key(
        sealing.Sealed(signature.sealed, signature.house_wrap, signature.token_wrap),
        secret=secret,
        private_key=key,
        context=contents.context(campaign_id, signature.token_hash),
    )
    return content["name"], content["town"]


def sums(campaign: Campaign, choices: Choices, day: datetime.date) -> Iterator[Row]:
    """The rows of a table that stand for many, as of `day`, one for each country; no key is needed.

    Without names these are all that it holds; of a careful campaign, those who have no name on its list.
    """
    counted: dict[str, int] = {}
    if not choices.has_list:
        counted = by_country(campaign)
    elif campaign.is_careful:
        counted = _counted(days(campaign, is_named=False))
    for country, people in counted.items():
        yield Row(0, name=None, town=None, country=country, day=day, people=people)


def days(campaign: Campaign, *, is_named: bool | None = None) -> Iterator[Row]:
    """How many signed where on which day: all; or those with a name for the addressee, or those without."""
    hidden = showing.hidden_countries(campaign)
    for each in queries.sums(campaign.id, is_named=is_named):
        country = showing.ELSEWHERE if each.country in hidden else each.country
        yield Row(0, name=None, town=None, country=country, day=each.day, people=each.people)

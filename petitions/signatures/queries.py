"""Questions about signatures."""

import datetime
from collections.abc import Collection, Generator
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from petitions import database
from petitions.campaigns.models import Campaign, PetitionText, Protection
from petitions.signatures.models import (
    NAME_SHOWN,
    NAMED_ON_LIST,
    CountryTally,
    Signature,
    State,
    Tally,
    TextTally,
    Visibility,
    WithdrawalToken,
)


@dataclass(frozen=True)
class Standing:
    """How a signature stands."""

    id: int
    state: State
    number: int | None
    person: int
    mailed_on: datetime.date | None


# Built once: the worker asks them for each mail.
_BY_TOKEN = sa.select(Signature).where(Signature.token_hash == sa.bindparam("token_hash"))
_AT_ADDRESS = (
    sa.select(Signature.id, Signature.state, Signature.number, Signature.person, Signature.mailed_on)
    .where(Signature.campaign_id == sa.bindparam("campaign"), Signature.tag == sa.bindparam("tag"))
    .order_by(Signature.id)
)


def by_token(token_hash: bytes) -> Signature | None:
    """The signature whose own link has this digest."""
    return database.session().scalar(_BY_TOKEN, {"token_hash": token_hash})


def by_withdrawal_token(token_hash: bytes) -> Signature | None:
    """The signature that a link with this digest may withdraw: its own, or one sent later."""
    own = sa.select(Signature.id).where(Signature.token_hash == token_hash)
    later = sa.select(WithdrawalToken.signature_id).where(WithdrawalToken.token_hash == token_hash)
    # Not "one or the other" of each row: PostgreSQL reads the whole list for that.
    return database.session().scalar(sa.select(Signature).where(Signature.id.in_(own.union_all(later))))


def all_at_address(campaign_id: int, tag: bytes) -> list[Standing]:
    """Every signature with this tag, whatever its state, oldest first."""
    found = database.session().execute(_AT_ADDRESS, {"campaign": campaign_id, "tag": tag})
    return [Standing(*row) for row in found]


def has_said_no(campaign_id: int, tag: bytes) -> bool:
    """Whether the mailbox with this tag has said "this was not me": nothing new that is typed with it brings it a mail."""
    return any(one.state is State.REJECTED for one in all_at_address(campaign_id, tag))


def confirmed_at_address(campaign_id: int, tag: bytes) -> list[Signature]:
    """The confirmed signatures with this tag: none, one or two."""
    return list(
        database.session().scalars(
            sa.select(Signature)
            .where(Signature.campaign_id == campaign_id, Signature.tag == tag, Signature.state == State.CONFIRMED)
            .order_by(Signature.person)
        )
    )


def people_at_address(campaign_id: int, tag: bytes) -> sa.Select[int]:
    """Which of the two places at an address are taken."""
    return sa.select(Signature.person).where(
        Signature.campaign_id == campaign_id, Signature.tag == tag, Signature.state == State.CONFIRMED
    )


def total(campaign_id: int) -> int:
    """The public count of a campaign."""
    return database.session().scalar(sa.select(Tally.confirmed).where(Tally.campaign_id == campaign_id)) or 0


def totals(campaign_ids: list[int]) -> dict[int, int]:
    """The public counts of several campaigns, by their ids."""
    rows = database.session().execute(
        sa.select(Tally.campaign_id, Tally.confirmed).where(Tally.campaign_id.in_(campaign_ids))
    )
    return dict.fromkeys(campaign_ids, 0) | {row.campaign_id: row.confirmed for row in rows}


def countries(campaign_id: int) -> dict[str, int]:
    """The public count of a campaign by country code."""
    rows = database.session().execute(
        sa.select(CountryTally.country, CountryTally.confirmed)
        .where(CountryTally.campaign_id == campaign_id, CountryTally.confirmed > 0)
        .order_by(CountryTally.confirmed.desc(), CountryTally.country)
    )
    return {row.country: row.confirmed for row in rows}


def versions(campaign_id: int) -> list[tuple[PetitionText, int]]:
    """The versions of the petition text that count, newest first, and how many signed each: today's, and those that were signed."""
    confirmed = sa.func.coalesce(TextTally.confirmed, 0)
    query = (
        sa.select(PetitionText, confirmed)
        .outerjoin(TextTally, TextTally.petition_text_id == PetitionText.id)
        .where(PetitionText.campaign_id == campaign_id)
        .order_by(PetitionText.version.desc())
    )
    rows = [(text, people) for text, people in database.session().execute(query)]
    return rows[:1] + [(text, people) for text, people in rows[1:] if people]


def version_numbers(campaign_id: int) -> dict[int, int]:
    """What the versions of the petition text of a campaign are numbered, by their ids."""
    query = sa.select(PetitionText.id, PetitionText.version).where(PetitionText.campaign_id == campaign_id)
    return {row.id: row.version for row in database.session().execute(query)}


def public_names(campaign_id: int, most: int) -> list[Signature]:
    """The newest public names that no rule caught, or that the House has read and shows."""
    return list(
        database.session().scalars(
            sa.select(Signature)
            .where(
                Signature.campaign_id == campaign_id,
                Signature.state == State.CONFIRMED,
                Signature.review.in_(NAME_SHOWN),
                Signature.number.is_not(None),
                sa.exists().where(Campaign.id == campaign_id, Campaign.protection == Protection.STANDARD),
            )
            .order_by(Signature.number.desc())
            .limit(most)
        )
    )


# That it has a number goes without saying, but only said does it let databases read the index of numbers in order: without
# it SQLite sorts the whole list, sealed content and all, in memory.
_NUMBERED = sa.and_(Signature.is_counted, Signature.state == State.CONFIRMED, Signature.number.is_not(None))


class Numbered(NamedTuple):
    """A counted signature as the list needs it, still sealed."""

    number: int
    visibility: Visibility
    country: str
    day: datetime.date
    petition_text_id: int
    key_id: int
    sealed: bytes
    house_wrap: bytes
    token_wrap: bytes
    token_hash: bytes


def count_of_numbered(campaign_id: int) -> int:
    """How many rows `numbered` has: equal to the public count, but for a second after somebody withdraws."""
    rows = sa.select(sa.func.count()).where(_NUMBERED, Signature.campaign_id == campaign_id)
    return database.session().scalar(rows) or 0


_NAMED = Signature.visibility.in_(NAMED_ON_LIST)


def numbered(
    campaign_id: int, countries: Collection[str] = (), *, is_named: bool = False
) -> Generator[Numbered, None, None]:
    """Every counted signature of a campaign in the order of its numbers, streamed: memory does not grow with the list.

    With `countries`, those from there alone: one country is read in order, several small ones are sorted by the database.
    With `is_named`, those whose names the addressee may see.
    """
    columns = (
        Signature.number, Signature.visibility, Signature.country, Signature.day, Signature.petition_text_id, Signature.key_id,
        Signature.sealed, Signature.house_wrap, Signature.token_wrap, Signature.token_hash,
    )  # fmt: skip
    query = sa.select(*columns).where(_NUMBERED, Signature.campaign_id == campaign_id).order_by(Signature.number)
    if countries:
        one, *others = countries
        query = query.where(Signature.country.in_(countries) if others else Signature.country == one)
    if is_named:
        query = query.where(_NAMED)
    with database.session().execute(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            yield Numbered._make(row)


@dataclass(frozen=True)
class Sum:
    """How many counted signatures one country brought on one day."""

    country: str
    day: datetime.date
    people: int


def sums(campaign_id: int, *, is_named: bool | None = None) -> list[Sum]:
    """The counted signatures of a campaign by country and day, without looking at any one of them.

    With `is_named`, only those whose names the addressee may see; or those without.
    """
    which = sa.true() if is_named is None else _NAMED if is_named else sa.not_(_NAMED)
    query = (
        sa.select(Signature.country, Signature.day, sa.func.count())
        .where(_NUMBERED, Signature.campaign_id == campaign_id, which)
        .group_by(Signature.country, Signature.day)
        .order_by(Signature.country, Signature.day)
    )
    return [Sum(*row) for row in database.session().execute(query)]

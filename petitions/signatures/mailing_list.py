"""Whom news may be sent to: how many agreed, and their rows, still sealed, one lot after another."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from petitions import database, sealing
from petitions.signatures import records
from petitions.signatures.models import IS_CONFIRMED, Signature
from petitions.signatures.records import ReaderTally, UnsubscribeToken

_TABLE = database.table(Signature)
_WRITABLE = sa.and_(IS_CONFIRMED, Signature.number.is_not(None), Signature.wants_news.is_not(False))
"""Counted out of `ix_signature_news`; no more may stand here than that holds."""

Readership = tuple[str, str]
"""A language and a country: those who agreed to news there."""


@dataclass(frozen=True)
class Served:
    """Who has been written to before: those of a choice up to a number, but for some numbers, if there are such."""

    choice: "Choice"
    last: int
    but_for: sa.Select[int] | None = field(default=None, compare=False)

    def is_meant(self) -> sa.ColumnElement[bool]:
        """What is true of their rows."""
        numbers = [] if self.but_for is None else [Signature.number.not_in(self.but_for)]
        return sa.and_(self.choice.is_meant(), Signature.number <= self.last, *numbers)


@dataclass(frozen=True)
class Choice:
    """Who is meant of those who agreed. An empty set stands for all."""

    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    served: tuple[Served, ...] = ()
    """Who is left out."""

    def has(self, readership: Readership) -> bool:
        """Whether readers of a language and country are chosen, served or not."""
        language, country = readership
        return language in (self.languages or {language}) and country in (self.countries or {country})

    def is_meant(self) -> sa.ColumnElement[bool]:
        """What is true of the rows that are meant."""
        chosen: list[sa.ColumnElement[bool]] = [sa.true()]
        if self.languages:
            chosen.append(Signature.language.in_(self.languages))
        if self.countries:
            chosen.append(Signature.country.in_(self.countries))
        chosen += [~earlier.is_meant() for earlier in self.served]
        return sa.and_(*chosen)


class Reader(NamedTuple):
    """A signature as whoever writes to it needs it, still sealed."""

    id: int
    number: int
    language: str
    key_id: int
    token_hash: bytes
    sealed: sealing.Sealed


def counts(campaign_id: int, choice: Choice) -> Counter[Readership]:
    """How many of those who agreed to news are meant, by language and country; also those of whom it is not in the clear.

    The totals know it, a second late. Rows are read only of the stretch in which an earlier sending ended, and of mails that were
    taken back.
    """
    everybody = _beyond(campaign_id, 0)
    ends = {
        one: max((earlier.last for earlier in choice.served if earlier.choice.has(one)), default=0)
        for one in everybody
        if choice.has(one)
    }
    beyond = {last: _beyond(campaign_id, last) if last else everybody for last in set(ends.values())}
    return Counter({one: beyond[last][one] for one, last in ends.items()}) + _taken_back(campaign_id, choice)


def _beyond(campaign_id: int, last: int) -> Counter[Readership]:
    """Whoever agreed and has a number beyond `last`."""
    later = (ReaderTally.campaign_id == campaign_id, ReaderTally.stretch > records.stretch(last))
    totals = sa.select(ReaderTally.language, ReaderTally.country, sa.func.sum(ReaderTally.readers)).where(*later)
    found = _counted(totals.group_by(ReaderTally.language, ReaderTally.country))
    edge = records.stretch(last) * records.STRETCH
    return found + _in_rows(campaign_id, Signature.number > last, Signature.number <= edge) if last < edge else found


def _taken_back(campaign_id: int, choice: Choice) -> Counter[Readership]:
    """Whoever would have been served by now, had their mail not been taken back."""
    again = [earlier.but_for for earlier in choice.served if earlier.but_for is not None]
    if not again:
        return Counter()
    numbers = sa.union(*again).subquery()
    # "+ 0" hides the number from SQLite, which would look for all rows up to the last one, and not for these few.
    within = (sa.and_(earlier.choice.is_meant(), numbers.c.number + 0 <= earlier.last) for earlier in choice.served)
    return _in_rows(campaign_id, Signature.number == numbers.c.number, sa.or_(*within), choice.is_meant())


def _in_rows(campaign_id: int, *which: sa.ColumnElement[bool]) -> Counter[Readership]:
    """Those of whom the totals know, row by row."""
    rows = sa.select(Signature.language, Signature.country, sa.func.count())
    mine = rows.where(Signature.campaign_id == campaign_id, Signature.is_reader, *which)
    return _counted(mine.group_by(Signature.language, Signature.country))


def _counted(query: sa.Select[str, str, int]) -> Counter[Readership]:
    rows = database.session().execute(query)
    return Counter({(language, country): readers for language, country, readers in rows})


def count(campaign_id: int, choice: Choice) -> int:
    """How many of those who agreed are meant."""
    meant = sa.select(sa.func.count()).where(_WRITABLE, Signature.campaign_id == campaign_id, choice.is_meant())
    return database.session().scalar(meant) or 0


def key_ids(campaign_id: int, choice: Choice, *, last: int | None = None) -> set[int]:
    """The keys of the House that open those who are meant; up to the number `last`, if there is one."""
    meant = sa.select(Signature.key_id).where(_WRITABLE, Signature.campaign_id == campaign_id, choice.is_meant())
    if last is not None:
        meant = meant.where(Signature.number <= last)
    return set(database.session().scalars(meant.distinct()))


def last_number(session: Session, campaign_id: int) -> int:
    """The highest number that a signature has now: whoever signs later has a higher one."""
    # In order, and with a number said: so it is looked up at the end of an index, and not sought in every row.
    numbered = (Signature.campaign_id == campaign_id, Signature.number.is_not(None))
    highest = sa.select(Signature.number).where(*numbered).order_by(Signature.number.desc()).limit(1)
    return session.scalar(highest) or 0


def after(campaign_id: int, number: int, *, last: int, choice: Choice, most: int) -> list[Reader]:
    """The next `most` at most who are meant, with numbers beyond `number` up to `last`, in the order of their numbers."""
    between = (Signature.number > number, Signature.number <= last, choice.is_meant())
    return _readers(campaign_id, sa.and_(*between), most)


def numbered(campaign_id: int, numbers: Collection[int]) -> list[Reader]:
    """Those of these numbers who may still be written to."""
    return _readers(campaign_id, Signature.number.in_(numbers), len(numbers))


def give_links(session: Session, links: Sequence[tuple[int, bytes]]) -> None:
    """See that each signature, by its id, can be unsubscribed by the token of this digest; one that can already stays so."""
    if not links:
        return
    table = database.table(UnsubscribeToken)
    # Two mailings of one campaign may give them at the same moment.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"signature_id": row, "token_hash": token_hash} for row, token_hash in links]
    session.connection().execute(insert(table).on_conflict_do_nothing(), rows)


def _readers(campaign_id: int, which: sa.ColumnElement[bool], most: int) -> list[Reader]:
    wanted = _TABLE.c
    columns = (
        wanted.id, wanted.number, wanted.language, wanted.key_id, wanted.token_hash,
        wanted.sealed, wanted.house_wrap, wanted.token_wrap,
    )  # fmt: skip
    is_there = Signature.sealed.is_not(None)
    query = sa.select(*columns).where(_WRITABLE, is_there, Signature.campaign_id == campaign_id, which)
    rows = database.session().execute(query.order_by(Signature.number).limit(most)).all()
    database.session().rollback()  # what is read is unsealed beside the database, not while it is looked at
    return [Reader(*row[:5], sealing.Sealed(*row[5:])) for row in rows]

"""The audit log: append-only, hash-chained, readable per House, without signatory data."""

import datetime
import enum
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, turns
from petitions.accounts.models import AuditEntry, Organiser, What
from petitions.turns import Turn

__all__ = ["What", "broken", "last_of", "newest", "note", "note_account", "of_house", "rows", "things"]

START = bytes(32)
PAGE = 50

Row = TypeVar("Row", bound=database.Base)


def note(
    session: Session,
    what: enum.Enum,
    *,
    organiser_id: int | None,
    house_id: int | None,
    thing: str,
    titles: Mapping[str, str] | None = None,
) -> None:
    """Write into the transaction of `session` that somebody did `what` to `thing`, such as "campaign 3".

    `titles` says what parts of `thing` are called today: later they may be called otherwise, or be gone. `what` is `What`, or an
    enum of a feature's own whose values are words. One writer at a time: the chain has no forks.
    """
    turns.take(session, Turn.LOG)
    previous = session.scalar(sa.select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)) or START
    entry = AuditEntry(at=clock.now(), organiser_id=organiser_id, house_id=house_id, what=what.value, thing=thing)
    entry.titles = dict(titles) if titles else None
    entry.digest = _digest(entry, previous)
    session.add(entry)
    session.flush()


def note_account(session: Session, what: enum.Enum, organiser: Organiser, *, by: int | None) -> None:
    """Write into the transaction of `session` what was done to an account, in the log of every House that it is at home in.

    Of the network's people, and of those who belong nowhere, it stands in the log of the network.
    """
    houses = sorted(member.house_id for member in organiser.memberships)
    network = [None] if organiser.is_network_administrator or not houses else []
    for house_id in (*houses, *network):
        home = f"house {house_id}" if house_id else "network"
        # Who did it stands beside it: of those who did it themselves that is enough.
        thing = home if by == organiser.id else f"organiser {organiser.id}"
        note(session, what, organiser_id=by, house_id=house_id, thing=thing)


def of_house(house_id: int | None, before: int | None = None) -> list[AuditEntry]:
    """The newest `PAGE` entries of a House, None: of those of no House; or those before the entry `before`."""
    query = sa.select(AuditEntry).where(AuditEntry.house_id == house_id)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(database.session().scalars(query.order_by(AuditEntry.id.desc()).limit(PAGE)))


def things(session: Session, what: enum.Enum) -> list[str]:
    """To what `what` was ever done, oldest first, as `note` was told it."""
    told = sa.select(AuditEntry.thing).where(AuditEntry.what == what.value).order_by(AuditEntry.id)
    return list(session.scalars(told))


def rows(table: type[Row], numbers: Collection[int]) -> dict[int, Row]:
    """What entries are about: the rows of `table` that are still there, by number, in one question."""
    (key,) = sa.inspect(table).primary_key
    found = database.session().execute(sa.select(key, table).where(key.in_(numbers))).unique()
    return {row[0]: row[1] for row in found}


def last_of(house_id: int, what: Collection[enum.Enum], told: Collection[str]) -> dict[str, int]:
    """The number of the last entry of a House by which any of `what` was done to each of the things that `note` was `told`."""
    query = sa.select(AuditEntry.thing, sa.func.max(AuditEntry.id)).where(
        AuditEntry.house_id == house_id, AuditEntry.thing.in_(told), AuditEntry.what.in_({one.value for one in what})
    )
    return {row[0]: row[1] for row in database.session().execute(query.group_by(AuditEntry.thing))}


def broken() -> int | None:
    """The id of the first entry that does not follow from those before it; None if the whole log holds.

    Whoever can write the database can make a new chain: compare the newest digest with one that was written down.
    """
    previous = START
    for entry in _all():
        if entry.digest != _digest(entry, previous):
            return entry.id
        previous = entry.digest
    return None


def newest() -> AuditEntry | None:
    """The last entry: its digest stands for the whole log."""
    return database.session().scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


def _all() -> Iterator[AuditEntry]:
    """Every entry in its order, some at a time: whoever asks may stop at any."""
    last = 0
    while entries := _after(last):
        yield from entries
        last = entries[-1].id
        database.session().expunge_all()


def _after(last: int) -> list[AuditEntry]:
    query = sa.select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(500)
    return list(database.session().scalars(query))


def _digest(entry: AuditEntry, previous: bytes) -> bytes:
    at = entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    content: list[object] = [at, entry.organiser_id, entry.house_id, entry.what, entry.thing]
    if entry.titles:  # older lines have none, and keep their digests
        content.append(entry.titles)
    return hashlib.sha256(previous + json.dumps(content, sort_keys=True).encode()).digest()

"""Who may read names: giving a House's keys to an organiser, and taking them away."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.houses import queries, reading, recovery, sendings, wraps
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import HouseKey, HouseKeyWrap, ReadingKey, Unlock, WrapKind


class LastHolder(errors.Refusal):
    """Nobody else opens these keys: without this holder the names could not be read any more."""


@dataclass(frozen=True)
class Holder:
    """Somebody who may read names: an organiser, or whoever keeps a passphrase of the command line."""

    organiser_id: int | None
    label: str
    """Who keeps it, if it is no organiser."""
    key_ids: frozenset[int]
    """What they open by their newest passphrase: nobody is sure to know an older one."""


class Standing(NamedTuple):
    """How the newest key of a House stands."""

    left_on: datetime.date | None
    """Since when somebody knows it who no longer should."""
    is_read: bool
    """Whether anybody opens it by a passphrase that counts."""


def holders(house_id: int) -> list[Holder]:
    """Everybody who opens keys of a House: organisers first."""
    # A passphrase of the command line is no reading key.
    counting: set[int | None] = {None, *database.session().scalars(reading.newest())}
    rows = database.session().execute(
        sa.select(ReadingKey.organiser_id, HouseKeyWrap.holder, HouseKeyWrap.key_id, ReadingKey.id)
        .join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
        .outerjoin(ReadingKey, ReadingKey.id == HouseKeyWrap.reading_key_id)
        .where(HouseKey.house_id == house_id, HouseKeyWrap.kind != WrapKind.RECOVERY)
        .order_by(HouseKeyWrap.id)
    )
    found: dict[tuple[int | None, str], set[int]] = {}
    for organiser_id, label, key_id, reader in rows:
        opened = found.setdefault((organiser_id, label), set())
        if reader in counting:
            opened.add(key_id)
    ordered = sorted(found.items(), key=lambda item: item[0][0] is None)
    return [Holder(organiser_id, label, frozenset(key_ids)) for (organiser_id, label), key_ids in ordered]


def is_given(house_id: int, organiser_id: int) -> bool:
    """Whether an organiser opens any key of a House."""
    theirs = sa.select(HouseKeyWrap.id).join(ReadingKey, ReadingKey.id == HouseKeyWrap.reading_key_id)
    of_house = theirs.join(HouseKey, HouseKey.id == HouseKeyWrap.key_id).where(HouseKey.house_id == house_id)
    return database.session().scalar(of_house.where(ReadingKey.organiser_id == organiser_id).limit(1)) is not None


def standing(house_ids: Collection[int]) -> dict[int, Standing]:
    """How the newest keys of some Houses stand, by the id of the House; one without a key has none."""
    newest = sa.select(sa.func.max(HouseKey.id)).where(HouseKey.house_id.in_(house_ids)).group_by(HouseKey.house_id)
    is_known = sa.or_(HouseKeyWrap.kind == WrapKind.PASSPHRASE, HouseKeyWrap.reading_key_id.in_(reading.newest()))
    is_read = sa.exists().where(HouseKeyWrap.key_id == HouseKey.id, is_known)
    rows = database.session().execute(
        sa.select(HouseKey.house_id, HouseKey.left_on, is_read).where(HouseKey.id.in_(newest))
    )
    return {house_id: Standing(left_on, opens) for house_id, left_on, opens in rows}


def give(session: Session, house_id: int, organiser_id: int, private_keys: PrivateKeys) -> None:
    """Let an organiser open the keys of a House that are open to whoever gives. Raises reading.NoReadingKey."""
    reader = reading.of(organiser_id)
    has = {wrap.key_id for wrap in wraps.by_reader(session, house_id, reader.id)}
    wanted = sa.select(HouseKey).where(HouseKey.house_id == house_id, HouseKey.id.in_(set(private_keys) - has))
    session.add_all(wraps.for_reader(private_keys[key.id], key, reader) for key in session.scalars(wanted).all())
    session.flush()
    reading.drop_superseded(session, organiser_id)


def take(session: Session, house_id: int, organiser_id: int, *, even_last: bool = False) -> None:
    """Take the right to read names from an organiser, in the transaction of `session`; what is unlocked is locked, and what
    they send waits for somebody else.

    Harmless if they have none. Raises LastHolder; `even_last`, only if the recovery key does not open them, either.
    """
    theirs = sa.select(ReadingKey.id).where(ReadingKey.organiser_id == organiser_id)
    _take(session, house_id, HouseKeyWrap.reading_key_id.in_(theirs), even_last=even_last)
    open_ones = (Unlock.house_id == house_id, Unlock.organiser_id == organiser_id)
    session.execute(sa.delete(Unlock).where(*open_ones), execution_options=database.BLIND)
    sendings.let_go(session, house_id, organiser_id)


def take_passphrase(session: Session, house_id: int, label: str) -> None:
    """Let a passphrase of the command line, known by who keeps it, open nothing more. Raises LastHolder."""
    _take(session, house_id, sa.and_(HouseKeyWrap.kind == WrapKind.PASSPHRASE, HouseKeyWrap.holder == label))


def _take(session: Session, house_id: int, is_theirs: sa.ColumnElement[bool], *, even_last: bool = False) -> None:
    queries.take_turn(session, house_id)  # who unlocks or begins a job at this moment comes before, or finds it taken
    key_ids = session.scalars(sa.select(HouseKey.id).where(HouseKey.house_id == house_id)).all()
    # A reading key that is not theirs is NULL for other kinds of wrap: coalesced, these count as somebody else's.
    is_anothers = (HouseKeyWrap.kind != WrapKind.RECOVERY, ~sa.func.coalesce(is_theirs, sa.false()))
    among = HouseKeyWrap.key_id.in_(key_ids)
    taken = set(session.scalars(sa.select(HouseKeyWrap.key_id).where(among, is_theirs)))
    is_known = sa.or_(HouseKeyWrap.reading_key_id.is_(None), HouseKeyWrap.reading_key_id.in_(reading.newest()))
    kept = set(session.scalars(sa.select(HouseKeyWrap.key_id).where(among, *is_anothers, is_known)))
    lost = taken - kept
    if lost and not (even_last and recovery.opens(lost)):
        raise LastHolder
    session.execute(sa.delete(HouseKeyWrap).where(among, is_theirs), execution_options=database.BLIND)
    leaving = sa.update(HouseKey).where(HouseKey.id.in_(taken), HouseKey.left_on.is_(None))
    session.execute(leaving.values(left_on=clock.today()), execution_options=database.BLIND)

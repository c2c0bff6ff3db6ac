"""House keys: making a pair, sealing the private half for its holders, opening it again."""

from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.houses import bundles, passphrases, queries, reading, recovery, wraps
from petitions.houses.models import House, HouseKey, HouseKeyWrap, ReadingKey
from petitions.houses.passphrases import WrongPassphrase


class NoHouseKey(errors.Unavailable):
    """The House has no key: nothing can be sealed for it, so nothing is taken."""


class NobodyReads(errors.Refusal):
    """All who open the key that is there have replaced their passphrases, and whoever makes a new one is none of them."""


@dataclass(frozen=True)
class Fresh:
    """A key pair that is no House's yet, locked by a passphrase that is shown once and kept by people."""

    private_key: X25519PrivateKey
    passphrase: str
    wrap: HouseKeyWrap


def fresh(holder: str) -> Fresh:
    """A new pair whose passphrase `holder` keeps. Slow, so it is made before the action that others wait for."""
    private_key, passphrase = X25519PrivateKey.generate(), passphrases.generate()
    return Fresh(private_key, passphrase, wraps.for_passphrase(private_key, holder, passphrase))


def keep(session: Session, house_id: int, new: Fresh) -> HouseKey:
    """Give a House a new key pair.

    Older keys of the House are retired: they open what they sealed and seal nothing more. Organisers who could open the
    one before open this one, too.
    """
    key = _succeed(session, house_id, new.private_key)
    key.wraps.append(new.wrap)
    return key


def create(house_id: int, holder: str) -> str:
    """Give a House a new key pair of which no log tells: for the demonstration. Returns the passphrase."""
    new = fresh(holder)
    with database.action() as session:
        keep(session, house_id, new)
    return new.passphrase


def make(session: Session, house_id: int, maker_id: int) -> HouseKey:
    """Give a House a new key pair, as `keep` does, for an organiser who has a passphrase already.

    Where organisers open the key before, the new one is for them, and its maker gains nothing that they did not have.
    Raises reading.NoReadingKey and NobodyReads: a key that nobody can open would lose every name.
    """
    return _succeed(session, house_id, X25519PrivateKey.generate(), reading.of(maker_id))


def current(house_id: int) -> HouseKey:
    """The key for which is sealed now. Raises NoHouseKey."""
    key = _current(database.session(), house_id)
    if key is None:
        raise NoHouseKey
    return key


def of_house(house_id: int) -> list[HouseKey]:
    """Every key of a House, the newest first."""
    newest_first = sa.select(HouseKey).where(HouseKey.house_id == house_id).order_by(HouseKey.id.desc())
    return list(database.session().scalars(newest_first))


def unlock(house: House, passphrase: str) -> dict[int, X25519PrivateKey]:
    """Every private key of `house` that `passphrase` opens, whoever's it is, by the key's id.

    For the command line, which knows no organiser. Raises WrongPassphrase if it opens none.
    """
    opened = opened_by_passphrase(house.id, passphrase)
    for organiser_id in {key.organiser_id for key in reading.in_house(house.id)} if not opened else ():
        try:
            return opened_by_reader(house.id, organiser_id, passphrase)
        except WrongPassphrase:
            continue
    if not opened:
        raise WrongPassphrase
    return opened


def opened_by_passphrase(house_id: int, typed: str) -> bundles.Opened:
    """The private keys of a House that a passphrase of the command line opens; it may be none."""
    found = wraps.by_passphrase(database.session(), house_id)
    return _opened(house_id, [(wrap, key) for wrap in found if (key := wraps.opened_by_passphrase(wrap, typed))])


def opened_by_reader(house_id: int, organiser_id: int, typed: str) -> bundles.Opened:
    """The private keys of a House that an organiser's own passphrase opens; it may be none. Raises WrongPassphrase."""
    reading_key, private_key = reading.opened(organiser_id, typed)
    found = wraps.by_reader(database.session(), house_id, reading_key.id)
    return _opened(house_id, [(wrap, wraps.opened_by_key(wrap, private_key)) for wrap in found])


def _opened(house_id: int, found: list[tuple[HouseKeyWrap, X25519PrivateKey]]) -> bundles.Opened:
    private_keys = {wrap.key_id: key for wrap, key in found}
    return bundles.Opened(private_keys, house_id, HouseKeyWrap.wrapped, (wrap.wrapped for wrap, _key in found))


def _succeed(
    session: Session, house_id: int, private_key: X25519PrivateKey, maker: ReadingKey | None = None
) -> HouseKey:
    """A new pair in the place of the one before, for the organisers who open that one, or its maker, and for recovery."""
    queries.take_turn(session, house_id)  # of two at once, one is the last
    before = _current(session, house_id)
    if before is not None:
        before.retired_on = clock.today()
    readers = _readers(session, before, maker)
    key = HouseKey(house_id=house_id, public_key=private_key.public_key().public_bytes_raw(), created_on=clock.today())
    session.add(key)
    session.flush()
    session.add_all(wraps.for_reader(private_key, key, reader) for reader in readers)
    recovery.complete(session, {key.id: private_key})
    return key


def _readers(session: Session, before: HouseKey | None, maker: ReadingKey | None) -> list[ReadingKey]:
    """For whom a new pair is. Where all who opened the one before have replaced their passphrases, one of them makes it."""
    heirs = reading.heirs(session, before.id) if before else []
    current = set(session.scalars(reading.newest()))
    readers = [heir for heir in heirs if heir.id in current]
    if readers or maker is None:
        return readers
    if heirs and maker.organiser_id not in {heir.organiser_id for heir in heirs}:
        raise NobodyReads
    return [maker]


def _current(session: Session, house_id: int) -> HouseKey | None:
    return session.scalar(
        sa.select(HouseKey)
        .where(HouseKey.house_id == house_id, HouseKey.retired_on.is_(None))
        .order_by(HouseKey.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )

"""House keys: making a pair, sealing the private half for its holders, opening it again."""

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.houses import passphrases, reading, recovery, wraps
from petitions.houses.models import House, HouseKey, ReadingKey
from petitions.houses.passphrases import WrongPassphrase


class NoHouseKey(errors.Unavailable):
    """The House has no key: nothing can be sealed for it, so nothing is taken."""


def create(house_id: int, holder: str) -> str:
    """As `make_for`, in a transaction of its own that no log tells of: for the demonstration. Returns the passphrase."""
    with database.action() as session:
        _key, passphrase = make_for(session, house_id, holder)
    return passphrase


def make_for(session: Session, house_id: int, holder: str) -> tuple[HouseKey, str]:
    """Give a House a new key pair; with it comes the passphrase of its first holder, to be shown once and kept by people.

    Older keys of the House are retired: they open what they sealed and seal nothing more. Organisers who could open the
    one before open this one, too.
    """
    passphrase = passphrases.generate()
    private_key = X25519PrivateKey.generate()
    key = _succeed(session, house_id, private_key)
    key.wraps.append(wraps.for_passphrase(private_key, holder, passphrase))
    return key, passphrase


def make(session: Session, house_id: int, maker_id: int) -> HouseKey:
    """Give a House a new key pair, as `make_for` does, for an organiser who has a passphrase already.

    Where organisers open the key before, the new one is for them, and its maker gains nothing that they did not have.
    Raises reading.NoReadingKey: a key that nobody can open would lose every name.
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


def opened_by_passphrase(house_id: int, typed: str) -> dict[int, X25519PrivateKey]:
    """The private keys of a House that a passphrase of the command line opens; it may be none."""
    found = wraps.by_passphrase(database.session(), house_id)
    return {wrap.key_id: key for wrap in found if (key := wraps.opened_by_passphrase(wrap, typed)) is not None}


def opened_by_reader(house_id: int, organiser_id: int, typed: str) -> dict[int, X25519PrivateKey]:
    """The private keys of a House that an organiser's own passphrase opens; it may be none. Raises WrongPassphrase."""
    reading_key, private_key = reading.opened(organiser_id, typed)
    found = wraps.by_reader(database.session(), house_id, reading_key.id)
    return {wrap.key_id: wraps.opened_by_key(wrap, private_key) for wrap in found}


def _succeed(session: Session, house_id: int, private_key: X25519PrivateKey, *makers: ReadingKey) -> HouseKey:
    """A new pair in the place of the one before, for the organisers who open that one, or its makers, and for recovery."""
    session.execute(
        sa.select(House.id).where(House.id == house_id).with_for_update()
    )  # of two at once, one is the last
    before = _current(session, house_id)
    if before is not None:
        before.retired_on = clock.today()
    key = HouseKey(house_id=house_id, public_key=private_key.public_key().public_bytes_raw(), created_on=clock.today())
    session.add(key)
    session.flush()
    readers = (reading.heirs(session, before.id) if before else []) or makers
    session.add_all(wraps.for_reader(private_key, key, reader) for reader in readers)
    recovery.complete(session, {key.id: private_key})
    return key


def _current(session: Session, house_id: int) -> HouseKey | None:
    return session.scalar(
        sa.select(HouseKey)
        .where(HouseKey.house_id == house_id, HouseKey.retired_on.is_(None))
        .order_by(HouseKey.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )

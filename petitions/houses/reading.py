"""Reading keys: an organiser's own passphrase, and the key pair behind it to which House keys are sealed.

Whoever gives the right to read names needs the receiver's public key only, and never learns the receiver's passphrase.
"""

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.houses import passphrases
from petitions.houses.models import HouseKey, HouseKeyWrap, ReadingKey
from petitions.houses.passphrases import Locked

PURPOSE = b"reading key"


class NoReadingKey(errors.Refusal):
    """The organiser has no passphrase yet, or has not typed it back: nothing can be sealed for them."""


def draft(organiser_id: int) -> str:
    """A new passphrase for an organiser, to be shown once. It counts when it is typed back; until then the old one does."""
    passphrase = passphrases.generate()
    private_key = X25519PrivateKey.generate()
    locked = passphrases.lock(private_key, passphrase, purpose=PURPOSE)
    with database.action() as session:
        _drop_drafts(session, organiser_id)
        session.add(
            ReadingKey(
                organiser_id=organiser_id,
                is_draft=True,
                public_key=private_key.public_key().public_bytes_raw(),
                salt=locked.salt,
                wrapped=locked.wrapped,
                created_on=clock.today(),
            )
        )
    return passphrase


def proved(organiser_id: int, typed: str) -> ReadingKey:
    """The key whose new passphrase was typed back. Slow. Raises WrongPassphrase if it was not that one."""
    waiting = _find(organiser_id, is_draft=True)
    if not waiting or passphrases.opened(_locked(waiting[0]), typed, purpose=PURPOSE) is None:
        raise passphrases.WrongPassphrase
    return waiting[0]


def count(session: Session, key: ReadingKey) -> None:
    """Let the passphrase of a key that is `proved` count. Raises WrongPassphrase if another one was shown meanwhile."""
    # SQLite may have given its number to the other one.
    is_it = (ReadingKey.id == key.id, ReadingKey.is_draft, ReadingKey.wrapped == key.wrapped)
    counting = sa.update(ReadingKey).where(*is_it).values(is_draft=False).returning(ReadingKey.id)
    if session.scalar(counting) is None:
        raise passphrases.WrongPassphrase


def has_draft(organiser_id: int) -> bool:
    """Whether a passphrase was shown to the organiser and not typed back yet."""
    return bool(_find(organiser_id, is_draft=True))


def has_key(organiser_id: int) -> bool:
    """Whether the organiser has a passphrase that counts."""
    return bool(_find(organiser_id))


def public_keys(organiser_ids: set[int]) -> dict[int, bytes]:
    """The public half of the reading key to which is sealed for each of these organisers who has one."""
    keys = sa.select(ReadingKey).where(ReadingKey.organiser_id.in_(organiser_ids), ~ReadingKey.is_draft)
    return {key.organiser_id: key.public_key for key in database.session().scalars(keys.order_by(ReadingKey.id))}


def of(organiser_id: int) -> ReadingKey:
    """The reading key to which is sealed for an organiser. Raises NoReadingKey."""
    found = _find(organiser_id)
    if not found:
        raise NoReadingKey
    return found[0]


def opened(organiser_id: int, typed: str) -> tuple[ReadingKey, X25519PrivateKey]:
    """The organiser's reading key that this passphrase opens, the newest first. Slow. Raises WrongPassphrase."""
    for key in _find(organiser_id):
        private_key = passphrases.opened(_locked(key), typed, purpose=PURPOSE)
        if private_key is not None:
            return key, private_key
    raise passphrases.WrongPassphrase


def in_house(house_id: int) -> list[ReadingKey]:
    """Every reading key that opens a key of a House."""
    of_house = sa.select(HouseKeyWrap.reading_key_id).join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
    opening = of_house.where(HouseKey.house_id == house_id, HouseKeyWrap.reading_key_id.is_not(None))
    return list(database.session().scalars(sa.select(ReadingKey).where(ReadingKey.id.in_(opening))))


def heirs(session: Session, key_id: int) -> list[ReadingKey]:
    """The reading keys that open a key of a House: its successor is sealed for those of them that are `newest`."""
    opening = sa.select(HouseKeyWrap.reading_key_id).where(HouseKeyWrap.key_id == key_id)
    return list(session.scalars(sa.select(ReadingKey).where(ReadingKey.id.in_(opening)).order_by(ReadingKey.id)))


def newest() -> sa.Select[int]:
    """The ids of the reading keys to which is sealed: of one that an organiser has replaced, the passphrase may be forgotten."""
    proven = sa.select(sa.func.max(ReadingKey.id)).where(~ReadingKey.is_draft)
    return proven.group_by(ReadingKey.organiser_id)


def drop_superseded(session: Session, organiser_id: int) -> None:
    """Forget older reading keys of an organiser that open nothing which the newest one does not open, too."""
    found = _find(organiser_id)
    for newest, key in ((found[0], older) for older in found[1:]):
        if _opens(session, key.id) <= _opens(session, newest.id):
            session.execute(sa.delete(HouseKeyWrap).where(HouseKeyWrap.reading_key_id == key.id))
            session.execute(sa.delete(ReadingKey).where(ReadingKey.id == key.id))


def forget(session: Session, organiser_id: int) -> None:
    """Forget the reading keys of an organiser, in the transaction of `session`; what they open is taken from them before."""
    session.execute(sa.delete(ReadingKey).where(ReadingKey.organiser_id == organiser_id))


def _opens(session: Session, reading_key_id: int) -> set[int]:
    return set(session.scalars(sa.select(HouseKeyWrap.key_id).where(HouseKeyWrap.reading_key_id == reading_key_id)))


def _drop_drafts(session: Session, organiser_id: int) -> None:
    session.execute(sa.delete(ReadingKey).where(ReadingKey.organiser_id == organiser_id, ReadingKey.is_draft))


def _find(organiser_id: int, *, is_draft: bool = False) -> list[ReadingKey]:
    of_one = sa.select(ReadingKey).where(ReadingKey.organiser_id == organiser_id, ReadingKey.is_draft == is_draft)
    return list(database.session().scalars(of_one.order_by(ReadingKey.id.desc())))


def _locked(key: ReadingKey) -> Locked:
    return Locked(key.salt, key.wrapped)

"""Wraps: the private key of a House, locked for one holder. One for each passphrase, reading key and recovery key."""

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import sealing
from petitions.houses import passphrases
from petitions.houses.models import HouseKey, HouseKeyWrap, ReadingKey, RecoveryKey, WrapKind

PURPOSE = b"house key"


def for_passphrase(private_key: X25519PrivateKey, holder: str, passphrase: str) -> HouseKeyWrap:
    """A wrap that `passphrase` opens; `holder` says who keeps it. Slow."""
    locked = passphrases.lock(private_key, passphrase, purpose=PURPOSE)
    return HouseKeyWrap(kind=WrapKind.PASSPHRASE, holder=holder, salt=locked.salt, wrapped=locked.wrapped)


def for_reader(private_key: X25519PrivateKey, key: HouseKey, reader: ReadingKey) -> HouseKeyWrap:
    """A wrap of the private half of `key` that a reading key opens. Both have ids."""
    return HouseKeyWrap(
        kind=WrapKind.READER,
        key_id=key.id,
        holder="",
        reading_key_id=reader.id,
        salt=b"",
        wrapped=_sealed(private_key, key.id, reader.public_key),
    )


def for_recovery(private_key: X25519PrivateKey, key_id: int, recovery: RecoveryKey) -> HouseKeyWrap:
    """A wrap that the network's recovery key opens."""
    return HouseKeyWrap(
        kind=WrapKind.RECOVERY,
        key_id=key_id,
        holder="",
        recovery_key_id=recovery.id,
        salt=b"",
        wrapped=_sealed(private_key, key_id, recovery.public_key),
    )


def opened_by_passphrase(wrap: HouseKeyWrap, typed: str) -> X25519PrivateKey | None:
    """The private key of the House, or None if this passphrase does not open it. Slow."""
    return passphrases.opened(passphrases.Locked(wrap.salt, wrap.wrapped), typed, purpose=PURPOSE)


def opened_by_key(wrap: HouseKeyWrap, private_key: X25519PrivateKey) -> X25519PrivateKey:
    """The private key of the House, for whoever has the key to which it is sealed. Raises sealing.CannotOpen."""
    content = sealing.open_sealed(wrap.wrapped, private_key=private_key, context=_context(wrap.key_id))
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(content["key"]))


def by_passphrase(session: Session, house_id: int) -> list[HouseKeyWrap]:
    """The wraps of a House that passphrases of the command line open, of its newest key first."""
    of_house = sa.select(HouseKeyWrap).join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
    wanted = (HouseKey.house_id == house_id, HouseKeyWrap.kind == WrapKind.PASSPHRASE)
    return list(session.scalars(of_house.where(*wanted).order_by(HouseKeyWrap.key_id.desc())))


def by_reader(session: Session, house_id: int, reading_key_id: int) -> list[HouseKeyWrap]:
    """The wraps of a House that a reading key opens."""
    of_house = sa.select(HouseKeyWrap).join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
    wanted = (HouseKey.house_id == house_id, HouseKeyWrap.reading_key_id == reading_key_id)
    return list(session.scalars(of_house.where(*wanted).order_by(HouseKeyWrap.key_id)))


def _sealed(private_key: X25519PrivateKey, key_id: int, public_key: bytes) -> bytes:
    content = {"key": private_key.private_bytes_raw().hex()}
    return sealing.seal_to(content, public_key=public_key, context=_context(key_id))


def _context(key_id: int) -> str:
    return f"house key {key_id}"

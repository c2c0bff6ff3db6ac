"""The network's recovery key: printed once, kept offline, and the way back for a House that has lost every passphrase."""

import hashlib
from collections.abc import Collection

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.houses import passphrases, wraps
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import House, HouseKey, HouseKeyWrap, RecoveryKey
from petitions.houses.passphrases import ALPHABET

SIGNS = 53
"""So many of 30 signs hold 256 bits."""
CHECK = 3
"""Signs that tell a slip of the pen."""


class WrongRecoveryKey(errors.Refusal):
    """What was typed is no recovery key, or not one for which the House's keys were sealed."""


class NothingToRecover(errors.Refusal):
    """No key of the House was ever sealed for a recovery key."""


def draft() -> str:
    """A new recovery key, spelled in 14 groups of four, to be put on paper. Nothing is kept of it: it counts for nothing yet."""
    return spelled(X25519PrivateKey.generate().private_bytes_raw())


def public_half(typed: str) -> bytes:
    """The public half of a recovery key, however it was typed. Raises WrongRecoveryKey."""
    return X25519PrivateKey.from_private_bytes(read(typed)).public_key().public_bytes_raw()


def keep(session: Session, public_key: bytes) -> None:
    """From now on keys of Houses are sealed for this recovery key. Harmless if it was kept before.

    Keys of Houses that exist already are sealed for it the next time that somebody unlocks them. Older recovery keys still
    open what was sealed for them.
    """
    if session.scalar(sa.select(RecoveryKey.id).where(RecoveryKey.public_key == public_key)) is not None:
        return
    today = clock.today()
    session.execute(sa.update(RecoveryKey).where(RecoveryKey.retired_on.is_(None)).values(retired_on=today))
    session.add(RecoveryKey(public_key=public_key, created_on=today))


def make(session: Session) -> str:
    """Give the network a new recovery key, and return it as `draft` does: it counts before it is on paper."""
    code = draft()
    keep(session, public_half(code))
    return code


def current() -> RecoveryKey | None:
    """The recovery key for which House keys are sealed now."""
    return database.session().scalar(
        sa.select(RecoveryKey).where(RecoveryKey.retired_on.is_(None)).order_by(RecoveryKey.id.desc()).limit(1)
    )


def complete(session: Session, private_keys: PrivateKeys) -> None:
    """Seal the House keys that are open for the recovery key, where that was not done yet."""
    recovery = current()
    if recovery is None:
        return
    done = set(session.scalars(sa.select(HouseKeyWrap.key_id).where(HouseKeyWrap.recovery_key_id == recovery.id)))
    session.add_all(
        wraps.for_recovery(key, key_id, recovery) for key_id, key in private_keys.items() if key_id not in done
    )


def is_covered(house_id: int) -> bool:
    """Whether every key of a House opens with the recovery key of today."""
    recovery = current()
    if recovery is None:
        return False
    return not database.session().scalar(sa.select(sa.exists(_left(recovery).where(HouseKey.house_id == house_id))))


def opens(key_ids: Collection[int]) -> bool:
    """Whether the recovery key of today opens all of these keys of Houses."""
    recovery = current()
    if recovery is None:
        return False
    sealed = sa.select(HouseKeyWrap.key_id).where(HouseKeyWrap.recovery_key_id == recovery.id)
    return set(key_ids) <= set(database.session().scalars(sealed.where(HouseKeyWrap.key_id.in_(key_ids))))


def coverage(recovery: RecoveryKey) -> tuple[int, list[House]]:
    """How many Houses have keys that all open with a recovery key, and the Houses with keys that do not."""
    session, left = database.session(), _left(recovery)
    missing = list(session.scalars(sa.select(House).where(House.id.in_(left)).order_by(House.id)))
    with_keys = session.scalar(sa.select(sa.func.count(HouseKey.house_id.distinct()))) or 0
    return with_keys - len(missing), missing


def restore(session: Session, private_keys: PrivateKeys, holder: str) -> str:
    """A new passphrase, kept by `holder`, for the keys of a House that the recovery key has opened."""
    passphrase = passphrases.generate()
    for key_id, private_key in private_keys.items():
        wrap = wraps.for_passphrase(private_key, holder, passphrase)
        wrap.key_id = key_id
        session.add(wrap)
    return passphrase


def opened(house_id: int, typed: str) -> PrivateKeys:
    """The private keys of a House that the printed recovery key opens. Raises NothingToRecover, WrongRecoveryKey."""
    private_key = X25519PrivateKey.from_private_bytes(read(typed))
    of_house = (
        sa.select(HouseKeyWrap, RecoveryKey.public_key)
        .join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
        .join(RecoveryKey, RecoveryKey.id == HouseKeyWrap.recovery_key_id)
        .where(HouseKey.house_id == house_id)
    )
    rows = database.session().execute(of_house).all()
    if not rows:
        raise NothingToRecover
    ours = private_key.public_key().public_bytes_raw()
    found = {wrap.key_id: wraps.opened_by_key(wrap, private_key) for wrap, public_key in rows if public_key == ours}
    if not found:
        raise WrongRecoveryKey
    return found


def spelled(raw: bytes) -> str:
    """32 bytes as 14 groups of four that can be read aloud and typed."""
    number, signs = int.from_bytes(raw), ""
    for _ in range(SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs = ALPHABET[place] + signs
    signs += _check(signs)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def read(typed: str) -> bytes:
    """The reverse of `spelled`, however it was typed. Raises WrongRecoveryKey."""
    signs = passphrases.tidy(typed).replace("-", "")
    body, check = signs[:SIGNS], signs[SIGNS:]
    if not set(signs) <= set(ALPHABET) or len(signs) != SIGNS + CHECK or check != _check(body):
        raise WrongRecoveryKey
    number = 0
    for sign in body:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    try:
        return number.to_bytes(32)
    except OverflowError:
        raise WrongRecoveryKey from None


def _left(recovery: RecoveryKey) -> sa.Select[int]:
    """The Houses of keys that are not sealed for `recovery`."""
    sealed = sa.select(HouseKeyWrap.key_id).where(HouseKeyWrap.recovery_key_id == recovery.id)
    return sa.select(HouseKey.house_id).where(HouseKey.id.not_in(sealed))


def _check(signs: str) -> str:
    number = int.from_bytes(hashlib.sha256(signs.encode()).digest()[:8])
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(CHECK))

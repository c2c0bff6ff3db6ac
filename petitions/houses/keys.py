"""House keys: making a pair, wrapping the private half for its holders, opening it again."""

import os
import secrets

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from petitions import clock, database, errors
from petitions.houses.models import House, HouseKey, HouseKeyWrap, WrapKind

# Four groups of four out of 30 signs: 78 bits, and nothing that is misread on paper.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
# RFC 9106, section 4, second recommended option: 64 MiB, three passes.
MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 4


class NoHouseKey(errors.Unavailable):
    """The House has no key: nothing can be sealed for it, so nothing is taken."""


class WrongPassphrase(errors.Refusal):
    """The passphrase opens none of the House's keys."""


def generate_passphrase() -> str:
    """A new passphrase: four groups of four, such as `k7wm-…`; at least 77 random bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def tidy_passphrase(typed: str) -> str:
    """A passphrase as it is wrapped: however it was typed, in capitals, with blanks or without hyphens."""
    signs = "".join(sign for sign in typed.lower() if sign.isalnum())
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def create(house_id: int, holder: str) -> str:
    """Give a House a new key pair and return the passphrase of its first holder, to be shown once and kept by people.

    Older keys of the House are retired: they open what they sealed and seal nothing more.
    """
    passphrase = generate_passphrase()
    private_key = X25519PrivateKey.generate()
    today = clock.today()
    with database.action() as session:
        session.execute(
            sa.update(HouseKey)
            .where(HouseKey.house_id == house_id, HouseKey.retired_on.is_(None))
            .values(retired_on=today)
        )
        key = HouseKey(house_id=house_id, public_key=private_key.public_key().public_bytes_raw(), created_on=today)
        key.wraps.append(_wrap(private_key, holder, passphrase))
        session.add(key)
    return passphrase


def current(house_id: int) -> HouseKey:
    """The key for which is sealed now. Raises NoHouseKey."""
    key = database.session().scalar(
        sa.select(HouseKey)
        .where(HouseKey.house_id == house_id, HouseKey.retired_on.is_(None))
        .order_by(HouseKey.id.desc())
        .limit(1)
    )
    if key is None:
        raise NoHouseKey
    return key


def unlock(house: House, passphrase: str) -> dict[int, X25519PrivateKey]:
    """Every private key of `house` that `passphrase` opens, by the key's id. Raises WrongPassphrase if it opens none."""
    typed = tidy_passphrase(passphrase)
    wraps = database.session().scalars(
        sa.select(HouseKeyWrap)
        .join(HouseKey, HouseKey.id == HouseKeyWrap.key_id)
        .where(HouseKey.house_id == house.id, HouseKeyWrap.kind == WrapKind.PASSPHRASE)
    )
    opened = {wrap.key_id: key for wrap in wraps if (key := _unwrap(wrap, typed)) is not None}
    if not opened:
        raise WrongPassphrase
    return opened


def _wrap(private_key: X25519PrivateKey, holder: str, passphrase: str) -> HouseKeyWrap:
    salt = os.urandom(16)
    # The key is derived anew for each wrap (fresh salt), so that a fixed nonce is used once.
    wrapped = AESGCM(_derive(passphrase, salt)).encrypt(bytes(12), private_key.private_bytes_raw(), b"house key")
    return HouseKeyWrap(kind=WrapKind.PASSPHRASE, holder=holder, salt=salt, wrapped=wrapped)


def _unwrap(wrap: HouseKeyWrap, passphrase: str) -> X25519PrivateKey | None:
    try:
        raw = AESGCM(_derive(passphrase, wrap.salt)).decrypt(bytes(12), wrap.wrapped, b"house key")
    except InvalidTag:
        return None
    return X25519PrivateKey.from_private_bytes(raw)


def _derive(passphrase: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB).derive(
        passphrase.encode()
    )

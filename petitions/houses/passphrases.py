"""Passphrases: made by us, kept on paper by people, and the slow way from one to the private key that it locks."""

import os
import secrets
from dataclasses import dataclass
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from petitions import errors

# Four groups of four out of 30 signs: 78 bits, and nothing that is misread on paper.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
# RFC 9106, section 4, second recommended option: 64 MiB, three passes.
MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 4

PATIENCE = 5
"""Seconds for which somebody waits for others who open something: a thread that waits answers nobody else."""

_one_at_a_time = Lock()


class TooManyAtOnce(errors.Unavailable):
    """Others are opening something just now, and it takes too long to wait for them."""


class WrongPassphrase(errors.Refusal):
    """The passphrase opens nothing here."""


@dataclass(frozen=True)
class Locked:
    """A private key that a passphrase opens."""

    salt: bytes
    wrapped: bytes


def generate() -> str:
    """A new passphrase: four groups of four, such as `k7wm-…`; at least 77 random bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def tidy(typed: str) -> str:
    """A passphrase as it locks: however it was typed, in capitals, with blanks or without hyphens."""
    signs = "".join(sign for sign in typed.lower() if sign.isalnum())
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def lock(private_key: X25519PrivateKey, passphrase: str, *, purpose: bytes) -> Locked:
    """Lock `private_key` by `passphrase`; it opens for the same `purpose` only. Raises TooManyAtOnce."""
    salt = os.urandom(16)
    # The key is derived anew for each lock (fresh salt), so that a fixed nonce is used once.
    return Locked(salt, AESGCM(_derive(passphrase, salt)).encrypt(bytes(12), private_key.private_bytes_raw(), purpose))


def opened(locked: Locked, typed: str, *, purpose: bytes) -> X25519PrivateKey | None:
    """The private key, or None if it was not locked by this passphrase. Raises TooManyAtOnce."""
    try:
        raw = AESGCM(_derive(tidy(typed), locked.salt)).decrypt(bytes(12), locked.wrapped, purpose)
    except InvalidTag:
        return None
    return X25519PrivateKey.from_private_bytes(raw)


def _derive(passphrase: str, salt: bytes) -> bytes:
    # Each takes 64 MiB while it lasts: several at once would not fit a small machine.
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise TooManyAtOnce
    try:
        slow = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
        return slow.derive(passphrase.encode())
    finally:
        _one_at_a_time.release()

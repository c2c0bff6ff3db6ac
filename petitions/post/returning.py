"""Where mail comes back to. Each confirmation mail has a return path of its own, which only we can make and only we can read.

Its local part is the id of the signature, encrypted and authenticated (AES-SIV, RFC 5297): the mail server that passes it on cannot
tell which row it belongs to, and whoever makes one up, or changes one, changes nothing.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from petitions import keyring, storage

KEY = "bounces"
LONGEST = 1 << 20
"""Bytes of a message that are read: what came back is quoted at the end, and may be long."""

_ID_BYTES = 6
_BOUND = [b"return path of a signature"]


def address() -> str | None:
    """Where mail comes back to that needs no return path of its own."""
    return storage.settings().bounce_address


def return_path(signature_id: int) -> str | None:
    """Where the mail about a signature comes back to; None if nothing is looked for. Raises keyring.SecretMissing."""
    whole = address()
    if whole is None:
        return None
    local, _at, domain = whole.rpartition("@")
    sealed = _cipher().encrypt(signature_id.to_bytes(_ID_BYTES, "big"), _BOUND)
    return f"{local}+{base64.b32encode(sealed).decode().rstrip('=').lower()}@{domain}"


def signature_of(recipient: str) -> int | None:
    """The signature that a return path is of; None if it is none of ours. Raises keyring.SecretMissing."""
    expected, _at, domain = (address() or "").rpartition("@")
    local, _at, elsewhere = recipient.strip().lower().rpartition("@")
    prefix, plus, token = local.partition("+")
    if not plus or (prefix, elsewhere) != (expected, domain):
        return None
    try:
        sealed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        return int.from_bytes(_cipher().decrypt(sealed, _BOUND), "big")
    except (ValueError, InvalidTag):
        return None


def _cipher() -> AESSIV:
    return AESSIV(keyring.current().ensure(KEY))

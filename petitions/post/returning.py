"""Where mail comes back to. Each confirmation mail has a return path of its own, which only we can make and only we can read.

Its local part is the ids of the signatures that the mail is about, encrypted and authenticated (AES-SIV, RFC 5297): the mail server
that passes it on cannot tell which rows it belongs to, and whoever makes one up, or changes one, changes nothing. That the
signatures are of one mailbox stands nowhere else.
"""

import base64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from petitions import keyring, storage

KEY = "bounces"
LONGEST = 1 << 20
"""Bytes of a message that are read: what came back is quoted at the end, and may be long."""

_LONGEST_LOCAL = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1)."""
_TAG_BYTES = 16
_ID_BYTES = 4
_BOUND = [b"return path of signatures"]


def address() -> str | None:
    """Where mail comes back to that needs no return path of its own."""
    return storage.settings().bounce_address


def return_path(signature_ids: Sequence[int]) -> str | None:
    """Where the mail about these signatures comes back to; None if nothing is looked for. Raises keyring.SecretMissing.

    It has room for the first of them: four where BOUNCE_ADDRESS begins as shortly as bounces@.
    """
    whole = address()
    if whole is None:
        return None
    local, _at, domain = whole.rpartition("@")
    room = (_LONGEST_LOCAL - len(f"{local}+")) * 5 // 8 - _TAG_BYTES
    ids = b"".join(one.to_bytes(_ID_BYTES, "big") for one in signature_ids[: room // _ID_BYTES])
    sealed = _cipher().encrypt(ids, _BOUND)
    return f"{local}+{base64.b32encode(sealed).decode().rstrip('=').lower()}@{domain}"


def signatures_of(recipient: str) -> list[int]:
    """The signatures that a return path is of; none if it is none of ours. Raises keyring.SecretMissing."""
    expected, _at, domain = (address() or "").rpartition("@")
    local, _at, elsewhere = recipient.strip().lower().rpartition("@")
    prefix, plus, token = local.partition("+")
    if not plus or (prefix, elsewhere) != (expected, domain):
        return []
    try:
        sealed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        ids = _cipher().decrypt(sealed, _BOUND)
    except (ValueError, InvalidTag):
        return []
    return [int.from_bytes(ids[at : at + _ID_BYTES], "big") for at in range(0, len(ids), _ID_BYTES)]


def _cipher() -> AESSIV:
    return AESSIV(keyring.current().ensure(KEY))

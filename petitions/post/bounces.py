"""Mail that comes back. Each confirmation mail has a return path of its own, which only we can make and only we can read.

Its local part is the id of the signature, encrypted and authenticated (AES-SIV, RFC 5297): the mail server that passes it on cannot
tell which row it belongs to, and whoever makes one up, or changes one, changes nothing.
"""

import base64
import email
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from flufl.bounce import all_failures

from petitions import keyring, storage

KEY = "bounces"
LONGEST = 1 << 20
"""Bytes of a message that are read: what came back is quoted at the end, and may be long."""

_ID_BYTES = 6
_BOUND = [b"return path of a signature"]
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")

logging.getLogger("flufl.bounce").disabled = True  # it may quote what strangers send


@dataclass(frozen=True)
class Returned:
    """A message that came to a return path of ours."""

    signature_id: int
    is_final: bool
    """Whether it says that the mail will never arrive."""


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


def read(raw: bytes, *, recipients: Sequence[str] = ()) -> Returned | None:
    """What a message says that came to our address; None if it came to no return path of ours.

    `recipients` are whom the mail server says it was for, if it says so. Raises keyring.SecretMissing.
    """
    message = email.message_from_bytes(raw[:LONGEST])
    headers = [str(value) for name in _RECIPIENTS for value in message.get_all(name, [])]
    found = (_signature_of(one) for one in (*recipients, *(pair[1] for pair in getaddresses(headers))))
    signature_id = next((one for one in found if one is not None), None)
    return None if signature_id is None else Returned(signature_id, _is_final(message))


def _signature_of(recipient: str) -> int | None:
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


def is_report(raw: bytes) -> bool:
    """Whether a message says that a mail was not delivered, or not yet: it names whom that was for."""
    return any(_failures(email.message_from_bytes(raw[:LONGEST])))


def _is_final(message: Message) -> bool:
    return bool(_failures(message)[1])


def _failures(message: Message) -> tuple[set[bytes], set[bytes]]:
    """Whom it was not delivered to yet, and whom it never will be."""
    try:
        found: tuple[Iterable[bytes], Iterable[bytes]] = all_failures(message)
    except Exception:  # noqa: BLE001  # reads what strangers send, however broken
        return set(), set()
    return set(found[0]), set(found[1])


def _cipher() -> AESSIV:
    return AESSIV(keyring.current().ensure(KEY))

"""Mail that comes back: which signatures it is about, and whether it says that a mail will never arrive."""

import email
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from flufl.bounce import all_failures

from petitions.post import returning
from petitions.post.returning import LONGEST

_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")

logging.getLogger("flufl.bounce").disabled = True  # it may quote what strangers send


@dataclass(frozen=True)
class Returned:
    """A message that came to a return path of ours."""

    signature_ids: Sequence[int]
    is_final: bool
    """Whether it says that the mail will never arrive."""


def read(raw: bytes, *, recipients: Sequence[str] = ()) -> Returned | None:
    """What a message says that came to our address; None if it came to no return path of ours.

    `recipients` are whom the mail server says it was for, if it says so. Raises keyring.SecretMissing.
    """
    message = email.message_from_bytes(raw[:LONGEST])
    headers = [str(value) for name in _RECIPIENTS for value in message.get_all(name, [])]
    found = (returning.signatures_of(one) for one in (*recipients, *(pair[1] for pair in getaddresses(headers))))
    signature_ids = next(filter(None, found), None)
    return None if signature_ids is None else Returned(signature_ids, _is_final(message))


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

"""Vouching: our signature under a mail (DKIM, RFC 6376), by which a mail server knows that its sender is no other."""

import dkim

from petitions import storage
from petitions.mail import Letter

HEADERS = [
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"content-language",
    b"auto-submitted", b"list-unsubscribe", b"list-unsubscribe-post",
]  # fmt: skip
"""Signed where they are there; From once more, so that nobody adds a second one (RFC 6376, 8.15)."""


def signed(letter: Letter) -> bytes:
    """The MIME message with our signature above it, if there is a key and it vouches for the sender's domain.

    Raises flask_mail.BadHeaderError if a header has a line end that would begin another one.
    """
    message, settings = letter.as_bytes(), storage.settings()
    domain = letter.sender[1].rpartition("@")[2].lower()
    if settings.dkim_key is None or domain not in settings.dkim_domains:
        return message
    there = [name for name in HEADERS if b"\n" + name in b"\n" + message.partition(b"\r\n\r\n")[0].lower()]
    signature: bytes = dkim.sign(
        message,
        settings.dkim_selector.encode(),
        domain.encode(),
        settings.dkim_key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[*there, b"from"],
    )
    return signature + message

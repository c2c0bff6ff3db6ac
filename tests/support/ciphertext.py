"""What somebody holds who copied the sealed rows in time, and whether any key opens them."""

from collections.abc import Iterable

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Row

from petitions import database, sealing, tokens
from petitions.events.models import Rsvp
from petitions.outbox import OutboxMessage
from petitions.sealing import Sealed
from petitions.signatures import content
from petitions.signatures.models import Signature


class Copies:
    """Sealed signatures, sealed contacts of RSVPs, locked mails."""

    def __init__(self) -> None:
        session = database.session()
        signatures = sa.select(*_sealed(Signature), Signature.campaign_id).where(Signature.sealed.is_not(None))
        contacts = sa.select(*_sealed(Rsvp), Rsvp.event_id).where(Rsvp.sealed.is_not(None))
        self.rows = [
            *((content.context(row.campaign_id, row.token_hash), row) for row in session.execute(signatures)),
            *((f"rsvp {row.event_id} {row.token_hash.hex()}", row) for row in session.execute(contacts)),
        ]
        self.mails = list(session.execute(sa.select(OutboxMessage.kind, OutboxMessage.locked)))
        session.rollback()

    def __len__(self) -> int:
        return len(self.rows) + len(self.mails)

    def opened(self, secrets: Iterable[bytes], private_key: X25519PrivateKey, links: Iterable[str]) -> int:
        """How many open with any of these: all secrets on disk, the House's private key, the tokens in mailboxes."""
        secrets, by_hash = list(secrets), {tokens.digest(token): token for token in links}
        rows = sum(
            any(self._opens(context, row, secret, private_key, by_hash.get(row.token_hash)) for secret in secrets)
            for context, row in self.rows
        )
        return rows + sum(any(_unlocks(mail, secret) for secret in secrets) for mail in self.mails)

    def _opens(self, context: str, row: Row, secret: bytes, private_key: X25519PrivateKey, token: str | None) -> bool:
        sealed = Sealed(row.sealed, row.house_wrap, row.token_wrap)
        try:
            sealing.open_with_house_key(sealed, secret=secret, private_key=private_key, context=context)
        except sealing.CannotOpen:
            return token is not None and _opens_with_token(sealed, secret, token, context)
        return True


def _sealed(table) -> tuple:
    return table.sealed, table.house_wrap, table.token_wrap, table.token_hash


def _opens_with_token(sealed: Sealed, secret: bytes, token: str, context: str) -> bool:
    try:
        sealing.open_with_token(sealed, secret=secret, token=token, context=context)
    except sealing.CannotOpen:
        return False
    return True


def _unlocks(mail: Row, secret: bytes) -> bool:
    try:
        sealing.unlock(mail.locked, secret=secret, context=mail.kind)
    except sealing.CannotOpen:
        return False
    return True

"""Reminding: whoever has not confirmed within a day is asked once more, and never again.

The address waits for that beside the outbox, locked under the secret of the day on which the first mail went out, and goes with
the press of any button behind the link.
"""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, tokens
from petitions.outbox import Envelope
from petitions.post import waiting
from petitions.signatures.models import Signature

MAIL = "reminder"
AFTER = datetime.timedelta(hours=24)


def plan(session: Session, envelope: Envelope, token: str) -> None:
    """Remind the mailbox of `envelope`, which has just been asked, of the link with this token. Raises keyring.SecretMissing."""
    waiting.owe_later(
        session,
        MAIL,
        recipient=envelope.recipient,
        language=envelope.language,
        variables={"token": token},
        due_at=clock.now() + AFTER,
        about=tokens.digest(token),
    )


def forget(session: Session, token_hash: bytes) -> None:
    """There is nothing more to remind of: it was confirmed, rejected or withdrawn."""
    waiting.cancel(session, token_hash)


def forget_all(session: Session, signature: Signature) -> None:
    """Nor of any other form of the same address: its owner has left. Before the mark of the address is taken away."""
    same = (Signature.campaign_id == signature.campaign_id, Signature.tag == signature.tag)
    for token_hash in session.scalars(sa.select(Signature.token_hash).where(*same).order_by(Signature.id)).all():
        waiting.cancel(session, token_hash)

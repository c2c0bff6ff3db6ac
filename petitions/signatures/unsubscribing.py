"""Ending news: whoever holds a link of a mail with news gets no more of them, and stays a signatory.

The owner of a signature ends them in `owning`, too, and begins them again there.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors, tokens, tombstones
from petitions.signatures.models import Signature
from petitions.signatures.records import UnsubscribeToken

KIND = "unsubscribed"
"""How its tombstones are called: a backup that comes back sends no news to whoever ended them since."""
AGAIN = "subscribed"
"""And how those that undo them."""


class LinkUnknown(errors.Gone):
    """No signature has this link: mistyped, of a test, or erased with its list."""


def find(token: str) -> Signature:
    """The signature whose news this link ends. Raises LinkUnknown."""
    query = sa.select(Signature).join(UnsubscribeToken, UnsubscribeToken.signature_id == Signature.id)
    found = database.session().scalar(query.where(UnsubscribeToken.token_hash == tokens.digest(token)))
    if found is None:
        raise LinkUnknown
    return found


def is_ended(signature: Signature) -> bool:
    """Whether no news go to it: they were ended, or it was withdrawn."""
    return signature.wants_news is False or signature.sealed is None


def unsubscribe(token: str) -> None:
    """End the news for the signature of this link. Doing it again changes nothing. Raises LinkUnknown."""
    found = find(token)
    with database.action() as session:
        row = sa.select(Signature).where(Signature.id == found.id).with_for_update()
        signature = session.scalar(row.execution_options(populate_existing=True))
        if signature is None:
            raise LinkUnknown
        if not is_ended(signature):
            end(signature)


def end(signature: Signature) -> None:
    """End the news for a signature, within an action that holds it. Raises errors.Unavailable."""
    tombstones.note(KIND, signature.campaign_id, signature.token_hash)
    signature.wants_news = False


def note_begun(signature_id: int) -> None:
    """See that no backup ends the news of a signature whose owner has begun them again; after that is stored.

    Its line is written while the row says so and is held: whatever fails, no line says yes of somebody who has said no since.
    """
    with database.action() as session:
        row = sa.select(Signature).where(Signature.id == signature_id, Signature.wants_news.is_(True)).with_for_update()
        signature = session.scalar(row.execution_options(populate_existing=True))
        if signature:
            tombstones.note(AGAIN, signature.campaign_id, signature.token_hash)


def ended() -> list[bytes]:
    """The digests of the links of those who have ended news, and not begun them again."""
    return tombstones.last_of(KIND, undone_by=AGAIN)


def end_again(session: Session, digests: list[bytes]) -> int:
    """End the news of signatures that a backup brought back, by the digests of their own links. Returns how many."""
    brought_back = (Signature.token_hash.in_(digests), Signature.wants_news.is_not(False))
    ended = sa.update(Signature).where(*brought_back).values(wants_news=False).returning(Signature.id)
    return len(session.scalars(ended, execution_options=database.BLIND).all())

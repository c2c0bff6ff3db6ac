"""Whom no mail reaches: a mail about a signature was refused for good, or came back. Its House sees how many there are."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database
from petitions.post import bounces, traffic
from petitions.post.answers import Outcome
from petitions.signatures.models import Signature, State

_TABLE = database.table(Signature)


def note_unreachable(session: Session, *, row: int) -> bool:
    """Note that no mail reaches the pending signature with the id `row`. Returns whether that was news.

    It may still be confirmed: an earlier copy of the mail may have arrived after all.
    """
    pending = (_TABLE.c.id == row, _TABLE.c.state == State.PENDING, _TABLE.c.unreachable_on.is_(None))
    marked = sa.update(_TABLE).where(*pending).values(unreachable_on=clock.today()).returning(_TABLE.c.id)
    return session.connection().execute(marked).first() is not None


def take_back(raw: bytes, *, recipients: Sequence[str] = ()) -> bool:
    """Read a message that came to the address for mail that comes back, and note whom it did not reach.

    `recipients` are whom the mail server says it was for. Returns whether it is a report for us, which names somebody and need
    not be kept; a return path that was made up, or a message that says nothing final, changes nothing. Raises
    keyring.SecretMissing or errors.Unavailable.
    """
    returned = bounces.read(raw, recipients=recipients)
    if returned is None:
        return bounces.is_report(raw)
    if returned.is_final:
        with database.action() as session:
            is_news = [note_unreachable(session, row=row) for row in returned.signature_ids]
        if any(is_news):
            traffic.note({Outcome.RETURNED: 1})
    return True

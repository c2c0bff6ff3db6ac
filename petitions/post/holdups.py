"""Hold-ups: whether mail stands still, which is not so where one letter that was put off waits for its next try."""

import datetime

import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.outbox import OutboxMessage
from petitions.post import traffic


def longest() -> datetime.timedelta | None:
    """For how long mail that somebody waits for has been held up; None if it is not.

    Where the mail server takes none at all, what was put off counts as held up, too.
    """
    return outbox.oldest_wait() if traffic.is_standing() else in_turn()


def in_turn() -> datetime.timedelta | None:
    """How long the oldest mail has waited whose turn it is; None if none waits but such as were put off.

    A mail that was never put off has waited since it was owed, however often the mail server was away; one that was, since
    its next try was due.
    """
    somebody_waits = OutboxMessage.batch.is_(None)
    was_never_put_off = sa.or_(
        OutboxMessage.tries == 0, sa.and_(OutboxMessage.tries == 1, OutboxMessage.lease.is_not(None))
    )
    owed = sa.select(OutboxMessage.owed_at).where(somebody_waits, was_never_put_off).order_by(OutboxMessage.id)
    due = sa.select(OutboxMessage.due_at).where(somebody_waits, OutboxMessage.due_at <= clock.now())
    first = [owed.limit(1), due.order_by(OutboxMessage.due_at).limit(1)]
    found = [since for query in first if (since := database.session().scalar(query)) is not None]
    return max(datetime.timedelta(0), clock.now() - min(found)) if found else None

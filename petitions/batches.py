"""Batches: many mails of one job in the outbox. They can be counted, and taken back while no worker has them."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, outbox
from petitions.outbox import OutboxMessage

_TABLE = database.table(OutboxMessage)


@dataclass(frozen=True)
class Owed:
    """One mail of a batch."""

    place: int
    recipient: str
    language: str
    variables: Mapping[str, Any]
    message_id: str | None = None
    """If it is the same whenever this mail is owed: a copy is known for one by it."""


def owe(session: Session, kind: str, owed: Sequence[Owed], *, batch: int) -> None:
    """Write mails of `kind` into the transaction of `session`, of the job `batch`. Raises keyring.SecretMissing."""
    today = outbox.secret_of_today()
    rows = [
        outbox.locked_row(kind, today, recipient=one.recipient, language=one.language, variables=one.variables)
        | {"batch": batch, "place": one.place}
        | ({"message_id": one.message_id} if one.message_id else {})
        for one in owed
    ]
    if rows:
        session.connection().execute(sa.insert(_TABLE), rows)


def take_back(session: Session, batch: int) -> list[int]:
    """Forget the mails of a batch that no worker has tried, in the transaction of `session`. Returns their places."""
    return _forget(session, batch, OutboxMessage.lease.is_(None), OutboxMessage.tries == 0)


def take_back_tried(session: Session, batch: int, *, even_leased: bool = False) -> list[int]:
    """Forget the mails of a batch, tried or not, but for those that a worker has now. Returns their places.

    Some may be with a mail server that did not say so: they are to be owed again with the Message-ID that they had.
    """
    return _forget(session, batch, *([] if even_leased else [OutboxMessage.lease.is_(None)]))


def _forget(session: Session, batch: int, *which: sa.ColumnElement[bool]) -> list[int]:
    gone = sa.delete(OutboxMessage).where(OutboxMessage.batch == batch, *which).returning(OutboxMessage.place)
    return [place for place in session.scalars(gone, execution_options=database.BLIND) if place is not None]


def hand_on(session: Session, batch_ids: Sequence[int | None], place: int, *, to: int) -> None:
    """Give what these batches owe at `place` another place, in the transaction of `session`."""
    owed = sa.update(OutboxMessage).where(OutboxMessage.batch.in_(batch_ids), OutboxMessage.place == place)
    session.execute(owed.values(place=to), execution_options=database.BLIND)


def keep(session: Session, batch: int) -> None:
    """Give the mails of a batch their whole time anew: they were held."""
    kept = sa.update(OutboxMessage).where(OutboxMessage.batch == batch).values(given_up_at=clock.now() + outbox.LIFE)
    session.execute(kept, execution_options=database.BLIND)


def waiting(batch: int) -> int:
    """How many mails of a batch have not left yet."""
    return waiting_of([batch])[batch]


def waiting_of(batch_ids: Collection[int]) -> dict[int, int]:
    """How many mails of each of these batches have not left yet."""
    counted = sa.select(_TABLE.c.batch, sa.func.count()).where(_TABLE.c.batch.in_(batch_ids)).group_by(_TABLE.c.batch)
    found = {row.batch: row[1] for row in database.session().execute(counted)}
    return dict.fromkeys(batch_ids, 0) | found


def due_until(moment: datetime.datetime) -> Counter[int]:
    """How many mails of each job are to go out until `moment`: reminders of another day are not among them."""
    due = (_TABLE.c.batch > outbox.AGAIN, _TABLE.c.due_at <= moment)
    counted = sa.select(_TABLE.c.batch, sa.func.count()).where(*due).group_by(_TABLE.c.batch)
    return Counter({row.batch: row[1] for row in database.session().execute(counted)})


def oldest_wait(batch: int) -> datetime.timedelta:
    """For how long the next mail of a batch has waited that nobody has tried."""
    untried = (_TABLE.c.batch == batch, _TABLE.c.tries == 0)
    first = sa.select(_TABLE.c.owed_at).where(*untried).order_by(_TABLE.c.due_at).limit(1)
    owed = database.session().scalar(first)
    return clock.now() - owed if owed else datetime.timedelta(0)


def schedule(session: Session, batch: int, *, due_at: datetime.datetime, given_up_at: datetime.datetime) -> None:
    """Have the mails of a batch that nobody has tried go out at a time of their own, in the transaction of `session`."""
    untried = (OutboxMessage.batch == batch, OutboxMessage.lease.is_(None), OutboxMessage.tries == 0)
    timed = sa.update(OutboxMessage).where(*untried).values(due_at=due_at, given_up_at=given_up_at)
    session.execute(timed, execution_options=database.BLIND)

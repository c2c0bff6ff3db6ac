"""The outbox: a mail is a row, written encrypted in the transaction that owes it, and gone when the mail server has it."""

import datetime
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import clock, database, erasing, keyring, links, sealing
from petitions.database import Base
from petitions.post import pace, traffic

LIFE = datetime.timedelta(hours=72)
LEASE = datetime.timedelta(minutes=10)
"""The longest that a worker holds a mail."""
PATIENT = 0.8
"""So much of a minute's mails at most are such as nobody waits for: whoever signs meanwhile gets theirs at once."""
AGAIN = 0
"""The batch of what is only said again: it belongs to no job, and yields to what somebody waits for."""
LATE = datetime.timedelta(minutes=30)
"""A mail that has waited for so long is stuck."""
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240))
"""How long a mail waits after its first, second … failure; the last one repeats."""
DOUBTS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 240, 1440))
"""And one that the mail server may have taken each time: seven copies at most, not dozens."""
KEY = "outbox-"
"""A secret a day: `outbox-2015-05-18`."""


class NotNow(Exception):
    """The writer of a mail does not want it to go out now: it is tried again later."""


class OutboxMessage(Base):
    """A mail that is owed. Whom it goes to and what it says is locked under its day's secret."""

    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_batch", "batch", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    day: Mapped[datetime.date]
    locked: Mapped[bytes]
    message_id: Mapped[str]
    owed_at: Mapped[datetime.datetime]
    due_at: Mapped[datetime.datetime] = mapped_column(index=True)
    given_up_at: Mapped[datetime.datetime]
    lease: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(sa.SmallInteger, server_default=sa.text("0"))
    batch: Mapped[int | None]
    """The job that owes it together with many others, or AGAIN: all that nobody waits for yields to what somebody waits for."""
    place: Mapped[int | None]
    """Its place in the batch: with it the job owes it again, if it was taken back."""


_TABLE = database.table(OutboxMessage)
_INSERT = sa.insert(_TABLE).returning(_TABLE.c.id)  # built once: each signature owes a mail
FREE = {"lease": None, "due_at": OutboxMessage.owed_at}
"""What a mail becomes that its worker cannot send: due since it was owed, before all that came later."""


@dataclass(frozen=True)
class Envelope:
    """A mail as its writer gets it: opened."""

    id: int
    kind: str
    recipient: str
    language: str
    variables: dict[str, Any]
    message_id: str
    given_up_at: datetime.datetime | None = None


def owe(
    session: Session,
    kind: str,
    *,
    recipient: str,
    language: str,
    variables: Mapping[str, Any],
    given_up_at: datetime.datetime | None = None,
    batch: int | None = None,
) -> int:
    """Write a mail of `kind` into the transaction of `session` and return its id.

    `variables` is anything JSON can hold. It is given up after 72 hours, or at `given_up_at`, if it has waited elsewhere.
    Raises keyring.SecretMissing.
    """
    row = locked_row(kind, secret_of_today(), recipient=recipient, language=language, variables=variables)
    row |= {"given_up_at": given_up_at or row["given_up_at"], "batch": batch}
    return int(session.connection().execute(_INSERT, row).scalar_one())


def secret_of_today() -> keyring.DaySecret:
    """What locks the mails of today, made now if there is none. Raises keyring.SecretMissing."""
    return keyring.current().of_today(KEY)


def locked_row(
    kind: str, under: keyring.DaySecret, *, recipient: str, language: str, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """A mail as a row, locked `under` the secret of its day."""
    content = {"recipient": recipient, "language": language, "variables": dict(variables)}
    now = clock.now()
    return {
        "kind": kind,
        "day": under.day,
        "locked": sealing.lock(content, secret=under.secret, context=kind),
        "message_id": new_message_id(),
        "owed_at": now,
        "due_at": now,
        "given_up_at": now + LIFE,
        "tries": 0,
        "doubts": 0,
    }


def new_message_id(digits: bytes | None = None) -> str:
    """The Message-ID of a new mail; of the mail that these 16 bytes stand for, whenever it is owed."""
    return f"<{(digits or secrets.token_bytes(16)).hex()}@{links.domain()}>"


def release(worker: str) -> None:
    """Let others have all that `worker` holds and has not tried."""
    held = sa.update(OutboxMessage).where(OutboxMessage.lease == worker)
    with database.action() as session:
        session.execute(held.values(FREE | {"tries": OutboxMessage.tries - 1}), execution_options=database.BLIND)


def lease(most: int, worker: str, besides: Collection[int] = ()) -> list[OutboxMessage]:
    """Take up to `most` mails that are due, none of those `besides`: `worker` alone has them for ten minutes, or until it is
    heard of no more. Fewer if the mails of this minute are used up. They belong to no session, and outlive a failed transaction.
    """
    now = clock.now()
    if not has_due(now) or not pace.has_room():
        return []
    aside = OutboxMessage.id.not_in(besides)
    with database.action() as session:
        messages = list(session.scalars(_due(now, most, OutboxMessage.batch.is_(None), aside)))
        messages = messages[: pace.take(session, len(messages))]
        if len(messages) < most:  # nobody waits for what is left
            others = list(session.scalars(_due(now, most - len(messages), OutboxMessage.batch.is_not(None), aside)))
            messages += others[: pace.take(session, len(others), part=PATIENT)]
        taken = {"lease": worker, "due_at": now + LEASE, "tries": OutboxMessage.tries + 1}
        for message in messages:  # one statement for all is quicker than one for each
            session.expunge(message)
            message.lease, message.due_at, message.tries = worker, now + LEASE, message.tries + 1
        ours = sa.update(OutboxMessage).where(OutboxMessage.id.in_([message.id for message in messages]))
        session.execute(ours.values(taken), execution_options=database.BLIND)
    return sorted(messages, key=lambda message: message.id)


def _due(now: datetime.datetime, most: int, *which: sa.ColumnElement[bool]) -> sa.Select[OutboxMessage]:
    return (
        sa.select(OutboxMessage)
        .where(OutboxMessage.due_at <= now, *which)
        .order_by(OutboxMessage.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def has_due(now: datetime.datetime) -> bool:
    """Whether any mail is due: asked before a write lock is taken for nothing."""
    found = database.session().scalar(sa.select(OutboxMessage.id).where(OutboxMessage.due_at <= now).limit(1))
    database.session().rollback()
    return found is not None


def unlock(message: OutboxMessage) -> Envelope:
    """Open a mail. Raises keyring.SecretMissing or sealing.CannotOpen when its day's secret is gone."""
    secret = keyring.current().secret(f"{KEY}{message.day}")
    content = sealing.unlock(message.locked, secret=secret, context=message.kind)
    return Envelope(
        id=message.id,
        kind=message.kind,
        recipient=content["recipient"],
        language=content["language"],
        variables=content["variables"],
        message_id=message.message_id,
        given_up_at=message.given_up_at,
    )


def finish(done: list[tuple[OutboxMessage, Callable[..., None] | None]]) -> None:
    """Forget mails that were accepted or are not wanted any more, and do what follows.

    What is equal of that is done once, with their number.
    """
    if not done:
        return
    ids, leases = ({getattr(message, name) for message, _follow in done} for name in ("id", "lease"))
    ours = (_TABLE.c.id.in_(ids), _TABLE.c.lease.in_(leases))
    with database.action() as session:
        gone = set(session.scalars(sa.delete(_TABLE).where(*ours).returning(_TABLE.c.id)))
        follows = Counter(follow for message, follow in done if follow is not None and message.id in gone)
        for follow, times in follows.items():
            follow(session) if times == 1 else follow(session, times)


def postpone(messages: list[OutboxMessage], pauses: Sequence[datetime.timedelta] = PAUSES) -> None:
    """Try `messages` again later, with growing pauses; a mail that has waited too long is given up by `expire`."""
    _put_back(messages, lambda message: {"due_at": _after(pauses, message.tries)})


def postpone_in_doubt(messages: list[OutboxMessage]) -> None:
    """The same for mails that the mail server may have had already: the line broke."""
    _put_back(messages, lambda one: {"due_at": _after(DOUBTS, one.doubts + 1), "doubts": OutboxMessage.doubts + 1})


def give_back(messages: list[OutboxMessage]) -> None:
    """Let others have leased mails that were not tried. They are due in the order in which they stand here."""
    _put_back(messages, lambda _one: {"due_at": clock.now(), "tries": OutboxMessage.tries - 1})


def _after(pauses: Sequence[datetime.timedelta], times: int) -> datetime.datetime:
    return clock.now() + pauses[min(times, len(pauses)) - 1]


def _put_back(messages: list[OutboxMessage], values: Callable[[OutboxMessage], dict[str, Any]]) -> None:
    if not messages:
        return
    with database.action() as session:
        for message in messages:
            ours = (OutboxMessage.id == message.id, OutboxMessage.lease == message.lease)
            session.execute(sa.update(OutboxMessage).where(*ours).values(lease=None, **values(message)))


def expire(needed: Callable[[], Collection[datetime.date]] = tuple) -> int:
    """Give up mails of more than 72 hours ago, and shred the secrets of days whose mails are all gone, but for those `needed`,
    which are asked for last: mails leave the outbox for where they are needed. Returns how many were given up.
    """
    if given_up := erasing.erase(OutboxMessage.id, OutboxMessage.given_up_at < clock.now()):
        traffic.note_given_up(given_up)
    days = set(database.session().scalars(sa.select(OutboxMessage.day).distinct()))
    waiting = {f"{KEY}{day}" for day in days | set(needed())}
    yesterday = f"{KEY}{clock.today() - datetime.timedelta(days=1)}"
    for name in keyring.current().names(KEY):
        # A request that began before midnight may still lock under yesterday's secret: it goes a day later.
        if name < yesterday and name not in waiting:
            keyring.current().shred(name)
    return given_up


def oldest_wait() -> datetime.timedelta | None:
    """How long the oldest mail that somebody waits for has waited, tried or not; None if none waits."""
    # The first row, not the smallest moment, for which all rows would be read: they may be many when it matters.
    oldest = sa.select(OutboxMessage.owed_at).where(OutboxMessage.batch.is_(None)).order_by(OutboxMessage.id).limit(1)
    owed = database.session().scalar(oldest)
    return None if owed is None else max(datetime.timedelta(0), clock.now() - owed)


def waiting(most: int) -> int:
    """How many mails wait, tried or not; `most` if there are more."""
    some = sa.select(OutboxMessage.id).limit(most).subquery()
    return database.session().scalar(sa.select(sa.func.count()).select_from(some)) or 0

"""Mail that waits for its hour, locked like all mail that is owed: what an address gets tomorrow, what is sent in a day.

When its hour has come it moves into the outbox. What waits for one mailbox until then may go there as one mail.
"""

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import addresses, clock, database, erasing, keyring, outbox, sealing
from petitions.database import Base
from petitions.post import holdups

BUSY = datetime.timedelta(minutes=1)
"""When mail of the outbox has been held up for so long, there is no room for reminders."""
SAID_AGAIN = frozenset({"reminder"})
"""Kinds of mail for which nobody waits: they say again what a mail has said."""
LATER = datetime.timedelta(minutes=10)
"""When what does not open is looked at again: somebody may have given the machines one `KEYS_PATH` by then."""
LOT = 200
"""Mails that are moved in one transaction."""


class WaitingMail(Base):
    """A mail that waits for its hour. Whom it goes to and what it says is locked under its day's secret."""

    __tablename__ = "waiting_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    day: Mapped[datetime.date]
    locked: Mapped[bytes]
    due_at: Mapped[datetime.datetime] = mapped_column(index=True)
    given_up_at: Mapped[datetime.datetime]
    mark: Mapped[bytes | None] = mapped_column(index=True)
    """The mark of its address under the day's secret, where what frees the address frees it."""
    about: Mapped[bytes | None] = mapped_column(index=True)
    """The digest of the link that it is about, where what happens to that makes it needless."""


_TABLE = database.table(WaitingMail)


def owe_later(
    session: Session,
    kind: str,
    *,
    recipient: str,
    language: str,
    variables: Mapping[str, Any],
    due_at: datetime.datetime,
    about: bytes,
) -> None:
    """Write a mail of `kind` for `due_at`, unless `cancel` comes first. Raises keyring.SecretMissing."""
    (day, secret), now = outbox.secret_of_today(), clock.now()
    content = {"recipient": recipient, "language": language, "variables": dict(variables)}
    row = {
        "kind": kind, "day": day, "locked": sealing.lock(content, secret=secret, context=kind),
        "due_at": due_at, "given_up_at": now + outbox.LIFE, "mark": None, "about": about,
    }  # fmt: skip
    session.connection().execute(sa.insert(_TABLE), row)


def hold(session: Session, message: outbox.OutboxMessage, mark: bytes, until: datetime.datetime) -> None:
    """Take a mail out of the outbox until its hour, within an action of whoever leased it."""
    gone = sa.delete(outbox.OutboxMessage).where(
        outbox.OutboxMessage.id == message.id, outbox.OutboxMessage.lease == message.lease
    )
    if session.execute(gone).rowcount:  # type: ignore[attr-defined]  # a DELETE always has a row count
        row = WaitingMail(
            kind=message.kind, day=message.day, locked=message.locked, mark=mark, due_at=until,
            given_up_at=message.given_up_at,
        )  # fmt: skip
        session.add(row)


def free(session: Session, mark: bytes) -> None:
    """Let all that waits for the address with this mark go out now."""
    waiting = sa.update(_TABLE).where(_TABLE.c.mark == mark).values(due_at=clock.now())
    session.connection().execute(waiting)


def cancel(session: Session, about: bytes) -> None:
    """Drop what waits to be said about a link."""
    session.connection().execute(sa.delete(_TABLE).where(_TABLE.c.about == about))


def move() -> int:
    """Move mails whose hour has come into the outbox; those of one kind for one mailbox become one. Returns how many came."""
    if not _has_due():
        return 0
    due = sa.select(WaitingMail).where(*_is_due()).order_by(WaitingMail.id).limit(LOT)
    with database.action() as session:
        found = session.scalars(due.with_for_update(skip_locked=True)).all()
        opened, others = _by_mailbox(found)
        for (_address, kind), mails in opened.items():
            newest = mails[-1][1]
            outbox.owe(
                session,
                kind,
                recipient=newest["recipient"],
                language=newest["language"],
                variables=together([part for _row, content in mails for part in parts(content["variables"])]),
                given_up_at=max(row.given_up_at for row, _content in mails),
                batch=outbox.AGAIN if kind in SAID_AGAIN else None,
            )
        for row in found:
            if row in others:
                row.due_at = clock.now() + LATER
            else:
                session.delete(row)
    return len(found) - len(others)


def days() -> set[datetime.date]:
    """The days whose secrets are needed still."""
    return set(database.session().scalars(sa.select(WaitingMail.day).distinct()))


def expire() -> int:
    """Give up what has waited for too long. Returns how many."""
    return erasing.erase(WaitingMail.id, WaitingMail.given_up_at < clock.now())


def parts(variables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a mail is about, oldest first: more than one thing if several mails became one."""
    own = {name: value for name, value in variables.items() if name != "also"}
    return [*variables.get("also", ()), own]


def together(about: list[dict[str, Any]]) -> dict[str, Any]:
    """The variables of one mail about all of this, the oldest first: what `parts` takes apart."""
    *earlier, newest = about
    return newest | {"also": earlier} if earlier else newest


def _is_due() -> list[sa.ColumnElement[bool]]:
    """What may move now. What is only said again yields while there is more in the outbox than goes out at once."""
    wait, until = holdups.in_turn(), clock.now() - BUSY
    said_again = sa.exists().where(outbox.OutboxMessage.batch == outbox.AGAIN, outbox.OutboxMessage.due_at <= until)
    is_busy = (wait is not None and wait > BUSY) or database.session().scalar(sa.select(said_again))
    is_due = [WaitingMail.due_at <= clock.now(), WaitingMail.day.in_(_days_that_open())]
    return [*is_due, *([WaitingMail.kind.not_in(SAID_AGAIN)] if is_busy else [])]


def _has_due() -> bool:
    due = sa.select(WaitingMail.id).where(WaitingMail.due_at <= clock.now()).limit(1)
    # What else there is to ask is asked only where there is a mail, not every second.
    found = database.session().scalar(due) is not None and database.session().scalar(due.where(*_is_due())) is not None
    database.session().rollback()
    return found


def _days_that_open() -> list[datetime.date]:
    """The days whose secrets are there at the moment. What waits since another one goes on waiting, and is in nobody's way."""
    found = []
    for name in keyring.current().names(outbox.KEY):
        with contextlib.suppress(keyring.SecretMissing, ValueError):
            keyring.current().secret(name)
            found.append(datetime.date.fromisoformat(name.removeprefix(outbox.KEY)))
    return found


def _by_mailbox(
    found: Iterable[WaitingMail],
) -> tuple[dict[tuple[str, str], list[tuple[WaitingMail, dict[str, Any]]]], list[WaitingMail]]:
    """What waits, opened, by mailbox and kind; and what does not open: another machine has locked it under its own secret."""
    mails, others = defaultdict(list), []
    for row in found:
        try:
            secret = keyring.current().secret(f"{outbox.KEY}{row.day}")
            content = sealing.unlock(row.locked, secret=secret, context=row.kind)
        except sealing.CannotOpen:
            others.append(row)
            continue
        mails[addresses.canonical(content["recipient"]), row.kind].append((row, content))
    return mails, others

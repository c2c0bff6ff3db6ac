"""The cap: at most two mails a day that anybody can cause at an address by typing it, over all campaigns.

More of them wait until the next day and go out together, or at once when somebody confirms from that mailbox. Who was written to
is kept as a mark under the day's secret of the outbox: when that is shredded, nobody can try addresses on it any more.
"""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import addresses, clock, database, keyring, outbox, sealing
from petitions.database import Base
from petitions.outbox import OutboxMessage
from petitions.post import waiting

MOST = 2
"""Mails for one address that were owed on one day."""
MOST_WITH_A_REMINDER = 1
"""A reminder yields: it takes no place that somebody may still need who has just signed."""

LOCK = 0x7A14
"""PostgreSQL's advisory lock of the cap: of two workers one comes first."""


class AddressDay(Base):
    """One of the places that an address has on a day, taken by a mail."""

    __tablename__ = "address_day"

    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[str]


def hold_back(message: OutboxMessage, recipient: str, most: int | None) -> bool:
    """Whether a leased mail has to wait for the next day, and does so from now on. Otherwise it has a place, and keeps it.

    `most` is how many places of its address may be taken then; None for mail that needs none. Raises keyring.SecretMissing.
    """
    if most is None:
        return False
    mark = _mark(recipient, keyring.current().secret(f"{outbox.KEY}{message.day}"))
    with database.action() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        taken = list(
            session.scalars(sa.select(AddressDay).where(AddressDay.day == message.day, AddressDay.mark == mark))
        )
        if any(place.message_id == message.message_id for place in taken):
            return False
        if len(taken) >= most:
            waiting.hold(session, message, mark, _next_day())
            return True
        place = min({*range(len(taken) + 1)} - {one.place for one in taken})
        session.add(AddressDay(day=message.day, mark=mark, place=place, message_id=message.message_id))
        return False


def free(session: Session, address: str) -> None:
    """Let whoever has just confirmed from `address` have more mail today, and what waits for it go out. Within an action."""
    today = clock.today()
    mark = _mark(address, keyring.current().ensure(f"{outbox.KEY}{today}"))
    session.execute(sa.delete(AddressDay).where(AddressDay.day == today, AddressDay.mark == mark))
    waiting.free(session, mark)


def forget() -> None:
    """Forget marks that no mail can ask for any more."""
    last = clock.today() - outbox.LIFE
    with database.action() as session:
        session.execute(sa.delete(AddressDay).where(AddressDay.day < last))


def _mark(address: str, secret: bytes) -> bytes:
    return sealing.mark(addresses.canonical(address), secret=secret, purpose="address of a day")


def _next_day() -> datetime.datetime:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    return datetime.datetime.combine(tomorrow, datetime.time(), datetime.UTC)

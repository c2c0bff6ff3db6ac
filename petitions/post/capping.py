"""The cap: at most two mails a day that anybody can cause at an address by typing it, over all campaigns.

More of them wait until the next day and go out together, or at once when somebody confirms from that mailbox. Who was written to
is kept as a mark under the day's secret of the outbox: when that is shredded, nobody can try addresses on it any more.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import addresses, clock, database, keyring, outbox, sealing, turns
from petitions.database import Base
from petitions.outbox import OutboxMessage
from petitions.post import waiting
from petitions.turns import Turn

MOST = 2
"""Mails for one address that were owed on one day."""
MOST_WITH_A_REMINDER = 1
"""A reminder yields: it takes no place that somebody may still need who has just signed."""


class AddressDay(Base):
    """One of the places that an address has on a day, taken by a mail."""

    __tablename__ = "address_day"

    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[str]


_TABLE = database.table(AddressDay)


def hold_back(mails: Sequence[tuple[OutboxMessage, str, int]]) -> set[int]:
    """Which of these leased mails have to wait for the next day, and do so from now on: their ids. The others have a place.

    With each mail come its recipient, and how many places of its address may be taken then. One whose secret is missing is
    passed over.
    """
    marks = {message.id: mark for message, recipient, _most in mails if (mark := _mark_of(message, recipient))}
    if not marks:
        return set()
    held, new = set(), []
    with database.action() as session:
        turns.take(session, Turn.CAP)
        taken = _taken(session, {message.day for message, _recipient, _most in mails}, marks.values())
        for message, mark, most in ((one, marks[one.id], most) for one, _recipient, most in mails if one.id in marks):
            places = taken[message.day, mark]
            # A mail that may have arrived is not sent under another Message-ID tomorrow: it has had its place.
            if message.message_id in places.values() or message.doubts:
                continue
            if len(places) < most:
                place = min({*range(len(places) + 1)} - places.keys())
                places[place] = message.message_id
                new.append({"day": message.day, "mark": mark, "place": place, "message_id": message.message_id})
            else:
                waiting.hold(session, message, mark, _day_after(message.day))
                held.add(message.id)
        if new:
            session.execute(sa.insert(_TABLE), new)
    return held


def _taken(
    session: Session, days: Collection[datetime.date], marks: Collection[bytes]
) -> Mapping[tuple[datetime.date, bytes], dict[int, str]]:
    """The places of addresses on days, and which mail has each."""
    found: defaultdict[tuple[datetime.date, bytes], dict[int, str]] = defaultdict(dict)
    for place in session.execute(sa.select(_TABLE).where(_TABLE.c.day.in_(days), _TABLE.c.mark.in_(marks))):
        found[place.day, place.mark][place.place] = place.message_id
    return found


def leave(message: OutboxMessage) -> Callable[[Session], None]:
    """What gives back the place of a mail that is not wanted any more, within the action that forgets it: others have waited."""
    place = (_TABLE.c.day == message.day, _TABLE.c.message_id == message.message_id)

    def note(session: Session) -> None:
        turns.take(session, Turn.CAP)
        for mark in session.scalars(sa.delete(_TABLE).where(*place).returning(_TABLE.c.mark)).all():
            waiting.free(session, mark)

    return note


def free(session: Session, address: str) -> None:
    """Let whoever has just confirmed from `address` have more mail today, and what waits for it go out. Within an action."""
    today, secret = outbox.secret_of_today()
    mark = _mark(address, secret)
    turns.take(session, Turn.CAP)  # what is about to wait shall not wait any more, either
    session.execute(sa.delete(AddressDay).where(AddressDay.day == today, AddressDay.mark == mark))
    waiting.free(session, mark)


def forget() -> None:
    """Forget marks that no mail can ask for any more."""
    last = clock.today() - outbox.LIFE
    with database.action() as session:
        session.execute(sa.delete(AddressDay).where(AddressDay.day < last))


def _mark_of(message: OutboxMessage, recipient: str) -> bytes | None:
    try:
        return _mark(recipient, keyring.current().secret(f"{outbox.KEY}{message.day}"))
    except keyring.SecretMissing:
        return None


def _mark(address: str, secret: bytes) -> bytes:
    return sealing.mark(addresses.canonical(address), secret=secret, purpose="address of a day")


def _day_after(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), datetime.UTC)

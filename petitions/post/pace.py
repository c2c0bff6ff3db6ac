"""The pace: at most so many mails a minute, whatever the number of workers and machines."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import clock, database, storage, turns
from petitions.database import Base
from petitions.turns import Turn

MINUTE = datetime.timedelta(minutes=1)


class MailPace(Base):
    """How many mails were taken on in one second of the last minute."""

    __tablename__ = "mail_pace"

    second: Mapped[datetime.datetime] = mapped_column(primary_key=True)
    mails: Mapped[int]


def has_room() -> bool:
    """Whether one more mail may go out now. Asked before a write lock is taken for nothing."""
    most = storage.settings().mail_per_minute
    return most is None or _used(database.session()) < most


def take(session: Session, wanted: int, *, part: float = 1) -> int:
    """How many of `wanted` mails may go out now, in this `part` of the minute's mails; they are counted, within the action of
    `session`."""
    most = storage.settings().mail_per_minute
    if most is None or not wanted:
        return wanted
    turns.take(session, Turn.PACE)
    taken = max(0, min(wanted, max(1, int(most * part)) - _used(session)))
    second = clock.now().replace(microsecond=0)
    session.execute(sa.delete(MailPace).where(MailPace.second < second - MINUTE))
    if taken:
        row = session.get(MailPace, second, populate_existing=True) or MailPace(second=second, mails=0)
        row.mails += taken
        session.add(row)
    return taken


def _used(session: Session) -> int:
    """Mails of the last sixty seconds, the whole first of these seconds among them."""
    since = clock.now().replace(microsecond=0) - MINUTE
    return session.scalar(sa.select(sa.func.sum(MailPace.mails)).where(MailPace.second >= since)) or 0

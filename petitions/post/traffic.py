"""Traffic: how many mails went out, and what became of the rest, counted in slots of ten minutes. No mail is told from another."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions import clock, database, turns
from petitions.columns import in_words
from petitions.database import Base
from petitions.post.answers import Outcome
from petitions.turns import Turn

SLOT = 10
"""Minutes that are counted together."""
KEPT = datetime.timedelta(days=7)
MOST_OF_ONE = 6
"""So often is a mail that is put off tried in an hour, with the pauses of the outbox: what is more is of several."""
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class MailTally(Base):
    """How many attempts of ten minutes ended in one way."""

    __tablename__ = "mail_tally"

    slot: Mapped[datetime.datetime] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(in_words(Outcome), primary_key=True)
    mails: Mapped[int]


@dataclass(frozen=True)
class Traffic:
    """What the last hour and the last day brought."""

    hour: Mapping[Outcome, int]
    day: Mapping[Outcome, int]

    @property
    def rate(self) -> float:
        """Mails a minute that went out in the last hour."""
        return self.hour[Outcome.SENT] / 60


def note(counts: Mapping[Outcome, int]) -> None:
    """Add `counts` to those of now, and forget those of more than a week ago."""
    slot = _slot(clock.now())
    with database.action() as session:
        turns.take(session, Turn.TRAFFIC)
        for outcome, mails in counts.items():
            found = session.get(MailTally, (slot, outcome), populate_existing=True)
            if found is None:
                session.add(MailTally(slot=slot, outcome=outcome, mails=mails))
            else:
                found.mails += mails
        session.execute(sa.delete(MailTally).where(MailTally.slot < slot - KEPT))


def note_given_up(mails: int) -> None:
    """Add mails that have waited as long as they may."""
    note({Outcome.GIVEN_UP: mails})


def is_refused() -> bool:
    """Whether the mail server has taken nothing of ours for an hour, and says that it is our fault."""
    hour = _since(HOUR)
    return hour[Outcome.OURS] > 0 and hour[Outcome.SENT] == 0


def is_standing() -> bool:
    """Whether the mail server has taken nothing for an hour, because it is away or puts off whatever comes."""
    hour = _since(HOUR)
    return hour[Outcome.SENT] == 0 and (hour[Outcome.AWAY] > 0 or hour[Outcome.BUSY] > MOST_OF_ONE)


def read() -> Traffic:
    """How it went lately."""
    return Traffic(_since(HOUR), _since(DAY))


def _since(span: datetime.timedelta) -> Counter[Outcome]:
    """Whole slots: of an hour, up to ten minutes more."""
    sums = sa.select(MailTally.outcome, sa.func.sum(MailTally.mails)).group_by(MailTally.outcome)
    rows = database.session().execute(sums.where(MailTally.slot >= _slot(clock.now() - span)))
    return Counter({outcome: int(mails) for outcome, mails in rows})


def _slot(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(minute=moment.minute // SLOT * SLOT, second=0, microsecond=0)

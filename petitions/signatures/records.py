"""What a House did to signatures, as tables: decisions, invalidations, the words it looks for; and whom news reach."""

import datetime
import enum
import math

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.columns import in_words
from petitions.database import Base
from petitions.signatures.models import Review
from petitions.texts import InLanguage


class Reason(enum.Enum):
    """Why a House hides what somebody wrote, or shows it."""

    FINE = "fine"
    RULE = "rule"
    """What the rule says that caught it."""
    INSULT = "insult"
    ADVERTISING = "advertising"
    PRIVATE = "private"
    """It tells what is nobody's business: a telephone number, an address."""
    INVENTED = "invented"
    UNSAFE = "unsafe"
    """It could endanger somebody."""
    OTHER = "other"


class Decision(Base):
    """What an organiser decided on one or more public names: the history, and what undoes it."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime.datetime]
    organiser_id: Mapped[int | None]
    """Who; None for a command."""
    review: Mapped[Review] = mapped_column(in_words(Review))
    reason: Mapped[Reason] = mapped_column(in_words(Reason))
    names: Mapped[int]
    """How many it was about."""
    is_undone: Mapped[bool] = mapped_column(default=False)


class Decided(Base):
    """A signature that a decision was about, and what was so before. Says nothing of the person."""

    __tablename__ = "decided"

    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True)
    signature_id: Mapped[int] = mapped_column(
        sa.ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[Review] = mapped_column(in_words(Review))


class Cause(enum.Enum):
    """Why signatures are found invalid."""

    PROGRAM = "program"
    INVENTED = "invented"
    TWICE = "twice"
    TEST = "test"
    OTHER = "other"


class Invalidation(Base):
    """Signatures that a House found invalid by a rule; they count again when it is released."""

    __tablename__ = "invalidation"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime.datetime]
    organiser_id: Mapped[int | None]
    cause: Mapped[Cause] = mapped_column(in_words(Cause))
    first_day: Mapped[datetime.date | None]
    last_day: Mapped[datetime.date | None]
    country: Mapped[str | None] = mapped_column(sa.String(2))
    domain_tag: Mapped[bytes | None]
    name_pattern: Mapped[str | None]
    """Gone with the list: it may be somebody's name."""
    last_id: Mapped[int]
    """The newest signature there was when it was counted: whoever came later is not meant."""
    signatures: Mapped[int] = mapped_column(default=0)
    """How many it took out of the count."""
    released_at: Mapped[datetime.datetime | None]


class WordList(InLanguage, Base):
    """The words of one language that a House wants to read first, a line each. Without a row the default list holds."""

    __tablename__ = "word_list"

    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str]


STRETCH = 10_000
"""Numbers that totals of readers take together: as many as are quickly read one by one."""


def stretch(number: int) -> int:
    """The stretch that a number lies in: the first one holds the numbers from 1 on."""
    return math.ceil(number / STRETCH)


class ReaderTally(Base):
    """How many of one stretch of a campaign agreed to news in one language and one country. Written by the tally alone; goes with
    the list."""

    __tablename__ = "reader_tally"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    stretch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    readers: Mapped[int] = mapped_column(default=0)


class UnsubscribeToken(Base):
    """A link in news that ends news to one signature, and can do nothing else."""

    __tablename__ = "unsubscribe_token"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(sa.ForeignKey("signature.id", ondelete="CASCADE"), unique=True)

"""The life of a campaign: its states, and the steps between them as rows, each with a day and a public note."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.columns import in_words
from petitions.database import Base
from petitions.images import PictureName
from petitions.texts import InLanguage, choose


class State(enum.Enum):
    """Where a campaign stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    OUTCOME = "outcome"


VISIBLE_STATES = frozenset({State.OPEN, State.CLOSED, State.HANDED_OVER, State.OUTCOME})
ENDED_STATES = VISIBLE_STATES - {State.OPEN}


class Outcome(enum.Enum):
    """What came of it. Whatever fits neither word is told in the note."""

    RELEASED = "released"
    SENTENCED = "sentenced"
    OTHER = "other"


class Protection(enum.Enum):
    """How carefully a campaign treats its signatories."""

    STANDARD = "standard"
    HIGH = "high"
    """For those whom a signature endangers: no public names, mails that say nothing, rounded numbers."""


class Move(enum.Enum):
    """What an organiser does with a campaign."""

    OPEN = "open"
    CLOSE = "close"
    HAND_OVER = "hand_over"
    OUTCOME = "outcome"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    RESTORE = "restore"


PUBLIC_MOVES = frozenset({Move.OPEN, Move.CLOSE, Move.HAND_OVER, Move.OUTCOME, Move.REOPEN})
"""Those that the campaign's page tells."""


class Step(Base):
    """A step of a campaign's life. Who made it is in the audit log, and not public."""

    __tablename__ = "campaign_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    move: Mapped[Move] = mapped_column(in_words(Move))
    outcome: Mapped[Outcome | None] = mapped_column(in_words(Outcome))
    on: Mapped[datetime.date]

    notes: Mapped[list["StepNote"]] = relationship(
        order_by="StepNote.language", lazy="selectin", cascade="all, delete-orphan"
    )

    def note(self, *languages: str) -> "StepNote | None":
        """What is said of it, in the first of `languages` in which anything is, else in any; None if nothing is."""
        by_language = {note.language: note for note in self.notes}
        found = (by_language[language] for language in languages if language in by_language)
        return next(found, self.notes[0] if self.notes else None)


class StepNote(InLanguage, Base):
    """The public note on a step in one language: a sentence or two."""

    __tablename__ = "campaign_step_note"

    step_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_step.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str]


class HandOver(Base):
    """That a list was given to the addressee: shown on the campaign's page, and the day from which retention counts."""

    __tablename__ = "hand_over"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    on: Mapped[datetime.date]
    sha256: Mapped[str | None]
    """The checksum of the file that was handed over."""
    photo: Mapped[str | None] = mapped_column(PictureName())
    """File name of the picture in the storage."""
    recorded_on: Mapped[datetime.date]

    texts: Mapped[list["HandOverText"]] = relationship(
        order_by="HandOverText.language", lazy="selectin", cascade="all, delete-orphan"
    )

    def text(self, *languages: str) -> "HandOverText":
        """Where, to whom, and what the photograph shows, in the first of `languages` that is written."""
        return choose(self.texts, *languages, "en")


class HandOverText(InLanguage, Base):
    """What is said of a hand-over in one language."""

    __tablename__ = "hand_over_text"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("hand_over.campaign_id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str]
    recipient: Mapped[str]
    """Who took it: "the President's office"."""
    photo_alt: Mapped[str]

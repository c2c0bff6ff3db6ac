"""Paper sheets as a table. What people write on them stays on paper: only how many signatures a sheet has is kept."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import PetitionText
from petitions.database import Base


class PaperSheet(Base):
    """One sheet that was made to be printed."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        sa.UniqueConstraint("batch", "number"),
        sa.CheckConstraint("signatures IS NULL OR signatures >= 0", name="no_fewer_than_none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    petition_text_id: Mapped[int] = mapped_column(sa.ForeignKey("petition_text.id"))
    """The version that is printed on it."""
    batch: Mapped[str]
    """Of the sheets that were made together: a few random signs."""
    number: Mapped[int]
    """Within its batch, from 1."""
    language: Mapped[str]
    made_at: Mapped[datetime.datetime]
    signatures: Mapped[int | None]
    """How many valid ones it came back with; None while it is out."""
    counted_at: Mapped[datetime.datetime | None]

    petition_text: Mapped[PetitionText] = relationship()

    @property
    def code(self) -> str:
        """What stands on it: "k7q2m-041"."""
        return f"{self.batch}-{self.number:03d}"

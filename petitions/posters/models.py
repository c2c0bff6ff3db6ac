"""Print runs as tables: who had which posters of a campaign packed into one file. The job itself is in jobs.Job."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign
from petitions.database import Base
from petitions.jobs import Job
from petitions.pdf.papers import Paper, Variant
from petitions.posters.checking import Finding
from petitions.posters.orders import Order


class PrintRun(Base):
    """All designs of a campaign as one zip, there for some days. It goes with its campaign."""

    __tablename__ = "print_run"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("job.id"), primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    organiser_id: Mapped[int | None]
    """Who asked for it."""
    languages: Mapped[str]
    papers: Mapped[str]
    variants: Mapped[str]
    """All three parted by blanks."""
    posters: Mapped[int] = mapped_column(default=0)
    """How many are in it, once it is made."""
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """Bytes."""
    rows: Mapped[list[list[str | None]]] = mapped_column("findings", sa.JSON, default=list)
    expires_at: Mapped[datetime.datetime | None]
    """Until when it can be fetched; None before it is made."""

    job: Mapped[Job] = relationship(lazy="joined")
    campaign: Mapped[Campaign] = relationship()

    @property
    def order(self) -> Order:
        """What was asked for."""
        papers, variants = map(Paper, self.papers.split()), map(Variant, self.variants.split())
        return Order(tuple(self.languages.split()), tuple(papers), tuple(variants))

    @property
    def findings(self) -> list[Finding]:
        """What there is to know of its posters, once they are made."""
        return [Finding.of(row) for row in self.rows]

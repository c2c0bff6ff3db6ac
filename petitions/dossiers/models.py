"""Exports as tables: who had which file made, and what opens it. The job itself is in jobs.Job."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign
from petitions.columns import in_words
from petitions.database import Base
from petitions.jobs import Job


class Kind(enum.Enum):
    """What is made of a signature list."""

    DOSSIER = "dossier"
    """The list on paper, and the table whose checksum its cover prints."""
    CSV = "csv"
    XLSX = "xlsx"


class Export(Base):
    """A signature list as files, encrypted on the disk of the instance and there for some days."""

    __tablename__ = "export"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("job.id"), primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"), index=True)
    organiser_id: Mapped[int]
    """Who asked for it."""
    kind: Mapped[Kind] = mapped_column(in_words(Kind))
    columns: Mapped[str]
    """Names of columns, parted by blanks."""
    language: Mapped[str]
    key: Mapped[bytes | None]
    """One half of what opens the files; the other is a secret in KEYS_PATH. None when they are gone."""
    expires_at: Mapped[datetime.datetime | None]
    """Until when the files can be fetched; None before they are made."""

    job: Mapped[Job] = relationship(lazy="joined")
    campaign: Mapped[Campaign] = relationship()
    files: Mapped[list["ExportFile"]] = relationship(order_by="ExportFile.name", lazy="selectin")


class ExportFile(Base):
    """One file of an export. Its row stays when the file is gone: the checksum is what a hand-over is checked by."""

    __tablename__ = "export_file"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("export.job_id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """What it is called when it is fetched."""
    size: Mapped[int]
    sha256: Mapped[str]

    export: Mapped[Export] = relationship(back_populates="files")

"""Exports as tables: who had which file made, and what opens it (the job itself is in jobs.Job). Letters that go with them."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign
from petitions.columns import in_words
from petitions.database import Base
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.jobs import Job
from petitions.texts import InLanguage


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
    profile: Mapped[Profile] = mapped_column(
        in_words(Profile), default=Profile.NAMES, server_default=sa.text("'names'")
    )
    order: Mapped[Order] = mapped_column(in_words(Order), default=Order.NUMBER, server_default=sa.text("'number'"))
    lanes: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    has_letter: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    is_signed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """With the certificate of the House."""
    volume_pages: Mapped[int | None]
    """Pages of rows in each volume of the list on paper; None: it is one file."""
    key: Mapped[bytes | None]
    """One half of what opens the files; the other is a secret in KEYS_PATH. None when they are gone."""
    expires_at: Mapped[datetime.datetime | None]
    """Until when the files can be fetched; None before they are made."""

    job: Mapped[Job] = relationship(lazy="joined")
    campaign: Mapped[Campaign] = relationship()
    files: Mapped[list["ExportFile"]] = relationship(order_by="ExportFile.name", lazy="selectin")

    @property
    def choices(self) -> Choices:
        """What is made of the list."""
        return Choices(self.profile, self.order, self.lanes, self.has_letter)

    @property
    def needs_keys(self) -> bool:
        """Whether it is made with the keys of the House."""
        return self.choices.has_list or self.is_signed


class ExportFile(Base):
    """One file of an export. Its row stays when the file is gone: the checksum is what a hand-over is checked by."""

    __tablename__ = "export_file"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("export.job_id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """What it is called when it is fetched."""
    size: Mapped[int]
    sha256: Mapped[str]

    export: Mapped[Export] = relationship(back_populates="files")


class CoverLetter(Base):
    """The letter that goes to the addressee before a dossier of the campaign."""

    __tablename__ = "cover_letter"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str]
    """The addressee's. The other one in which it is written is the campaign's main language."""

    texts: Mapped[list["CoverLetterText"]] = relationship(
        order_by="CoverLetterText.language", lazy="selectin", cascade="all, delete-orphan"
    )


class CoverLetterText(InLanguage, Base):
    """The letter in one language, as an organiser writes it."""

    __tablename__ = "cover_letter_text"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cover_letter.campaign_id", ondelete="CASCADE"), primary_key=True
    )
    recipient: Mapped[str]
    """Name and address, line by line."""
    place: Mapped[str]
    """Where it is written; the day is that of the dossier."""
    body: Mapped[str]
    """From salutation to closing words. Figures stand as signs in it, see dossiers.letters."""
    signature: Mapped[str]
    """Who signs, line by line."""

    @property
    def is_whole(self) -> bool:
        """Whether there is a letter."""
        return bool(self.body)

"""Houses, organisations and House keys as tables."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.columns import in_words
from petitions.database import Base
from petitions.images import PictureName
from petitions.texts import InLanguage, choose


class House(Base):
    """A Human Rights House: it runs campaigns and is the controller of the signatures it collects."""

    __tablename__ = "house"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str] = mapped_column(sa.String(2))
    site: Mapped[str | None]
    contact: Mapped[str]
    """The mail address for questions of privacy, shown on the privacy page."""
    sender: Mapped[str]
    """The address from which its mail goes out."""
    logo: Mapped[str | None] = mapped_column(PictureName)

    texts: Mapped[list["HouseText"]] = relationship(
        order_by="HouseText.language", lazy="selectin", cascade="all, delete-orphan"
    )
    keys: Mapped[list["HouseKey"]] = relationship(order_by="HouseKey.id", back_populates="house")

    def text(self, *languages: str) -> "HouseText":
        """Its name and address in the first of `languages` that is written."""
        return choose(self.texts, *languages, "en")


class HouseText(InLanguage, Base):
    """What a House is called in one language."""

    __tablename__ = "house_text"

    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    city: Mapped[str]
    controller: Mapped[str]
    """Legal name and postal address, for the privacy page."""


class Organisation(Base):
    """A member organisation of the network."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    house_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house.id"), index=True)
    country: Mapped[str] = mapped_column(sa.String(2))
    site: Mapped[str | None]
    logo: Mapped[str | None] = mapped_column(PictureName)

    texts: Mapped[list["OrganisationText"]] = relationship(
        order_by="OrganisationText.language", lazy="selectin", cascade="all, delete-orphan"
    )

    def text(self, *languages: str) -> "OrganisationText":
        """Its name in the first of `languages` that is written."""
        return choose(self.texts, *languages, "en")


class OrganisationText(InLanguage, Base):
    """What a member organisation is called in one language."""

    __tablename__ = "organisation_text"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]


class HouseKey(Base):
    """A key pair of a House. Everyone may seal for it; only holders of a wrap open."""

    __tablename__ = "house_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    public_key: Mapped[bytes]
    created_on: Mapped[datetime.date]
    retired_on: Mapped[datetime.date | None]
    """Since when it seals nothing new; old rows still open with it."""
    left_on: Mapped[datetime.date | None]
    """Since when somebody knows it who no longer should: the House is offered a new pair."""

    house: Mapped[House] = relationship(back_populates="keys")
    wraps: Mapped[list["HouseKeyWrap"]] = relationship(order_by="HouseKeyWrap.id")


class WrapKind(enum.Enum):
    """By what a wrap of the private key opens."""

    PASSPHRASE = "passphrase"
    """By a passphrase of its own, made on the command line."""
    READER = "reader"
    """By the reading key of an organiser."""
    RECOVERY = "recovery"
    """By the network's recovery key, which is kept offline."""


class HouseKeyWrap(Base):
    """The private key of a House, locked for one holder."""

    __tablename__ = "house_key_wrap"
    __table_args__ = (
        sa.UniqueConstraint("key_id", "reading_key_id"),
        sa.UniqueConstraint("key_id", "recovery_key_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("house_key.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WrapKind] = mapped_column(in_words(WrapKind))
    holder: Mapped[str]
    """Who holds the passphrase: a label that the administrators understand. Empty for other kinds."""
    reading_key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reading_key.id", ondelete="CASCADE"), index=True)
    recovery_key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recovery_key.id"))
    salt: Mapped[bytes]
    """Of the passphrase; empty where a key opens it."""
    wrapped: Mapped[bytes]


class HouseCertificate(Base):
    """The certificate with which a House signs documents. What it says is public; its key is sealed like the names."""

    __tablename__ = "house_certificate"

    house_id: Mapped[int] = mapped_column(
        sa.ForeignKey("house.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("house_key.id"), index=True)
    """For which key pair it is sealed."""
    holder: Mapped[str]
    fingerprint: Mapped[bytes]
    first_at: Mapped[datetime.datetime]
    last_at: Mapped[datetime.datetime]
    sealed: Mapped[bytes]


class ReadingKey(Base):
    """The key pair of an organiser who reads names. House keys are sealed to it; a passphrase locks its private half.

    A House key can so be given to somebody without anybody else knowing that person's passphrase. One whose passphrase is
    forgotten stays beside the newer one: the paper may turn up again.
    """

    __tablename__ = "reading_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    is_draft: Mapped[bool]
    """Its passphrase has not been typed back yet: nothing is sealed to it."""
    public_key: Mapped[bytes]
    salt: Mapped[bytes]
    wrapped: Mapped[bytes]
    created_on: Mapped[datetime.date]


class RecoveryKey(Base):
    """The network's way back in, when a House has lost every passphrase. Only the public half is here."""

    __tablename__ = "recovery_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    created_on: Mapped[datetime.date]
    retired_on: Mapped[datetime.date | None]


class Unlock(Base):
    """Private keys of a House, open to one browser for some minutes: locked under the secret in its cookie."""

    __tablename__ = "unlock"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime.datetime] = mapped_column(index=True)
    locked: Mapped[bytes]


class TicketHolder(Base):
    """A process that may hold private keys in its memory while it does a job."""

    __tablename__ = "ticket_holder"

    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    """Its private half was never outside that process."""
    beat_at: Mapped[datetime.datetime]


class Ticket(Base):
    """The private keys that one job needs. The first process that claims it has it, alone."""

    __tablename__ = "ticket"

    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issued_at: Mapped[datetime.datetime]
    claimed_by: Mapped[str | None]


class TicketCopy(Base):
    """A ticket, sealed to one of the processes that lived when it was issued."""

    __tablename__ = "ticket_copy"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("ticket.job_id", ondelete="CASCADE"), primary_key=True)
    holder_id: Mapped[str] = mapped_column(sa.ForeignKey("ticket_holder.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]

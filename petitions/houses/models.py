"""Houses, organisations and House keys as tables."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.database import Base
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

    texts: Mapped[list["HouseText"]] = relationship(order_by="HouseText.language", lazy="selectin")
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

    texts: Mapped[list["OrganisationText"]] = relationship(order_by="OrganisationText.language", lazy="selectin")

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

    house: Mapped[House] = relationship(back_populates="keys")
    wraps: Mapped[list["HouseKeyWrap"]] = relationship(order_by="HouseKeyWrap.id")


class WrapKind(enum.Enum):
    """By what a wrap of the private key opens."""

    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"


class HouseKeyWrap(Base):
    """The private key of a House, locked for one holder."""

    __tablename__ = "house_key_wrap"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("house_key.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WrapKind] = mapped_column(
        sa.Enum(WrapKind, native_enum=False, values_callable=lambda kinds: [k.value for k in kinds])
    )
    holder: Mapped[str]
    """Who holds the passphrase: a label that the administrators understand."""
    salt: Mapped[bytes]
    wrapped: Mapped[bytes]

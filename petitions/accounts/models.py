"""Organisers, their Houses and sessions, invitations and the audit log as tables."""

import datetime
import enum

import sqlalchemy as sa
from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.accounts.rights import RIGHTS, Right, Role
from petitions.columns import in_words
from petitions.database import Base
from petitions.houses.models import House


class Organiser(Base, UserMixin):
    """Somebody who signs in. Columns whose names do not say enough are the library's (Flask-Security)."""

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    """The language of the pages and mails for this organiser."""
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    is_network_administrator: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    """What a session cookie names; a new one ends all sessions."""
    fs_webauthn_user_handle: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    """The secret of the authenticator app, encrypted under a secret of KEYS_PATH."""
    totp_counter: Mapped[int | None]
    """The time step of the last code that was used: no code is taken twice (RFC 6238, section 5.2)."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(sa.JSON()))
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes: of two that use up the same code at once, one fails."""

    memberships: Mapped[list["Membership"]] = relationship(back_populates="organiser", order_by="Membership.id")
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]  # our table of the library's mixin
        back_populates="organiser", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # declared so by SQLAlchemy

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app or a passkey is set up."""
        return bool(self.tf_primary_method or self.webauthn)

    def role_in(self, house: House) -> Role | None:
        """What this organiser is in `house`."""
        return next((member.role for member in self.memberships if member.house_id == house.id), None)

    def may(self, right: Right, house: House | None = None) -> bool:
        """Whether this organiser has `right`, in `house` if it is a right in a House."""
        if right is Right.SELF:
            return True
        if right is Right.NETWORK:
            return self.is_network_administrator
        role = self.role_in(house) if house else None
        return role is not None and right in RIGHTS[role]

    def manages(self, house: House) -> bool:
        """Whether this organiser is an administrator of `house`."""
        return self.may(Right.MANAGE, house)

    def house_ids(self, right: Right) -> list[int]:
        """The Houses in which this organiser has `right`."""
        return [member.house_id for member in self.memberships if right in RIGHTS[member.role]]


class Passkey(Base, WebAuthnMixin):
    """A passkey of an organiser (WebAuthn credential)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(sa.JSON())
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    lastuse_datetime: Mapped[datetime.datetime]

    organiser: Mapped[Organiser] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, int]:
        """How the library finds the organiser of a passkey."""
        return {"id": self.user_id}


class Membership(Base):
    """That an organiser belongs to a House, and as what."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("organiser_id", "house_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    role: Mapped[Role] = mapped_column(in_words(Role))

    organiser: Mapped[Organiser] = relationship(back_populates="memberships")
    house: Mapped[House] = relationship(lazy="joined")


class Invitation(Base):
    """A link in a mail that makes somebody an organiser of a House, or a network administrator where there is no House."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    email: Mapped[str]
    house_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house.id"), index=True)
    role: Mapped[Role | None] = mapped_column(in_words(Role))
    language: Mapped[str]
    expires_at: Mapped[datetime.datetime]

    house: Mapped[House | None] = relationship(lazy="joined")


class OrganiserSession(Base):
    """One sign-in on one device. Its cookie counts for as long as its row stands."""

    __tablename__ = "organiser_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    device: Mapped[str]
    """Browser and system in two words: "Firefox, Android". No address, no whole user agent."""
    begun_at: Mapped[datetime.datetime]
    seen_on: Mapped[datetime.date]


class What(enum.Enum):
    """What the audit log can say."""

    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation accepted"
    INVITATION_TAKEN_BACK = "invitation taken back"
    ROLE_CHANGED = "role changed"
    MEMBER_REMOVED = "member removed"
    SIGNED_IN = "signed in"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    PASSWORD_CHANGED = "password changed"  # words of the log
    SECOND_FACTOR_ADDED = "second factor added"
    SECOND_FACTOR_REMOVED = "second factor removed"
    RECOVERY_CODES_MADE = "recovery codes made"
    WRONG_SECOND_FACTOR = "wrong second factor"


class AuditEntry(Base):
    """Something that was done: never changed, never deleted, each entry bound to the one before it by a hash."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime]
    organiser_id: Mapped[int | None]
    """Who did it; None for a command or the worker."""
    house_id: Mapped[int | None] = mapped_column(index=True)
    what: Mapped[str]
    thing: Mapped[str]
    """On what: "campaign 3", "organiser 7". Never signatory data."""
    titles: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    """What parts of `thing` were called then. None in lines that are older than this column."""
    digest: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 over the entry and the digest of the entry before."""

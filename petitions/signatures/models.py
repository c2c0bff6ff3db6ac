"""Signatures and the tally as tables. What names a person is in `sealed`, or public by that person's own choice."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign, PetitionText
from petitions.columns import in_words
from petitions.database import Base
from petitions.signatures import conditions


class State(enum.Enum):
    """The life of a signature."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    """Taken back by its signatory."""
    REJECTED = "rejected"
    """"This was not me"."""
    INVALIDATED = "invalidated"
    """Struck out by the House."""


class Visibility(enum.Enum):
    """Who may see the name."""

    PUBLIC = "public"
    RECIPIENT = "recipient"
    COUNTED = "counted"


NAMED_ON_LIST = frozenset({Visibility.PUBLIC, Visibility.RECIPIENT})


class Review(enum.Enum):
    """What becomes of a public name and its comment."""

    WAITING = "waiting"
    """A rule caught it: the House reads it first."""
    SHOWN = "shown"
    NAMED = "named"
    """The name is shown, the comment is not."""
    HIDDEN = "hidden"


NAME_SHOWN = frozenset({Review.SHOWN, Review.NAMED})


_EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Compared byte by byte, so that the beginning of a name is found in the index."""


class Signature(Base):
    """One signature, sealed."""

    __tablename__ = "signature"
    __table_args__ = (
        # One confirmed signature a person; two people may share an address.
        sa.Index(
            "uq_signature_confirmed", "campaign_id", "tag", "person", unique=True,
            sqlite_where=sa.text("state = 'confirmed'"), postgresql_where=sa.text("state = 'confirmed'"),
        ),
        sa.Index("ix_signature_tag", "campaign_id", "tag"),
        # What is to be erased if it stays so: read every ten minutes.
        sa.Index(
            "ix_signature_pending", "day",
            sqlite_where=sa.text(conditions.IS_PENDING), postgresql_where=sa.text(conditions.IS_PENDING),
        ),
        # What the tally looks for, each second: small however long the list is.
        sa.Index(
            "ix_signature_unnumbered", "id",
            sqlite_where=sa.text(conditions.IS_UNNUMBERED), postgresql_where=sa.text(conditions.IS_UNNUMBERED),
        ),
        sa.Index(
            "ix_signature_uncounted", "id",
            sqlite_where=sa.text(conditions.IS_UNCOUNTED), postgresql_where=sa.text(conditions.IS_UNCOUNTED),
        ),
        sa.Index(
            "ix_signature_unnoted", "id",
            sqlite_where=sa.text(conditions.IS_UNNOTED), postgresql_where=sa.text(conditions.IS_UNNOTED),
        ),
        sa.Index(
            "ix_signature_miscounted_reader", "id",
            sqlite_where=sa.text(conditions.IS_MISCOUNTED_READER), postgresql_where=sa.text(conditions.IS_MISCOUNTED_READER),
        ),
        # What waits to be read: few, among however many.
        sa.Index(
            "ix_signature_waiting", "campaign_id",
            sqlite_where=sa.text(conditions.IS_WAITING), postgresql_where=sa.text(conditions.IS_WAITING),
        ),
        sa.Index(
            "uq_signature_number", "campaign_id", "number", unique=True,
            sqlite_where=sa.text("number IS NOT NULL"), postgresql_where=sa.text("number IS NOT NULL"),
        ),
        # The list by country.
        sa.Index(
            "ix_signature_country", "campaign_id", "country", "number",
            sqlite_where=sa.text("number IS NOT NULL"), postgresql_where=sa.text("number IS NOT NULL"),
        ),
        # What the House goes through: the queue, repeats of a name, and what a rule of invalidation means.
        sa.Index(
            "ix_signature_review", "campaign_id", "review", "id", "language", "caught",
            sqlite_where=sa.text(conditions.IS_PUBLIC), postgresql_where=sa.text(conditions.IS_PUBLIC),
        ),
        sa.Index(
            "ix_signature_name", "campaign_id", "folded_name", "review", "day",
            sqlite_where=sa.text(conditions.HAS_NAME), postgresql_where=sa.text(conditions.HAS_NAME),
        ),
        sa.Index(
            "ix_signature_day", "campaign_id", "day", "country",
            sqlite_where=sa.text("state = 'confirmed'"), postgresql_where=sa.text("state = 'confirmed'"),
        ),
        sa.Index(
            "ix_signature_domain", "campaign_id", "domain_tag", "day",
            sqlite_where=sa.text(conditions.HAS_DOMAIN), postgresql_where=sa.text(conditions.HAS_DOMAIN),
        ),
        # Whom news may be sent to, counted when they are. All that is asked is in it: for what its condition alone knows, SQLite
        # would read the rows.
        sa.Index(
            "ix_signature_news", "campaign_id", "state", "language", "country", "wants_news", "key_id", "number",
            sqlite_where=sa.text("number IS NOT NULL"), postgresql_where=sa.text("number IS NOT NULL"),
        ),
        sa.Index(
            "ix_signature_invalidation", "invalidation_id",
            sqlite_where=sa.text("invalidation_id IS NOT NULL"),
            postgresql_where=sa.text("invalidation_id IS NOT NULL"),
        ),
        sa.CheckConstraint("person IN (1, 2)", name="two_people_an_address"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    petition_text_id: Mapped[int] = mapped_column(sa.ForeignKey("petition_text.id"))
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("house_key.id"))
    """The House key that it is sealed for."""
    state: Mapped[State] = mapped_column(in_words(State))
    visibility: Mapped[Visibility] = mapped_column(in_words(Visibility))
    country: Mapped[str] = mapped_column(sa.String(2))
    language: Mapped[str]
    day: Mapped[datetime.date]
    """When it was signed. No exact time is kept of anything a signatory does."""
    mailed_on: Mapped[datetime.date | None]
    """When the mail server accepted the mail: from then on a pending signature has seven days."""
    unreachable_on: Mapped[datetime.date | None]
    """When its mail was refused for good, or came back."""

    sealed: Mapped[bytes | None]
    house_wrap: Mapped[bytes | None]
    token_wrap: Mapped[bytes | None]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    tag: Mapped[bytes]
    domain_tag: Mapped[bytes | None]
    """A mark of the mail domain, kept for some weeks: programs that sign in bulk are told by it."""
    code_mark: Mapped[bytes | None]
    """A mark of the code in its mail, by which somebody confirms who presses no links; gone when it is pending no more."""
    code_locked: Mapped[bytes | None]
    """The token to which that code leads, locked under the secret of the outbox of the day: it is of use for as long as that."""
    person: Mapped[int] = mapped_column(default=1)
    fingerprint: Mapped[bytes | None] = mapped_column(unique=True)
    """A mark of the form that was sent: the same one sent twice within ten minutes is one signature."""

    number: Mapped[int | None]
    """Its place in the public count, given by the tally."""
    is_counted: Mapped[bool] = mapped_column(default=False)
    """Whether the public total includes it."""
    noted: Mapped[int] = mapped_column(sa.SmallInteger, server_default=sa.text("0"))
    """What the totals of its day know: 0 nothing, 1 that it was made, 2 that its mail was accepted, 3 that it reaches nobody."""

    wants_news: Mapped[bool | None]
    """Whether news may be sent to it; False once its owner has ended them. None: signed before this was kept, the seal says."""
    is_reader: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether the totals of readers include it."""

    public_name: Mapped[str | None]
    public_comment: Mapped[str | None]
    folded_name: Mapped[str | None] = mapped_column(_EXACT)
    """The public name in small letters without accents: by it repeats are counted, and names are looked for."""
    review: Mapped[Review | None] = mapped_column(in_words(Review))
    caught: Mapped[str | None]
    """The rules that caught the public name or comment, by name, with blanks between them."""
    invalidation_id: Mapped[int | None]
    """What took it out of the count. Not bound by the database: SQLite would write the whole table anew for that."""

    campaign: Mapped[Campaign] = relationship()
    petition_text: Mapped[PetitionText] = relationship()

    @property
    def shown_comment(self) -> str | None:
        """The public comment, if it is shown beside the name."""
        return self.public_comment if self.review is Review.SHOWN else None


IS_CONFIRMED = Signature.state == sa.literal_column("'confirmed'")
"""Said with the word itself: SQLite answers out of a partial index alone only where it reads the very same condition."""


class WithdrawalToken(Base):
    """A further link that can withdraw a signature and nothing else: sent when its address signs again."""

    __tablename__ = "withdrawal_token"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(sa.ForeignKey("signature.id", ondelete="CASCADE"), index=True)

    signature: Mapped[Signature] = relationship()


class Tally(Base):
    """The public total of a campaign. Written by the tally alone."""

    __tablename__ = "tally"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    confirmed: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)


class DayTally(Base):
    """What happened on one day of a campaign. Kept when the list is erased: it counts, and tells two people apart by nothing."""

    __tablename__ = "day_tally"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    """Forms that were sent, and stored."""
    mailed: Mapped[int] = mapped_column(default=0)
    """Mails about them that the mail server accepted."""
    unreachable: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """Mails about them that were refused for good, or came back."""
    confirmed: Mapped[int] = mapped_column(default=0)
    """By how many the public total rose."""
    gone: Mapped[int] = mapped_column(default=0)
    """By how many it fell: withdrawn, or found invalid."""


class Share(enum.Enum):
    """By what the public total is divided, besides by country."""

    LANGUAGE = "language"
    VISIBILITY = "visibility"


class ShareTally(Base):
    """The public total of a campaign in one language, or of one visibility."""

    __tablename__ = "share_tally"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    share: Mapped[Share] = mapped_column(in_words(Share), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    confirmed: Mapped[int] = mapped_column(default=0)


class CountryTally(Base):
    """The public total of a campaign in one country."""

    __tablename__ = "country_tally"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    confirmed: Mapped[int] = mapped_column(default=0)


class Retention(Base):
    """How long the list of a campaign is kept after its hand-over, and that it was erased. No row: the default."""

    __tablename__ = "retention"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    days: Mapped[int]
    erased_on: Mapped[datetime.date | None]
    erased_rows: Mapped[int] = mapped_column(default=0)


class ErasureWarning(Base):
    """That administrators were told so many days before a list is erased on a day: each is told once."""

    __tablename__ = "erasure_warning"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    erased_on: Mapped[datetime.date] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)


class TextTally(Base):
    """How many of a campaign's total signed one version of the petition text."""

    __tablename__ = "text_tally"

    petition_text_id: Mapped[int] = mapped_column(
        sa.ForeignKey("petition_text.id", ondelete="CASCADE"), primary_key=True
    )
    confirmed: Mapped[int] = mapped_column(default=0)

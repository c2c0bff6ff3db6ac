"""Updates as tables."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign
from petitions.database import Base
from petitions.houses.sendings import Sending
from petitions.signatures.mailing_list import Choice
from petitions.texts import InLanguage, choose


class Update(Base):
    """A piece of news, of one campaign or of the whole network."""

    __tablename__ = "update"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    published_on: Mapped[datetime.date]
    """Of a draft: the day on which it was begun."""
    is_draft: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the public does not see it (yet, or any more)."""
    keeps_address: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether it has been published: until then its address follows its title."""
    changed_at: Mapped[datetime.datetime | None]
    """When its words were last changed; None: on the day on which it was published."""

    campaign: Mapped[Campaign | None] = relationship()
    texts: Mapped[list["UpdateText"]] = relationship(
        order_by="UpdateText.language", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def changed(self) -> datetime.datetime:
        """When it became what it is."""
        return self.changed_at or datetime.datetime.combine(self.published_on, datetime.time(), datetime.UTC)

    def text(self, *languages: str) -> "UpdateText":
        """Its words in the first of `languages` that is written, else in the main language of its campaign."""
        return choose(self.texts, *languages, self.campaign.language if self.campaign else "en")


class UpdateText(InLanguage, Base):
    """A piece of news in one language."""

    __tablename__ = "update_text"

    update_id: Mapped[int] = mapped_column(sa.ForeignKey("update.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    """Markdown."""

    @property
    def is_whole(self) -> bool:
        """Whether there is a title, and something below it."""
        return bool(self.title and self.body)


class Mailing(Sending, Base):
    """News on their way to signatories who agreed to get them. It names nobody: it knows numbers of signatures."""

    __tablename__ = "mailing"

    update_id: Mapped[int] = mapped_column(sa.ForeignKey("update.id", ondelete="CASCADE"), index=True)
    languages: Mapped[str]
    """Of the signatories who are meant, parted by blanks; none: all."""
    countries: Mapped[str]
    last_number: Mapped[int]
    """Whoever has a higher number signed after it was asked for."""
    cursor: Mapped[int] = mapped_column(default=0)
    """Everybody up to this number has been looked at: no process looks at them again."""

    update: Mapped[Update] = relationship(lazy="joined")

    @classmethod
    def is_of(cls, house_id: int) -> sa.ColumnElement[bool]:
        """What is true of those to signatories of a House."""
        return cls.update_id.in_(sa.select(Update.id).join(Update.campaign).where(Campaign.house_id == house_id))

    @property
    def choice(self) -> Choice:
        """Who is meant."""
        return Choice(frozenset(self.languages.split()), frozenset(self.countries.split()))


class MailingAgain(Base):
    """A number whose mail was taken back out of the outbox, or found there by a worker when it was stopped.

    It is owed again when the mailing goes on; when it was stopped, by another one.
    """

    __tablename__ = "mailing_again"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("mailing.job_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

"""Updates as tables."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.database import Base
from petitions.texts import InLanguage, choose


class Update(Base):
    """A piece of news, of one campaign or of the whole network."""

    __tablename__ = "update"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    published_on: Mapped[datetime.date]

    texts: Mapped[list["UpdateText"]] = relationship(order_by="UpdateText.language", lazy="selectin")

    def text(self, *languages: str) -> "UpdateText":
        """Its words in the first of `languages` that is written."""
        return choose(self.texts, *languages, "en")


class UpdateText(InLanguage, Base):
    """A piece of news in one language."""

    __tablename__ = "update_text"

    update_id: Mapped[int] = mapped_column(sa.ForeignKey("update.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    """Markdown."""

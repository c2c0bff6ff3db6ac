"""Campaigns, defenders and petition texts as tables."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.framing import USUAL, Framed
from petitions.campaigns.life import ENDED_STATES, VISIBLE_STATES, Outcome, Protection, State, Step
from petitions.columns import in_words
from petitions.database import Base
from petitions.houses.models import House, Organisation
from petitions.texts import InLanguage, choose

__all__ = [
    "ENDED_STATES", "VISIBLE_STATES", "Campaign", "CampaignText", "Defender", "DefenderText", "Endorsement", "Milestone",
    "MilestoneText", "Outcome", "PetitionText", "PetitionTextTranslation", "Protection", "Signal", "State", "Step",
]  # fmt: skip


class Signal(enum.Enum):
    """The one colour of a campaign. A closed set: each has a contrast of 7:1 or more on black."""

    AMBER = "#ffd60a"
    CORAL = "#ff7a59"
    MINT = "#4fd6a5"
    SKY = "#63d2ff"
    ROSE = "#ff8fb8"
    LIME = "#b7e34a"


class Campaign(Framed, Base):
    """A call of a House for one or more defenders, addressed to somebody who can act."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    language: Mapped[str]
    """The main language: what a reader gets where a translation is missing."""
    state: Mapped[State] = mapped_column(in_words(State))
    signal: Mapped[Signal] = mapped_column(sa.Enum(Signal, native_enum=False))
    goal: Mapped[int]
    opened_on: Mapped[datetime.date | None]
    closed_on: Mapped[datetime.date | None]
    outcome: Mapped[Outcome | None] = mapped_column(in_words(Outcome))
    """What came of it; the words are in the texts."""
    archived_on: Mapped[datetime.date | None]
    """Since when it is on no list of campaigns; its address still leads to it."""
    protection: Mapped[Protection] = mapped_column(
        in_words(Protection), default=Protection.STANDARD, server_default=sa.text("'standard'")
    )
    changed_at: Mapped[datetime.datetime]

    house: Mapped[House] = relationship(lazy="joined")
    texts: Mapped[list["CampaignText"]] = relationship(order_by="CampaignText.language", lazy="selectin")
    defenders: Mapped[list["Defender"]] = relationship(order_by="Defender.position", back_populates="campaign")
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.on, Milestone.id", back_populates="campaign"
    )
    petition_texts: Mapped[list["PetitionText"]] = relationship(order_by="PetitionText.version")
    endorsements: Mapped[list["Endorsement"]] = relationship(order_by="Endorsement.position")
    steps: Mapped[list[Step]] = relationship(order_by="Step.id")

    def text(self, *languages: str) -> "CampaignText":
        """Its words in the first of `languages` that is written, else in its main language."""
        return choose(self.texts, *languages, self.language)

    def name(self, *languages: str) -> str:
        """What it is called, even while its title is not written yet."""
        return self.text(*languages).title or self.text().title or self.slug

    @property
    def is_open(self) -> bool:
        """Whether it takes signatures."""
        return self.state is State.OPEN

    @property
    def is_careful(self) -> bool:
        """Whether its signatories are protected more than others."""
        return self.protection is Protection.HIGH

    @property
    def petition_text(self) -> "PetitionText":
        """The version of the petition text that whoever signs now signs."""
        return self.petition_texts[-1]

    @property
    def first_defender(self) -> "Defender | None":
        """The person the campaign is for in the first place, if it is for persons."""
        return self.defenders[0] if self.defenders else None


NEEDED = ("title", "headline", "demand", "summary", "addressee", "salutation", "call", "poster_title")
"""What the words of a campaign must hold in each of its languages."""


class CampaignText(InLanguage, Base):
    """The words of a campaign in one language. Lines of the headline are parted by newlines: 1 to 3, as on the poster."""

    __tablename__ = "campaign_text"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    """One line, as in a list: "Free Rasul Jafarov"."""
    headline: Mapped[str]
    demand: Mapped[str]
    summary: Mapped[str]
    """One or two sentences for a card, a search engine, a messenger's preview."""
    addressee: Mapped[str]
    """Who is asked, as the subject of a sentence: "the President of Azerbaijan"."""
    salutation: Mapped[str]
    """The first line of the letter: "To the President of Azerbaijan"."""
    call: Mapped[str]
    """The word on the button: "Sign for Rasul"."""
    portrait_alt: Mapped[str]
    poster_title: Mapped[str]
    """The invitation above the posters: "Put him on the wall"."""
    outcome: Mapped[str | None]
    """What came of it, in a sentence. Set when the campaign has ended."""
    outcome_headline: Mapped[str | None]
    fellows: Mapped[str | None]
    """A sentence on those whom the call is for, too."""
    backing: Mapped[str | None]
    """A sentence on who stands behind it: "More than 100 organisations in 13 countries"."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing that every page needs is missing."""
        return all(getattr(self, field) for field in NEEDED)

    @property
    def headline_lines(self) -> list[str]:
        """The headline, line by line."""
        return self.headline.splitlines()

    @property
    def outcome_lines(self) -> list[str]:
        """The headline of the outcome, line by line; the campaign's own while there is none."""
        return (self.outcome_headline or self.headline).splitlines()


class Defender(Framed, Base):
    """A person a campaign is for."""

    __tablename__ = "defender"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    arrested_on: Mapped[datetime.date | None]
    sentenced_on: Mapped[datetime.date | None]
    released_on: Mapped[datetime.date | None]
    # Columns that came later: the database fills them in where they were not there.
    face_x: Mapped[float] = mapped_column(default=USUAL[0], server_default=str(USUAL[0]))
    face_y: Mapped[float] = mapped_column(default=USUAL[1], server_default=str(USUAL[1]))
    face_width: Mapped[float] = mapped_column(default=USUAL[2], server_default=str(USUAL[2]))
    face_height: Mapped[float] = mapped_column(default=USUAL[3], server_default=str(USUAL[3]))

    campaign: Mapped[Campaign] = relationship(back_populates="defenders")
    texts: Mapped[list["DefenderText"]] = relationship(order_by="DefenderText.language", lazy="selectin")

    def text(self, *languages: str) -> "DefenderText":
        """Name and story in the first of `languages` that is written, else in the main language of the campaign."""
        return choose(self.texts, *languages, self.campaign.language)

    def days_in_prison(self, today: datetime.date) -> int | None:
        """Whole days from the arrest to the release, or to `today`; None if there was no arrest."""
        return max(0, ((self.released_on or today) - self.arrested_on).days) if self.arrested_on else None


class DefenderText(InLanguage, Base):
    """Who a defender is, in one language."""

    __tablename__ = "defender_text"

    defender_id: Mapped[int] = mapped_column(sa.ForeignKey("defender.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    heading: Mapped[str]
    """Above the story: "Who he is"."""
    story: Mapped[str]
    """Markdown; its first paragraph is the lead."""
    sentence: Mapped[str | None]
    """What a court made of it: "Six and a half years in prison"."""
    portrait_alt: Mapped[str | None]

    @property
    def is_whole(self) -> bool:
        """Whether the story can be told."""
        return bool(self.heading and self.story)


class Milestone(Base):
    """Something that happened, on a day."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    on: Mapped[datetime.date]
    until: Mapped[datetime.date | None]
    is_whole_year: Mapped[bool] = mapped_column(default=False)
    """Whether only the year (or years) is said."""

    campaign: Mapped[Campaign] = relationship(back_populates="milestones")
    texts: Mapped[list["MilestoneText"]] = relationship(order_by="MilestoneText.language", lazy="selectin")

    def text(self, *languages: str) -> "MilestoneText":
        """What happened, in the first of `languages` that is written, else in the main language of the campaign."""
        return choose(self.texts, *languages, self.campaign.language)


class MilestoneText(InLanguage, Base):
    """What happened, in one language: one sentence."""

    __tablename__ = "milestone_text"

    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str]

    @property
    def is_whole(self) -> bool:
        """Whether it says anything."""
        return bool(self.what)


class PetitionText(Base):
    """A version of the words that are signed. Never changed once somebody signed: a change is a new version."""

    __tablename__ = "petition_text"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    changes: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """How often its words were changed before anybody signed them."""
    is_signed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether anybody ever signed it, confirmed or not: from then on its words stay."""
    adopted_on: Mapped[datetime.date]

    texts: Mapped[list["PetitionTextTranslation"]] = relationship(
        order_by="PetitionTextTranslation.language", lazy="selectin"
    )

    def text(self, *languages: str) -> "PetitionTextTranslation":
        """The words in the first of `languages` that is written."""
        return choose(self.texts, *languages, "en")

    @property
    def edition(self) -> str:
        """What a form carries, so that a signature belongs to the words that its signatory saw: "2.0"."""
        return f"{self.version}.{self.changes}"


class PetitionTextTranslation(InLanguage, Base):
    """The petition text in one language, in Markdown."""

    __tablename__ = "petition_text_translation"

    petition_text_id: Mapped[int] = mapped_column(
        sa.ForeignKey("petition_text.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[str]

    @property
    def is_whole(self) -> bool:
        """Whether it says anything."""
        return bool(self.body)


class Endorsement(Base):
    """A House or a member organisation that stands behind a campaign."""

    __tablename__ = "endorsement"
    __table_args__ = (
        sa.CheckConstraint("(house_id is null) <> (organisation_id is null)", name="one_endorser"),
        sa.UniqueConstraint("campaign_id", "house_id"),
        sa.UniqueConstraint("campaign_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    house_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    position: Mapped[int]

    house: Mapped[House | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def endorser(self) -> House | Organisation | None:
        """Who it is."""
        return self.house or self.organisation

    def name(self, *languages: str) -> str:
        """What the endorser is called."""
        return self.endorser.text(*languages).name if self.endorser else ""

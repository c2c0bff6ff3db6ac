"""Events and RSVPs as tables. Who comes is a head count; contact data only if given, sealed, and erased soon after."""

import datetime
import enum
import zoneinfo

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.campaigns.models import Campaign
from petitions.columns import in_words
from petitions.database import Base
from petitions.houses.models import House
from petitions.houses.sendings import Sending
from petitions.texts import InLanguage, choose

NEEDED = ("title", "headline", "summary", "place", "city", "directions", "accessibility")
"""Words that the page of an event cannot do without."""


class Kind(enum.Enum):
    """What kind of event it is."""

    MARCH = "march"
    VIGIL = "vigil"
    PROTEST = "protest"
    CONCERT = "concert"
    MEETING = "meeting"


class State(enum.Enum):
    """Whether it takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Topic(enum.Enum):
    """What a notice is about."""

    CHANGE = "change"
    REMINDER = "reminder"


class Event(Base):
    """A march or another gathering that belongs to a campaign."""

    __tablename__ = "event"
    __table_args__ = (sa.CheckConstraint("capacity IS NULL OR coming <= capacity", name="room_for_all"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"))
    """The host."""
    asked_house_id: Mapped[int | None] = mapped_column(index=True)
    """Another House that was asked to be the host."""
    is_declined: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether that House has said no."""
    is_question_sent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether those who lead that House were written to."""
    kind: Mapped[Kind] = mapped_column(in_words(Kind))
    state: Mapped[State] = mapped_column(in_words(State))
    starts_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime]
    zone: Mapped[str]
    """IANA time zone in which its times are said, such as Europe/Oslo."""
    country: Mapped[str] = mapped_column(sa.String(2))
    capacity: Mapped[int | None]
    coming: Mapped[int] = mapped_column(default=0)
    """How many people said they would come; moved by conditional SQL only."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often time or place changed: iCalendar's SEQUENCE (RFC 5545, 3.8.7.4)."""

    campaign: Mapped[Campaign] = relationship(lazy="joined")
    house: Mapped[House] = relationship(lazy="joined")
    # No foreign key: SQLite would write the table anew to add one, and Houses are never deleted.
    asked: Mapped[House | None] = relationship(
        primaryjoin=lambda: orm.foreign(Event.asked_house_id) == House.id, viewonly=True, lazy="selectin"
    )
    texts: Mapped[list["EventText"]] = relationship(order_by="EventText.language", lazy="selectin")
    steps: Mapped[list["ProgrammeStep"]] = relationship(order_by="(ProgrammeStep.starts_at, ProgrammeStep.id)")

    def text(self, *languages: str) -> "EventText":
        """Its words in the first of `languages` that is written."""
        return choose(self.texts, *languages, self.campaign.language)

    @property
    def is_guest(self) -> bool:
        """Whether another House hosts it than that of its campaign: then addresses of those who come are sealed for that one."""
        return self.house_id != self.campaign.house_id

    @property
    def awaits_host(self) -> bool:
        """Whether a House was asked to host it and has not answered: until then nobody knows for whom addresses would be sealed."""
        return self.asked_house_id is not None and not self.is_declined

    @property
    def local_start(self) -> datetime.datetime:
        """When it starts, on the clocks of its own place."""
        return self.starts_at.astimezone(zoneinfo.ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime.datetime:
        """When it ends, on the clocks of its own place."""
        return self.ends_at.astimezone(zoneinfo.ZoneInfo(self.zone))

    @property
    def places_left(self) -> int | None:
        """How many more people can come; None if there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.coming)


class EventText(InLanguage, Base):
    """The words of an event in one language."""

    __tablename__ = "event_text"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    """One line: "March for Rasul in Oslo"."""
    headline: Mapped[str]
    """Lines of the poster, parted by newlines: 1 to 3."""
    summary: Mapped[str]
    place: Mapped[str]
    """The spot: "Egertorget"."""
    city: Mapped[str]
    directions: Mapped[str]
    accessibility: Mapped[str]
    safety: Mapped[str]
    """Advice, one piece a line; may be empty."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing that its page needs is missing."""
        return all(getattr(self, field) for field in NEEDED)

    @property
    def headline_lines(self) -> list[str]:
        """The headline, line by line."""
        return self.headline.splitlines()

    @property
    def safety_lines(self) -> list[str]:
        """The advice, piece by piece."""
        return self.safety.splitlines()


class ProgrammeStep(Base):
    """One step of an event's programme."""

    __tablename__ = "programme_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime.datetime]

    texts: Mapped[list["ProgrammeStepText"]] = relationship(order_by="ProgrammeStepText.language", lazy="selectin")

    def text(self, *languages: str) -> "ProgrammeStepText":
        """What happens then, in the first of `languages` that is written."""
        return choose(self.texts, *languages)


class ProgrammeStepText(InLanguage, Base):
    """What happens at one step, in one language."""

    __tablename__ = "programme_step_text"

    step_id: Mapped[int] = mapped_column(sa.ForeignKey("programme_step.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str]

    @property
    def is_whole(self) -> bool:
        """Whether it says anything."""
        return bool(self.what)


class Rsvp(Base):
    """A promise to come, for a number of people. Names nobody unless its writer left an address, which is sealed."""

    __tablename__ = "rsvp"
    __table_args__ = (sa.CheckConstraint("people BETWEEN 1 AND 20", name="a_group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    people: Mapped[int]
    language: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house_key.id"))
    sealed: Mapped[bytes | None]
    house_wrap: Mapped[bytes | None]
    token_wrap: Mapped[bytes | None]
    link_hash: Mapped[bytes | None] = mapped_column(index=True)
    """The digest of the token in mails: the same for all answers of an address, and only whoever reads its mail has it."""
    told: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """The SEQUENCE of the event as its writer knows it."""
    told_by: Mapped[int | None]
    """The notice of a change that has last owed its writer a mail."""
    reminded_by: Mapped[int | None]
    """The same of reminders."""
    said_at: Mapped[datetime.datetime | None]
    """The hour in which it came, in UTC; forgotten two days after the event."""
    invalidation_id: Mapped[int | None]
    """What took it out of the count, until that is released."""

    event: Mapped[Event] = relationship()

    @property
    def is_counted(self) -> bool:
        """Whether its people are in the head count of the event."""
        return self.invalidation_id is None

    @property
    def has_contact(self) -> bool:
        """Whether its writer may be told of a change."""
        return self.sealed is not None


class Cause(enum.Enum):
    """Why RSVPs are found invalid."""

    PROGRAM = "program"
    INVENTED = "invented"
    TEST = "test"
    OTHER = "other"


class RsvpInvalidation(Base):
    """RSVPs that a House found invalid by a rule; they count again when it is released."""

    __tablename__ = "rsvp_invalidation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime.datetime]
    organiser_id: Mapped[int | None]
    cause: Mapped[Cause] = mapped_column(in_words(Cause))
    first_at: Mapped[datetime.datetime | None]
    last_at: Mapped[datetime.datetime | None]
    has_contact: Mapped[bool | None]
    least_people: Mapped[int | None]
    last_id: Mapped[int]
    """The newest RSVP there was when they were counted: whoever came later is not meant."""
    answers: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    """How many it took out of the count."""
    released_at: Mapped[datetime.datetime | None]


class EventVersion(Base):
    """When and where an event was to be before it was changed: people are told the difference to what they know."""

    __tablename__ = "event_version"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State] = mapped_column(in_words(State))
    starts_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime]
    zone: Mapped[str]
    places: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    """Place and city, by language."""

    @property
    def local_start(self) -> datetime.datetime:
        """When it was to start, on the clocks of its place."""
        return self.starts_at.astimezone(zoneinfo.ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime.datetime:
        """When it was to end, on the clocks of its place."""
        return self.ends_at.astimezone(zoneinfo.ZoneInfo(self.zone))


class Notice(Sending, Base):
    """Mails on their way to those who come to an event: what has changed, or that it is tomorrow. It names nobody."""

    __tablename__ = "event_notice"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    topic: Mapped[Topic] = mapped_column(in_words(Topic))
    sequence: Mapped[int]
    """The SEQUENCE of the event when it was asked for."""
    day: Mapped[datetime.date]
    """The day of the event, at its place, when it was asked for."""

    event: Mapped[Event] = relationship(lazy="joined")

    @classmethod
    def is_of(cls, house_id: int) -> sa.ColumnElement[bool]:
        """What is true of those to people who come to the events that a House hosts."""
        return cls.event_id.in_(sa.select(Event.id).where(Event.house_id == house_id))

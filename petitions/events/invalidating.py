"""Invalidating RSVPs: organisers take out of the count by a rule what nobody means, and may let it count again.

Nothing is deleted. Who is out of the count gets no mail about the event, and reads so behind the own link.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.campaigns import writing as campaigns
from petitions.events import noting
from petitions.events.models import Cause, Event, Rsvp, RsvpInvalidation
from petitions.events.noting import What

FULLEST = 12
"""Hours that are shown: those in which most people were announced."""


class NoRule(errors.Refusal):
    """A rule that names nothing would mean everybody."""


class NothingMatches(errors.Refusal):
    """No RSVP that counts is meant by the rule."""


class NoSuchInvalidation(errors.NotFound):
    """No invalidation of this event has this number."""


class AlreadyReleased(errors.Refusal):
    """The RSVPs have come back before."""


class NoRoom(errors.Refusal):
    """There are fewer places left than people who would come back."""


@dataclass(frozen=True)
class Criteria:
    """Which RSVPs are meant: those to which all of this applies."""

    first_at: datetime.datetime | None = None
    """From the hour of this moment on. RSVPs are known by their hour."""
    last_at: datetime.datetime | None = None
    """Until this moment: the last hour that is meant begins before it."""
    has_contact: bool | None = None
    least_people: int | None = None

    def __bool__(self) -> bool:
        return any(one is not None for one in (self.first_at, self.last_at, self.has_contact, self.least_people))


@dataclass(frozen=True)
class Preview:
    """What a rule means."""

    answers: int
    people: int
    last_id: int
    """The newest RSVP there is: whoever comes later was not counted here, and is not meant."""


@dataclass(frozen=True)
class Hour:
    """What came in an hour."""

    at: datetime.datetime
    answers: int
    people: int
    without_contact: int
    """Of the answers."""


def preview(event: Event, rule: Criteria) -> Preview:
    """How many RSVPs that count a rule means, and for how many people they speak. Raises NoRule."""
    if not rule:
        raise NoRule
    session = database.session()
    last = session.scalar(sa.select(sa.func.max(Rsvp.id)).where(Rsvp.event_id == event.id)) or 0
    found = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Rsvp.people), 0)).where(*_meant(event, rule, last))
    answers, people = session.execute(found).one()
    return Preview(answers, people, last)


def invalidate(event: Event, rule: Criteria, *, last_id: int, cause: Cause, by: int | None) -> RsvpInvalidation:
    """Take what `rule` means among the RSVPs up to `last_id` out of the count; places are free at once.

    Raises NoRule, NothingMatches.
    """
    if not rule:
        raise NoRule
    with database.action() as session:
        campaigns.locked(session, event.campaign_id)
        made = RsvpInvalidation(
            event_id=event.id, at=clock.now(), organiser_id=by, cause=cause, last_id=last_id, **vars(rule)
        )
        session.add(made)
        session.flush()
        # RSVPs before their event, as whoever calls off holds them: in the other order two could wait for each other.
        taken = sa.update(Rsvp).where(*_meant(event, rule, last_id)).values(invalidation_id=made.id)
        people = _moved(session, taken)
        if not people:
            raise NothingMatches
        made.answers, made.people = len(people), sum(people)
        fewer = sa.update(Event).where(Event.id == event.id).values(coming=Event.coming - made.people)
        session.execute(fewer, execution_options=database.BLIND)
        noting.told(session, What.INVALIDATED, event, f"{made.people}", by=by)
    return made


def release(event: Event, invalidation_id: int, *, by: int | None) -> int:
    """Let what an invalidation took out count again, but for who has called off. Returns how many people that are.

    Raises NoSuchInvalidation, AlreadyReleased, NoRoom.
    """
    with database.action() as session:
        campaigns.locked(session, event.campaign_id)
        made = session.get(RsvpInvalidation, invalidation_id)
        if made is None or made.event_id != event.id:
            raise NoSuchInvalidation
        if made.released_at is not None:
            raise AlreadyReleased
        back = sum(
            _moved(
                session,
                sa.update(Rsvp)
                .where(Rsvp.event_id == event.id, Rsvp.invalidation_id == made.id)
                .values(invalidation_id=None),
            )
        )
        made.released_at = clock.now()
        room = sa.or_(Event.capacity.is_(None), Event.coming + back <= Event.capacity)
        more = sa.update(Event).where(Event.id == event.id, room).values(coming=Event.coming + back)
        if session.scalar(more.returning(Event.id), execution_options=database.BLIND) is None:
            raise NoRoom
        noting.told(session, What.RELEASED, event, f"{back}", by=by)
    return back


def log(event_id: int) -> list[RsvpInvalidation]:
    """Every invalidation of RSVPs to an event, newest first."""
    query = sa.select(RsvpInvalidation).where(RsvpInvalidation.event_id == event_id)
    return list(database.session().scalars(query.order_by(RsvpInvalidation.id.desc())))


def hours(event_id: int) -> list[Hour]:
    """The hours in which RSVPs that count announced most people, the fullest first."""
    people = sa.func.sum(Rsvp.people)
    without = sa.func.sum(sa.case((Rsvp.sealed.is_(None), 1), else_=0))
    known = (Rsvp.event_id == event_id, Rsvp.invalidation_id.is_(None), Rsvp.said_at.is_not(None))
    counted = sa.select(Rsvp.said_at, sa.func.count(), people, without).where(*known).group_by(Rsvp.said_at)
    fullest = counted.order_by(people.desc(), Rsvp.said_at.desc()).limit(FULLEST)
    return [Hour(*row) for row in database.session().execute(fullest)]


def _moved(session: Session, change: sa.Update) -> Sequence[int]:
    """For how many people each RSVP speaks that `change` changes."""
    return session.scalars(change.returning(Rsvp.people), execution_options=database.BLIND).all()


def _meant(event: Event, rule: Criteria, last_id: int) -> list[sa.ColumnElement[bool]]:
    meant = [Rsvp.event_id == event.id, Rsvp.invalidation_id.is_(None), Rsvp.id <= last_id]
    if rule.first_at:
        meant.append(Rsvp.said_at >= rule.first_at.replace(minute=0, second=0, microsecond=0))
    if rule.last_at:
        meant.append(Rsvp.said_at < rule.last_at)
    if rule.has_contact is not None:
        meant.append(Rsvp.sealed.is_not(None) if rule.has_contact else Rsvp.sealed.is_(None))
    if rule.least_people:
        meant.append(Rsvp.people >= rule.least_people)
    return meant

"""Telling: who of those who come is to be told of a change, or reminded. Counted in answers: each may speak for a group."""

import dataclasses
import datetime
import zoneinfo
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from petitions import clock, database, sealing
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.events import versions
from petitions.events.models import Event, Notice, Rsvp, State, Topic
from petitions.events.versions import Change, Known
from petitions.jobs import ENDED, Failure, Job
from petitions.jobs import State as JobState
from petitions.outbox import OutboxMessage

NEAR = datetime.timedelta(hours=72)
"""How long before an event its reminders can be prepared: no mail is kept for longer before it goes out."""
HOUR = datetime.time(10)
"""When reminders go out, the day before, on the clocks of the event's place."""
MARKS = {Topic.CHANGE: Rsvp.told_by, Topic.REMINDER: Rsvp.reminded_by}
"""Where an answer has the notice that owed it a mail."""

HAS_ADDRESS = sa.and_(Rsvp.sealed.is_not(None), Rsvp.invalidation_id.is_(None))
"""Nobody writes to whom organisers do not count."""


class Answer(NamedTuple):
    """An RSVP as whoever writes to it needs it, still sealed."""

    id: int
    language: str
    key_id: int
    token_hash: bytes
    sealed: sealing.Sealed


@dataclass(frozen=True)
class Reach:
    """Whom mails about an event reach, and who is to get one."""

    event: Event
    with_address: int
    without: int
    """Answers without an address: nobody can write to them."""
    untold: int
    """But for those who are being told."""
    change: Change | None
    """What most of the untold are to be told, of those who hear of another place, if any do."""
    unmoved: list[str]
    """Languages in which the place is as these knew it, though it is another in theirs."""
    language: str
    """The language that these read."""
    unreminded: int
    """Only while reminders can be prepared."""


def mail_at(event: Event) -> datetime.datetime:
    """When reminders of `event` go out."""
    day = event.local_start.date() - datetime.timedelta(days=1)
    return datetime.datetime.combine(day, HOUR, zoneinfo.ZoneInfo(event.zone)).astimezone(datetime.UTC)


def is_near(event: Event) -> bool:
    """Whether reminders of `event` can be prepared: from three days before, until it begins."""
    return event.state is State.PLANNED and datetime.timedelta(0) < event.starts_at - clock.now() <= NEAR


def to_come(campaign_ids: Collection[int]) -> list[Event]:
    """The events of these campaigns that are not over, soonest first, also those that were called off."""
    ahead = sa.select(Event).where(Event.campaign_id.in_(campaign_ids), Event.ends_at > clock.now())
    ahead = ahead.options(lazyload(Event.campaign), lazyload(Event.house)).order_by(Event.starts_at, Event.id)
    return list(database.session().scalars(ahead))


def to_host(house_ids: Collection[int]) -> list[Event]:
    """The same of events that these Houses host for campaigns of others; drafts of those are their own affair."""
    guests = (Event.house_id.in_(house_ids), Campaign.house_id != Event.house_id, Campaign.state.in_(VISIBLE_STATES))
    ahead = (
        sa.select(Event).join(Campaign, Campaign.id == Event.campaign_id).where(*guests, Event.ends_at > clock.now())
    )
    return list(database.session().scalars(ahead.order_by(Event.starts_at, Event.id)))


def reach(events: Sequence[Event]) -> list[Reach]:
    """Whom mails about each of these events reach; as many questions for one as for all."""
    ids = [event.id for event in events]
    answers, unreminded, known, at_work = _answers(ids), _unreminded(events), versions.known(ids), _at_work(events)
    found = [_reach(event, answers, unreminded[event.id], known) for event in events]
    return [
        dataclasses.replace(
            one,
            untold=0 if (one.event.id, Topic.CHANGE) in at_work else one.untold,
            unreminded=0 if (one.event.id, Topic.REMINDER) in at_work else one.unreminded,
        )
        for one in found
    ]


def meant(event: Event, topic: Topic) -> sa.ColumnElement[bool]:
    """What is true of the answers to which a notice of `topic` is owed now, but for those that it has owed already."""
    here = sa.and_(Rsvp.event_id == event.id, HAS_ADDRESS)
    if topic is Topic.REMINDER:
        same_day = sa.select(Notice.job_id).where(
            Notice.event_id == event.id, Notice.topic == topic, Notice.day == event.local_start.date()
        )
        return sa.and_(here, sa.or_(Rsvp.reminded_by.is_(None), Rsvp.reminded_by.not_in(same_day)))
    known = versions.known([event.id])
    groups = [(told, spoken) for _id, told, spoken in _untold([event], _answers([event.id]), known)]
    alike = [sa.and_(Rsvp.told == told, Rsvp.language == spoken) for told, spoken in groups]
    return sa.and_(here, sa.or_(sa.false(), *alike))


def count(which: sa.ColumnElement[bool]) -> tuple[int, set[int]]:
    """How many answers these are, and the keys of the House that open them."""
    rows = database.session().execute(sa.select(Rsvp.key_id, sa.func.count()).where(which).group_by(Rsvp.key_id)).all()
    return sum(number for _key, number in rows), {key_id for key_id, _number in rows if key_id is not None}


def next_of(notice: Notice, most: int) -> list[Answer]:
    """The next `most` at most to which `notice` owes a mail."""
    mark = MARKS[notice.topic]
    left = sa.and_(meant(notice.event, notice.topic), sa.or_(mark.is_(None), mark != notice.job_id))
    names = ("id", "language", "key_id", "token_hash", "sealed", "house_wrap", "token_wrap")
    columns = [database.table(Rsvp).c[name] for name in names]
    rows = database.session().execute(sa.select(*columns).where(left).order_by(Rsvp.id).limit(most)).all()
    database.session().rollback()  # what is read is unsealed beside the database, not while it is looked at
    return [Answer(row[0], row[1], row[2], row[3], sealing.Sealed(*row[4:])) for row in rows]


Group = tuple[int, int, str]
"""Those who are alike: of an event, told up to a SEQUENCE, who read a language."""


def _answers(event_ids: Collection[int]) -> Counter[tuple[Group, bool]]:
    """How many answers of each group there are, with an address and without."""
    alike = (Rsvp.event_id, Rsvp.told, Rsvp.language, HAS_ADDRESS)
    counted = sa.select(*alike, sa.func.count()).group_by(*alike)
    counted = counted.where(Rsvp.event_id.in_(event_ids), Rsvp.invalidation_id.is_(None))
    rows = database.session().execute(counted)
    return Counter({((event_id, told, spoken), bool(has)): n for event_id, told, spoken, has, n in rows})


def _untold(events: Sequence[Event], answers: Counter[tuple[Group, bool]], known: Known) -> Counter[Group]:
    """How many with an address know these events as they are not any more."""
    by_id = {event.id: event for event in events}
    found: Counter[Group] = Counter()
    for (group, has_address), number in answers.items():
        event_id, told, language = group
        if has_address and event_id in by_id and versions.change(by_id[event_id], told, language, known):
            found[group] = number
    return found


def _unreminded(events: Sequence[Event]) -> Counter[int]:
    """How many with an address were not reminded of the day on which each of these events is now."""
    by_id = {event.id: event for event in events}
    counted = (
        sa.select(Rsvp.event_id, Notice.day, sa.func.count())
        .outerjoin(Notice, Notice.job_id == Rsvp.reminded_by)
        .where(Rsvp.event_id.in_(by_id), HAS_ADDRESS)
        .group_by(Rsvp.event_id, Notice.day)
    )
    found: Counter[int] = Counter()
    for event_id, day, number in database.session().execute(counted):
        if is_near(by_id[event_id]) and day != by_id[event_id].local_start.date():
            found[event_id] += number
    return found


def _at_work(events: Sequence[Event]) -> set[tuple[int, Topic]]:
    """Of what the people of these events are being told just now, or perhaps were, by notices that are not out of date."""
    by_id = {event.id: event for event in events}
    is_going_out = sa.exists().where(OutboxMessage.batch == Notice.job_id)
    is_undecided = sa.and_(Job.state == JobState.FAILED, Job.failure == Failure.BACKUP)
    is_told = sa.and_(Job.state == JobState.DONE, Notice.topic == Topic.CHANGE, is_going_out)
    going = (
        sa.select(Notice.event_id, Notice.topic, Notice.sequence, Notice.day)
        .join(Job, Job.id == Notice.job_id)
        .where(Notice.event_id.in_(by_id), sa.or_(Job.state.not_in(ENDED), is_told, is_undecided))
    )
    return {
        (event_id, topic)
        for event_id, topic, sequence, day in database.session().execute(going)
        if (
            sequence == by_id[event_id].sequence if topic is Topic.CHANGE else day == by_id[event_id].local_start.date()
        )
    }


def unmoved(event: Event) -> list[str]:
    """Languages in which the place is as the untold know it, though it is another in theirs."""
    return _reach(event, _answers([event.id]), 0, versions.known([event.id])).unmoved


def _reach(event: Event, answers: Counter[tuple[Group, bool]], unreminded: int, known: Known) -> Reach:
    here = {key: number for key, number in answers.items() if key[0][0] == event.id}
    untold = _untold([event], Counter(here), known)
    nobody: Group = (event.id, event.sequence, event.campaign.language)
    moved = [group for group in untold if _is_moved(event, *group[1:], known)]
    _id, told, language = max(moved or untold, key=untold.__getitem__, default=nobody)
    written = [text.language for text in event.texts if text.place] if moved else []
    return Reach(
        event=event,
        with_address=sum(number for (_group, has_address), number in here.items() if has_address),
        without=sum(number for (_group, has_address), number in here.items() if not has_address),
        untold=untold.total(),
        change=versions.change(event, told, language, known),
        unmoved=[code for code in written if not _is_moved(event, told, code, known)],
        language=language,
        unreminded=unreminded,
    )


def _is_moved(event: Event, told: int, language: str, known: Known) -> bool:
    found = versions.change(event, told, language, known)
    return found is not None and found.place is not None

"""Telling: who of those who come is to be told of a change, or reminded: an address once, however many answers it has."""

import dataclasses
import datetime
import zoneinfo
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased, lazyload

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

OTHER = aliased(Rsvp)
"""Another answer of the same address."""


Group = tuple[int, int, str]
"""Those who are alike: of an event, told up to a SEQUENCE, who read a language."""


class Answer(NamedTuple):
    """An RSVP as whoever writes to it needs it, still sealed."""

    id: int
    language: str
    key_id: int
    token_hash: bytes
    link_hash: bytes | None
    sealed: sealing.Sealed


@dataclass(frozen=True)
class Reach:
    """Whom mails about an event reach, and who is to get one."""

    event: Event
    with_address: int
    without: int
    """Answers without an address: nobody can write to them."""
    untold: int
    """Addresses, but for those who are being told."""
    change: Change | None
    """What most of the untold are to be told, of those who hear of another place, if any do."""
    unmoved: list[str]
    """Languages in which the place is as these knew it, though it is another in theirs."""
    language: str
    """The language that these read."""
    unreminded: int
    """Addresses; only while reminders can be prepared."""


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
    answers, known, at_work = _answers(ids), versions.known(ids), _at_work(events)
    untold = _addresses(_not_told(events, answers, known))
    unreminded = _addresses(sa.or_(sa.false(), *[_not_reminded(event) for event in events if is_near(event)]))
    return [
        dataclasses.replace(
            _reach(event, answers, known),
            untold=0 if (event.id, Topic.CHANGE) in at_work else untold[event.id],
            unreminded=0 if (event.id, Topic.REMINDER) in at_work else unreminded[event.id],
        )
        for event in events
    ]


def meant(event: Event, topic: Topic) -> sa.ColumnElement[bool]:
    """What is true of the answers to which a notice of `topic` is owed now, but for those that it has owed already."""
    if topic is Topic.REMINDER:
        return _not_reminded(event)
    return _not_told([event], _answers([event.id]), versions.known([event.id]))


def count(which: sa.ColumnElement[bool]) -> tuple[int, set[int]]:
    """How many addresses gave these answers, and the keys of the House that open them."""
    first = sa.select(Rsvp.key_id, sa.func.count()).where(Rsvp.id.in_(_newest(which))).group_by(Rsvp.key_id)
    rows = database.session().execute(first).all()
    return sum(number for _key, number in rows), {key_id for key_id, _number in rows if key_id is not None}


def next_of(notice: Notice, most: int) -> list[Answer]:
    """The next `most` at most to which `notice` owes a mail: of each address the newest that it means."""
    owed = _is_owed(notice.event_id, MARKS[notice.topic], [notice.job_id])
    left = _newest(sa.and_(meant(notice.event, notice.topic), ~owed))
    names = ("id", "language", "key_id", "token_hash", "link_hash", "sealed", "house_wrap", "token_wrap")
    columns = [database.table(Rsvp).c[name] for name in names]
    rows = database.session().execute(sa.select(*columns).where(Rsvp.id.in_(left)).order_by(Rsvp.id).limit(most)).all()
    database.session().rollback()  # what is read is unsealed beside the database, not while it is looked at
    return [Answer(row[0], row[1], row[2], row[3], row[4], sealing.Sealed(*row[5:])) for row in rows]


def _newest(which: sa.ColumnElement[bool]) -> sa.Select[int]:
    """The newest of these answers of each address. Whose address is not known unopened, from before 0022, stands alone."""
    alone = sa.case((Rsvp.link_hash.is_(None), Rsvp.id))
    return sa.select(sa.func.max(Rsvp.id)).where(which).group_by(Rsvp.link_hash, alone)


def _addresses(which: sa.ColumnElement[bool]) -> Counter[int]:
    """How many addresses gave these answers, by event."""
    counted = sa.select(Rsvp.event_id, sa.func.count()).where(Rsvp.id.in_(_newest(which))).group_by(Rsvp.event_id)
    return Counter({row[0]: row[1] for row in database.session().execute(counted)})


def _is_owed(
    event_id: int, mark: InstrumentedAttribute[int | None], job_ids: Sequence[int] | sa.Select[int]
) -> sa.ColumnElement[bool]:
    """What is true of answers to which one of these notices has owed a mail, or to another one of the same address."""
    theirs = sa.select(OTHER.link_hash).where(OTHER.event_id == event_id, getattr(OTHER, mark.key).in_(job_ids))
    own = sa.and_(mark.is_not(None), mark.in_(job_ids))
    return sa.or_(
        own, sa.and_(Rsvp.link_hash.is_not(None), Rsvp.link_hash.in_(theirs.where(OTHER.link_hash.is_not(None))))
    )


def _not_reminded(event: Event) -> sa.ColumnElement[bool]:
    """What is true of answers of addresses that were not reminded of the day on which `event` is now."""
    day = event.local_start.date()
    same_day = sa.select(Notice.job_id).where(
        Notice.event_id == event.id, Notice.topic == Topic.REMINDER, Notice.day == day
    )
    return sa.and_(Rsvp.event_id == event.id, HAS_ADDRESS, ~_is_owed(event.id, Rsvp.reminded_by, same_day))


def _not_told(events: Sequence[Event], answers: Counter[tuple[Group, bool]], known: Known) -> sa.ColumnElement[bool]:
    """What is true of answers that know these events as they are not any more."""
    alike = [
        sa.and_(Rsvp.event_id == event_id, Rsvp.told == told, Rsvp.language == spoken)
        for event_id, told, spoken in _untold(events, answers, known)
    ]
    return sa.and_(HAS_ADDRESS, sa.or_(sa.false(), *alike))


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
    return _reach(event, _answers([event.id]), versions.known([event.id])).unmoved


def _reach(event: Event, answers: Counter[tuple[Group, bool]], known: Known) -> Reach:
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
        untold=0,
        change=versions.change(event, told, language, known),
        unmoved=[code for code in written if not _is_moved(event, told, code, known)],
        language=language,
        unreminded=0,
    )


def _is_moved(event: Event, told: int, language: str, known: Known) -> bool:
    found = versions.change(event, told, language, known)
    return found is not None and found.place is not None

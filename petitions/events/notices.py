"""Notices: mails to those who come, about a change or the day before. Asked for under an unlock, watched, paused, stopped."""

import datetime
from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import batches, clock, database, errors, jobs, tokens, tombstones, waking
from petitions.accounts.models import Organiser
from petitions.campaigns.models import Campaign
from petitions.events import noting, telling, versions
from petitions.events.models import Event, Notice, Rsvp, Topic
from petitions.events.noting import What
from petitions.houses import sendings, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.houses.sendings import AnotherKey
from petitions.jobs import ENDED, Failure, State

JOB = "event notice"
MAIL = "event notice"
KIND = "told"
"""How its tombstones are called: a backup that comes back may not know that it was asked for."""


class NoSuchNotice(errors.NotFound):
    """The event has no such notice."""


class NobodyMeant(errors.Refusal):
    """Everybody who can be written to knows it."""


class AlreadyAsked(errors.Refusal):
    """Somebody else has just asked for the same notice."""


class Undecided(errors.Refusal):
    """A backup was restored: an organiser is to say first whether those who were being told may get it twice."""


class NotMoved(errors.Refusal):
    """In some languages the place is still as it was, and nobody has said that this is right."""


class NotNow(errors.Refusal):
    """The event is over, or for a reminder: not near, begun, or called off."""


def ask(
    event: Event, topic: Topic, organiser: Organiser, private_keys: PrivateKeys, *, is_sure: bool = False
) -> Notice:
    """Have those who come told by the process for jobs, which gets `private_keys` for it: of changes now, reminders the day before.

    A notice of a change before the last one gives way to it. `is_sure`: each language has the place that it is to have. Raises
    NotNow, AlreadyAsked, Undecided, NobodyMeant, NotMoved, AnotherKey, tickets.NobodyHoldsKeys, errors.Unavailable.
    """
    with database.action() as session:
        row = sa.select(Event).where(Event.id == event.id).with_for_update(of=Event)
        fresh = session.scalars(row.execution_options(populate_existing=True)).one()
        if not (telling.is_near(fresh) if topic is Topic.REMINDER else fresh.ends_at > clock.now()):
            raise NotNow
        _give_way(session, fresh, topic, organiser.id)
        people, key_ids = telling.count(telling.meant(fresh, topic))
        if not people:
            raise NobodyMeant
        if topic is Topic.CHANGE and not is_sure and telling.unmoved(fresh):
            raise NotMoved
        if not key_ids <= private_keys.keys():
            raise AnotherKey
        job = jobs.add(session, JOB, total=people)
        tickets.issue(session, job.id, private_keys)
        notice = new(session, job, fresh, topic, by=organiser.id)
        tombstones.note(KIND, fresh.id, mark(fresh, topic))
        noting.note(session, noting.ASKED[topic], fresh, by=organiser.id, detail=f"{people} mails")
    waking.wake(job.id)
    return notice


def mark(event: Event, topic: Topic) -> bytes:
    """What the tombstones have of a notice: of a reminder the day, of a change all that is told."""
    return tokens.digest(f"{event.slug} {event.local_start.date()}" if topic is Topic.REMINDER else word(event, topic))


def word(event: Event, topic: Topic) -> str:
    """What is told, of the event as it is now. After a restore the same SEQUENCE may come to stand for another change."""
    now = versions.of(event)
    what = (topic.value, event.slug, now.sequence, now.state.value, now.starts_at, now.ends_at, now.zone)
    return f"{what} {sorted(now.places.items())}"


def new(session: Session, job: jobs.Job, event: Event, topic: Topic, *, by: int) -> Notice:
    """A notice of `topic` for the job that is to prepare it, in the transaction of `session`."""
    now = clock.now()
    made = Notice(
        job=job,
        event_id=event.id,
        organiser_id=by,
        topic=topic,
        starts_at=max(telling.mail_at(event), now) if topic is Topic.REMINDER else now,
        sequence=event.sequence,
        day=event.local_start.date(),
    )
    session.add(made)
    session.flush()
    return made


def _give_way(session: Session, event: Event, topic: Topic, by: int) -> None:
    """End notices that are out of date or have failed. Raises AlreadyAsked if one is at work, Undecided."""
    for notice in _of_event(session, event.id):
        if notice.topic is not topic:
            continue
        is_change, is_old = topic is Topic.CHANGE, _is_old(notice, event)
        if notice.job.state is State.FAILED and notice.job.failure is Failure.BACKUP and not is_old:
            raise Undecided
        if notice.job.state is State.FAILED or (is_change and is_old):
            _stop(session, notice, by)
        elif notice.job.state not in ENDED or (is_change and batches.waiting(notice.job_id)):
            raise AlreadyAsked


def _is_old(notice: Notice, event: Event) -> bool:
    return notice.sequence < event.sequence if notice.topic is Topic.CHANGE else notice.day != event.local_start.date()


def drop(session: Session, event: Event, *, by: int | None) -> None:
    """End reminders of a day on which `event` is not any more, in the transaction of `session` that moves it or calls it off."""
    for notice in _of_event(session, event.id):
        if notice.topic is Topic.REMINDER and not is_right(notice, event):
            _stop(session, notice, by)


def is_right(notice: Notice, event: Event) -> bool:
    """Whether `notice` still speaks of the day of `event`, if it is a reminder, and there is something to come to."""
    is_ahead = telling.is_near(event) and notice.day == event.local_start.date()
    return is_ahead if notice.topic is Topic.REMINDER else event.ends_at > clock.now()


def pause(notice: Notice, *, by: int | None) -> None:
    """Hold a notice: mails that no worker has tried are deleted, and owed again later. Harmless if it is not under way."""
    with database.action() as session:
        back = sendings.pause(session, notice)
        if back is not None:
            owe_again(session, notice, back)
            _note_end(session, What.PAUSED, notice, by)


def resume(notice: Notice, private_keys: PrivateKeys, *, by: int | None) -> None:
    """Go on with a notice that is paused or has failed, where it was. Harmless if it is neither.

    Raises AnotherKey, tickets.NobodyHoldsKeys.
    """
    _people, key_ids = telling.count(telling.meant(notice.event, notice.topic))
    if not key_ids <= private_keys.keys():
        raise AnotherKey
    with database.action() as session:
        if not sendings.resume(session, notice, private_keys, by=by):
            return
        noting.note(session, What.RESUMED, notice.event, by=by)
    waking.wake(notice.job_id)


def stop(notice: Notice, *, by: int | None) -> None:
    """End a notice for good: what has not gone out does not go out any more. Harmless if it has ended."""
    with database.action() as session:
        _stop(session, notice, by)


def _stop(session: Session, notice: Notice, by: int | None) -> None:
    back = sendings.stop(session, notice)
    if back is not None:
        owe_again(session, notice, back)
        _note_end(session, What.STOPPED, notice, by)


def _note_end(session: Session, what: What, notice: Notice, by: int | None) -> None:
    noting.note(session, what, notice.event, by=by, detail=f"after {sendings.gone_out(session, notice)} mails")


def owe_again(session: Session, notice: Notice, rsvp_ids: list[int]) -> None:
    """Owe mails to the addresses of these answers again that were taken back, in the transaction of `session`."""
    mark = telling.MARKS[notice.topic]
    for start in range(0, len(rsvp_ids), sendings.LOT):
        some = Rsvp.id.in_(rsvp_ids[start : start + sendings.LOT])
        theirs = sa.or_(some, Rsvp.link_hash.in_(sa.select(Rsvp.link_hash).where(some)))
        freed = sa.update(Rsvp).where(Rsvp.event_id == notice.event_id, mark == notice.job_id, theirs)
        session.execute(freed.values({mark: None}), execution_options=database.BLIND)


def find(event: Event, job_id: int) -> Notice:
    """One notice of an event, as it stands now. Raises NoSuchNotice."""
    query = sa.select(Notice).where(Notice.job_id == job_id, Notice.event_id == event.id)
    found = database.session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchNotice
    return found


def of_event(event_id: int) -> list[Notice]:
    """The notices of an event, newest first, as they stand now."""
    return list(_of_event(database.session(), event_id))


def locked(campaign_ids: Collection[int]) -> Mapping[int, Notice]:
    """For each of these campaigns a notice, if there is one, that waits for its House to unlock again before it is too late."""
    own = (Event.campaign_id.in_(campaign_ids), Campaign.house_id == Event.house_id)
    return {notice.event.campaign_id: notice for notice in _locked(*own)}


def locked_of_guests(house_ids: Collection[int]) -> list[Notice]:
    """The same of all events that these Houses host for campaigns of others."""
    return _locked(Event.house_id.in_(house_ids), Campaign.house_id != Event.house_id)


def _locked(*which: sa.ColumnElement[bool]) -> list[Notice]:
    waits = (Event.ends_at > clock.now(), ~Notice.is_held, sendings.waits_for_keys())
    query = sa.select(Notice).join(Notice.event).join(Notice.job).join(Campaign, Campaign.id == Event.campaign_id)
    return list(database.session().scalars(query.where(*which, *waits)))


def until(notice: Notice) -> datetime.datetime:
    """When mails of `notice` that have not gone out are given up."""
    return notice.event.starts_at if notice.topic is Topic.REMINDER else notice.event.ends_at


def _of_event(session: Session, event_id: int) -> Iterator[Notice]:
    query = sa.select(Notice).where(Notice.event_id == event_id).order_by(Notice.job_id.desc())
    yield from session.scalars(query.execution_options(populate_existing=True)).all()

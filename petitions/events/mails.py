"""The mails of events."""

import datetime
from collections.abc import Callable
from functools import lru_cache, partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, links, mail, outbox, serial, tokens
from petitions.campaigns import discretion
from petitions.events import attendance, calendars, hosting, notices, queries, versions
from petitions.events.models import Event, Notice, Rsvp, Topic
from petitions.events.versions import Change
from petitions.houses import sendings
from petitions.jobs import State as JobState
from petitions.mail import Letter
from petitions.outbox import Envelope, OutboxMessage
from petitions.post import capping, waiting
from petitions.serial import Serial

TOKEN = serial.mark(tokens.LENGTH)
"""What stands for the token of a reader while the words that all who know the same are told in a language are made."""


SaidNo = Callable[[int, str], bool]
"""Whether an address has said "this was not me" of the campaign with this id: then it gets no mail of its events, either."""


def write_rsvp(envelope: Envelope, has_said_no: SaidNo) -> Letter | None:
    """Word that one is expected, with the calendar entry and the link to change it; anybody can cause it.

    Several that waited for one mailbox are one mail about the newest, with the links of the others. None if all were called
    off meanwhile, or are over, or are no mails that this mailbox wants.
    """
    found = [(token, rows[-1]) for token in _tokens(envelope) if (rows := _counted(token))]
    expected = [(token, row) for token, row in found if queries.is_ahead(row.event)]
    expected = [each for each in expected if not has_said_no(each[1].event.campaign_id, envelope.recipient)]
    if not expected:
        return None
    *others, (token, newest) = expected
    event = newest.event
    secretive = [row.event for _token, row in expected if row.event.campaign.is_careful]
    campaign = (secretive[0] if secretive else event).campaign
    house = event.house.text(envelope.language).name
    return mail.compose(
        discretion.template(campaign, "rsvp"),
        recipient=envelope.recipient,
        sender=discretion.sender(campaign, house, event.house.sender, envelope.language),
        language=envelope.language,
        message_id=envelope.message_id,
        values={
            "event": event,
            "text": event.text(envelope.language),
            "house_name": house,
            "people": newest.people,
            "change_url": _url(token),
            "others": [(row.event.text(envelope.language).title, _url(its)) for its, row in reversed(others)],
        },
        attachments=() if secretive else sum((entry(row.event, envelope.language) for _token, row in expected), ()),
    )


def _tokens(envelope: Envelope) -> list[str]:
    """The links of what is noted, the newest last: one for each event, however often its reader has answered."""
    newest_first = [part["token"] for part in reversed(waiting.parts(envelope.variables))]
    return list(dict.fromkeys(newest_first))[::-1]


def _counted(token: str) -> list[Rsvp]:
    return [row for row in queries.rsvps_by_token(tokens.digest(token)) if row.is_counted]


def write_notice(envelope: Envelope, has_said_no: SaidNo) -> Letter | None:
    """What has changed since its reader was told, or that it is tomorrow. It is written as the event is now.

    None if its reader has called off, wants no mail, or knows it; if the notice was stopped, or it is too late. Raises
    outbox.NotNow while the notice is paused.
    """
    job_id, token = envelope.variables["job"], envelope.variables["token"]
    notice = database.session().get(Notice, job_id, populate_existing=True)
    rows = [row for row in _counted(token) if row.has_contact]
    if notice is None or not rows or notice.job.state is JobState.STOPPED:
        return None
    if not notices.is_right(notice, notice.event) or has_said_no(notice.event.campaign_id, envelope.recipient):
        return None
    if notice.is_held:
        raise outbox.NotNow
    common = _words(
        database.session().get_bind(),
        notice.event_id,
        (notice.topic, min(row.told for row in rows), notice.event.sequence),
        envelope.language,
        notice.event.campaign.changed_at,
        clock.now().replace(second=0, microsecond=0),
    )
    if common is None:
        return None
    told = (job_id, tokens.digest(token), notice.event.sequence)
    accepted, refused = _note(*told, sent=1), _note(*told, sent=0)
    return common.to(envelope.recipient, envelope.message_id, token, accepted=accepted, refused=refused)


def write_question(envelope: Envelope) -> Letter | None:
    """To an administrator of a House that is asked to host an event. None if it was answered or taken back meanwhile."""
    event = database.session().get(Event, envelope.variables["event"], populate_existing=True)
    if event is None or not event.awaits_host or event.asked_house_id != envelope.variables["house"]:
        return None
    house = event.campaign.house.text(envelope.language).name
    return mail.compose(
        "host_asked",
        recipient=envelope.recipient,
        sender=(house, event.campaign.house.sender),
        language=envelope.language,
        message_id=envelope.message_id,
        values={
            "event": event,
            "text": event.text(envelope.language),
            "house_name": house,
            "url": links.absolute(f"/organise/events/{event.slug}/hosting"),
        },
    )


def writers(has_said_no: SaidNo) -> dict[str, Callable[[Envelope], Letter | None]]:
    """What writes each kind of mail."""
    return {
        attendance.MAIL: partial(write_rsvp, has_said_no=has_said_no),
        notices.MAIL: partial(write_notice, has_said_no=has_said_no),
        hosting.MAIL: write_question,
    }


def left(message: OutboxMessage, has_said_no: SaidNo) -> Callable[[Session], None] | None:
    """What follows when nobody wants a notice any more. Whoever has said no counts as told: it is asked for no more."""
    envelope = outbox.unlock(message)
    notice = database.session().get(Notice, envelope.variables["job"], populate_existing=True)
    if notice is not None and has_said_no(notice.event.campaign_id, envelope.recipient):
        return _note(notice.job_id, tokens.digest(envelope.variables["token"]), notice.event.sequence, sent=0)
    return sendings.left(Notice, notices.owe_again, message)


CAPPED = {attendance.MAIL: capping.MOST}
"""How many mails of the day may have gone to an address before one that anybody can cause there."""


@lru_cache(64)
def _words(
    _database: object,
    event_id: int,
    what: tuple[Topic, int, int],
    language: str,
    _changed: datetime.datetime,
    _minute: datetime.datetime,
) -> Serial | None:
    """What all get who read a language and know the same; made anew when something has changed, and each minute.

    None if that is nothing.
    """
    topic, told, _sequence = what
    event = database.session().get_one(Event, event_id)
    change = versions.change(event, told, language, versions.known([event_id]))
    if topic is Topic.CHANGE and change is None:
        return None
    return Serial(_compose(event, topic, change, language), TOKEN)


def _compose(event: Event, topic: Topic, change: Change | None, language: str) -> Letter:
    house = event.house.text(language).name
    return mail.compose(
        discretion.template(event.campaign, folder(topic, change)),
        recipient=serial.RECIPIENT,
        sender=discretion.sender(event.campaign, house, event.house.sender, language),
        language=language,
        message_id=serial.MESSAGE_ID,
        values={
            "event": event,
            "text": event.text(language),
            "house_name": house,
            "change": change,
            "is_today": event.local_start.date() == clock.now().astimezone(event.local_start.tzinfo).date(),
            "change_url": _url(TOKEN),
        },
        attachments=entry(event, language) if change else (),
    )


def folder(topic: Topic, change: Change | None) -> str:
    """The folder of templates of a notice."""
    if topic is Topic.REMINDER:
        return "event_tomorrow"
    return "event_cancelled" if change and change.is_off else "event_changed"


def entry(event: Event, language: str) -> tuple[tuple[str, str, bytes], ...]:
    """The date for a calendar, as it is now; nothing where nobody may learn from a mail what it is about."""
    if event.campaign.is_careful:
        return ()
    return ((f"{event.slug}.ics", calendars.media_type(event), calendars.entry(event, language)),)


def _url(token: str) -> str:
    return links.absolute(f"/rsvp/{token}")


def _note(job_id: int, link_hash: bytes, sequence: int, *, sent: int) -> Callable[[Session], None]:
    """What follows from a mail that the mail server has taken, or never will: its reader is told no more of the same."""

    def note(session: Session) -> None:
        told = sa.update(Rsvp).where(Rsvp.link_hash == link_hash, Rsvp.told < sequence).values(told=sequence)
        counted = sa.update(Notice).where(Notice.job_id == job_id).values(sent=Notice.sent + sent)
        for statement in (told, counted):
            session.execute(statement, execution_options=database.BLIND)

    return note

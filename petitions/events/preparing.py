"""Preparing a notice: the job opens answers lot by lot, and owes each address one mail, once.

Which addresses are owed one stands in the transaction that owes the mails: whatever dies, nobody gets it twice.
"""

import datetime
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import batches, clock, database, errors, jobs, keyring, outbox, sealing, tokens
from petitions.events import attendance, notices, telling
from petitions.events.models import Notice, Rsvp, Topic
from petitions.events.telling import Answer
from petitions.houses import sendings, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.jobs import State


class AddressesErased(errors.Gone):
    """Who comes has been forgotten: nobody can be written to."""


def make(job_id: int, lease: str, private_keys: PrivateKeys, tell: Callable[[int], None]) -> None:
    """Do the job: owe mail after mail until all are owed, then end it. Reminders are owed days ahead, and go out the day before.

    Raises jobs.NotOurs, jobs.Later, AddressesErased, sealing.CannotOpen, errors.Unavailable, and whatever `tell` raises.
    """
    while True:
        notice = database.session().get_one(Notice, job_id, populate_existing=True)
        most = sendings.LOT if _is_ahead(notice) else min(sendings.LOT, sendings.room(notice))
        answers = telling.next_of(notice, most) if notices.is_right(notice, notice.event) else []
        if not answers:
            break
        secret = _secret(notice)
        opened = [(answer, _opened(answer, notice.event_id, secret, private_keys)) for answer in answers]
        tell(_owe(notice, lease, secret, opened))
    with database.action() as session:
        jobs.end(session, job_id, lease=lease, state=State.DONE)
        tickets.end(session, job_id)


def _is_ahead(notice: Notice) -> bool:
    """Whether its mails lie in the outbox until their hour: they are prepared days before, while somebody unlocks."""
    return notice.topic is Topic.REMINDER and notice.starts_at > clock.now()


def _secret(notice: Notice) -> bytes:
    name = attendance.secret_name(notice.event_id)
    if name not in keyring.current().names(name):
        raise AddressesErased
    return keyring.current().secret(name)


def _opened(answer: Answer, event_id: int, secret: bytes, private_keys: PrivateKeys) -> str:
    """The address of an answer."""
    private_key = private_keys.get(answer.key_id)
    if private_key is None:
        raise sealing.CannotOpen
    context = attendance.context(event_id, answer.token_hash)
    contact = sealing.open_with_house_key(answer.sealed, secret=secret, private_key=private_key, context=context)
    email: str = contact["email"]
    return email


def _owe(notice: Notice, lease: str, secret: bytes, opened: list[tuple[Answer, str]]) -> int:
    """Owe the mails of a lot, and say in the same transaction that this is done. Returns how many there are by now."""
    job_id, word = notice.job_id, notices.word(notice.event, notice.topic)
    linked = [(answer, email, attendance.link(email, secret)) for answer, email in opened]
    with database.action() as session:
        if not _is_ahead(notice):
            sendings.take_room(session, notice, len(opened))
        _give_links(session, [(answer, tokens.digest(token)) for answer, _email, token in linked])
        places = _mark(session, notice, {tokens.digest(token) for _answer, _email, token in linked})
        owed = []
        for answer, email, token in reversed(linked):
            digest = tokens.digest(token)
            if digest in places:
                mail = {"job": job_id, "token": token}
                named = _message_id(word, digest, secret)
                owed.append(batches.Owed(places.pop(digest), email, answer.language, mail, named))
        queued = notice.queued + len(owed)
        jobs.proceed(session, job_id, lease, queued)
        moved = sa.update(Notice).where(Notice.job_id == job_id).values(queued=Notice.queued + len(owed))
        session.execute(moved, execution_options=database.BLIND)
        batches.owe(session, notices.MAIL, owed, batch=job_id)
        batches.schedule(session, job_id, due_at=_due_at(notice), given_up_at=_given_up_at(notice))
    return queued


def _mark(session: Session, notice: Notice, link_hashes: set[bytes]) -> dict[bytes, int]:
    """Note that `notice` owes these addresses a mail. Returns the newest answer of each to which it did not owe one yet."""
    mark = telling.MARKS[notice.topic]
    theirs = (Rsvp.event_id == notice.event_id, Rsvp.link_hash.in_(link_hashes))
    owed = set(session.scalars(sa.select(Rsvp.link_hash).where(*theirs, mark == notice.job_id)))
    new = (*theirs, telling.HAS_ADDRESS, sa.or_(mark.is_(None), mark != notice.job_id))
    marked = sa.update(Rsvp).where(*new).values({mark: notice.job_id}).returning(Rsvp.id, Rsvp.link_hash)
    rows = sorted(session.execute(marked, execution_options=database.BLIND).all())
    return {digest: row_id for row_id, digest in rows if digest and digest not in owed}


def _give_links(session: Session, links: list[tuple[Answer, bytes]]) -> None:
    """Note the address of answers of which it is not known, from before 0022."""
    table = database.table(Rsvp)
    given = sa.update(table).where(table.c.id == sa.bindparam("row")).values(link_hash=sa.bindparam("digest"))
    unknown = [{"row": answer.id, "digest": digest} for answer, digest in links if answer.link_hash != digest]
    if unknown:
        session.connection().execute(given, unknown)


def _message_id(word: str, link_hash: bytes, secret: bytes) -> str:
    """What names this word for the address with this link, whenever and however often it is owed."""
    text = f"{word} {link_hash.hex()}"
    return outbox.new_message_id(sealing.mark(text, secret=secret, purpose="mail of an event")[:16])


def _due_at(notice: Notice) -> datetime.datetime:
    return max(notice.starts_at, clock.now()) if notice.topic is Topic.REMINDER else clock.now()


def _given_up_at(notice: Notice) -> datetime.datetime:
    return min(notices.until(notice), clock.now() + outbox.LIFE)

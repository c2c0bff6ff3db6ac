"""Preparing a mailing: the job opens rows lot by lot, and owes each reader one mail, once.

How far it is stands in the transaction that owes the mails: whatever dies, nobody gets it twice, and nobody is left out.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa

from petitions import batches, database, jobs, outbox, sealing, tokens
from petitions.campaigns import publishing
from petitions.houses import sendings, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.jobs import State
from petitions.signatures import content as contents
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Reader
from petitions.updates.mailing import MAIL, ListErased, served
from petitions.updates.models import Mailing, MailingAgain, Update


@dataclass(frozen=True)
class _Lot:
    readers: list[Reader]
    cursor: int
    again: Collection[int]


def make(job_id: int, lease: str, private_keys: PrivateKeys, tell: Callable[[int], None]) -> None:
    """Do the job: owe mail after mail, two hours ahead at most, until all are owed; then end it.

    Raises jobs.NotOurs, jobs.Later, ListErased, sealing.CannotOpen, errors.Unavailable, and whatever `tell` raises.
    """
    while True:
        mailing = database.session().get_one(Mailing, job_id, populate_existing=True)
        campaign_id = mailing.update.campaign_id
        if campaign_id is None or not publishing.has_list(campaign_id):
            raise ListErased
        lot = _next(mailing, campaign_id, min(sendings.LOT, sendings.room(mailing)))
        if not lot.readers and not lot.again and lot.cursor == mailing.cursor == mailing.last_number:
            break
        opened = [_opened(reader, campaign_id, private_keys) for reader in lot.readers]
        tell(_owe(mailing, lease, lot, opened))
    with database.action() as session:
        jobs.end(session, job_id, lease=lease, state=State.DONE)
        tickets.end(session, job_id)


def _next(mailing: Mailing, campaign_id: int, most: int) -> _Lot:
    """Who is next: those whose mails were taken back, then the others by their numbers."""
    back = sa.select(MailingAgain.number).where(MailingAgain.job_id == mailing.job_id).order_by(MailingAgain.number)
    again = database.session().scalars(back.limit(most)).all()
    if again:
        return _Lot(mailing_list.numbered(campaign_id, again), mailing.cursor, again)
    choice = replace(mailing.choice, served=served(mailing.update_id, until=mailing.job_id))
    readers = mailing_list.after(campaign_id, mailing.cursor, last=mailing.last_number, choice=choice, most=most)
    return _Lot(readers, readers[-1].number if len(readers) == most else mailing.last_number, ())


def _opened(reader: Reader, campaign_id: int, private_keys: PrivateKeys) -> tuple[Reader, contents.Content, str]:
    private_key = private_keys.get(reader.key_id)
    if private_key is None:
        raise sealing.CannotOpen
    content, token = contents.open_for_news(
        reader.sealed,
        campaign_id=campaign_id,
        token_hash=reader.token_hash,
        list_secret=contents.secret(campaign_id),
        private_key=private_key,
    )
    return reader, content, token


def _owe(mailing: Mailing, lease: str, lot: _Lot, opened: list[tuple[Reader, contents.Content, str]]) -> int:
    """Owe the mails of a lot, and say in the same transaction that this is done. Returns how many there are by now."""
    job_id, seen = mailing.job_id, mailing.cursor
    agreed = [(reader, content, token) for reader, content, token in opened if content.updates]
    owed = [
        batches.Owed(
            reader.number,
            content.email,
            reader.language,
            {"job": job_id, "token": token},
            _message_id(mailing.update, reader.number),
        )
        for reader, content, token in agreed
    ]
    with database.action() as session:
        sendings.take_room(session, mailing, len(owed))
        queued = mailing.queued + len(owed)
        jobs.proceed(session, job_id, lease, queued)
        moved = sa.update(Mailing).where(Mailing.job_id == job_id, Mailing.cursor == seen)
        moved = moved.values(cursor=lot.cursor, queued=queued).returning(Mailing.job_id)
        if session.scalar(moved, execution_options=database.BLIND) is None:
            raise jobs.NotOurs
        if lot.again:
            back = (MailingAgain.job_id == job_id, MailingAgain.number.in_(lot.again))
            session.execute(sa.delete(MailingAgain).where(*back))
        mailing_list.give_links(session, [(reader.id, tokens.digest(token)) for reader, _content, token in agreed])
        batches.owe(session, MAIL, owed, batch=job_id)
    return queued


def _message_id(update: Update, number: int) -> str:
    """What names this piece of news for this reader, whenever and however often it is owed."""
    assert update.campaign_id is not None
    secret = contents.secret(update.campaign_id)
    return outbox.new_message_id(sealing.mark(f"{update.slug} {number}", secret=secret, purpose="mail with news")[:16])

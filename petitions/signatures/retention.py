"""Retention: what has had its time is erased, keys first."""

import datetime

import sqlalchemy as sa

from petitions import clock, database, erasing, keyring
from petitions.campaigns.models import Campaign
from petitions.signatures import content as contents
from petitions.signatures import deadlines, tally
from petitions.signatures.conditions import IS_PENDING
from petitions.signatures.confirming import PENDING_DAYS
from petitions.signatures.models import IS_CONFIRMED, Signature, State, WithdrawalToken
from petitions.signatures.records import Invalidation, ReaderTally

LOT = 5000
"""Rows erased in one transaction."""

DOMAIN_DAYS = 30
"""How long the mark of a mail domain is kept: programs that sign in bulk are found out sooner."""

UNDELIVERED_DAYS = 10
"""A pending signature whose mail was never accepted: 72 hours of trying, and a week."""


def expire_pending() -> int:
    """Erase signatures that were not confirmed in time. Returns how many."""
    today = clock.today()
    mailed = Signature.mailed_on < today - datetime.timedelta(days=PENDING_DAYS)
    never_mailed = sa.and_(
        Signature.mailed_on.is_(None), Signature.day < today - datetime.timedelta(days=UNDELIVERED_DAYS)
    )
    with database.action() as session:
        # A fingerprint knows ten minutes of its day, and is of use for ten minutes. The index has them, but for those of nothing.
        old = sa.and_(Signature.fingerprint >= b"", Signature.day < today)
        session.execute(sa.update(Signature).where(old).values(fingerprint=None))
    return erasing.erase(Signature.id, sa.and_(sa.text(IS_PENDING), sa.or_(mailed, never_mailed)))


def forget_domains() -> int:
    """Take the mark of its mail domain out of what was signed some weeks ago. Returns how many lost it."""
    last = clock.today() - datetime.timedelta(days=DOMAIN_DAYS)
    # Each of the two reads an index; together they would read the whole table, every ten minutes.
    invalidated = sa.and_(Signature.state == State.INVALIDATED, Signature.invalidation_id.is_not(None))
    return sum(forget_domains_of(sa.and_(those, Signature.day < last)) for those in (IS_CONFIRMED, invalidated))


def forget_domains_of(old: sa.ColumnElement[bool]) -> int:
    """Take the mark of its mail domain out of every signature of which `old` is true. Returns how many lost it."""
    forgotten = 0
    while (
        ids := database.session()
        .scalars(sa.select(Signature.id).where(old, Signature.domain_tag.is_not(None)).limit(LOT))
        .all()
    ):
        with database.action() as session:
            session.execute(sa.update(Signature).where(Signature.id.in_(ids)).values(domain_tag=None))
        forgotten += len(ids)
    return forgotten


def erase_overdue_lists() -> list[str]:
    """Erase the lists that have had their time. Returns their campaigns' slugs."""
    return [campaign.slug for campaign in deadlines.overdue() if erase_list(campaign.id, only_if_overdue=True)]


def erase_list(campaign_id: int, *, only_if_overdue: bool = False) -> bool:
    """Erase the list of a campaign for good: its secret first, so that no copy of a row opens, then the rows.

    The tally stays: whatever was confirmed or withdrawn, up to the last moment, is booked before its row goes. Nothing is
    erased that is `only_if_overdue` and is so no more, as when the campaign was opened again or somebody has chosen to keep
    its list for longer. Returns whether there was anything to erase.
    """
    name = contents.secret_name(campaign_id)
    with database.action() as session:  # locks out whoever would open the campaign again, or choose
        if session.scalar(sa.select(Campaign.id).where(Campaign.id == campaign_id).with_for_update()) is None:
            return False
        if only_if_overdue and not deadlines.overdue(Campaign.id == campaign_id):
            return False
        had_secret = name in keyring.current().names(name)
        keyring.current().shred(name)
    _forget_criteria(campaign_id)
    erased = 0
    while _is_left(campaign_id):
        erased += _erase_some(campaign_id)
    with database.action() as session:
        readers = sa.delete(ReaderTally).where(ReaderTally.campaign_id == campaign_id).returning(ReaderTally.readers)
        had_readers = bool(session.scalars(readers).all())
        deadlines.note_erased(session, campaign_id)
    if erased or had_readers:
        database.wipe_traces()
    return bool(erased) or had_secret


def _is_left(campaign_id: int) -> bool:
    left = sa.select(Signature.id).where(Signature.campaign_id == campaign_id).limit(1)
    return database.session().scalar(left) is not None


def _forget_criteria(campaign_id: int) -> None:
    """By what signatures were invalidated may have been a name. That they were, and how many, stays."""
    named = sa.update(Invalidation).where(
        Invalidation.campaign_id == campaign_id, Invalidation.name_pattern.is_not(None)
    )
    with database.action() as session:
        session.execute(named.values(name_pattern=None))


def _erase_some(campaign_id: int) -> int:
    """Erase one lot of rows: people who sign elsewhere wait for no longer than that. Returns how many."""
    while tally.book():
        pass
    some = sa.select(Signature.id).where(Signature.campaign_id == campaign_id, tally.IS_BOOKED).limit(LOT)
    with database.action() as session:
        ids = list(session.scalars(some.with_for_update()))
        session.execute(sa.delete(WithdrawalToken).where(WithdrawalToken.signature_id.in_(ids)))
        session.execute(sa.delete(Signature).where(Signature.id.in_(ids)))
        deadlines.count_erased(session, campaign_id, len(ids))
    return len(ids)

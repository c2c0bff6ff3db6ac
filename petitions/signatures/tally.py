"""The tally: the one writer of numbers and totals.

It looks for confirmed signatures without a number, never for times or ids: a transaction that commits late is found all the same.
"""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database
from petitions.signatures.models import CountryTally, Signature, State, Tally

ROUND = 5000
"""How many signatures are booked in one transaction at most."""

LOCK = 0x7A11
"""PostgreSQL's advisory lock of the tally: one writer however many workers run."""

HEARTBEAT = "tally"

_UNNUMBERED = sa.and_(Signature.state == State.CONFIRMED, Signature.number.is_(None))
_UNCOUNTED = sa.and_(Signature.is_counted, Signature.state != State.CONFIRMED)

IS_BOOKED = sa.not_(sa.or_(_UNNUMBERED, _UNCOUNTED))
"""Of a signature: the totals know how it stands."""


@dataclass(frozen=True)
class Booked:
    """How many signatures one round of the tally booked."""

    joined: int = 0
    left: int = 0

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)


def book() -> Booked:
    """Number what was confirmed, book what was withdrawn or invalidated."""
    if not _is_due():
        return Booked()
    with database.action() as session:
        session.expire_all()  # another worker may have written the totals since this one last looked
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        joined, left = _number(session), _uncount(session)
        for (campaign_id, country), people in joined.items():
            _add(session, campaign_id, country, people)
        for (campaign_id, country), people in left.items():
            _add(session, campaign_id, country, -people)
        return Booked(joined.total(), left.total())


def _is_due() -> bool:
    session = database.session()
    due = session.scalar(sa.select(Signature.id).where(_UNNUMBERED).limit(1)) or session.scalar(
        sa.select(Signature.id).where(_UNCOUNTED).limit(1)
    )
    session.rollback()
    return due is not None


def _number(session: Session) -> Counter[tuple[int, str]]:
    """Give each confirmed signature the next number of its campaign."""
    rows = session.execute(
        sa.select(Signature.id, Signature.campaign_id, Signature.country)
        .where(_UNNUMBERED)
        .order_by(Signature.id)
        .limit(ROUND)
    ).all()
    campaign_ids = {row.campaign_id for row in rows}
    last = {
        tally.campaign_id: tally for tally in (_tally(session, campaign_id) for campaign_id in sorted(campaign_ids))
    }
    numbered = []
    for row in rows:
        tally = last[row.campaign_id]
        tally.last_number += 1
        numbered.append({"id": row.id, "number": tally.last_number, "is_counted": True})
    if numbered:
        session.execute(sa.update(Signature), numbered)
    return Counter((row.campaign_id, row.country) for row in rows)


def _uncount(session: Session) -> Counter[tuple[int, str]]:
    """Take signatures that are no longer confirmed out of the totals; their numbers stay unused."""
    rows = session.execute(
        sa.select(Signature.id, Signature.campaign_id, Signature.country)
        .where(_UNCOUNTED)
        .order_by(Signature.id)
        .limit(ROUND)
    ).all()
    if rows:
        session.execute(sa.update(Signature), [{"id": row.id, "is_counted": False} for row in rows])
    return Counter((row.campaign_id, row.country) for row in rows)


def _add(session: Session, campaign_id: int, country: str, change: int) -> None:
    tally = _tally(session, campaign_id)
    tally.confirmed += change
    row = session.get(CountryTally, (campaign_id, country))
    if row is None:
        row = CountryTally(campaign_id=campaign_id, country=country, confirmed=0)
        session.add(row)
    row.confirmed += change


def _tally(session: Session, campaign_id: int) -> Tally:
    tally = session.get(Tally, campaign_id)
    if tally is None:
        tally = Tally(campaign_id=campaign_id, confirmed=0, last_number=0)
        session.add(tally)
    return tally

"""The tally: the one writer of numbers and totals.

It looks for confirmed signatures without a number, never for times or ids: a transaction that commits late is found all the same.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, turns
from petitions.signatures import totals
from petitions.signatures.conditions import IS_UNCOUNTED, IS_UNNUMBERED
from petitions.signatures.models import Signature, Tally
from petitions.signatures.totals import Place
from petitions.turns import Turn

ROUND = 5000
"""How many signatures are booked in one transaction at most."""


HEARTBEAT = "tally"
STALE = datetime.timedelta(seconds=60)
"""A tally that was not heard of for so long does not run."""

_UNNUMBERED = sa.text(IS_UNNUMBERED)
_UNCOUNTED = sa.text(IS_UNCOUNTED)
_DUE = (_UNNUMBERED, _UNCOUNTED, totals.UNNOTED, totals.MISCOUNTED_READER)

IS_BOOKED = sa.text(f"NOT ({IS_UNNUMBERED} OR {IS_UNCOUNTED})")
"""Of a signature: the totals know how it stands."""


@dataclass(frozen=True)
class Booked:
    """How many signatures one round of the tally booked."""

    joined: int = 0
    left: int = 0
    noted: int = 0
    """New ones, and ones whose mail was accepted since."""
    readers: int = 0
    """Who agreed to news, or gets none any more."""

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.noted or self.readers)


def book() -> Booked:
    """Number what was confirmed, book what was withdrawn or invalidated, and what was asked for and mailed meanwhile."""
    if not _is_due():
        return Booked()
    with database.action() as session:
        lock(session)
        joined, left = _number(session), _uncount(session)
        for place, people in joined.items():
            _add(session, place, people)
        for place, people in left.items():
            _add(session, place, -people)
        readers = totals.follow_readers(session, ROUND)
        return Booked(joined.total(), left.total(), totals.note(session, ROUND), readers)


def lock(session: Session) -> None:
    """Be the one writer of totals until this action ends, and see what others have written."""
    session.expire_all()
    turns.take(session, Turn.TALLY)


def _is_due() -> bool:
    session = database.session()
    # In order, though any row would do: or PostgreSQL, which cannot tell how few rows a condition means, may read the table.
    looks = (sa.select(Signature.id).where(which).order_by(Signature.id).limit(1) for which in _DUE)
    is_due = any(session.scalar(look) is not None for look in looks)
    session.rollback()
    return is_due


def _number(session: Session) -> Counter[Place]:
    """Give each confirmed signature the next number of its campaign."""
    rows = session.execute(
        sa.select(Signature.id, *totals.PLACE).where(_UNNUMBERED).order_by(Signature.id).limit(ROUND)
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
    return Counter(Place(*row[1:]) for row in rows)


def _uncount(session: Session) -> Counter[Place]:
    """Take signatures that are no longer confirmed out of the totals; their numbers stay unused."""
    rows = session.execute(
        sa.select(Signature.id, *totals.PLACE).where(_UNCOUNTED).order_by(Signature.id).limit(ROUND)
    ).all()
    if rows:
        session.execute(sa.update(Signature), [{"id": row.id, "is_counted": False} for row in rows])
    return Counter(Place(*row[1:]) for row in rows)


def _add(session: Session, place: Place, change: int) -> None:
    _tally(session, place.campaign_id).confirmed += change
    totals.add(session, place, change)


def _tally(session: Session, campaign_id: int) -> Tally:
    tally = session.get(Tally, campaign_id)
    if tally is None:
        tally = Tally(campaign_id=campaign_id, confirmed=0, last_number=0)
        session.add(tally)
    return tally

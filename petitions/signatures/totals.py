"""Totals by day, language, country, visibility and version of the text. The tally alone writes them, in the transaction that
moves the public number.

They are kept apart from each other, never crossed: who signed from where, on which day and in which language at once would be
nearly the list again, and would stay when the list is erased. Readers alone are counted by language, country and stretch of
numbers at once, and those totals go with the list.
"""

import datetime
from collections import Counter
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock
from petitions.signatures import records
from petitions.signatures.conditions import IS_MISCOUNTED_READER, IS_UNNOTED
from petitions.signatures.models import (
    CountryTally,
    DayTally,
    Share,
    ShareTally,
    Signature,
    TextTally,
    Visibility,
)
from petitions.signatures.records import ReaderTally

UNNOTED = sa.text(IS_UNNOTED)
"""What the totals do not know yet. Found by a mark in the row, not by its time: a transaction that commits late is seen, too."""
MISCOUNTED_READER = sa.text(IS_MISCOUNTED_READER)
"""Whom the totals of readers have still to gain or to lose; found by a mark in the row, too."""

_MADE, _MAILED, _UNREACHABLE = 1, 2, 3

PLACE = (
    Signature.campaign_id,
    Signature.country,
    Signature.language,
    Signature.visibility,
    Signature.petition_text_id,
)

_READERS = ("campaign_id", "language", "country", "stretch")
"""By what readers are counted."""

READERSHIP = (Signature.campaign_id, Signature.language, Signature.country)

T = TypeVar("T")


class Place(NamedTuple):
    """Where a signature counts."""

    campaign_id: int
    country: str
    language: str
    visibility: Visibility
    petition_text_id: int


def add(session: Session, place: Place, change: int) -> None:
    """Count `change` signatures more at `place`, from today on. They are confirmed ones, or, below 0, ones that are gone."""
    today = _day(session, place.campaign_id, clock.today())
    today.confirmed += max(change, 0)
    today.gone += max(-change, 0)
    _at(session, CountryTally, "confirmed", campaign_id=place.campaign_id, country=place.country).confirmed += change
    _share(session, place.campaign_id, Share.LANGUAGE, place.language).confirmed += change
    _share(session, place.campaign_id, Share.VISIBILITY, place.visibility.value).confirmed += change
    _at(session, TextTally, "confirmed", petition_text_id=place.petition_text_id).confirmed += change


def move(session: Session, campaign_id: int, *, people: int, from_: Visibility, to: Visibility) -> None:
    """Count `people` of a campaign under another visibility. Under the tally's lock, as everything here."""
    _share(session, campaign_id, Share.VISIBILITY, from_.value).confirmed -= people
    _share(session, campaign_id, Share.VISIBILITY, to.value).confirmed += people


def follow_readers(session: Session, most: int) -> int:
    """Add who agreed to news and was numbered, take away who ended them or left; `most` at most. Returns how many."""
    rows = session.execute(
        sa.select(Signature.id, Signature.is_reader, Signature.number, *READERSHIP)
        .where(MISCOUNTED_READER)
        .order_by(Signature.id)
        .limit(most)
        # Whoever ends news holds the row for a moment: its turn comes in the next round.
        .with_for_update(skip_locked=True)
    ).all()
    changes: Counter[tuple[int, str, str, int]] = Counter()
    for row in rows:
        place = (row.campaign_id, row.language, row.country, records.stretch(row.number))
        changes[place] += -1 if row.is_reader else 1
    # All at once: one by one they might be thousands of questions in the only turn to write.
    within = (
        ReaderTally.campaign_id.in_({campaign_id for campaign_id, *_ in changes}),
        ReaderTally.stretch.in_({stretch for *_, stretch in changes}),
    )
    found = session.scalars(sa.select(ReaderTally).where(*within)) if changes else ()
    known = {(one.campaign_id, one.language, one.country, one.stretch): one for one in found}
    for place, change in changes.items():
        total = known.get(place) or ReaderTally(**dict(zip(_READERS, place, strict=True)), readers=0)
        total.readers += change
        session.add(total)
    if rows:
        session.execute(sa.update(Signature), [{"id": row.id, "is_reader": not row.is_reader} for row in rows])
    return len(rows)


def note(session: Session, most: int) -> int:
    """Count forms, accepted mails and ones that reach nobody, of `most` signatures at most, on their days. Returns how many."""
    rows = session.execute(
        sa.select(
            Signature.id,
            Signature.campaign_id,
            Signature.day,
            Signature.mailed_on,
            Signature.unreachable_on,
            Signature.noted,
        )
        .where(UNNOTED)
        .order_by(Signature.id)
        .limit(most)
        # A worker that notes mails holds some of these rows: whoever waited for it while it waits for us would wait for ever.
        .with_for_update(skip_locked=True)
    ).all()
    asked = Counter((row.campaign_id, row.day) for row in rows if not row.noted)
    mailed = Counter((row.campaign_id, row.mailed_on) for row in rows if row.mailed_on and row.noted < _MAILED)
    unreachable = Counter((row.campaign_id, row.unreachable_on) for row in rows if row.unreachable_on)
    for (campaign_id, day), forms in asked.items():
        _day(session, campaign_id, day).asked += forms
    for (campaign_id, day), mails in mailed.items():
        _day(session, campaign_id, day).mailed += mails
    for (campaign_id, day), mails in unreachable.items():
        _day(session, campaign_id, day).unreachable += mails
    if rows:
        session.execute(
            sa.update(Signature), [{"id": row.id, "noted": _known(row.mailed_on, row.unreachable_on)} for row in rows]
        )
    return len(rows)


def _known(mailed_on: datetime.date | None, unreachable_on: datetime.date | None) -> int:
    """What the totals know now of a signature."""
    if unreachable_on:
        return _UNREACHABLE
    return _MAILED if mailed_on else _MADE


def _at(session: Session, kind: type[T], *counts: str, **key: object) -> T:
    """The total with this key; one that is new counts from zero."""
    found = session.get(kind, key)
    if found is None:
        found = kind(**key, **dict.fromkeys(counts, 0))
        session.add(found)
    return found


def _day(session: Session, campaign_id: int, day: datetime.date) -> DayTally:
    counts = ("asked", "mailed", "unreachable", "confirmed", "gone")
    return _at(session, DayTally, *counts, campaign_id=campaign_id, day=day)


def _share(session: Session, campaign_id: int, share: Share, value: str) -> ShareTally:
    return _at(session, ShareTally, "confirmed", campaign_id=campaign_id, share=share, value=value)

"""What people know of an event: when and where it was to be as they were last told, and what is different now."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database
from petitions.events.models import Event, EventVersion, State


@dataclass(frozen=True)
class Change:
    """What is different from what somebody knows."""

    is_off: bool = False
    """It does not take place any more."""
    is_on: bool = False
    """It takes place after all."""
    times: tuple[datetime.datetime, datetime.datetime] | None = None
    """When it was to start and end, on the clocks of its place, if that is other now."""
    place: tuple[str, str] | None = None
    """The place and city where it was to be, if these are others now."""


Known = Mapping[tuple[int, int], EventVersion]
"""Versions by event and SEQUENCE."""


def of(event: Event) -> EventVersion:
    """When and where `event` is to be now."""
    return EventVersion(
        event_id=event.id,
        sequence=event.sequence,
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        places={text.language: [text.place, text.city] for text in event.texts if text.place},
    )


def keep(session: Session, event: Event, before: EventVersion) -> None:
    """Number the change of `event` in the transaction of `session`, and keep what people were told `before`."""
    session.add(before)
    event.sequence += 1


def known(event_ids: Collection[int]) -> Known:
    """All that people were ever told of these events, but for what is told now."""
    found = database.session().scalars(sa.select(EventVersion).where(EventVersion.event_id.in_(event_ids)))
    return {(version.event_id, version.sequence): version for version in found}


def change(event: Event, told: int, language: str, versions: Known) -> Change | None:
    """What is different for a reader of `language` who knows `event` by its SEQUENCE `told`; None if nothing is."""
    before = versions.get((event.id, told))
    if before is None:
        return None
    was_off, is_off = (one.state is State.CANCELLED for one in (before, event))
    if is_off:
        return None if was_off else Change(is_off=True)
    found = Change(is_on=was_off, times=_times(before, event), place=_place(before, event, language))
    return found if found != Change() else None


def _times(before: EventVersion, event: Event) -> tuple[datetime.datetime, datetime.datetime] | None:
    was, now = ((one.local_start, one.local_end) for one in (before, event))
    # Moments that are the same may show another hour on the clocks of another zone.
    is_same = was == now and [at.replace(tzinfo=None) for at in was] == [at.replace(tzinfo=None) for at in now]
    return None if is_same else was


def _place(before: EventVersion, event: Event, language: str) -> tuple[str, str] | None:
    """Where it was to be. A translation that was written since is no other place."""
    spoken = [code for code in (language, event.campaign.language, *before.places) if code in before.places]
    if not spoken or of(event).places.get(spoken[0]) == before.places[spoken[0]]:
        return None
    place, city = before.places[spoken[0]]
    return place, city

"""Dates of the demonstration's events: always ahead, on a weekday on which people would come."""

import datetime
import zoneinfo

from petitions import clock
from petitions.demo.reading import Table
from petitions.events.models import Event

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def next_day(weekday: str, days_ahead: int) -> datetime.date:
    """The first `weekday` that is at least `days_ahead` days from today."""
    earliest = clock.today() + datetime.timedelta(days=days_ahead)
    return earliest + datetime.timedelta(days=(WEEKDAYS.index(weekday) - earliest.weekday()) % 7)


def dated(entry: Table) -> Table:
    """The campaign of `entry` with its days, also where they are counted back from today."""
    if "opened_days_ago" not in entry:
        return entry
    opened, closed = (
        clock.today() - datetime.timedelta(days=entry.get(f"{step}_days_ago", 0)) for step in ("opened", "closed")
    )
    days: Table = {"adopted_on": opened, "opened_on": opened, "signed_until": closed}
    return entry | days | ({"closed_on": closed} if "closed_days_ago" in entry else {})


def date(event: Event, entry: Table) -> None:
    """Give `event` and the steps of its programme their times on the next day that suits `entry`."""
    day = next_day(entry["weekday"], entry["days_ahead"])
    zone = zoneinfo.ZoneInfo(entry["zone"])
    event.starts_at = _moment(day, entry["starts"], zone)
    event.ends_at = _moment(day, entry["ends"], zone)
    for step, planned in zip(event.steps, entry["programme"], strict=True):
        step.starts_at = _moment(day, planned["at"], zone)


def _moment(day: datetime.date, time: datetime.time, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(day, time, zone).astimezone(datetime.UTC)

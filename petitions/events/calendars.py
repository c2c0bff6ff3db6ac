"""An event as a calendar entry (iCalendar, RFC 5545)."""

import datetime
import zoneinfo

from icalendar import Calendar
from icalendar import Event as Entry

from petitions import clock, links
from petitions.events.models import Event, State

MEDIA_TYPE = "text/calendar"


def entry(event: Event, language: str) -> bytes:
    """The `.ics` file of `event` in `language`. Names nobody: it is the same for all who come."""
    text = event.text(language)
    zone = zoneinfo.ZoneInfo(event.zone)
    what = Entry()
    what.add("uid", f"{event.slug}@{links.domain()}")
    what.add("dtstamp", clock.now())
    what.add("dtstart", event.starts_at.astimezone(zone))
    what.add("dtend", event.ends_at.astimezone(zone))
    what.add("sequence", event.sequence)
    what.add("summary", text.title)
    what.add("location", f"{text.place}, {text.city}")
    what.add("description", f"{text.summary}\n\n{text.directions}\n\n{text.accessibility}")
    what.add("url", links.absolute(f"/{language}/events/{event.slug}"))
    what.add("status", "CANCELLED" if event.state is State.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Calls for Action//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(what)
    year = event.starts_at.year
    calendar.add_missing_timezones(datetime.date(year, 1, 1), datetime.date(year + 1, 12, 31))
    return bytes(calendar.to_ical())

"""An event as a calendar entry (iCalendar, RFC 5545): made known, or taken out of calendars again (iTIP, RFC 5546)."""

import datetime
import zoneinfo

from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from petitions import clock, links
from petitions.events.models import Event, State


def media_type(event: Event) -> str:
    """What its `.ics` file is: mail programs act on a method only if it stands here, too (RFC 6047, 2.4)."""
    return f"text/calendar; method={_method(event)}; charset=utf-8"


def entry(event: Event, language: str) -> bytes:
    """The `.ics` file of `event` in `language`. Names nobody: it is the same for all who come.

    A calendar takes an entry out for CANCEL, with the same UID and a higher SEQUENCE; of a PUBLISH it may keep it. Both need an
    ORGANIZER (RFC 5546, 3.2.1 and 3.2.5).
    """
    text = event.text(language)
    zone = zoneinfo.ZoneInfo(event.zone)
    what = Entry()
    what.add("uid", f"{event.slug}@{links.domain()}")
    what.add("dtstamp", clock.now())
    what.add("dtstart", event.starts_at.astimezone(zone))
    what.add("dtend", event.ends_at.astimezone(zone))
    what.add("sequence", event.sequence)
    what.add("organizer", _organizer(event, language))
    what.add("summary", text.title)
    what.add("location", f"{text.place}, {text.city}")
    what.add("description", f"{text.summary}\n\n{text.directions}\n\n{text.accessibility}")
    what.add("url", links.absolute(f"/{language}/events/{event.slug}"))
    what.add("status", "CANCELLED" if event.state is State.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Calls for Action//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _method(event))
    calendar.add_component(what)
    year = event.starts_at.year
    calendar.add_missing_timezones(datetime.date(year, 1, 1), datetime.date(year + 1, 12, 31))
    return bytes(calendar.to_ical())


def _method(event: Event) -> str:
    return "CANCEL" if event.state is State.CANCELLED else "PUBLISH"


def _organizer(event: Event, language: str) -> vCalAddress:
    host = vCalAddress(f"mailto:{event.house.sender}")
    host.params["CN"] = event.house.text(language).name
    return host

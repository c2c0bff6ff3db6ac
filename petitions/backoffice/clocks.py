"""The clock of a page: that of its House. A page that shows a time says once which clock that is."""

import datetime
import enum
import zoneinfo

from flask import Flask, g
from flask_babel import gettext as _

from petitions import formats
from petitions.backoffice import guarding
from petitions.events import timing


class Owed(enum.Enum):
    """To whom the zone is still to be said."""

    EVERYBODY = "everybody"
    NOSCRIPT = "noscript"
    """Browsers without scripts: all others see no time on the page."""


def init_app(app: Flask) -> None:
    """Let the pages of the back office speak of times."""
    app.jinja_env.filters |= {"house_moment": moment, "house_hour": hour, "house_day": day}
    app.context_processor(_page)


def zone() -> str:
    """The time zone (IANA) of the House of this page, or of the first one of who is signed in."""
    house = g.office_campaign.house if "office_campaign" in g else g.get("office_house")
    who = guarding.known()
    if house is None and who is not None:
        house = next((member.house for member in who.memberships), None)
    return timing.usual(house.country) if house else timing.EVERYWHERE


def moment(at: datetime.datetime) -> str:
    """A moment to the minute: "18 May 2015, 16:20"."""
    g.shows_time = True
    words: str = _("%(day)s, %(hour)s", day=day(at), hour=formats.hour(_here(at)))
    return words


def hour(at: datetime.datetime) -> str:
    """16:20, on the padlock: a script turns it into the minutes that are left."""
    g.shows_hour = True
    return formats.hour(_here(at))


def day(at: datetime.datetime) -> str:
    """The day of a moment: "18 May 2015"."""
    return formats.day(_here(at).date())


def say_zone() -> str:
    """The time zone as people read it, where a page says it itself."""
    g.says_zone = True
    return zone().replace("_", " ")


def _here(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(zoneinfo.ZoneInfo(zone()))


def _owes_zone() -> Owed | None:
    """To whom a page that shows a time has not said yet whose clock that is."""
    if g.get("says_zone", False):
        return None
    if g.get("shows_time", False):
        return Owed.EVERYBODY
    return Owed.NOSCRIPT if g.get("shows_hour", False) else None


def _page() -> dict[str, object]:
    return {"say_zone": say_zone, "owes_zone": _owes_zone} if guarding.is_office() else {}

"""Times as the clocks of a place show them, and the moments they mean; in two nights of the year that is not a matter of course."""

import datetime
import zoneinfo
from collections.abc import Mapping
from functools import lru_cache

from babel.core import get_global

from petitions import errors

CAPITALS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CY": "Asia/Nicosia",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}
"""Where most people live in countries of several zones whose first one, in CLDR, is another; and what CLDR does not know."""
EVERYWHERE = "UTC"


class OddTime(errors.Refusal):
    """A time that an event cannot have. `field` is where it was typed."""

    def __init__(self, field: str) -> None:
        super().__init__("odd time")
        self.field = field


class Skipped(OddTime):
    """The clocks go forward over this time: it does not exist."""


class Twice(OddTime):
    """The clocks go back over this time: it comes twice."""


@lru_cache(1)
def zones() -> tuple[str, ...]:
    """Every IANA time zone that some country uses, sorted, and UTC."""
    by_country: Mapping[str, list[str]] = get_global("territory_zones")
    named = {zone for zones in by_country.values() for zone in zones if "/" in zone and not zone.startswith("Etc/")}
    return (*sorted(named & zoneinfo.available_timezones()), EVERYWHERE)


def usual(country: str) -> str:
    """The time zone that a `country` (ISO 3166 alpha-2) is likely to mean."""
    if country in CAPITALS:
        return CAPITALS[country]
    known = [zone for zone in get_global("territory_zones").get(country, ()) if zone in zones()]
    return known[0] if known else EVERYWHERE


def local(moment: datetime.datetime, zone: str) -> str:
    """What the clocks of `zone` show at a moment, to the minute, as a form has it: "2015-05-30T15:00"."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def moment(local: str, zone: str, *, field: str) -> datetime.datetime:
    """The moment at which the clocks of `zone` show what `field` says, in UTC. Raises Skipped, Twice."""
    shown = datetime.datetime.fromisoformat(local)
    first, second = (
        shown.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold).astimezone(datetime.UTC) for fold in (0, 1)
    )
    if first == second:
        return first
    is_there = first.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None) == shown
    raise Twice(field) if is_there else Skipped(field)

"""An event in one line: on posters, in lists."""

from flask_babel import gettext as _

from petitions import formats
from petitions.events.models import Event, Kind


def one_line(event: Event, language: str) -> str:
    """ "March · Saturday 30 May · 15:00 · Oslo, Egertorget", in the language of the page."""
    text = event.text(language)
    start = event.local_start
    where = _("%(city)s, %(place)s", city=text.city, place=text.place)
    return " · ".join([name(event.kind), formats.weekday_without_year(start), formats.hour(start), where])


def name(kind: Kind) -> str:
    """What such an event is called."""
    names: dict[Kind, str] = {
        Kind.MARCH: _("March"),
        Kind.VIGIL: _("Vigil"),
        Kind.PROTEST: _("Protest"),
        Kind.CONCERT: _("Concert"),
        Kind.MEETING: _("Meeting"),
    }
    return names[kind]

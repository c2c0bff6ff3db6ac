"""An event in one line: on posters, in lists, in mails."""

from flask_babel import gettext as _

from petitions import formats, i18n, links
from petitions.campaigns.models import Campaign
from petitions.events import queries
from petitions.events.models import Event, Kind


def one_line(event: Event, language: str) -> str:
    """ "March · Saturday 30 May · 15:00 · Oslo, Egertorget", in the language of the page."""
    text = event.text(language)
    start = event.local_start
    where = _("%(city)s, %(place)s", city=text.city, place=text.place)
    return " · ".join([name(event.kind), formats.weekday_without_year(start), formats.hour(start), where])


def next_of(campaign: Campaign, language: str, country: str) -> tuple[str, str] | None:
    """The next event of a campaign in one line, and the address of its page; None if nothing is planned.

    It is the next in `country`, if there is one.
    """
    event = next(iter(queries.upcoming(campaign.id, country=country)), None)
    if event is None:
        return None
    with i18n.speaking(language):
        return one_line(event, language), links.absolute(f"/{language}/events/{event.slug}")


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

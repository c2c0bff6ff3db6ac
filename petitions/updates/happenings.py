"""What happened in the life of a campaign, as it is marked on the curve of its number: on the dashboard and on paper."""

from collections.abc import Iterator

from flask_babel import gettext as _

from petitions import clock
from petitions.campaigns.models import Campaign
from petitions.charts import Note
from petitions.events import queries as events
from petitions.updates import queries as updates


def notes(campaign: Campaign, language: str) -> Iterator[Note]:
    """Opening and closing, news and events until today, told in `language`, which is spoken now."""
    yield from (note for note in _all(campaign, language) if note.day <= clock.today())


def _all(campaign: Campaign, language: str) -> Iterator[Note]:
    if campaign.opened_on:
        yield Note(campaign.opened_on, _("The campaign opened"))
    if campaign.closed_on:
        yield Note(campaign.closed_on, _("The campaign closed"))
    for update in updates.of_campaign(campaign.id):
        yield Note(update.published_on, update.text(language).title)
    for event in events.of_campaign(campaign.id):
        yield Note(event.local_start.date(), event.text(language).title)

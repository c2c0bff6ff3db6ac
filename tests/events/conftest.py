"""Events as organisers write them."""

import datetime

import pytest

from petitions import clock, database, merging
from petitions.campaigns.models import Campaign
from petitions.events import queries, writing
from petitions.events.models import Event
from petitions.merging import Sheet
from tests import factories

YEAR = clock.today().year + 1
"""The next year, in which all that is planned here lies ahead."""
SAID = {
    "kind": "vigil",
    "starts_at": f"{YEAR}-05-30T15:00",
    "ends_at": f"{YEAR}-05-30T17:00",
    "zone": "Europe/Oslo",
    "country": "NO",
    "capacity": "",
    "host": "oslo",
    "en-title": "Vigil for Rasul",
    "en-headline": "Vigil\nfor Rasul",
    "en-summary": "We stand.",
    "en-place": "Egertorget",
    "en-city": "Oslo",
    "en-directions": "By underground.",
    "en-accessibility": "Even ground.",
    "en-safety": "",
}
"""What an organiser types."""


@pytest.fixture
def campaign(app_context) -> Campaign:
    """A campaign of Oslo that is open."""
    return factories.campaign()


@pytest.fixture
def vigil(campaign) -> Event:
    """A vigil that was planned in the browser."""
    return writing.plan(campaign.id, SAID, by=None)


@pytest.fixture
def change(vigil):
    """Type into the form on the vigil, and save: what was shown is what stands there now, unless `shown` is older."""

    def save(shown: dict[str, str] | None = None, **typed: str) -> Event:
        was = shown or writing.words(vigil)
        said = was | {name.replace("__", "-"): value for name, value in typed.items()}
        writing.save(
            vigil.campaign_id, vigil.slug, Sheet(said, {name: merging.mark(it) for name, it in was.items()}), by=None
        )
        return now(vigil)

    return save


def now(event: Event) -> Event:
    """The event as the database has it."""
    database.session().expire_all()
    return queries.within(event.campaign_id, event.slug)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment of the next year, in UTC."""
    return datetime.datetime(YEAR, month, day, hour, minute, tzinfo=datetime.UTC)

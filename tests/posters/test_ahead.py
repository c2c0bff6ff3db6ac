"""Drawing ahead: what pages show is there before anybody asks, and what cannot be drawn is not tried for ever."""

import pytest

from petitions import database, i18n, storage
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import State
from petitions.pdf.papers import Screen
from petitions.posters import composing, designs, keeping
from petitions.posters.ahead import AT_ONCE, Ahead, pictures
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from tests import factories

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # a drawing does not depend on it
    pytest.mark.usefixtures("app_context"),
]


@pytest.fixture(autouse=True)
def _two_languages(monkeypatch):
    monkeypatch.setattr(i18n, "INTERFACE", ("en", "ar"))


def whole(ahead: Ahead) -> int:
    """Go round until nothing is missing. Returns how many pictures were drawn."""
    return sum(iter(ahead.draw, 0))


def test_pages_and_links_find_their_pictures(monkeypatch) -> None:
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    whole(Ahead(after=0))
    monkeypatch.setattr(keeping, "PATIENCE", 0.01)
    with keeping.TURN:  # nothing can be drawn now
        for language in ("en", "ar"):
            poster = composing.compose(campaign, language)
            assert all(keeping.preview_of(poster, design, Form()).content for design in designs.of(poster))
            assert all(keeping.picture_of(poster, screen) for screen in Screen)
            gathering = composing.compose_event(event, language)
            assert keeping.picture_of(gathering, Screen.WIDE)
            assert keeping.preview_of(gathering, Design.MARCH, Form()).content


def test_a_worker_that_is_told_to_stop_draws_few_more() -> None:
    factories.campaign()
    assert 0 < Ahead(after=0).draw() <= AT_ONCE < len(list(pictures(campaigns.visible("free-rasul"))))


def test_only_what_says_something_else_is_drawn_again() -> None:
    campaign = factories.campaign()
    ahead = Ahead(after=0)
    whole(ahead)
    drawn = set(storage.folder("posters").iterdir())
    assert whole(ahead) == 0
    with database.action() as session:
        session.merge(campaign).text("en").demand = "Now."
        session.merge(campaign).changed_at = campaign.changed_at.replace(year=2020)
    assert 0 < whole(ahead) < len(drawn) + 1
    assert drawn < set(storage.folder("posters").iterdir())


def test_what_cannot_be_drawn_is_tried_once() -> None:
    campaign = factories.campaign()
    with database.action() as session:
        session.merge(campaign).text("en").demand = 2000 * "word "
    ahead = Ahead(after=0)
    tried = whole(ahead)
    assert tried > len(list(storage.folder("posters").iterdir()))
    assert whole(ahead) == 0


@pytest.mark.parametrize("changes", [{"state": State.DRAFT, "opened_on": None}, {}])
def test_nothing_is_drawn_of_a_draft_or_before_the_worker_has_begun(changes) -> None:
    factories.campaign(**changes)
    assert Ahead(after=0 if changes else 60).draw() == 0

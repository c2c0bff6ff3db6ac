"""The posters of one event: each that is still to come has its own."""

import dataclasses
import datetime

import pytest

from petitions import database
from petitions.campaigns.life import State
from petitions.clock import now
from petitions.events import planning
from tests import factories

VIGIL = "/en/events/vigil"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # pictures do not depend on it


@pytest.fixture(autouse=True)
def campaign(app, clock):
    """One with a march in Oslo, of its own House, and a vigil that another House hosts a day later."""
    app.config["PAGE_SECONDS"] = 60
    with app.app_context():
        made = factories.campaign()
        factories.event(of=made)
        start = now() + datetime.timedelta(days=11)
        host = factories.house("tbilisi")
        factories.event(
            "vigil", of=made, house_id=host.id, starts_at=start, ends_at=start + datetime.timedelta(hours=1)
        )
        return made


def test_its_page_leads_to_its_own_posters(client, valid_html):
    assert f'href="{VIGIL}/posters"' in client.get(VIGIL).text
    page = client.get(f"{VIGIL}/posters").text
    assert f'action="{VIGIL}/poster.pdf"' in page
    assert f'src="{VIGIL}/poster.png?design=march"' in page
    assert f'href="{VIGIL}/share.png?shape=story"' in page
    assert 'href="/nb/events/vigil/posters"' in page
    assert "This poster calls to one event: March · " in page
    assert 'value="tear-off"' not in page
    assert "House tbilisi" in page
    assert VIGIL not in client.get("/en/campaigns/free-rasul/posters").text
    valid_html(page)


def test_it_says_when_and_where_it_is_itself(client):
    drawn = [client.get(f"/en/{of}/poster.png?design=march") for of in ("events/vigil", "campaigns/free-rasul")]
    assert [answer.status_code for answer in drawn] == [200, 200]
    assert drawn[0].data != drawn[1].data
    answer = client.get(f"{VIGIL}/poster.pdf?language=nb&paper=a5")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "vigil-march-" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("asked", ["design=portrait", "paper=a0", "language=xx"])
def test_what_there_is_no_poster_of_is_not_found(client, asked):
    answer = client.get(f"{VIGIL}/poster.pdf?{asked}")
    assert (answer.status_code, "There is no such poster." in answer.text) == (404, True)


def test_one_that_is_over_or_called_off_or_of_a_draft_has_none(app, client, campaign, clock):
    files = ("posters", "poster.pdf", "poster.png")
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        planning.cancel(campaign.id, "march-oslo", by=None)
        draft = factories.campaign("draft", of=factories.house("other"), state=State.DRAFT)
        factories.event("hidden", of=draft)
    for event in ("march-oslo", "hidden", "nothing"):
        assert [client.get(f"/en/events/{event}/{file}").status_code for file in files] == [404] * 3, event
    assert client.get(f"{VIGIL}/posters").status_code == 200
    clock.shift(datetime.timedelta(days=12))
    assert [client.get(f"{VIGIL}/{file}").status_code for file in files] == [404] * 3


def test_it_takes_place_though_its_campaign_has_closed(app, client, campaign):
    with app.app_context(), database.action() as session:
        session.get(type(campaign), campaign.id).state = State.CLOSED
    assert client.get(f"{VIGIL}/posters").text.count('name="design"') == 1
    assert client.get(f"{VIGIL}/poster.pdf").status_code == 200


def test_what_a_page_does_not_show_is_drawn_within_the_limit(settings, make_app):
    limits = dict(settings.rate_limits) | {"poster": "1/minute"}
    client = make_app(dataclasses.replace(settings, rate_limits=limits)).test_client()
    for asked, status in (
        ("poster.png?variant=copier", 200),
        ("poster.png?variant=press", 429),
        ("poster.pdf", 429),
        ("poster.png", 200),
    ):
        answer = client.get(f"{VIGIL}/{asked}", base_url="https://calls.example.org")
        assert answer.status_code == status, asked

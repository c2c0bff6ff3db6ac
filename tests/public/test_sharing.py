"""What messengers and networks show beside a link, and what it costs us that they do."""

import dataclasses
import io
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image

from petitions.campaigns import previewing, publishing
from petitions.campaigns.life import Protection, State
from petitions.campaigns.previewing import Standing
from petitions.events import planning
from tests import factories

PAGE = "/en/campaigns/free-rasul"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # pictures do not depend on it


@pytest.fixture(autouse=True)
def campaign(app):
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        return factories.campaign(protection=Protection.HIGH)


def said(page: str) -> dict[str, str]:
    """What the head of a page says to machines."""
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))


def picture(client, page: str) -> Image.Image:
    """What they fetch then."""
    address = urlsplit(said(page)["og:image"].replace("&amp;", "&"))
    assert address.netloc == "calls.example.org"
    answer = client.get(f"{address.path}?{address.query}")
    assert (answer.status_code, answer.mimetype) == (200, said(page)["og:image:type"])
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def test_a_link_shows_the_poster_in_the_language_of_its_page(client):
    page = client.get(PAGE.replace("/en/", "/ar/")).text
    found = said(page)
    size = tuple(int(found[f"og:image:{side}"]) for side in ("width", "height"))
    assert picture(client, page).size == size == (1200, 630)
    assert "/ar/campaigns/free-rasul/share.png" in found["og:image"]
    assert found["twitter:card"] == "summary_large_image"
    assert "Free Rasul Jafarov" in found["og:image:alt"] == found["twitter:image:alt"]
    assert len(page.encode()) < 60_000


@pytest.mark.parametrize("file", ["poster.pdf", "poster.png", "share.png"])
def test_who_asks_again_gets_a_poster_that_has_changed_and_nothing_where_it_has_not(app, client, campaign, file):
    first = client.get(f"{PAGE}/{file}")
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.cache_control.max_age == 0
    assert client.get(f"{PAGE}/{file}", headers=known).status_code == 304
    with app.app_context():
        publishing.close(campaign)
    again = client.get(f"{PAGE}/{file}", headers=known)
    assert (again.status_code, again.mimetype) == (200, first.mimetype) and again.data != first.data


def test_a_link_to_a_closed_campaign_says_what_came_of_it(app, client, campaign):
    before = picture(client, client.get(PAGE).text)
    with app.app_context():
        publishing.close(campaign)
    page = client.get(PAGE).text
    assert said(page)["og:description"]
    assert picture(client, page).tobytes() != before.tobytes()
    assert f'href="{PAGE}/posters"' in page
    posters = client.get(f"{PAGE}/posters").text
    assert "This campaign takes no more signatures." in posters
    assert 'value="tear-off"' not in posters
    assert client.get(f"{PAGE}/poster.pdf?design=tear-off").status_code == 404


def test_an_event_has_a_picture_of_its_own_until_it_is_called_off(app, client, campaign):
    with app.app_context():
        factories.event(of=campaign)
    march, whole = client.get("/en/events/march-oslo").text, picture(client, client.get(PAGE).text)
    assert re.search("Poster: March · .* · Oslo, Egertorget", said(march)["og:image:alt"])
    assert picture(client, march).tobytes() != whole.tobytes()
    with app.app_context():
        planning.cancel(campaign.id, "march-oslo", by=None)
    called_off = client.get("/en/events/march-oslo").text
    assert picture(client, called_off).tobytes() == picture(client, client.get(PAGE).text).tobytes()


def test_nobody_has_more_drawn_than_the_limit_allows_and_everybody_sees_what_is_there_or_on_a_page(
    settings, make_app, campaign
):
    limits = dict(settings.rate_limits) | {"poster": "1/minute"}
    client = make_app(dataclasses.replace(settings, rate_limits=limits)).test_client()
    pages = {"base_url": "https://calls.example.org"}
    for address, status in (
        (f"{PAGE}/poster.png?variant=copier", 200),
        (f"{PAGE}/poster.png?design=letter&variant=copier", 429),
        (f"{PAGE}/poster.png?language=ar", 429),
        (f"{PAGE}/poster.pdf", 429),
        (f"{PAGE}/poster.png?variant=copier", 200),
        (f"{PAGE}/poster.png", 200),
        (f"{PAGE}/share.png?shape=story", 200),
    ):
        assert client.get(address, **pages).status_code == status, address


def test_a_preview_shows_no_picture_that_nobody_may_see(app, client, campaign):
    with app.app_context():
        path = f"/en/preview/{previewing.token(campaign, Standing(State.OPEN))}"
    assert "og:image" not in said(client.get(path).text)

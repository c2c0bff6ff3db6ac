"""Saying that one comes: how large one network can make a march look."""

import dataclasses
import datetime
import re

import pytest

from petitions.events import queries
from tests import factories
from tests.support import rounds

ADDRESS = "/en/events/march-oslo/rsvp"
HERE, THERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.1"}
MANY = "Very many people of your network have said today that they come"


@pytest.fixture
def client(settings, make_app):
    """A browser where one network may speak for ten heads a day, of a march and of another event."""
    app = make_app(dataclasses.replace(settings, rate_limits=dict(settings.rate_limits) | {"heads": "10/day"}))
    with app.app_context():
        march = factories.event()
        factories.event("march-baku", of=march.campaign)
    return app.test_client()


def come(client, people: int, *, address: str = ADDRESS, where=HERE):
    return client.post(address, data={"people": str(people), "contact": "none"}, environ_overrides=where)


def test_one_network_makes_a_march_no_larger_than_so(client):
    assert [come(client, people).status_code for people in (6, 5, 4)] == [303, 429, 303]
    refused = come(client, 1)
    assert MANY in refused.text
    assert come(client, 5, address=ADDRESS.replace("oslo", "baku")).status_code == 303
    assert come(client, 5, where=THERE).status_code == 303
    assert re.search(r"\b15\b", client.get("/en/events/march-oslo").text)


def test_nor_by_changing_the_number_afterwards(client):
    link = come(client, 6).location.removesuffix("/done")
    more = client.post(link, data={"act": "change", "people": "11"}, environ_overrides=HERE)
    assert (more.status_code, MANY in more.text) == (429, True)
    fewer = client.post(link, data={"act": "change", "people": "2"}, environ_overrides=HERE)
    assert fewer.status_code == 303


def test_a_number_that_was_changed_is_said_to_be_saved(client):
    link = come(client, 6).location.removesuffix("/done")
    assert "It is saved." not in client.get(link).text
    assert "It is saved." in client.post(link, data={"act": "change", "people": "2"}, follow_redirects=True).text
    failed = client.post(f"{link}?saved=yes", data={"act": "change", "people": "0"})
    assert (failed.status_code, "It is saved." in failed.text) == (422, False)


def test_the_page_after_an_answer_says_of_its_link_what_is_true_also_when_it_is_loaded_again(client):
    done = come(client, 1).location
    for _load in range(2):
        assert "Keep this link: nobody can send it to you again." in client.get(done).text


def test_a_link_of_an_answer_that_was_called_off_says_so_and_nothing_of_signatures(client):
    link = come(client, 1).location.removesuffix("/done")
    client.post(f"{link}/cancel", data={"act": "cancel"})
    for page in (client.get(link), client.get(f"{link}/done"), client.post(f"{link}/cancel", data={"act": "cancel"})):
        assert (page.status_code, "This answer to an event was called off" in page.text) == (410, True)
        assert not re.search("seven days|Sign once more", page.text)
    assert "Det er meldt avbud" in client.get(link, headers={"Accept-Language": "nb"}).text


def test_a_link_from_a_mail_leads_to_all_answers_of_its_address(client, smtp_sink):
    for people in (2, 3):
        data = {"people": str(people), "contact": "mail", "email": "ana@example.org"}
        own = client.post(ADDRESS, data=data, environ_overrides=THERE).location.removesuffix("/done")
    with client.application.app_context():
        while rounds.deliver_some():
            pass
    mails = [message.get_body(("plain",)).get_content() for message in smtp_sink.to("ana@example.org")]
    (link,) = {path for mail in mails for path in re.findall(r"/rsvp/[a-z0-9]+", mail)}
    assert re.search("3.* people.*Several answers came with this address", client.get(link).text, re.DOTALL)
    assert "Several answers" not in client.get(own).text
    client.post(f"{link}/cancel", data={"act": "cancel"})
    assert client.get(own).status_code == 410


@pytest.mark.parametrize(
    ("country", "invited"), [("NO", "march-oslo"), ("GE", "vigil-tbilisi"), ("HR", "vigil-tbilisi")]
)
def test_whoever_has_signed_is_invited_to_what_is_in_their_country_or_else_comes_next(
    client, smtp_sink, country, invited
):
    with client.application.app_context():
        march = queries.visible("march-oslo")
        sooner = march.starts_at - datetime.timedelta(days=2)
        times = {"starts_at": sooner, "ends_at": sooner + datetime.timedelta(hours=2)}
        factories.event("vigil-tbilisi", of=march.campaign, country="GE", **times)
        token = factories.confirmed(march.campaign, country=country)
        rounds.deliver_some()
        thanks = smtp_sink.deliveries[-1].message.get_body(("plain",)).get_content()
    assert re.findall(r"/events/(\S+)", thanks) == [invited]
    assert re.findall(r'"button" href="/en/events/([^"]+)"', client.get(f"/confirm/{token}").text) == [invited]

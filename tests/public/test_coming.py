"""Saying that one comes: how large one network can make a march look."""

import dataclasses
import re

import pytest

from tests import factories

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

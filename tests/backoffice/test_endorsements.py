"""The page of endorsements."""

import pytest

from petitions import database
from petitions.campaigns import queries
from tests import factories
from tests.support import naughty

PATH = "/organise/campaigns/free-rasul/endorsements"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        for slug in ("baku", "tbilisi"):
            factories.house(slug, has_key=False)
        return factories.campaign(of=house)


@pytest.fixture
def behind(app, campaign):
    def read():
        with app.app_context():
            database.session().expire_all()
            return {one.name("en"): one.id for one in queries.endorsements(campaign.id)}

    return read


def test_houses_are_added_moved_and_taken_off(office, behind, client, house):
    for number in range(3):
        assert office.post(PATH, {"act": "add", "endorser": f"house-{house.id + number}"}).status_code == 303
    assert list(behind()) == ["House oslo", "House baku", "House tbilisi"]
    office.post(PATH, {"act": f"up-{behind()['House tbilisi']}"})
    office.post(PATH, {"act": f"down-{behind()['House oslo']}"})
    assert list(behind()) == ["House tbilisi", "House oslo", "House baku"]
    office.post(PATH, {"act": f"remove-{behind()['House oslo']}"})
    public = client.get("/en/campaigns/free-rasul").text
    assert public.index("<li>House tbilisi</li>") < public.index("<li>House baku</li>")
    assert "<li>House oslo</li>" not in public


def test_the_page_is_valid(office, behind, house, valid_html):
    valid_html(office.get(PATH).text)
    for number in range(2):
        office.post(PATH, {"act": "add", "endorser": f"house-{house.id + number}"})
    valid_html(office.get(PATH).text)


def test_nobody_is_added_who_is_not_there(office, behind):
    answer = office.post(PATH, {"act": "add", "endorser": "house-999"})
    assert answer.status_code == 422
    assert "Choose a House or an organisation" in answer.text


def test_whatever_is_typed_breaks_nothing(office, behind):
    for value in naughty.STRINGS[::6]:
        typed = value.encode("utf-8", "surrogatepass")
        assert office.post(PATH, {"act": "add", "endorser": typed}).status_code < 500, value
        assert office.post(PATH, {"act": typed}).status_code < 500, value
        assert office.post(PATH, {"act": b"up-" + typed}).status_code < 500, value
    assert behind() == {}

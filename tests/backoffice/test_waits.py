"""Whoever waits until something is drawn or decoded looks at no old moment: what others erase meanwhile can be wiped."""

import io

import pytest

from petitions import apart, database
from petitions.houses import recovery
from petitions.papersheets import queries
from tests import factories
from tests.support import editor, pictures
from tests.support.together import at_once

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CAMPAIGN = "/organise/campaigns/free-rasul"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        return factories.campaign(of=house)


@pytest.fixture
def wiped(app, monkeypatch) -> list[bool]:
    """Whether each time that a program began to be waited for the journal could be wiped."""
    found: list[bool] = []
    command = apart.command

    def wipe(_one) -> bool:
        with app.app_context():
            database.beat("tests")
            return database.wipe_traces(within=0.05)

    def look(*arguments, **limits):
        found.extend(at_once(wipe, [1]))
        return command(*arguments, **limits)

    monkeypatch.setattr(apart, "command", look)
    return found


@pytest.mark.parametrize("page", ["poster.pdf", "poster.png", "share.png"])
def test_posters_for_supporters(client, campaign, wiped, page):
    assert client.get(f"/en/campaigns/free-rasul/{page}").status_code == 200
    assert wiped == [True]


def test_the_poster_beside_its_picture(office, campaign, wiped):
    assert office.get(f"{CAMPAIGN}/picture/poster.png").status_code == 200
    assert wiped == [True]


def test_a_picture_that_is_sent(office, campaign, wiped):
    sent = {"act": "upload", "file": (io.BytesIO(pictures.with_place("JPEG")), "picture.jpg")}
    assert office.post(f"{CAMPAIGN}/picture", sent).status_code == 303
    assert wiped == [True]


def test_a_letter(office, campaign, wiped):
    editor.save(office, f"{CAMPAIGN}/letter?language=en", en__body="Free him.")
    assert office.get(f"{CAMPAIGN}/letter.pdf").mimetype == "application/pdf"
    assert set(wiped) == {True}


def test_paper_sheets(app, office, campaign, wiped):
    office.post(f"{CAMPAIGN}/paper/make", {"language": "en", "count": "1"})
    with app.app_context():
        (batch,) = queries.batches(campaign.id)
    assert office.get(f"{CAMPAIGN}/paper/{batch.name}.pdf").mimetype == "application/pdf"
    assert wiped == [True]


def test_a_sheet_with_a_key(sign_in, wiped):
    network = sign_in("nora@example.org", is_network_administrator=True)
    sheet = network.post("/organise/recovery-key/sheet.pdf", {"code": recovery.draft()})
    assert sheet.mimetype == "application/pdf"
    assert wiped == [True]


def test_whoever_reads_meanwhile_is_seen(client, campaign, wiped, monkeypatch):
    """The control."""
    monkeypatch.setattr(database, "end_reading", lambda: None)
    assert client.get("/en/campaigns/free-rasul/poster.pdf").status_code == 200
    assert wiped == [False]

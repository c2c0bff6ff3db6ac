"""The padlock: unlocking by passphrase, how long names stay open, and what closes them."""

import datetime

import pytest
import time_machine

from petitions import database
from petitions.accounts.models import Membership
from petitions.accounts.rights import Role
from petitions.houses import keys, passphrases, tickets, unlocking
from tests import factories
from tests.support.keyholders import cookie, press_unlock

KEY = "/organise/houses/oslo/key"
UNLOCK = "/organise/houses/oslo/unlock"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def house(app):
    """The House Oslo, without a key."""
    with app.app_context():
        return factories.house(has_key=False)


def test_the_padlock_is_on_every_page_and_locks(ane):
    assert "Locked" in ane.get("/organise/").text
    answer = press_unlock(ane)
    kept = cookie(ane)
    assert kept.http_only
    assert kept.same_site == "Strict"
    assert kept.secure
    assert answer.location.endswith(KEY)
    for path in ("/organise/", KEY, "/organise/account/", "/organise/houses/oslo/organisers"):
        page = ane.get(path).text
        assert "Open until" in page
        assert "Lock now" in page
        assert page.count("Europe/Oslo") == 1, "whose clock it is stands there once"
    assert ane.post("/organise/lock?next=/organise/account/").location.endswith("/organise/account/")
    assert cookie(ane) is None
    assert "Open until" not in ane.get("/organise/").text
    assert ane.post("/organise/lock?next=/organise/%0d%0aX-Y:1").location == "/organise/"


def test_the_padlock_closes_after_fifteen_minutes(ane):
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as now:
        press_unlock(ane)
        now.shift(datetime.timedelta(minutes=14))
        assert "Open until" in ane.get("/organise/").text
        now.shift(datetime.timedelta(minutes=1))
        assert "Open until" not in ane.get("/organise/").text


def test_the_padlock_says_whose_names_are_open_and_offers_those_of_the_page(ane, app):
    with app.app_context():
        baku = factories.house("baku")
        with database.action() as session:
            session.add(Membership(house_id=baku.id, organiser_id=ane.who.id, role=Role.ORGANISER))
    press_unlock(ane)
    there = ane.get("/organise/houses/baku/unlock").text
    assert "House oslo: open until" in there
    assert 'href="/organise/houses/baku/unlock?' in there
    assert "House oslo: open until" in ane.get("/organise/").text
    here = ane.get(KEY).text
    assert "Open until" in here
    assert 'href="/organise/houses/oslo/unlock' not in here


def test_a_get_locks_and_unlocks_nothing(ane):
    press_unlock(ane)
    assert ane.get("/organise/lock").status_code == 405
    assert "Open until" in ane.get(UNLOCK).text


def test_signing_out_locks(ane, app):
    press_unlock(ane)
    token = cookie(ane).value
    ane.post("/organise/account/logout")
    with app.app_context(), pytest.raises(unlocking.Locked):
        unlocking.opened(token, 1, ane.who.id)


@pytest.mark.parametrize("typed", ["", "x", "a" * 10_000, "\0", "\u202e", "<script>", "k7wm-k7wm-k7wm-k7wm", "🗝"])
def test_a_wrong_passphrase_is_answered_with_how_to_mend_it(ane, typed):
    page = ane.post(UNLOCK, {"passphrase": typed})
    assert page.status_code == 422
    assert 'id="passphrase-fault"' in page.text
    assert "<script>alert" not in page.text
    assert cookie(ane) is None


def test_guessing_is_limited_per_organiser(ane, rune):
    answers = [press_unlock(ane, "k7wm-k7wm-k7wm-k7wm").text for _ in range(21)]
    assert ["Too many tries. Wait an hour." in answer for answer in answers] == [False] * 20 + [True]
    assert press_unlock(ane).status_code == 422, "the right one comes too late as well"
    assert press_unlock(rune).status_code == 422  # somebody else at the same place is not stopped


def test_the_cookie_of_another_organiser_opens_nothing(ane, rune):
    press_unlock(ane)
    rune.client.set_cookie("names", cookie(ane).value, path="/organise", domain="localhost")
    assert cookie(rune)
    assert "Open until" not in rune.get("/organise/").text


def test_locking_leaves_tickets_of_running_jobs_alone(ane, app, house):
    """A job that was begun goes on: it was asked for while unlocked."""
    with app.app_context():
        holder = tickets.Holder()
        holder.publish()
        with database.action() as session:
            tickets.issue(session, 1, keys.unlock(house, ane.passphrase))
    press_unlock(ane)
    ane.post("/organise/lock")
    with app.app_context():
        assert holder.claim(1)

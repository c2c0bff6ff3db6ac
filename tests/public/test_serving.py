"""How public pages go out: in the reader's language, compressed where they are the same for everybody."""

import time

import pytest
from flask import request_started

from petitions import database
from petitions.campaigns.models import Campaign, State
from petitions.public import serving
from petitions.public.serving import Page, Pages
from tests import factories


@pytest.fixture(autouse=True)
def token(app):
    with app.app_context():
        return factories.signed(factories.campaign())


def test_the_language_is_chosen_from_what_the_browser_says(client):
    assert client.get("/", headers={"Accept-Language": "az-AZ,az;q=0.9,en;q=0.5"}).location == "/az/"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nn-NO", "nb"),
        ("no", "nb"),
        ("be", "ru"),
        ("ar-EG", "ar"),
        ("ja", "en"),
        ("", "en"),
        ("ja,ru;q=0.3", "ru"),
        ("*", "en"),
    ],
)
def test_every_reader_gets_a_language(client, accepted, language):
    assert client.get("/", headers={"Accept-Language": accepted}).location == f"/{language}/"


def test_outside_the_demonstration_there_is_no_mailbox(client):
    assert client.get("/demo/mailbox").status_code == 404
    assert "demonstration" not in client.get("/en/campaigns/free-rasul").text.lower()


def test_what_is_the_same_for_everybody_is_compressed_and_personal_pages_are_not(client, token):
    accepting = {"Accept-Encoding": "gzip"}
    page = client.get("/en/campaigns/free-rasul", headers=accepting)
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.data) < len(client.get("/en/campaigns/free-rasul").data) / 2
    again = client.get("/en/campaigns/free-rasul", headers=accepting | {"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in client.get(f"/confirm/{token}", headers=accepting).headers
    stylesheet = client.get("/static/css/site.css?v=1", headers=accepting, buffered=True)
    assert stylesheet.headers["Content-Encoding"] == "gzip"


def test_a_page_that_is_being_made_anew_is_there_at_once(app, client, monkeypatch):
    address, plain = "/en/campaigns/free-rasul", {"Accept-Encoding": "identity"}
    monkeypatch.setitem(app.config, "PAGE_SECONDS", 60)
    first = client.get(address, headers=plain)
    (maker,) = app.extensions["pages"].makers.values()
    monkeypatch.setitem(app.config, "PAGE_SECONDS", 1e-9)
    came = []
    with request_started.connected_to(lambda *_args, **_more: came.append(1), app):
        with maker:
            for asked in (address, f"{address}?fbclid=IwAR0"):  # as links are shared
                assert client.get(asked, headers=plain).data == first.data
        assert came == []  # nobody was asked: not even Flask
        client.get(address, headers=plain)
        assert came == [1]


def test_a_page_of_hours_ago_waits_until_it_is_made_anew():
    pages, made = Pages(), time.monotonic()
    pages.get(("", "/"), 1, lambda: _page(made - 2 * serving.MEANWHILE_SECONDS))
    with pages.makers["", "/"]:
        assert pages.ready(("", "/"), 1) is None
    pages.get(("", "/"), 1, lambda: _page(made - 2))
    with pages.makers["", "/"]:
        assert pages.ready(("", "/"), 1) == _page(made - 2)
    assert pages.get(("", "/"), 1, lambda: _page(made)) == _page(made)


def test_while_the_database_is_away_one_reader_a_second_waits_for_it(app):
    pages, came = Pages(), []

    def fail() -> Page:
        came.append(1)
        raise database.FAILURES[0]("select", {}, Exception("gone"))

    old = pages.get(("", "/"), 1, lambda: _page(time.monotonic() - 60))
    with app.app_context():
        assert {pages.get(("", "/"), 1, fail).at for _ in range(10)} == {old.at}
    assert came == [1]
    pages.kept["", "/"] = _page(time.monotonic() - serving.STALE_SECONDS - 1)
    with app.app_context(), pytest.raises(database.FAILURES):
        pages.get(("", "/"), 1, fail)


def test_a_page_that_is_there_no_more_is_not_kept(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PAGE_SECONDS", 1e-9)
    assert client.get("/en/campaigns/free-rasul").status_code == 200
    with app.app_context(), database.action() as session:
        session.query(Campaign).update({"state": State.DRAFT})
    assert client.get("/en/campaigns/free-rasul").status_code == 404
    pages = app.extensions["pages"]
    assert (dict(pages.kept), dict(pages.makers)) == ({}, {})


def _page(at: float) -> Page:
    return Page(b"", b"", "text/html", "", at)

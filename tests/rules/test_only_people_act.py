"""Rule: only people act. Mail scanners follow every link of a mail, in every way that programs have; nothing comes of it."""

import collections
import time

import pytest

from petitions.events import attendance
from petitions.public import confirming as confirming_page
from petitions.public import news as news_page
from petitions.signatures import confirming
from tests import factories
from tests.support import counts, nearby, routes

pytestmark = pytest.mark.promise

LINKS = counts.many(20, 500)
VISITED = counts.many(6, 500)
"""Links that Chromium opens, too."""
TABS = 40
SECONDS = counts.many(2, 10)
"""How long a page stays open, its scripts running."""

READING = (
    {},
    {"Sec-Purpose": "prefetch", "Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"},
    {"X-Moz": "prefetch", "User-Agent": "Mozilla/5.0 (compatible; link checker)"},
)
SENDING = (
    {},
    {"data": b""},
    {"json": {"act": "confirm"}},
    {"data": b"act=confirm&act=withdraw&act=cancel", "content_type": "text/plain"},
    {"data": b"act=confirm", "content_type": "application/octet-stream"},
    {"data": b"<act>confirm</act>", "content_type": "application/xml"},
    {"data": b"--x\r\n", "content_type": "multipart/form-data; boundary=x"},
    {"data": b"List-Unsubscribe=yes", "content_type": "application/x-www-form-urlencoded"},
    {"query_string": {"act": "confirm"}},
    {"query_string": {"act": "unsubscribe", "List-Unsubscribe": "One-Click"}},
)
"""What a program that POSTs may send without having read our form."""
CANCEL = {"act": "cancel"}
ONE_CLICK = {"data": b"List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def links(app) -> list[str]:
    """Links of all kinds in turn: to confirm, to withdraw, to change what was said of a march, to get no more news."""
    with app.app_context():
        campaign = factories.campaign()
        event = factories.event(of=campaign)
        makers = (
            lambda place: f"/confirm/{factories.signed(campaign, f'{place}@example.org')}",
            lambda place: f"/withdraw/{factories.confirmed(campaign, f'{place}@example.org')}",
            lambda place: f"/rsvp/{attendance.rsvp(event, people=2, language='en')}",
            lambda place: f"/unsubscribe/{factories.unsubscribe_link(_reader_of_news(campaign, place))}",
        )
        return [makers[place % len(makers)](place) for place in range(LINKS)]


def _reader_of_news(campaign: factories.Campaign, place: int) -> str:
    return factories.confirmed(campaign, f"{place}@example.org", updates=True)


def addresses(link: str) -> list[str]:
    """The link, and where the forms of its page lead."""
    further = {"confirm": "/reject", "rsvp": "/cancel"}.get(link.split("/")[1])
    return [link, link + further] if further else [link]


def scan(client, links) -> None:
    """Follow every link, and send to it, as programs do."""
    for link in links:
        for address in addresses(link):
            for headers in READING:
                for method in sorted(routes.SAFE):
                    client.open(address, method=method, headers=headers)
            # A mail program may end news for its owner by this form and no other (RFC 8058): a person pressed a button there.
            for body in SENDING if address.startswith("/unsubscribe/") else (*SENDING, ONE_CLICK):
                assert client.post(address, **body).status_code in (303, 413, 415)


def look(browser, url: str, links) -> None:
    """Open the links in Chromium and leave each open for a while, its scripts running; many at a time."""
    context, tabs = browser.new_context(base_url=url), collections.deque()
    for link in links:
        page = context.new_page()
        page.goto(link)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        tabs.append((page, time.monotonic()))
        while len(tabs) == TABS:
            _close_oldest(tabs)
    while tabs:
        _close_oldest(tabs)
    context.close()


def _close_oldest(tabs) -> None:
    page, opened = tabs.popleft()
    page.wait_for_timeout(max(0.0, opened + SECONDS - time.monotonic()) * 1000)
    page.close()


def test_a_scanner_confirms_withdraws_unsubscribes_and_cancels_nothing(app, client, links, verdict):
    before = routes.contents(app)
    scan(client, links)
    verdict(f"rows changed by programs that follow {LINKS} links", changed(before, routes.contents(app)), goal=0)


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_browser_that_only_looks_does_nothing(app, browser, links, verdict):
    before = routes.contents(app)
    with nearby.served(app) as url:
        look(browser, url, links[:VISITED])
    verdict(f"rows changed by Chromium on {VISITED} links", changed(before, routes.contents(app)), goal=0)


def changed(before, after) -> int:
    return sum(len(set(before[table]) ^ set(after[table])) for table in after)


def test_if_a_press_were_not_asked_for_a_program_would_act(app, client, links, monkeypatch):
    """The control, of each kind of link; an RSVP is called off by pressing."""
    monkeypatch.setattr(confirming_page, "_is_pressed", lambda _button: True)
    monkeypatch.setattr(news_page, "ONE_CLICK", ("act", None))
    to_confirm, to_withdraw, coming, news, of_a_stranger = links[:5]
    for address, form in {
        to_confirm: {},
        to_withdraw: {},
        news: {},
        f"{of_a_stranger}/reject": {},
        f"{coming}/cancel": CANCEL,
    }.items():
        before = routes.contents(app)
        client.post(address, data=form)
        assert changed(before, routes.contents(app)) > 0, address


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_acts_when_it_is_opened_is_seen(app, browser, links, monkeypatch):
    """The control of the browser."""
    monkeypatch.setitem(app.view_functions, "public.confirm", lambda token: confirming.confirm(token) and "Thank you")
    before = routes.contents(app)
    with nearby.served(app) as url:
        look(browser, url, links[:1])
    assert changed(before, routes.contents(app)) > 0

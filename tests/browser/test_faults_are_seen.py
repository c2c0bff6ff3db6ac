"""The controls of the checks in Chromium: a page with the fault that they look for, and they say so."""

import contextlib

import pytest
from playwright.sync_api import Browser, TimeoutError

from tests.support import walk
from tests.support.chromium import Visitor, axe
from tests.support.markup import Checker

pytestmark = [pytest.mark.promise, pytest.mark.browser]


def page_with(body: str) -> str:
    head = '<!DOCTYPE html><html lang="en"><head><title>A page</title></head>'
    return f"{head}<body><main><h1>A page</h1>{body}</main></body></html>"


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("label", "<form><input name=town></form>"),
        ("color-contrast", '<p style="color: #999; background: #fff">Whoever reads this has good eyes.</p>'),
        ("image-alt", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
        ("button-name", "<button></button>"),
        ("link-name", '<a href="/"></a>'),
    ],
)
def test_axe_sees_a_page_that_shuts_people_out(browser: Browser, rule: str, body: str) -> None:
    page = browser.new_page()
    page.set_content(page_with(body))
    assert [fault.partition(" ")[0] for fault in axe(page)] == [rule]
    page.close()


def test_axe_finds_nothing_on_a_page_without_fault(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(page_with("<p>All is well.</p>"))
    assert axe(page) == []
    page.close()


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("Duplicate ID", '<p id="a">A</p><p id="a">B</p>'),
        ("not allowed as child of element", "<ul><p>Not an item</p></ul>"),
        ("Unclosed element", "<section><h2>Open"),
        ("Attribute “colour” not allowed", '<p colour="red">Red</p>'),
        ("must not appear as a descendant", '<button><a href="/">A link</a></button>'),
    ],
)
def test_the_checker_sees_invalid_html(html_checker: Checker, words: str, body: str) -> None:
    assert any(words in fault for fault in html_checker.faults(page_with(body)))
    assert html_checker.faults(page_with("<p>All is well.</p>")) == []


@pytest.mark.parametrize(("kind", "works"), [("button", False), ("submit", True)])
def test_a_button_that_needs_javascript_stops_the_walk(browser: Browser, kind: str, works: bool) -> None:
    visitor = Visitor(browser, "http://localhost", has_javascript=False)
    form = f'<form method="post" action="/sent"><button type="{kind}">Sign</button></form>'
    visitor.context.route("**/*", lambda route: route.fulfill(body=page_with(form), content_type="text/html"))
    visitor.page.goto("/")
    visitor.page.set_default_navigation_timeout(30_000 if works else 1_000)
    with contextlib.nullcontext() if works else pytest.raises(TimeoutError):
        walk.submit(visitor.page)
    visitor.context.close()


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://192.0.2.1/count.gif" alt="">',
        '<link rel="stylesheet" href="https://fonts.invalid/a.css">',
        '<script>fetch("https://numbers.invalid/", { mode: "no-cors" }).catch(() => 0)</script>',
        '<script>navigator.sendBeacon("http://192.0.2.1/seen")</script>',
        '<link rel="prefetch" href="https://elsewhere.invalid/next">',
        '<iframe src="http://192.0.2.1/" title="Elsewhere"></iframe>',
    ],
)
def test_a_page_that_asks_elsewhere_is_reported(browser: Browser, body: str) -> None:
    visitor = Visitor(browser, "http://localhost")
    visitor.context.route("**/*", lambda route: route.abort())
    visitor.page.set_content(page_with(body), wait_until="commit")
    visitor.page.wait_for_timeout(200)
    visitor.context.close()
    assert any("asked another host: http" in complaint for complaint in visitor.complaints)

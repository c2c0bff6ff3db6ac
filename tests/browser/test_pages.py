"""Every page, in every language, light and dark, on a phone and at a desk: accessible, within its width, valid, and of
use without JavaScript. `SCREENSHOTS=folder` keeps a picture of each."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from petitions import i18n
from tests.support import counts, walk
from tests.support.chromium import WIDTHS, axe, broken_words
from tests.support.markup import Checker
from tests.support.product import Product
from tests.support.promises import Verdict

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.promise,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

SCREENSHOTS = os.environ.get("SCREENSHOTS")

Visit = Callable[..., Page]


# Every language once, the longest words and the other direction on both screens; a trial crosses all.
LOOKS = [("nb", "phone", True), ("az", "desktop", True), ("ru", "phone", False)]
LOOKS += [(locale, device, device == "phone") for locale in ("en", "ar") for device in WIDTHS]
CROSSED = [(locale, device, is_dark) for locale in i18n.INTERFACE for device in WIDTHS for is_dark in (False, True)]


@pytest.mark.parametrize(("locale", "device", "is_dark"), CROSSED if counts.IS_TRIAL else LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visit, live_server: Product, locale: str, device: str, is_dark: bool, verdict: Verdict
) -> None:
    page = visit(language=locale, width=WIDTHS[device], is_dark=is_dark)
    faults = []
    for name in walk.every_page(page, live_server, locale):
        faults += [f"{name}: {fault}" for fault in axe(page)]
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overhang > 0:
            faults.append(f"{name}: reaches {overhang} px beyond the screen")
        faults += [f"{name}: breaks the word {word}" for word in broken_words(page)]
        if SCREENSHOTS:
            scheme = "dark" if is_dark else "light"
            shot = Path(SCREENSHOTS) / f"{name.replace(' ', '-')}-{locale}-{device}-{scheme}.png"
            page.screenshot(path=shot, full_page=True)
    print("\n".join(faults))
    verdict("what axe finds, and what is cut off", len(faults), goal=0)


@pytest.mark.parametrize("locale", i18n.INTERFACE)
def test_html_is_valid_and_all_works_without_javascript(
    visit: Visit, live_server: Product, html_checker: Checker, locale: str, verdict: Verdict
) -> None:
    page = visit(language=locale, has_javascript=False)
    received: list[Response] = []
    page.on("response", lambda answer: received.append(answer) if answer.request.is_navigation_request() else None)
    language = i18n.language(locale)
    faults = []
    for name in walk.every_page(page, live_server, locale):
        documents = [answer for answer in received if answer.frame == page.main_frame]
        faults += [f"{name}: {fault}" for fault in html_checker.faults(documents[-1].text())]
        root = page.locator("html")
        shown = (root.get_attribute("lang"), root.get_attribute("dir"))
        if shown != (language.tag, language.direction) and not name.startswith(("mailbox", "message")):
            faults.append(f"{name}: is marked as {shown}")
        if page.locator("h1").count() != 1:
            faults.append(f"{name}: has {page.locator('h1').count()} h1")
        received.clear()
    print("\n".join(faults))
    verdict("invalid HTML on the whole way without JavaScript", len(faults), goal=0)

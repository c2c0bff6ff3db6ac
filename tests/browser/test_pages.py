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


# Each direction, the longest words, and each screen; a trial crosses all.
LOOKS = [("ru", "desktop", False), ("ar", "phone", True)]
CROSSED = [(locale, device, is_dark) for locale in i18n.INTERFACE for device in WIDTHS for is_dark in (False, True)]


class Reading:
    """What comes for `page` from now on, and what is wrong with the newest of it."""

    def __init__(self, page: Page, checker: Checker, locale: str) -> None:
        self.page, self.checker, self.language = page, checker, i18n.language(locale)
        self.received: list[Response] = []
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.received.append(answer)

    def faults(self, name: str) -> list[str]:
        """What is not valid in the page `name`, which is open, and what else its HTML lacks."""
        documents = [answer for answer in self.received if answer.frame == self.page.main_frame]
        self.received.clear()
        found = self.checker.faults(documents[-1].text())
        root = self.page.locator("html")
        shown = (root.get_attribute("lang"), root.get_attribute("dir"))
        if shown != (self.language.tag, self.language.direction) and not name.startswith(("mailbox", "message")):
            found.append(f"is marked as {shown}")
        if self.page.locator("h1").count() != 1:
            found.append(f"has {self.page.locator('h1').count()} h1")
        return [f"{name}: {fault}" for fault in found]


@pytest.mark.parametrize(("locale", "device", "is_dark"), CROSSED if counts.IS_TRIAL else LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visit, live_server: Product, html_checker: Checker, locale: str, device: str, is_dark: bool, verdict: Verdict
) -> None:
    page = visit(language=locale, width=WIDTHS[device], is_dark=is_dark)
    reading, faults, invalid = Reading(page, html_checker, locale), [], []
    for name in walk.every_page(page, live_server, locale):
        invalid += reading.faults(name)
        faults += [f"{name}: {fault}" for fault in axe(page)]
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overhang > 0:
            faults.append(f"{name}: reaches {overhang} px beyond the screen")
        faults += [f"{name}: breaks the word {word}" for word in broken_words(page)]
        if SCREENSHOTS:
            scheme = "dark" if is_dark else "light"
            shot = Path(SCREENSHOTS) / f"{name.replace(' ', '-')}-{locale}-{device}-{scheme}.png"
            page.screenshot(path=shot, full_page=True)
    print("\n".join(faults + invalid))
    verdict("what axe finds, and what is cut off", len(faults), goal=0)
    verdict("invalid HTML on the whole way with JavaScript", len(invalid), goal=0)


# That pages are valid is seen above; the way without JavaScript is the same in all languages but for its direction.
@pytest.mark.parametrize("locale", i18n.INTERFACE if counts.IS_TRIAL else ("ar",))
def test_html_is_valid_and_all_works_without_javascript(
    visit: Visit, live_server: Product, html_checker: Checker, locale: str, verdict: Verdict
) -> None:
    page = visit(language=locale, has_javascript=False)
    reading = Reading(page, html_checker, locale)
    faults = [fault for name in walk.every_page(page, live_server, locale) for fault in reading.faults(name)]
    print("\n".join(faults))
    verdict("invalid HTML on the whole way without JavaScript", len(faults), goal=0)

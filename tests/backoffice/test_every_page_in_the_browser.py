"""Rule: every page of the back office is for everybody. Axe and the checker of HTML find nothing, and nothing is cut off.

In a trial each is looked at in all languages, at both widths, light and dark; otherwise every third one in one language, at one
width, which other tests look at more closely. With SCREENSHOTS=folder the pages are kept as pictures, for people to look at.
"""

import itertools
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from petitions import database, i18n
from petitions.accounts.models import Organiser
from petitions.campaigns import queries as campaigns
from petitions.houses import passphrases
from tests.support import counts, growth, nearby
from tests.support.chromium import WIDTHS, Visitor, axe, broken_words, buttonless
from tests.support.furnishing import Desk

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

CROSSED = list(itertools.product(i18n.INTERFACE, WIDTHS.values(), (False, True)))
FEW = [
    ("en", WIDTHS["desktop"], False),
    ("ar", WIDTHS["phone"], True),
    ("ru", WIDTHS["phone"], False),
    ("ar", WIDTHS["desktop"], True),
]
LOOKS = CROSSED if counts.IS_TRIAL else FEW
FILES = (".pdf", ".png", ".json", ".zip")
SIGNING_IN = ("/organise/account/login", "/organise/account/reset")
SCREENSHOTS = os.environ.get("SCREENSHOTS")
EACH = 1 if counts.IS_TRIAL or SCREENSHOTS else 3
"""Every so-manieth page is looked at."""


@pytest.fixture
def desk(app, monkeypatch) -> Desk:
    """Somebody who may see everything there is, and there are two of everything."""
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)
    made = Desk(app)
    with app.app_context():
        campaign = campaigns.visible(made.arguments["campaign"])
        growth.happen(campaign)
        growth.plan(campaign)
        growth.pile_up(campaign.house, campaign, 0)
    return made


@pytest.fixture
def url(app):
    """Where the pages are served."""
    with nearby.served(app) as address:
        yield address


class Stroll:
    """A browser that is led past pages, and what is wrong with them."""

    def __init__(self, browser, url: str, checker, look: tuple[str, int, bool], **more: bool) -> None:
        language, width, is_dark = look
        self.visitor = Visitor(browser, url, language=language, width=width, is_dark=is_dark, **more)
        self.url, self.checker, self.faults = url, checker, []
        self.name = f"{language}-{width}-{'dark' if is_dark else 'light'}"

    def come_in(self, desk: Desk) -> None:
        """Sign in, as `desk` is."""
        place = {"domain": urlsplit(self.url).hostname, "path": "/organise"}
        cookies = [{"name": one.key, "value": one.value} | place for one in desk.browser().client._cookies.values()]
        self.visitor.context.add_cookies(cookies)

    def look(self, path: str) -> bool:
        """Look at one page. Returns whether there is one."""
        page = self.visitor.page
        answer = page.goto(path)
        if answer.status != 200 or (page.url.startswith(f"{self.url}{SIGNING_IN[0]}") and path != SIGNING_IN[0]):
            return False
        found = [*axe(page), *broken_words(page), *self.checker.faults(answer.text())]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("reaches beyond the screen")
        if page.locator("h1").count() != 1:
            found.append(f"has {page.locator('h1').count()} h1")
        self.faults += [f"{path} {self.name}: {fault}" for fault in found]
        if SCREENSHOTS:
            page.screenshot(
                path=Path(SCREENSHOTS) / f"{path.strip('/').replace('/', '-')}-{self.name}.png", full_page=True
            )
        return True


def test_axe_and_the_checker_of_html_find_nothing(app, browser, url, desk, html_checker, verdict):
    faults, seen = [], set()
    pages = [page for rule, page in sorted(desk.pages().items()) if not rule.endswith(FILES)][::EACH]
    for turn, look in enumerate(LOOKS):
        with app.app_context(), database.action() as session:
            session.execute(sa.update(Organiser).values(language=look[0]))
        stroll = Stroll(browser, url, html_checker, look)
        for page in SIGNING_IN:
            stroll.look(page)
        stroll.come_in(desk)
        seen |= {page for page in (pages if counts.IS_TRIAL else pages[turn :: len(LOOKS)]) if stroll.look(page)}
        stroll.visitor.close()
        faults += stroll.faults
    print(len(seen), "of", len(pages), "pages", *sorted(set(pages) - seen), *faults, sep="\n")
    assert len(seen) > 0.9 * len(pages)
    verdict("what axe and the checker find on the pages of the back office, and what is cut off", len(faults), goal=0)


@pytest.mark.skipif(not counts.IS_TRIAL, reason="another half a minute in the browser: make trial")
def test_every_form_can_be_sent_without_javascript(browser, url, desk, html_checker, verdict):
    pages = [page for rule, page in sorted(desk.pages().items()) if not rule.endswith(FILES)][1::EACH]
    stroll, faults, forms = Stroll(browser, url, html_checker, FEW[0], has_javascript=False), [], 0
    stroll.come_in(desk)
    for path in pages:
        stroll.visitor.page.goto(path)
        forms += stroll.visitor.page.locator("main form").count()
        faults += [f"{path}: {form}" for form in buttonless(stroll.visitor.page)]
    stroll.visitor.close()
    print(forms, "forms", *faults, sep="\n")
    assert forms > len(pages) / 2
    verdict("forms of the back office that cannot be sent without JavaScript", len(faults), goal=0)

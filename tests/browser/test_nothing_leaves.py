"""Rule: nothing leaves this machine: neither what the product does for a visitor's every page, nor what Chromium does there."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from petitions import i18n
from tests.support import counts, databases, walk
from tests.support.chromium import Visitor
from tests.support.product import OUTSIDE, Product
from tests.support.promises import Verdict

pytestmark = [pytest.mark.promise, pytest.mark.browser]

LOCALES = {"sqlite": i18n.INTERFACE[-counts.many(1, 5) :], "postgresql": i18n.INTERFACE[-1:]}
"""Languages of the pages that are looked at: to Chromium the database makes no difference, to the product it might."""


@databases.one
def test_on_every_page_chromium_and_the_product_ask_nobody_else(
    browser: Browser, live_server: Product, database: str, nothing_leaves: list[str], verdict: Verdict
) -> None:
    asked: list[str] = []
    pages = 0
    for locale in LOCALES[database]:
        visitor = Visitor(browser, live_server.url, language=locale)
        visitor.context.on("request", lambda request: asked.append(request.url))
        pages += sum(1 for _ in walk.every_page(visitor.page, live_server, locale))
        visitor.close()
    elsewhere = [url for url in asked if urlsplit(url).netloc not in ("", urlsplit(live_server.url).netloc)]
    print(elsewhere, live_server.words())
    assert len(asked) > 3 * pages
    verdict(f"requests of Chromium to elsewhere, of {len(asked)} on {pages} pages", len(elsewhere), goal=0)
    verdict("connections that the product tried beyond this machine", live_server.words().count(OUTSIDE), goal=0)
    verdict("connections that tests tried beyond this machine", len(nothing_leaves), goal=0)

"""Every page of the back office in Chromium, in every language, light and dark, on a phone and at a desk: accessible, within its
width, valid. In a trial each page is looked at in every way, otherwise each in one of them, in turn."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from petitions import database, i18n
from petitions.accounts.models import Invitation, Organiser
from tests.backoffice.insiders import halfway as halfway
from tests.backoffice.insiders import ida as ida
from tests.backoffice.insiders import inside as inside
from tests.backoffice.insiders import pages
from tests.support import counts, nearby, soundness
from tests.support.chromium import WIDTHS, Visitor
from tests.support.markup import Checker
from tests.support.office import Office

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

LOOKS = [
    (language, width, is_dark) for is_dark in (False, True) for width in WIDTHS.values() for language in i18n.INTERFACE
]


def looked_at(app: Flask, browser: Browser, who: Office, paths: list[str], checker: Checker) -> Iterator[str]:
    """Every fault of the pages at `paths`, as somebody sees them who is signed in elsewhere."""
    with nearby.served(app) as url:
        cookies = [{"name": one.key, "value": one.value, "url": url} for one in who.client._cookies.values()]
        for turn, (language, width, is_dark) in enumerate(LOOKS):
            speak(app, language)
            visitor = Visitor(browser, url, language=language, width=width, is_dark=is_dark)
            for path in paths if counts.IS_TRIAL else paths[turn :: len(LOOKS)]:
                visitor.context.clear_cookies()  # what one page says of how far somebody is must not be the next one's
                visitor.context.add_cookies(cookies)
                html = visitor.page.goto(path).text()
                where = f"{path}, {language} at {width}, {'dark' if is_dark else 'light'}"
                yield from (f"{where}: {fault}" for fault in soundness.faults(visitor.page, html, checker, language))
            visitor.context.close()
            yield from (fault for fault in visitor.complaints if "status of 5" not in fault)


def speak(app: Flask, language: str) -> None:
    """Let every organiser, and whoever was invited, read this language."""
    with app.app_context(), database.action() as session:
        for reader in (Organiser, Invitation):
            session.execute(sa.update(reader).values(language=language))


def test_axe_and_the_checker_find_nothing_on_any_page(app, browser, inside, halfway, html_checker, verdict) -> None:
    all_pages = list(pages(app, inside, inside.samples))
    others = [path for path in pages(app, halfway, inside.samples) if path not in all_pages]
    assert "/organise/account/tf-validate" in others
    assert len(all_pages) > 80
    faults = list(looked_at(app, browser, inside, all_pages, html_checker))
    faults += looked_at(app, browser, halfway, others, html_checker)
    print("\n".join(faults))
    number = len(all_pages) + len(others)
    verdict(
        f"what axe and the checker find on {number} pages of the back office, and what is cut off", len(faults), goal=0
    )


def test_a_page_with_faults_is_seen(app, browser, html_checker, request) -> None:
    """The control."""
    bare = f'<!doctype html><html lang="en"><title>Bare</title><main><input><section>{"W" * 400}'
    app.add_url_rule("/organise/bare", view_func=lambda: bare)
    inside = request.getfixturevalue("inside")  # its first request is the last moment for more rules
    found = "\n".join(looked_at(app, browser, inside, ["/organise/bare"], html_checker))
    for fault in ("label (critical)", "Unclosed element", "is marked as ('en', None)", "has 0 h1"):
        assert fault in found

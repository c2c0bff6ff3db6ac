"""Pages that few supporters meet, in Chromium: at the end of something, where there are too many, where something broke. Sound,
light and dark, on a phone and at a desk; in a trial in every language."""

import datetime
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from petitions import clock, database, i18n
from petitions.campaigns import previewing, publishing
from petitions.campaigns.models import Campaign, Protection
from petitions.campaigns.models import State as CampaignState
from petitions.events import attendance
from petitions.events.models import Rsvp
from petitions.events.models import State as EventState
from petitions.public import serving
from petitions.signatures import invalidating, protecting
from petitions.signatures.models import Signature
from petitions.signatures.records import Cause
from tests import factories
from tests.browser.test_no_script_runs import SEND
from tests.support import counts, nearby, soundness
from tests.support.chromium import WIDTHS, Visitor, axe, buttonless
from tests.support.markup import Checker

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.promise,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ALL = [(locale, width, is_dark) for locale in i18n.INTERFACE for width in WIDTHS.values() for is_dark in (False, True)]
LOOKS = ALL if counts.IS_TRIAL else [("ar", WIDTHS["phone"], True)]
BROKEN = (403, 413, 422, 429, 503)
"""The page for 500 stands by itself, in all languages at once."""


def furnish(app: Flask) -> list[str]:
    """Put something behind every rare page; returns where they are, for one language each."""
    with app.app_context():
        campaign = factories.campaign()
        paths = [*events(campaign), *links(campaign), *campaigns(campaign)]
    for status in BROKEN:
        app.add_url_rule(f"/<locale>/odd/{status}", f"public.odd_{status}", broken(status), methods=["GET", "POST"])
        paths.append(f"/{{0}}/odd/{status}")
    return paths


def broken(status: int):
    """A view that answers as one does when that happened."""

    def view(locale: str):
        i18n.use(locale)
        return serving.explained(status)

    return view


def links(campaign: Campaign) -> Iterator[str]:
    """Links in mails."""
    ana, ivan, eva = (f"{name}@example.org" for name in ("ana", "ivan", "eva"))
    factories.confirmed(campaign, ana)
    yield f"/confirm/{factories.signed(campaign, ana, name='Ivan')}"  # asks whether this is a second person
    for person, name in enumerate(("Ivan", "Marija"), start=1):
        factories.confirmed(campaign, ivan, name=name, person=person)
    yield f"/confirm/{factories.signed(campaign, ivan, name='Petar')}"  # a third one
    yield f"/unsubscribe/{factories.unsubscribe_link(factories.confirmed(campaign, eva, updates=True))}"
    yield f"/confirm/{factories.confirmed(campaign, 'out@example.org', country='NO')}"
    everybody = invalidating.Criteria(country="NO")
    last = invalidating.preview(campaign, everybody).last_id
    invalidating.invalidate(campaign, everybody, last_id=last, cause=Cause.OTHER, by=None)


def campaigns(campaign: Campaign) -> Iterator[str]:
    """Campaigns as few are, and links of theirs."""
    standing = previewing.Standing(CampaignState.CLOSED)
    yield f"/{{0}}/preview/{previewing.token(campaign, standing)}"
    careful = factories.campaign("careful", of=campaign.house)
    yield f"/confirm/{factories.confirmed(careful)}"
    yield f"/withdraw/{factories.confirmed(careful, 'ivan@example.org')}"
    protecting.protect(careful, Protection.HIGH)
    yield "/{0}/campaigns/careful"
    yield "/{0}/campaigns/careful/check-your-mail"
    ended = factories.campaign("ended", of=campaign.house)
    yield f"/confirm/{factories.signed(ended)}"
    publishing.close(ended)


def events(campaign: Campaign) -> Iterator[str]:
    """Events to which nobody comes any more."""
    yesterday = clock.now() - datetime.timedelta(days=1)
    factories.event("cancelled", of=campaign, state=EventState.CANCELLED)
    factories.event("past", of=campaign, starts_at=yesterday, ends_at=yesterday + datetime.timedelta(hours=1))
    full = factories.event("full", of=campaign, capacity=2)
    yield from ("/{0}/events/cancelled", "/{0}/events/past", "/{0}/events/full")
    yield f"/rsvp/{attendance.rsvp(full, people=2, language='en')}"
    yield "/rsvp/nobody"


def forms(locale: str) -> dict[str, dict[str, str]]:
    """What is sent to where, and comes back."""
    typed = {"name": "Ana", "email": "ana@example.org", "country": "HR", "visibility": "counted", "consent": "y"}
    return {
        f"/{locale}/campaigns/free-rasul/check-your-mail": {"email": "ana@example.org", "code": "234567"},
        f"/{locale}/campaigns/ended/sign": typed,
        f"/{locale}/events/full/rsvp": {"people": "2", "contact": "none"},
        f"/{locale}/odd/503": typed,
    }


def faults(page: Page, paths: list[str], checker: Checker, locale: str) -> Iterator[str]:
    """What is wrong with the pages in that language."""
    for path in (path.format(locale) for path in paths):
        yield from (f"{path}: {fault}" for fault in told(page, page.goto(path), checker, locale))
        if page.locator("button[value=unsubscribe]").count():
            with page.expect_navigation() as ended:
                page.click("button[value=unsubscribe]")
            yield from (f"{path}, ended: {fault}" for fault in told(page, ended.value, checker, locale))
    for path, form in forms(locale).items():
        page.goto(f"/{locale}/safety")
        with page.expect_navigation() as sent:
            page.evaluate(SEND, {"action": path, "fields": form})
        yield from (f"{path}, sent: {fault}" for fault in told(page, sent.value, checker, locale))


def told(page: Page, answer: Response | None, checker: Checker, locale: str) -> list[str]:
    assert answer
    return soundness.faults(page, answer.text(), checker, locale)


def test_axe_and_the_checker_find_nothing_on_pages_that_few_see(
    app: Flask, browser: Browser, html_checker: Checker, verdict
) -> None:
    paths, found = furnish(app), []
    with nearby.served(app) as url:
        for locale, width, is_dark in LOOKS:
            with app.app_context(), database.action() as session:
                session.execute(sa.update(Signature).values(language=locale, wants_news=True))
                session.execute(sa.update(Rsvp).values(language=locale))
            visitor = Visitor(browser, url, language=locale, width=width, is_dark=is_dark)
            found += faults(visitor.page, paths, html_checker, locale)
            visitor.context.close()
            found += [complaint for complaint in visitor.complaints if "status of 5" not in complaint]
    print("\n".join(found))
    verdict(f"what axe and the checker find on {len(paths) + 5} pages that few see", len(found), goal=0)


def test_axe_and_the_checker_find_nothing_on_the_page_of_a_crash(
    app: Flask, browser: Browser, html_checker: Checker
) -> None:
    app.add_url_rule("/<locale>/broken", "public.broken", lambda locale: 1 // 0)
    with nearby.served(app) as url:
        for width in WIDTHS.values():
            visitor = Visitor(browser, url, language="ar", width=width, is_dark=True)
            answer = visitor.page.goto("/ar/broken")
            assert answer
            found = [str(answer.status), *axe(visitor.page), *html_checker.faults(answer.text())]
            found += visitor.page.evaluate(
                "[document.documentElement.scrollWidth > document.documentElement.clientWidth]"
            )
            visitor.context.close()
            assert found == ["500", False]


def pressed(page: Page, path: str, place: int) -> Iterator[str]:
    """What is wrong with the page at `path` once the button of its form number `place` was pressed."""
    page.goto(path)
    form = page.locator("main form").nth(place)
    if not form.count():
        return  # another form has used the link up
    form.evaluate("form => { form.noValidate = true; form.closest('details')?.setAttribute('open', ''); }")
    with page.expect_navigation() as sent:
        form.locator("[type=submit], button:not([type])").first.click()
    assert sent.value
    if sent.value.status not in (200, 422, 503):
        yield f"{path}: its form number {place} was answered with {sent.value.status}"
    if page.locator("h1").count() != 1:
        yield f"{path}: the answer to its form number {place} is no page"


def test_pages_that_few_see_are_of_use_without_javascript(app: Flask, browser: Browser, verdict) -> None:
    paths, found, forms_seen = [path.format("ar") for path in furnish(app)], [], 0
    with nearby.served(app) as url:
        visitor = Visitor(browser, url, language="ar", width=WIDTHS["phone"], has_javascript=False)
        for path in paths:
            visitor.page.goto(path)
            found += [f"{path}: {form}" for form in buttonless(visitor.page)]
            places = range(visitor.page.locator("main form").count())
            for place in places:
                found += pressed(visitor.page, path, place)
            forms_seen += len(places)
        visitor.context.close()
    print(forms_seen, "forms", *found, sep="\n")
    assert forms_seen > len(paths) / 3
    verdict("pages that few see and that need JavaScript", len(found), goal=0)

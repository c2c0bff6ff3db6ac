"""The pages on which a House reads names, in a browser: accessible, by keyboard, and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from petitions.campaigns import queries as campaigns
from petitions.events import attendance, invalidating
from petitions.events.invalidating import Criteria
from petitions.events.models import Cause
from petitions.signatures import moderating
from petitions.signatures.models import Review, Visibility
from petitions.signatures.records import Reason
from tests import factories
from tests.support import nearby
from tests.support import office as offices
from tests.support.chromium import WIDTHS, Visitor, axe

pytestmark = [
    pytest.mark.promise,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # what a page shows does not depend on it
]

PLACE = "/organise/campaigns/free-rasul"
PAGES = (
    f"{PLACE}/moderation", f"{PLACE}/moderation?tab=shown&name=i", f"{PLACE}/moderation?tab=hidden",
    f"{PLACE}/moderation/history", f"{PLACE}/invalidation", f"{PLACE}/find", "/organise/houses/oslo/words?language=ar",
    f"{PLACE}/events/march-oslo/answers", "/organise/events/vigil-oslo/hosting", f"{PLACE}/events/vigil-oslo",
)  # fmt: skip
LONG = "Ana" + "-Maria" * 20 + " 2"


@pytest.fixture
def url(app) -> Iterator[str]:
    """A House with three names to read, one hidden and one shown, served nearby."""
    with app.app_context():
        campaign = factories.campaign(of=factories.house())
        for number, (name, comment) in enumerate(
            (
                (LONG, None),
                ("Agent 007", "See cheap-loans.example"),
                ("محمد ٣", "لا."),
                ("Ida Aas", "Free!"),
                ("Bo 1", None),
            )
        ):
            factories.confirmed(
                campaign, f"p{number}@example.org", name=name, comment=comment, visibility=Visibility.PUBLIC
            )
        _gather(campaign)
        last = moderating.queue(campaign.id)[-1].id
        moderating.decide(campaign, [last], Review.HIDDEN, reason=Reason.OTHER, by=None)
    with nearby.served(app) as address:
        yield address


def _gather(campaign):
    """A march to which people come whom nobody means, and a vigil that the House is asked to host."""
    march = factories.event(of=campaign)
    attendance.rsvp(march, people=20, language="en")
    rule = Criteria(least_people=2)
    invalidating.invalidate(march, rule, last_id=invalidating.preview(march, rule).last_id, cause=Cause.OTHER, by=None)
    attendance.rsvp(march, people=20, language="en")
    factories.event("vigil-oslo", of=campaign, asked_house_id=campaign.house_id)


@pytest.fixture
def visit(app, browser: Browser, url):
    """Open a browser in which an organiser is signed in."""
    visitors: list[Visitor] = []

    def open_for(language: str = "en", **options: object) -> Page:
        with app.app_context():
            house = campaigns.visible("free-rasul").house
            who = offices.organiser(f"{len(visitors)}@oslo.example.org", of=house, language=language)
        cookie = next(iter(offices.Office(app, who).client._cookies.values()))
        visitors.append(Visitor(browser, url, language=language, **options))  # type: ignore[arg-type]  # named there
        visitors[-1].context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        return visitors[-1].page

    yield open_for
    for visitor in visitors:
        visitor.close()


def waiting(app) -> list[str]:
    with app.app_context():
        return [one.name for one in moderating.queue(campaigns.visible("free-rasul").id)]


@pytest.mark.parametrize(
    ("language", "device", "is_dark"),
    [("en", "desktop", False), ("en", "phone", True), ("ar", "desktop", True), ("ar", "phone", False)],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_is_cut_off(visit, language, device, is_dark, verdict):
    page, faults = visit(language, width=WIDTHS[device], is_dark=is_dark), []
    for path in PAGES:
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            faults.append(f"{path}: reaches beyond the screen")
    print("\n".join(faults))
    verdict(f"what axe finds on the pages of moderating, {language}, {device}", len(faults), goal=0)


def test_names_are_read_by_keys(app, visit):
    page = visit()
    page.goto(PAGES[0])
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert waiting(app) == [LONG, "محمد ٣"]
    assert "1 name is shown" in page.locator(".said.success").inner_text()
    page.locator(".said.success button").click()
    page.wait_for_load_state()
    assert len(waiting(app)) == 3
    page.get_by_role("button", name="Tick all").click()
    with page.expect_navigation():
        page.locator(".together [data-key=b]").click()
    assert waiting(app) == []


# J on a Russian and on an Arabic keyboard; on one for Dvorak's order J stands where C is elsewhere.
@pytest.mark.parametrize(("writes", "code"), [("о", "KeyJ"), ("О", "KeyJ"), ("ت", "KeyJ"), ("j", "KeyC")])
def test_keys_are_found_on_every_keyboard(visit, writes, code):
    page = visit()
    page.goto(PAGES[0])
    strike = (
        "(key, [writes, code]) => key.dispatchEvent(new KeyboardEvent('keydown', {key: writes, code, bubbles: true}))"
    )
    page.locator(".entry input[type=checkbox]").first.evaluate(strike, [writes, code])
    assert (
        page.evaluate("[...document.querySelectorAll('.entry')].indexOf(document.activeElement.closest('.entry'))") == 1
    )


def test_keys_do_nothing_outside_an_entry(app, visit):
    page = visit()
    page.goto(PAGES[0])
    page.locator("#reason").focus()
    page.keyboard.press("s")
    page.keyboard.press("b")
    assert len(waiting(app)) == 3


def test_all_works_without_javascript(app, visit):
    page = visit(has_javascript=False)
    page.goto(PAGES[0])
    page.locator(".entry input[type=checkbox]").first.check()
    page.locator("#reason").select_option("invented")
    page.locator(".together button[value=hidden]").click()
    assert waiting(app) == ["Agent 007", "محمد ٣"]
    assert not page.locator("[data-keys]").is_visible()

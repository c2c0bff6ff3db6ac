"""The dashboard and the start page in Chromium: accessible in every light and direction, drawn without a style of its own."""

import datetime

import pytest

from petitions import clock
from petitions.signatures import tally
from tests import factories
from tests.support import growth
from tests.support.chromium import LOOKS, axe, broken_words

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.usefixtures("campaign"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

DASHBOARD = "/organise/campaigns/free-rasul/"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        made = factories.campaign(of=house, opened_on=clock.today() - datetime.timedelta(days=30))
        factories.event(of=made)
        factories.update(of=made)
        growth.sign(made, 80)
        while tally.book():
            pass
        return made


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_for, language, width, is_dark, verdict):
    page, faults = open_for(language=language, width=width, is_dark=is_dark), []
    for path in ("/organise/", DASHBOARD):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        faults += [f"{path}: {fault}" for fault in (*axe(page), *broken_words(page))]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path}: reaches beyond the screen")
    print("\n".join(faults))
    verdict("what axe finds on dashboard and start page, and what is cut off", len(faults), goal=0)


def test_the_numbers_open_by_the_keyboard(open_for):
    page = open_for(has_javascript=False)
    page.goto(DASHBOARD)
    assert not page.get_by_role("cell", name="+80").is_visible()
    page.locator("summary", has_text="The numbers").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("cell", name="+80").is_visible()


@pytest.mark.parametrize(("language", "is_last_on_the_right"), [("en", True), ("ar", False)])
def test_the_curve_runs_as_the_language_does(open_for, language, is_last_on_the_right):
    page = open_for(language=language)
    page.goto(DASHBOARD)
    today, frame = (page.locator(part).bounding_box() for part in (".chart.days .now", ".chart.days"))
    assert (today["x"] > frame["x"] + frame["width"] / 2) == is_last_on_the_right

"""Planning an event in Chromium, without JavaScript: by the keyboard of a tired person, with faults and all."""

import pytest

from tests import factories
from tests.events.conftest import SAID, YEAR
from tests.support.chromium import LOOKS, axe, broken_words

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

NEW = "/organise/campaigns/free-rasul/events/new"


@pytest.fixture(autouse=True)
def _campaign(app, house):
    with app.app_context():
        factories.campaign(of=house)


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_a_vigil_is_planned_with_its_programme(open_for, language, width, is_dark):
    page = open_for(language=language, width=width, is_dark=is_dark, has_javascript=False)
    page.goto(NEW)
    page.click("button[value=save]")
    assert page.locator(".notice.bad li").count() == 9
    for name, said in SAID.items():
        (page.select_option if name in ("kind", "zone", "country", "host") else page.fill)(f"[name={name}]", said)
    page.click("button[value=save]")
    page.locator(".said.success").wait_for()
    page.locator(".ways a").nth(1).click()
    assert page.input_value("[name=new-at]") == f"{YEAR}-05-30T15:00"
    page.fill("[name=new-at]", f"{YEAR}-05-30T15:20")
    page.fill("[name=new-what]", "We walk.")
    page.click("button[value=save]")
    assert page.locator("legend").first.inner_text() == "15:20"


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_what_is_to_be_mended_is_told_accessibly(open_for, language, width, is_dark):
    page = open_for(language=language, width=width, is_dark=is_dark)
    page.goto(NEW)
    page.click("button[value=save]")
    assert [*axe(page), *broken_words(page)] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

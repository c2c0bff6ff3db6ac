"""News in Chromium: written, previewed without a script, published, and their way watched while it goes on."""

import pytest

from petitions.accounts.rights import Role
from tests import factories
from tests.support.chromium import LOOKS, axe

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

NEWS = "/organise/campaigns/free-rasul/news"


def is_sound(page) -> bool:
    assert axe(page) == []
    return not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_news_are_written_previewed_and_published_without_a_script(open_for, campaign):
    page = open_for(role=Role.ORGANISER, has_javascript=False)
    page.goto(NEWS)
    page.fill("[name=title]", "Sentenced")
    page.click("main form button")
    page.fill("[name=en-body]", "Six and a *half* years.")
    page.click("button[value=preview]")
    assert page.locator(".preview em").inner_text() == "half"
    page.click("button[value=save]")
    page.click("form[action$=publish] button")
    page.goto(NEWS)
    page.click("a.go-on")
    assert page.input_value("[name=en-body]") == "Six and a *half* years."


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_the_pages_of_news_are_sound(app, open_for, campaign, language, width, is_dark):
    with app.app_context():
        for state in (factories.jobs.State.DONE, factories.jobs.State.PAUSED, factories.jobs.State.WAITING):
            factories.mailing(factories.update(f"news-{state.value}", of=campaign), state=state)
    page = open_for(role=Role.ORGANISER, language=language, width=width, is_dark=is_dark)
    mailings = "/organise/campaigns/free-rasul/news/sendings"
    for path in (NEWS, f"{NEWS}/1", f"{mailings}/1", f"{mailings}/2", f"{mailings}/3"):
        page.goto(path)
        assert is_sound(page), path
    assert page.locator("progress").get_attribute("max") == "1"

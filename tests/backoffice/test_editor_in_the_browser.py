"""The editor in Chromium: accessible in every light and direction, with a preview that follows, and of use without JavaScript."""

import pytest

from petitions.campaigns import writing
from petitions.campaigns.models import Campaign
from petitions.events import programme, timing
from petitions.merging import Sheet
from petitions.papersheets import making
from petitions.pdf.papers import Paper
from petitions.posters import checking, orders, printruns
from petitions.posters.orders import Order
from tests import factories
from tests.support.chromium import LOOKS, axe, broken_words

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

CAMPAIGN = "/organise/campaigns/free-rasul"
PAGES = (
    "edit?language=az",
    "defenders?language=az",
    "milestones",
    "languages",
    "languages/remove?language=az",
    "settings",
    "clone",
    "events",
    "posters?paper=a5",
    "posters/1",
    "paper",
    "events/new",
    "events/march-oslo?language=az",
    "events/march-oslo/programme?language=az",
    "events/march-oslo/cancel",
    "events/march-oslo/remove",
)


@pytest.fixture
def campaign(app, house) -> Campaign:
    with app.app_context():
        made = factories.campaign(of=house)
        writing.add_language(made.id, "az", by=None)
        march = factories.event(of=made)
        start = timing.local(march.starts_at, march.zone)
        programme.save(made.id, march.slug, Sheet({}, {}), new=programme.New(start, "We meet."), by=None)
        making.make(made.id, "en", 2, by=None)
        printruns.ask(made.id, Order(("en",)), by=None)
        _ = made.defenders
        return made


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(app, open_for, campaign, language, width, is_dark, verdict):
    page, faults = open_for(language=language, width=width, is_dark=is_dark), []
    number = campaign.defenders[0].id
    with app.app_context():
        checking.check(orders.items(campaign, Order(("en",), (Paper.A5,))))  # or a script does, while axe looks
    for path in (
        "/organise/campaigns/new",
        *(f"{CAMPAIGN}/{name}" for name in (*PAGES, f"defenders/{number}?language=az")),
    ):
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in (*axe(page), *broken_words(page))]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path}: reaches beyond the screen")
    page.goto(f"{CAMPAIGN}/edit?language=az")
    page.fill("[name=az-headline]", "a\nb\nc\nd")
    page.click("button[value=save]")
    faults += axe(page)
    print("\n".join(faults))
    verdict("what axe finds in the editor, and what is cut off", len(faults), goal=0)


def test_the_preview_follows_while_somebody_writes(open_for, campaign):
    page = open_for()
    page.goto(f"{CAMPAIGN}/edit?language=az")
    page.fill("[name=az-petition]", "Biz **hamımız**")
    page.locator("#az-petition-preview strong").wait_for()
    assert page.locator("#az-petition-preview").inner_text() == "Biz hamımız"


def test_without_javascript_the_button_shows_the_preview_and_keeps_every_word(open_for, campaign):
    page = open_for(has_javascript=False)
    page.goto(f"{CAMPAIGN}/edit?language=az")
    page.fill("[name=az-petition]", "Biz **hamımız**")
    page.fill("[name=az-title]", "Rəsul")
    page.click("button[value=preview]")
    assert page.locator("#az-petition-preview strong").inner_text() == "hamımız"
    assert page.input_value("[name=az-title]") == "Rəsul"
    page.click("button[value=save]")
    page.locator(".said.success").wait_for()
    assert page.input_value("[name=az-petition]") == "Biz **hamımız**"


def test_of_two_browsers_the_second_is_shown_both_texts(open_for, campaign):
    first, second = open_for(has_javascript=False), open_for()
    for page in (first, second):
        page.goto(f"{CAMPAIGN}/edit")
    first.fill("[name=en-demand]", "First")
    first.click("button[value=save]")
    second.fill("[name=en-demand]", "Second")
    second.click("button[value=save]")
    assert second.locator(".theirs").inner_text() == "First"
    assert axe(second) == []
    second.get_by_label("Keep those").check()
    second.click("button[value=save]")
    assert second.input_value("[name=en-demand]") == "First"

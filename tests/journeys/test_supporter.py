"""A supporter's whole way, in each language, with a name that is hard to keep."""

import io
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from icalendar import Calendar
from playwright.sync_api import Page

from petitions import i18n
from tests.support import counts, databases, walk
from tests.support.product import Product

pytestmark = pytest.mark.browser

NAMES = {
    "en": "Jean-Luc de La Tour-d’Auvergne",
    "nb": "Åse Ødegård",
    "az": "Rəsul Cəfərov",
    "ru": "Світлана Коваленко-Їжакевич",
    "ar": "مُحَمَّد الأمين",
}
PHONE = 390
SECONDS = 15

Visit = Callable[..., Page]


def confirmed(page: Page) -> int:
    count: dict[str, Any] = page.request.get(f"/campaigns/{walk.CAMPAIGN}/count.json").json()
    return int(count["confirmed"])


def wait_for(page: Page, number: int) -> None:
    """The tally books within a second or so; the page follows."""
    deadline = time.monotonic() + SECONDS
    while confirmed(page) != number:
        assert time.monotonic() < deadline, f"{confirmed(page)} instead of {number}"
        time.sleep(0.2)


def shown_number(page: Page, locale: str) -> int:
    page.goto(f"/{locale}/campaigns/{walk.CAMPAIGN}")
    return int("".join(re.findall(r"\d", page.locator(".tally .num").first.inner_text())))


def read_mail(page: Page, product: Product, address: str) -> None:
    """Show the mail to an address as a mail program does, once it has come."""
    walk.link(product, address, "confirm")
    (mail,) = (mail for mail in product.mailbox() if mail["To"] == address)
    html = mail.get_body(("html",))
    assert html
    page.goto("about:blank")  # or else the rules of the site would hold for the mail
    page.set_content(html.get_content())


# All in a trial; otherwise two of the five languages.
CROSSED = [(kind, locale) for kind in databases.KINDS for locale in i18n.INTERFACE]
JOURNEYS = CROSSED if counts.IS_TRIAL else [("sqlite", "en"), ("sqlite", "ar")]


@pytest.mark.parametrize(("database", "locale"), JOURNEYS, indirect=["database"], scope="session")
def test_a_supporter_signs_marches_prints_and_leaves(visit: Visit, live_server: Product, locale: str) -> None:
    page = visit(language=locale, width=PHONE)
    address = f"{secrets.token_hex(6)}@example.org"
    before = confirmed(page)

    walk.fill_form(page, locale, address, name=NAMES[locale])
    walk.submit_signature(page)
    assert page.url.endswith(f"/{locale}/campaigns/{walk.CAMPAIGN}/check-your-mail")
    assert address not in page.content()

    read_mail(page, live_server, address)
    with page.expect_navigation(url=re.compile("/confirm/")):
        page.locator("a.button").click()
    assert page.locator("dd bdi").inner_text() == NAMES[locale]
    assert confirmed(page) == before

    walk.press(page, "button[value=confirm]")
    wait_for(page, before + 1)
    assert page.locator("h1").is_visible()
    time.sleep(1.2)  # a public page may be a second old
    assert shown_number(page, locale) == before + 1

    _come_uncounted_by_name(page, locale)
    _come_and_be_told(page, live_server, locale, address)
    _take_the_date_home(page, locale)
    _print_a_poster(page, locale)

    page.goto(walk.link(live_server, address, "withdraw"))
    _correct_and_hide_the_name(page)
    walk.press(page, "button[value=withdraw]")
    wait_for(page, before)
    page.reload()
    assert page.locator("button[value=withdraw]").count() == 0
    assert page.context.cookies() == []


def _correct_and_hide_the_name(page: Page) -> None:
    page.locator("main summary").first.click()
    page.locator("input[name=name]").fill("Ølger Þórsdóttir")
    page.locator("input[name=visibility][value=counted]").check()
    walk.press(page, "button[value=correct]")
    assert page.locator("dd bdi").first.inner_text() == "Ølger Þórsdóttir"
    assert page.locator("input[name=visibility]:not([type=hidden])").count() == 0


def _come_uncounted_by_name(page: Page, locale: str) -> None:
    page.goto(f"/{locale}/events/{walk.EVENT}")
    page.locator("select[name=people]").select_option("2")
    walk.submit(page)
    found = re.search(r"/rsvp/\w{20,}", page.content())
    assert found
    page.goto(found[0])
    page.locator("select[name=people]").select_option("3")
    walk.press(page, "button[value=change]")
    assert page.locator("select[name=people]").input_value() == "3"
    walk.press(page, "button[value=cancel]")


def _come_and_be_told(page: Page, product: Product, locale: str, address: str) -> None:
    page.goto(f"/{locale}/events/{walk.EVENT}")
    page.locator("input[name=contact][value=mail]").check()
    page.locator("main form[method=post] input[name=email]").fill(address)
    walk.submit(page)
    page.goto(walk.link(product, address, "rsvp"))
    assert page.locator("button[value=cancel]").is_visible()


def _take_the_date_home(page: Page, locale: str) -> None:
    page.goto(f"/{locale}/events/{walk.EVENT}")
    with page.expect_download() as download:
        page.locator("a[href$='.ics']").first.click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] in page.locator("main").inner_text() or event["SUMMARY"] == page.title().split(" · ")[0]
    assert event.decoded("DTSTART").utcoffset() is not None


def _print_a_poster(page: Page, locale: str) -> None:
    page.goto(f"/{locale}/campaigns/{walk.CAMPAIGN}/posters")
    for paper, width in (("a4", 210), ("a3", 297)):
        answer = page.request.get(f"/{locale}/campaigns/{walk.CAMPAIGN}/poster.pdf?design=portrait&paper={paper}")
        assert answer.headers["content-type"] == "application/pdf"
        document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
        assert round(document[0].get_width() * 25.4 / 72) == width
        document.close()

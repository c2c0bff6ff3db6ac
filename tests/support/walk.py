"""A walk past every page that a supporter can meet, in the order in which one meets them."""

import re
import secrets
import time
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.support.product import Product

CAMPAIGN = "free-rasul-jafarov"
CLOSED = "sing-for-democracy"
EVENT = "march-oslo"
MAIL_SECONDS = 15


def every_page(page: Page, product: Product, locale: str) -> Iterator[str]:
    """Open page after page in `page` and yield the name of each; needs no JavaScript."""
    for name, path in {
        "index": "/",
        "campaign": f"/campaigns/{CAMPAIGN}",
        "closed campaign": f"/campaigns/{CLOSED}",
        "posters": f"/campaigns/{CAMPAIGN}/posters",
        "news": "/news/sentence-condemned",
        "event": f"/events/{EVENT}",
        "posters of an event": f"/events/{EVENT}/posters",
        "privacy": "/privacy/oslo",
        "safety": "/safety",
        "not found": "/campaigns/no-such-campaign",
    }.items():
        page.goto(f"/{locale}{path}")
        yield name
    page.goto("/confirm/" + "A" * 43)
    yield "link of nobody"
    yield from _sign(page, product, locale)
    yield from _come(page, locale)
    page.goto("/demo/mailbox")
    yield "mailbox"
    page.locator("main a[href*='/demo/mailbox/']").first.click()
    yield "message"
    page.goto(f"/demo/messages/{locale}")
    yield "messages"


def _sign(page: Page, product: Product, locale: str) -> Iterator[str]:
    address = f"{secrets.token_hex(6)}@example.org"
    fill_form(page, locale, address, name="12345")
    submit(page)
    yield "campaign with an error"
    page.locator("input[name=name]").fill("Rəsul Cəfərov")
    submit_signature(page)
    yield "check your mail"
    page.goto(link(product, address, "confirm"))
    yield "confirm"
    press(page, "button[value=confirm]")
    yield "thanks"
    page.goto(link(product, address, "withdraw"))
    yield "withdraw"
    page.locator("main summary").first.click()
    page.locator("input[name=name]").fill("12345")
    press(page, "button[value=correct]")
    yield "withdraw with an error"
    press(page, "button[value=withdraw]")
    yield "withdrawn"
    stranger = f"{secrets.token_hex(6)}@example.org"
    fill_form(page, locale, stranger)
    submit_signature(page)
    page.goto(link(product, stranger, "confirm"))
    press(page, "button[value=reject]")
    yield "rejected"


def _come(page: Page, locale: str) -> Iterator[str]:
    page.goto(f"/{locale}/events/{EVENT}")
    page.locator("input[name=contact][value=mail]").check()
    submit(page)
    yield "event with an error"
    page.locator("input[name=contact][value=none]").check()
    submit(page)
    yield "expected"
    found = re.search(r"/rsvp/[\w-]{20,}", page.content())
    assert found, "the page of thanks for an RSVP shows no link"
    page.goto(found[0])
    yield "change of an RSVP"
    press(page, "button[value=cancel]")
    yield "called off"


def fill_form(page: Page, locale: str, address: str, *, name: str = "Åse Ødegård") -> None:
    """Open the campaign's page and fill the form."""
    page.goto(f"/{locale}/campaigns/{CAMPAIGN}")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(address)
    page.locator("select[name=country]").select_option("NO")
    page.locator("input[name=visibility][value=recipient]").check()
    page.locator("input[name=consent]").check()


def submit_signature(page: Page) -> None:
    """Sign. Whoever is faster than people are is asked once more, and says yes."""
    submit(page)
    if page.url.endswith("/sign"):
        submit(page)


def submit(page: Page) -> None:
    """Press the main button of the form on the page."""
    press(page, "main form[method=post] button:not([value])")


def press(page: Page, button: str) -> None:
    """Press a button that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.locator(button).first.click()


def link(product: Product, address: str, purpose: str) -> str:
    """The link for `purpose` (confirm, withdraw, rsvp) in a mail to `address`; waits until one has come."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for message in product.mailbox():
            body = message.get_body(("plain",))
            found = re.search(rf"\S+/{purpose}/[\w-]+", body.get_content()) if body else None
            if found and address in str(message["To"]):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail with a link to {purpose} has come")

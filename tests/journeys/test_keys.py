"""An organiser gets hold of the names in the browser: passphrase, unlocking, the right, a new key, locking."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support import databases
from tests.support.chromium import WIDTHS, axe
from tests.support.product import Product
from tests.support.signing_in import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", databases.BOTH_IN_A_TRIAL, indirect=True, scope="session"),
]

KEY = "/organise/houses/oslo/key"


def test_from_a_passphrase_on_paper_to_a_new_key(
    visit: Callable[..., Page], live_server: Product, verdict: Callable[..., None]
) -> None:
    page = visit()
    sign_in(page, live_server)
    faults: list[str] = []

    def look(name: str) -> None:
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 844})
            faults.extend(f"{name} at {width}: {fault}" for fault in axe(page))
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults.append(f"{name} at {width}: is cut off")

    page.goto(KEY)
    look("keys")
    page.get_by_role("button", name="Make my passphrase").click()
    paper = page.inner_text(".passphrase")
    look("passphrase")
    page.fill("#passphrase", paper.replace("-", " ").upper())
    page.get_by_role("button", name="It counts from now on").click()
    expect(page.get_by_text("Your passphrase counts now.")).to_be_visible()

    page.get_by_role("link", name="Unlock").first.click()
    look("unlock")
    page.fill("#passphrase", paper)
    page.get_by_role("button", name="Unlock for 15 minutes").click()
    expect(page.locator("#passphrase-fault")).to_contain_text("you were not given the right")
    look("unlock, refused")
    page.fill("#passphrase", (live_server.folder / "keys" / "passphrase-oslo.txt").read_text())
    page.get_by_role("button", name="Unlock for 15 minutes").click()
    expect(page.locator(".lock")).to_contain_text("Open, 15 min left")
    look("keys, open")

    page.get_by_role("button", name="Give Ane Solberg the right").click()
    page.get_by_role("button", name="Lock now").click()
    expect(page.get_by_text("The names are locked.")).to_be_visible()
    page.get_by_role("button", name="Let it open nothing any more").click()
    expect(page.get_by_text("Somebody who could open this key left")).to_be_visible()
    page.get_by_role("button", name="Make a new key").click()
    expect(page.get_by_text("It opens 2 keys of this House.")).to_be_visible()
    look("keys, renewed")

    page.goto("/organise/houses/oslo/unlock")
    page.fill("#passphrase", paper)
    page.get_by_role("button", name="Unlock for 15 minutes").click()
    expect(page.locator(".lock")).to_contain_text("Open, 15 min left")
    print("\n".join(faults))
    verdict("what axe finds, and what is cut off, on the pages of keys", len(faults), goal=0)

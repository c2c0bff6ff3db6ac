"""From an invitation to the erasure of a list, on a fresh demonstration: everything that this is for, once, by clicking."""

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

import config
from petitions import clock
from tests.support import counts, databases, walk
from tests.support.chromium import WIDTHS, axe
from tests.support.product import Product
from tests.support.signing_in import with_authenticator

pytestmark = [pytest.mark.browser, pytest.mark.promise]

PASSWORD = "violin-orbit-Kitchen-seven"
HOUSE, SLUG = "tbilisi-two", "free-nino"
PORTRAIT = config.PROJECT / "petitions" / "demo" / "portraits" / "rasul.png"
LANGUAGES = {"en": "Free Nino", "ru": "Свободу Нино", "ar": "الحرية لنينو"}
SECONDS = 60
WIDTHS_LOOKED_AT = WIDTHS.values() if counts.IS_TRIAL else (WIDTHS["desktop"],)
"""What each page looks like by itself on a phone is seen in tests/backoffice/test_every_page_in_the_browser.py."""

ERASE = """
import datetime, sys, time_machine
import wsgi
from petitions import working
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=int(sys.argv[1]))), wsgi.app.app_context():
    working.erase_overdue()
"""
"""What the worker does some days later."""


class Journey:
    """One organiser's browser, looked at on every page it comes to."""

    def __init__(self, product: Product, page: Page, folder: Path) -> None:
        self.product, self.page, self.folder = product, page, folder
        # What a page looks like does not depend on the database.
        self.is_looked_at = product.environ["DATABASE_URL"].startswith("sqlite")
        self.faults: list[str] = []

    def go(self, path: str) -> None:
        """Open a page of the campaign's, or of the back office's, and look at it."""
        self.page.goto(path if path.startswith(("/", "http")) else f"/organise/campaigns/{SLUG}/{path}")
        self.prove()
        self.look()

    def prove(self) -> None:
        """Show the passkey where it is asked for."""
        if "/account/fresh" in self.page.url:
            self.page.locator("main a.button").first.click()
            self.page.locator("main form button").click()
            self.page.wait_for_url(lambda url: "/account/" not in url)

    def press(self, what: str) -> None:
        """Press the button, look at where it leads."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()
        self.prove()
        self.look()

    def look(self) -> None:
        """Note what axe finds and what is cut off."""
        for width in WIDTHS_LOOKED_AT if self.is_looked_at else ():
            self.page.set_viewport_size({"width": width, "height": 844})
            where = f"{self.page.url} at {width}"
            self.faults.extend(f"{where}: {fault}" for fault in axe(self.page))
            if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                self.faults.append(f"{where}: is cut off")

    def fill(self, **values: str) -> None:
        """Type into the fields of these names; `ru_title` is the field "ru-title"."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}'], main [name='{name.replace('_', '-', 1)}']").first.fill(value)


def found(product: Product, address: str, pattern: str) -> str:
    return read(product, address, rf"http\S*{pattern}\S+")


def read(product: Product, address: str, pattern: str) -> str:
    """What the newest mail says that has it."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        for mail in reversed([each for each in product.mailbox() if each["To"] == address]):
            if said := re.search(pattern, mail.get_body(("plain",)).get_content()):
                return said[0]
        time.sleep(0.2)
    raise AssertionError(f"no mail with {pattern} for {address}")


def run(product: Product, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=config.PROJECT, env=product.environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


def accept(journey: Journey, link: str, name: str) -> None:
    """Come in by an invitation: a name, a password, a passkey."""
    with_authenticator(journey.page)
    journey.go(link)
    journey.fill(name=name, password=PASSWORD, password_again=PASSWORD)
    journey.page.locator("main [name=language]").select_option("en")
    journey.press("main form button")
    journey.go("/organise/account/wan-register")
    journey.fill(name="phone")
    journey.page.locator("main form button").click()
    journey.page.wait_for_url(lambda url: "wan-register" not in url)


@databases.one
def test_from_an_invitation_to_the_erasure_of_the_list(
    browser: Browser, live_server: Product, visit: Callable[..., Page], tmp_path: Path, verdict: Callable[..., None]
) -> None:
    network = Journey(live_server, visit(), tmp_path)
    link = run(live_server, "-m", "flask", "--app", "wsgi", "accounts", "invite", "nora@example.org")
    accept(network, link, "Nora")
    begin_a_house(network)
    nino = Journey(live_server, visit(), tmp_path)
    accept(nino, found(live_server, "keto@example.org", "/organise/invitation/"), "Keto")
    passphrase = make_the_key(nino)
    write_the_campaign(nino)
    open_it(nino)
    sign(live_server, visit, "Jean-Luc de La Tour", "jean@example.org", "en")
    sign(live_server, visit, "Вася Пупкин", "spam@example.org", "ru")
    moderate(nino, visit)
    unlock(nino, passphrase)
    tell_the_news(nino, visit)
    digest = export(nino)
    hand_over(nino, digest)
    see_it_erased(nino, visit)
    print("\n".join(faults := network.faults + nino.faults))
    verdict("what axe finds, and what is cut off, from an invitation to an erasure", len(faults), goal=0)


def begin_a_house(journey: Journey) -> None:
    journey.go("/organise/houses/new")
    journey.fill(slug=HOUSE, contact="house@example.org", sender="sender@example.org")
    journey.page.locator("main [name=country]").select_option("GE")
    for name in ("name", "city", "controller"):
        journey.page.locator(f"main [name^='{name}-']").first.fill(f"Human Rights {name}")
    journey.press("main form.flow button")
    journey.go(f"/organise/houses/{HOUSE}/administrator")
    journey.fill(email="keto@example.org")
    journey.press("main form button")


def make_the_key(journey: Journey) -> str:
    journey.go(f"/organise/houses/{HOUSE}/key")
    journey.press("main section form button")
    paper = journey.page.inner_text(".passphrase")
    journey.fill(passphrase=paper)
    journey.press("main form.flow button")
    journey.press(f"main form[action$='/{HOUSE}/key/new'] button")
    expect(journey.page.locator("dd.sum")).to_be_visible()
    return paper


def write_the_campaign(journey: Journey) -> None:
    journey.go("/organise/campaigns/new")
    journey.page.locator("main [name=language]").select_option("en")
    journey.fill(title=LANGUAGES["en"], demand="The President of Georgia must release Nino.", slug=SLUG)
    journey.press("main button[value=begin]")
    for language in ("ru", "ar"):
        journey.go("languages")
        journey.page.locator("main [name=language]").select_option(language)
        journey.press("main form.flow button")
    for language, title in LANGUAGES.items():
        journey.go(f"edit?language={language}")
        for control in journey.page.locator(f"main .cell [name^='{language}-']:not([type=hidden])").all():
            name = control.get_attribute("name")
            control.fill(title if "title" in name or "headline" in name else f"{title}!")
        journey.press("main button[value=save]")
    journey.go("edit")
    for way_on in ("button[value=next]", "a[href$=milestones]", "button[value=next]"):  # to the picture, in the end
        journey.press(f"main {way_on}")
    journey.page.set_input_files("main input[type=file]", PORTRAIT)
    journey.press("main section form button")
    for control in journey.page.locator("main textarea").all():
        control.fill("Nino, who looks at us")
    journey.press("main button[value=mark]")


def open_it(journey: Journey) -> None:
    journey.go("state")
    journey.go("state/open")
    journey.press("main form.flow button")
    expect(journey.page.locator("[aria-current=step]")).to_be_visible()


def sign(product: Product, visit: Callable[..., Page], name: str, address: str, language: str) -> None:
    page = visit(language=language, width=WIDTHS["phone"])
    page.goto(f"/{language}/campaigns/{SLUG}")
    page.fill("[name=name]", name)
    page.fill("[name=email]", address)
    page.select_option("[name=country]", "FR")
    page.check("[name=visibility][value=public]")
    page.check("[name=consent]")
    page.check("[name=updates]")
    walk.submit_signature(page)
    if language == "ru":
        page.fill("[name=email]", address)
        page.fill("[name=code]", read(product, address, r"(?m)^[2-9a-z]{3} [2-9a-z]{3}(?=\r?$)"))
        walk.submit(page)
    else:
        page.goto(found(product, address, "/confirm/"))
    walk.press(page, "button[value=confirm]")


def moderate(journey: Journey, visit: Callable[..., Page]) -> None:
    journey.go("moderation")
    expect(journey.page.locator(".entry .who b")).to_have_text("Вася Пупкин")
    journey.page.locator("main [name=chosen]").first.check()
    journey.press("main button[value=hidden]")
    page = visit(language="en")
    page.goto(f"/en/campaigns/{SLUG}")
    expect(page.get_by_text("Jean-Luc de La Tour").first).to_be_visible()
    expect(page.get_by_text("Пупкин")).to_have_count(0)


def unlock(journey: Journey, passphrase: str) -> None:
    journey.go(f"/organise/houses/{HOUSE}/unlock")
    journey.fill(passphrase=passphrase)
    journey.press("main form.flow button")


def tell_the_news(journey: Journey, visit: Callable[..., Page]) -> None:
    """Both who agreed get them, and end them by the link in the mail."""
    journey.go("news")
    journey.fill(title="A letter from prison")
    journey.press("main form button")
    journey.fill(en_body="She *writes*.")
    journey.press("button[value=save]")
    journey.press("form[action$=publish] button")
    journey.press("main a[href$='/send']")
    journey.press("button[value=count]")
    journey.press("button[value=send]")
    page = visit(language="en")
    for address in ("jean@example.org", "spam@example.org"):
        page.goto(found(journey.product, address, "/unsubscribe/"))
        walk.press(page, "main form button")
        expect(page.locator("main button")).to_have_count(0)


def export(journey: Journey) -> str:
    """Make the dossier and fetch it. Returns the SHA-256 that its cover prints."""
    journey.go("exports/new")
    journey.press("main form.flow button")
    made_at = journey.page.url
    journey.page.goto("about:blank")  # the tab is closed, and the work goes on
    journey.page.goto(made_at)  # which reloads itself when the file is there
    fetch = journey.page.locator("main form[action*='/files/'] button")
    expect(fetch.first).to_be_visible(timeout=SECONDS * 1000)
    journey.look()
    for button in fetch.all():
        with journey.page.expect_download() as download:
            button.click()
        download.value.save_as(journey.folder / download.value.suggested_filename)
    (pdf,) = journey.folder.glob("*.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    assert "Jean-Luc de La Tour" in text
    (table,) = journey.folder.glob("*.csv")
    assert table.read_text().count("Пупкин") == 1  # hidden from the page, and yet a signature
    return hashlib.sha256(table.read_bytes()).hexdigest()


def hand_over(journey: Journey, digest: str) -> None:
    journey.go("state/close")
    journey.press("main form.flow button")
    journey.go("handover")
    journey.fill(on=clock.today().isoformat(), recipient="The President", place="Tbilisi", sha256=digest)
    journey.press("main form.flow button")
    expect(journey.page.get_by_text("Tbilisi").first).to_be_visible()
    journey.go("handover/photo")
    journey.page.set_input_files("main input[type=file]", PORTRAIT)
    journey.press("main section form button")


def see_it_erased(journey: Journey, visit: Callable[..., Page]) -> None:
    journey.go("retention")
    journey.fill(days="10")
    journey.press("main form.flow button")
    run(journey.product, "-c", ERASE, "12")
    journey.go("retention")
    expect(journey.page.locator("main .lead").first).to_contain_text("Erased on")
    page = visit(language="ar")
    page.goto(f"/ar/campaigns/{SLUG}")
    expect(page.locator("h1")).to_contain_text("نينو")
    expect(page.get_by_text("Jean-Luc")).to_have_count(0)

"""An organiser of the demonstration signs in, sets up a passkey, invites a colleague; the colleague comes in by the mail."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

import config
from tests.support.product import Product
from tests.support.signing_in import with_authenticator

PASSWORD = "violin-orbit-Kitchen-seven"


def told(product: Product) -> dict[str, str]:
    """What the demonstration prints for its organiser."""
    words = product.words()
    return {name: re.search(rf"{name}\s+(\S+)", words)[1] for name in ("sign in as", "password")}


def code(product: Product) -> str:
    """What `make code` shows."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "code"]
    done = subprocess.run(command, cwd=config.PROJECT, env=product.environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/organise/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


# The whole journey, which is made on both databases, has the same doors.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
@pytest.mark.running
def test_an_organiser_comes_in_with_a_code_and_then_with_a_passkey(
    live_server: Product, visit: Callable[..., Page]
) -> None:
    page, organiser = visit(), told(live_server)
    with_authenticator(page)
    sign_in(page, organiser["sign in as"], organiser["password"])
    page.get_by_label("Six digits").fill(code(live_server))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your campaigns")

    page.goto("/organise/account/wan-register")
    page.get_by_label("What you call it").fill("my phone")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The passkey is set up.")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()

    sign_in(page, organiser["sign in as"], organiser["password"])
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your campaigns")
    invite_a_colleague(live_server, page, visit)


def wait_for(found: Callable[[], list[EmailMessage]]) -> list[EmailMessage]:
    deadline = time.monotonic() + 60
    while not (mails := found()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return mails


def invite_a_colleague(product: Product, page: Page, visit: Callable[..., Page]) -> None:
    page.goto("/organise/houses/oslo/organisers/invite")
    page.get_by_label("E-mail").fill("ida@example.org")
    page.get_by_label("Language of the invitation").select_option("nb")
    page.get_by_role("radio", name="Organiser Writes").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()
    (mail,) = wait_for(lambda: [each for each in product.mailbox() if each["To"] == "ida@example.org"])
    link = re.search(r"http\S+/organise/invitation/\w+", mail.get_body(("plain",)).get_content())
    colleague = visit(language="en")
    with_authenticator(colleague)
    colleague.goto(link[0])
    expect(colleague.locator("html")).to_have_attribute("lang", "nb")
    colleague.locator("[name=name]").fill("Ida Aas")
    colleague.locator("[name=language]").select_option("en")
    colleague.locator("[name=password]").fill(PASSWORD)
    colleague.locator("[name=password_again]").fill(PASSWORD)
    colleague.locator("main form button").click()
    colleague.get_by_role("link", name="Set up a passkey").click()
    colleague.get_by_label("What you call it").fill("laptop")
    colleague.get_by_role("button", name="Go on").click()
    expect(colleague.get_by_text("The passkey is set up.")).to_be_visible()
    colleague.goto("/organise/")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Your campaigns")

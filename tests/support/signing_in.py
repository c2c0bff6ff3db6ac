"""Signing in to the back office of the demonstration, as people do: password, then the code of the app."""

import json
import subprocess
import sys

from playwright.sync_api import Page

import config
from tests.support.product import Product


def sign_in(page: Page, product: Product, email: str = "organiser@oslo.example.org") -> None:
    """Sign in; `page` shows the start page then. An organiser signs in once every half minute: no code counts twice."""
    kept = json.loads((product.folder / "keys" / "organiser.txt").read_text())
    page.goto("/organise/account/login")
    page.fill("#email", email)
    page.fill("#password", kept["password"])
    page.click("main button.button")
    page.fill("#code", _code(product))
    page.click("main button.button")
    page.wait_for_url("**/organise/")


def with_authenticator(page: Page) -> None:
    """Give the browser a phone that makes and shows passkeys without asking."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})


def _code(product: Product) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "code"]
    done = subprocess.run(command, cwd=config.PROJECT, env=product.environ, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]

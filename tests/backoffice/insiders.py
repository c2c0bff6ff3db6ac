"""Browsers that get to every page of the back office: of somebody who may everything, and of somebody half signed in."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from petitions.accounts import inviting
from petitions.accounts.rights import Role
from petitions.campaigns import defenders, writing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import State
from petitions.houses import passphrases
from tests import factories
from tests.backoffice.test_account import ida as ida
from tests.backoffice.test_signing_in import PASSWORD, send
from tests.support import furnishing, growth, keyholders, routes
from tests.support.office import Office

NOBODYS = "2" * 27
"""A link that leads nowhere."""
CAMPAIGN = "/organise/campaigns/free-rasul"
MORE = (
    f"{CAMPAIGN}/edit?language=az", f"{CAMPAIGN}/milestones?language=az", f"{CAMPAIGN}/defenders/1?language=az",
    f"{CAMPAIGN}/events/march-free-rasul?language=az", f"{CAMPAIGN}/events/march-free-rasul/programme?language=az",
    f"{CAMPAIGN}/languages/remove?language=az", f"{CAMPAIGN}/state/outcome", f"{CAMPAIGN}/moderation?tab=shown&name=a",
    f"{CAMPAIGN}/moderation?tab=hidden", f"{CAMPAIGN}/posters?paper=a5", f"{CAMPAIGN}/exports/new?profile=totals",
    f"{CAMPAIGN}/letter?language=az", "/organise/houses/oslo/words?language=ar",
    *(f"/organise/campaigns/drafted/{page}" for page in ("", "state", "state/open", "delete", "edit", "retention")),
    *(f"/organise/campaigns/ended/{page}" for page in ("", "state", "handover", "retention", "letter", "exports/new")),
)  # fmt: skip
"""Pages that look different by what is asked for, or by the state of what they are about."""


def rules(app: Flask) -> list[Rule]:
    """Every rule of the back office, those of the accounts' library too."""
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/organise")]


def pages(app: Flask, browser: Office, samples: routes.Samples) -> dict[str, str]:
    """Every page of the back office that `browser` is shown as it is now: address and HTML, errors among them."""
    readable = [rule for rule in rules(app) if "GET" in (rule.methods or ())]
    cookies, found = dict(browser.client._cookies), {}
    for path in (*(routes.address(rule, samples) for rule in readable), *MORE):
        browser.client._cookies = dict(cookies)
        answer = browser.get(path)
        if answer.mimetype == "text/html" and not answer.location:
            found[path] = answer.text
    browser.client._cookies = cookies
    return found


@pytest.fixture
def inside(app, sign_in, house, monkeypatch) -> Office:
    """An administrator of Oslo and of the network who has unlocked the names; `samples` stand in addresses."""
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)
    browser = sign_in(of=house, is_network_administrator=True)
    with app.app_context():
        passphrase = keyholders.reader(browser.who.id)
        keyholders.make_key(house.id, browser.who.id)
        named = furnishing.furnish("free-rasul", house)
        _write_on(named["campaign"], house)
        link = inviting.invite("new@example.org", house, Role.READER, language="en", by=None)
    assert keyholders.press_unlock(browser, passphrase).status_code == 302
    browser.samples = {f"<{kind}{name}>": value for name, value in named.items() for kind in ("", "int:")}
    browser.samples |= {"<token>": NOBODYS, "invitation/<token>": link.rpartition("/")[2]}
    return browser


def _write_on(slug: str, house) -> None:
    """A second language, a second person, a past, a programme; beside it a draft, and a campaign that has ended."""
    campaign = campaigns.visible(slug)
    writing.add_language(campaign.id, "az", by=None)
    defenders.add(campaign.id, "Leyla", by=None)
    growth.happen(campaign)
    growth.plan(campaign)
    factories.campaign("drafted", of=house, state=State.DRAFT, opened_on=None)
    factories.campaign("ended", of=house, state=State.CLOSED)


@pytest.fixture
def halfway(ida, app) -> Office:
    """Somebody who has typed a right password, and is asked for the second factor."""
    browser = Office(app, None)
    answer = send(browser, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    assert "/tf-validate" in answer.location
    return browser

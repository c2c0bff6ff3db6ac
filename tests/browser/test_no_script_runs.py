"""Rule: what people write is shown as text. Markup in names, towns and sentences, confirmed and shown by the House, does
nothing in Chromium: no dialog, no call, no element or attribute of theirs, nothing that our policy had to stop."""

import dataclasses
import email
import email.policy
import re
import secrets

import pytest

from petitions import database, storage, web, working
from petitions.campaigns.models import Campaign
from petitions.signatures import moderating
from tests import factories
from tests.support import chromium, counts, naughty, nearby, rounds

pytestmark = [
    pytest.mark.promise,
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # what a page shows does not depend on it
]

AT_ONCE = 24
"""Names that a campaign's page shows."""
TEXTS = (*naughty.MARKUP, *naughty.TEMPLATES)[:: counts.many(3, 1)]
RETURNED = counts.many(6, 1)
"""Each so-manieth is also sent with a form that comes back."""

WATCH = """
window.ran = [];
window.naughty = () => window.ran.push("a script of theirs ran");
document.addEventListener("securitypolicyviolation", (event) => window.ran.push(`stopped: ${event.violatedDirective}`));
"""
THEIRS = """(isMail) => [...document.querySelectorAll("*")].filter((element) =>
    element.localName.includes("naughty")
    || !isMail && element.matches("[style], base, iframe:not(.mail), object, math, template, noscript")
    || [...element.attributes].some(({ name, value }) =>
        name.startsWith("on") || name.includes("naughty")
        || /^\\s*javascript:/i.test(value) && ["href", "src", "action", "data", "xlink:href"].includes(name))
).map((element) => `theirs: ${element.outerHTML.slice(0, 80)}`)"""
PAGE, SIGN, RSVP = "/en/campaigns/free-rasul", "/en/campaigns/free-rasul/sign", "/en/events/march-oslo/rsvp"
SEND = """(form) => {
    const made = document.createElement("form");
    Object.assign(made, { method: "post", action: form.action });
    for (const [name, value] of Object.entries(form.fields)) {
        const field = document.createElement("textarea");
        Object.assign(field, { name, value });
        made.append(field);
    }
    document.body.append(made);
    made.submit();
}"""


class Stare:
    """Somebody who opens pages and notes what is wrong with each."""

    def __init__(self, browser, url: str) -> None:
        self.visitor = chromium.Visitor(browser, url)
        self.page, self.faults = self.visitor.page, []
        self.page.add_init_script(WATCH)
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, path: str) -> None:
        self.page.goto(path)
        self.examine(path)

    def send(self, path: str, fields: dict[str, str]) -> None:
        self.page.goto("/en/safety")
        with self.page.expect_navigation():
            self.page.evaluate(SEND, {"action": path, "fields": fields})
        self.examine(path)

    def examine(self, path: str) -> None:
        found = self.page.evaluate("window.ran || []") + self.page.evaluate(THEIRS, path.endswith("/body"))
        if "1337" in self.page.inner_text("body"):
            found.append("a template of theirs was calculated")
        self.faults += [f"{path}: {fault}" for fault in found]

    def leave(self) -> list[str]:
        self.visitor.context.close()
        return self.faults + self.visitor.complaints


@pytest.fixture
def app(settings, make_app):
    """The demonstration, for its mailbox; every page is made anew."""
    unlimited = dict.fromkeys(settings.rate_limits, "1000000/minute")
    app = make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:", rate_limits=unlimited))
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        factories.event(of=factories.campaign())
    return app


def form(text: str) -> dict[str, str]:
    return {
        "name": text if any(map(str.isalpha, text)) else f"Ana {text}",
        "town": text[:100],
        "comment": text,
        "email": "ana@example.org",
        "country": "HR",
        "visibility": "public",
        "consent": "y",
    }


def links() -> dict[str, str]:
    """The links to confirm in the mailbox, by address."""
    found = {}
    for file in sorted(storage.folder("mailbox").glob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if link := re.search(r"/confirm/[a-z0-9]+", message.get_body(("plain",)).get_content()):
            found[str(message["To"])] = link[0]
    return found


def sign_all(client, texts) -> list[str]:
    """Sign with each of `texts` as name, town and sentence; returns the links of those that were taken."""
    addresses = {f"{secrets.token_hex(4)}@example.org": text for text in texts}
    for address, text in addresses.items():
        assert client.post(SIGN, data=form(text) | {"email": address}).status_code in (303, 422)
    while rounds.deliver_some():
        pass
    return [link for address, link in links().items() if address in addresses]


def show(client, paths) -> None:
    """Confirm, and have the House show the names."""
    for path in paths:
        client.post(path, data={"act": "confirm"})
    while working.count():
        pass
    campaign = database.session().get_one(Campaign, 1)
    while moderating.queue(campaign.id):
        factories.shown(campaign)


def wrong_with(app, browser, texts) -> list[str]:
    """What is wrong with the pages where `texts` are seen: before and after confirming, with a form that came back, in mails."""
    with app.app_context(), nearby.served(app) as url:
        client, stare = app.test_client(), Stare(browser, url)
        paths = sign_all(client, texts)
        assert len(paths) > len(texts) / 2  # others have no letter
        for path in paths:
            stare.look(path)
            stare.look(path.replace("confirm", "withdraw"))
        show(client, paths)
        for path in (PAGE, PAGE.replace("/en/", "/ar/"), paths[0], "/demo/mailbox"):
            stare.look(path)
        for file in sorted(storage.folder("mailbox").glob("*.eml"))[-2:]:
            stare.look(f"/demo/mailbox/{file.stem}")
            stare.look(f"/demo/mailbox/{file.stem}/body")
        for text in texts[::RETURNED]:
            stare.send(SIGN, dict.fromkeys(("email", "seconds", "sure", "website", *form("")), text))
            stare.send(RSVP, dict.fromkeys(("people", "contact", "name", "email", "website"), text))
        return stare.leave()


def test_no_script_runs_and_no_markup_of_theirs_is_on_a_page(app, browser, verdict):
    faults = []
    for start in range(0, len(TEXTS), AT_ONCE):
        faults += wrong_with(app, browser, TEXTS[start : start + AT_ONCE])
    print("\n".join(faults))
    verdict(f"scripts and markup of {len(TEXTS)} texts at work in Chromium", len(faults), goal=0)


@pytest.fixture
def unescaped(app):
    """The same, with that guard off, in templates that no other app has compiled."""
    app.jinja_env.autoescape, app.jinja_env.bytecode_cache = False, None
    return app


def test_without_escaping_their_markup_is_seen(unescaped, browser):
    """The control."""
    faults = wrong_with(unescaped, browser, naughty.MARKUP[:5])
    assert any("theirs: <img src" in fault for fault in faults)
    assert any("stopped: script-src" in fault for fault in faults)


def test_without_escaping_and_policy_their_script_runs(unescaped, browser, monkeypatch):
    """The control: what is looked for when the policy had nothing to stop."""
    kept = [header for header in web.SAME_FOR_ALL if header[0] != "Content-Security-Policy"]
    monkeypatch.setattr(web, "SAME_FOR_ALL", kept)
    monkeypatch.setattr(web, "policy", lambda **_changes: "default-src * 'unsafe-inline'")
    faults = wrong_with(unescaped, browser, naughty.MARKUP[:5])
    assert any("a script of theirs ran" in fault for fault in faults)
    assert any("a dialog" in fault for fault in faults)

"""Rule: only people act. No GET, HEAD or OPTIONS changes anything, and no form of another site is obeyed.

Both go past every rule of the site's map, those of the demonstration too, and of whatever is added to it.
"""

import dataclasses

import pytest
from werkzeug.routing import Rule

from petitions import database, web
from petitions.signatures import queries
from tests import factories
from tests.support import databases, routes

pytestmark = pytest.mark.promise

READERS = (
    {"Accept": "*/*"},
    {"Accept": "text/html,application/xhtml+xml;q=0.9", "Accept-Language": "ru", "Accept-Encoding": "gzip, br"},
    {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest", "X-HTTP-Method-Override": "POST"},
)
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "https://calls.example.org.evil.example"},
    {"Origin": "https://evil.example", "Referer": "https://calls.example.org/"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://calls.example.org"},
)
SIGNATURE = {"name": "Ana", "email": "new@example.org", "country": "HR", "visibility": "counted", "consent": "y"}
ACTS = ("confirm", "reject", "correct", "withdraw", "change", "cancel")
FORMS = [SIGNATURE | {"act": act, "people": "3", "List-Unsubscribe": "One-Click"} for act in ACTS]


def changed_by_reading(app, samples) -> list[str]:
    """The rules that a reading request changed a row by."""
    client, changed, before = routes.browser(app), [], routes.contents(app)
    for rule in app.url_map.iter_rules():
        path = routes.address(rule, samples)
        for method in sorted(routes.SAFE):
            for headers in READERS:
                answer = client.open(path, method=method, headers=headers, buffered=True)
                assert answer.status_code < 500 or rule.rule == "/readyz", (method, path, answer.status_code)
        after = routes.contents(app)
        changed += [rule.rule] if after != before else []
        before = after
    return changed


def obeyed(app, samples, *, below: str = "/") -> list[str]:
    """The rules that do not refuse a form of another site, or change a row by it; all, or those below an address."""
    client, done, before = routes.browser(app), [], routes.contents(app)
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(below)]
    unsafe = [(rule, method) for rule in rules for method in rule.methods - routes.SAFE]
    assert unsafe
    for rule, method in unsafe:
        for headers in FOREIGN:
            for form in FORMS:
                answer = client.open(routes.address(rule, samples), method=method, data=form, headers=headers)
                done += [] if answer.status_code == 403 else [f"{method} {rule.rule}: {answer.status_code}"]
    return done + (["a row was changed"] if routes.contents(app) != before else [])


@databases.one
def test_no_reading_request_changes_a_row(demo, samples, verdict):
    verdict(
        "rules of the map by which GET, HEAD or OPTIONS changed a row", len(changed_by_reading(demo, samples)), goal=0
    )


on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_one_database
def test_a_rule_that_writes_when_it_is_read_is_seen(settings, make_app):
    """The control."""
    app = make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:"))
    samples = routes.furnish(app)
    app.add_url_rule("/<locale>/campaigns/<slug>/seen", view_func=lambda locale, slug: database.beat(slug) or "seen")
    assert changed_by_reading(app, samples) == ["/<locale>/campaigns/<slug>/seen"]


def test_a_rule_with_an_argument_that_nobody_knows_is_not_left_out():
    with pytest.raises(AssertionError, match="no sample for <teapot>"):
        routes.address(Rule("/<locale>/teapots/<teapot>"), {"<locale>": "en", "<slug>": "free-rasul"})


@databases.one
def test_no_form_of_another_site_is_obeyed(demo, samples, verdict):
    verdict("forms of another site that were not refused", len(obeyed(demo, samples)), goal=0)


@on_one_database
def test_with_the_guard_off_forms_of_another_site_are_obeyed(settings, make_app, monkeypatch):
    """The control."""
    monkeypatch.setattr(web, "_refuse_foreign_writes", lambda: None)
    app = make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:"))
    assert "a row was changed" in obeyed(app, routes.furnish(app), below="/confirm/")


def test_the_button_confirms_and_pressing_it_again_counts_once(app, client):
    path = f"/confirm/{routes.furnish(app)['<token>']}"
    assert "Confirm my signature" in client.get(path).text
    for _ in range(3):
        answer = client.post(path, data={"act": "confirm"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert (answer.status_code, answer.location) == (303, path)
    with app.app_context():
        factories.tally.book()
        assert queries.total(1) == 2
    assert "You are one of 2." in " ".join(client.get(path).text.split())

"""Rule: only people act. No GET, HEAD or OPTIONS changes anything, and no form of another site is obeyed."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.events import attendance
from petitions.signatures import queries
from petitions.signatures.models import Visibility
from tests import factories

pytestmark = pytest.mark.promise

SAFE = ("GET", "HEAD", "OPTIONS")


@pytest.fixture
def network(app) -> dict[str, str]:
    """Something behind every address of the site."""
    with app.app_context():
        campaign = factories.campaign()
        event = factories.event(of=campaign)
        factories.confirmed(campaign, "confirmed@example.org", visibility=Visibility.PUBLIC)
        token = factories.signed(campaign, "pending@example.org")
        coming = attendance.rsvp(event, people=2, language="en")
    return {
        "locale": "en", "slug": "free-rasul", "house": "oslo", "token": token, "rsvp": coming, "event": "march-oslo",
        "name": "0" * 32 + ".png", "script": "latin", "filename": "css/site.css",
    }  # fmt: skip


def address(rule, network) -> str:
    values = dict(network)
    if "/events/" in rule.rule:
        values["slug"] = network["event"]
    if rule.rule.startswith("/rsvp/"):
        values["token"] = network["rsvp"]
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<path:{name}>", values[name]).replace(f"<{name}>", values[name])
    return path


def contents(app) -> dict[str, list]:
    """Every row of every table."""
    with app.app_context():
        tables = database.db.metadata.sorted_tables
        return {table.name: sorted(map(repr, database.session().execute(sa.select(table)).all())) for table in tables}


def test_no_reading_request_changes_a_row(app, client, network):
    before = contents(app)
    for rule in app.url_map.iter_rules():
        for method in SAFE:
            answer = client.open(address(rule, network), method=method, buffered=True)
            assert answer.status_code < 500 or rule.rule == "/readyz", (method, rule.rule, answer.status_code)
    assert contents(app) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://calls.example.org"},
    ],
    ids=str,
)
def test_no_form_of_another_site_is_obeyed(app, client, network, headers):
    before = contents(app)
    unsafe = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    assert len(unsafe) >= 6
    for rule in unsafe:
        for act in ("confirm", "reject", "withdraw", "change", "cancel"):
            answer = client.post(address(rule, network), data={"act": act, "people": "3"}, headers=headers)
            assert answer.status_code == 403, rule.rule
    assert contents(app) == before


def test_a_program_that_posts_to_a_link_without_our_form_does_nothing(app, client, network):
    before = contents(app)
    token = network["token"]
    for path in (
        f"/confirm/{token}",
        f"/confirm/{token}/reject",
        f"/withdraw/{token}",
        f"/rsvp/{network['rsvp']}/cancel",
    ):
        assert client.post(path).status_code == 303
    assert contents(app) == before


def test_the_button_confirms_and_pressing_it_again_counts_once(app, client, network):
    path = f"/confirm/{network['token']}"
    assert "Confirm my signature" in client.get(path).text
    for _ in range(3):
        answer = client.post(path, data={"act": "confirm"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert (answer.status_code, answer.location) == (303, path)
    with app.app_context():
        factories.tally.book()
        assert queries.total(1) == 2
    assert "You are one of 2." in " ".join(client.get(path).text.split())

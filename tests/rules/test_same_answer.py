"""Rule: nobody finds out through the site whether an address has signed."""

import datetime
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from petitions import clock, database, outbox, tokens
from petitions.events import attendance
from petitions.signatures import confirming, queries, retention, signing, tally, withdrawing
from petitions.signatures import content as contents
from petitions.signatures.models import Signature, WithdrawalToken
from tests import factories

pytestmark = pytest.mark.promise

STATES = ("new", "pending", "expired", "confirmed", "second", "withdrawn", "rejected")
"""What may be known of an address. Of the new ones there is nothing; two people have confirmed at a "second" one."""
ADDRESS = "/en/campaigns/free-rasul/sign"


def form(state: str, number: int, turn: int = 0) -> dict[str, str]:
    """What is sent to an address. In another turn it is another name, and the new addresses are new again."""
    return {
        "name": f"Ana Kovač {'ABCDEFGH'[turn]}",
        "email": f"{state}-{number}-{turn}@example.org" if state == "new" else f"{state}-{number}@example.org",
        "country": "HR",
        "visibility": "public",
        "consent": "y",
    }


def prepare(people: int, address: Callable[[str, int], str] = "{}-{}@example.org".format) -> None:
    """Addresses in each state."""
    campaign = factories.campaign()
    for number in range(people):
        for state in STATES[1:]:
            _bring(campaign, state, address(state, number))
        with database.action() as session:
            session.query(outbox.OutboxMessage).delete()
    tally.book()


def _bring(campaign: factories.Campaign, state: str, email: str) -> None:
    token = factories.signed(campaign, email, name="Ana Kovač")
    if state in ("confirmed", "second", "withdrawn"):
        confirming.confirm(token)
    if state == "second":
        confirming.confirm(factories.signed(campaign, email, name="Ivan Kovač"), person=2)
    if state == "withdrawn":
        withdrawing.withdraw(token)
    if state == "rejected":
        confirming.reject(token)
    if state == "expired":
        expire(token)


def expire(token: str) -> None:
    """Let a pending signature have waited for too long; the nightly round has not come by yet."""
    long_ago = clock.today() - datetime.timedelta(days=confirming.PENDING_DAYS + 1)
    with database.action() as session:
        session.query(Signature).filter_by(token_hash=tokens.digest(token)).update({"mailed_on": long_ago})


def different(answers: list[TestResponse]) -> int:
    """How many answers there are beyond the first: in status, headers or body."""
    return len({(answer.status, tuple(answer.headers), answer.data) for answer in answers}) - 1


def test_the_answer_is_the_same_to_the_byte(client, app, verdict):
    with app.app_context():
        prepare(people=1)
    answers = [client.post(ADDRESS, data=form(state, 0)) for state in STATES]
    pages = [client.get(answer.location) for answer in answers]
    assert {answer.status_code for answer in answers} == {303}
    assert "example.org" not in pages[0].text.replace("calls.example.org", "")
    verdict("answers that differ by what is known of an address", different(answers) + different(pages), goal=0)


def test_an_answer_that_tells_is_seen(client, app, monkeypatch):
    """The control: a page that greets whom it knows."""
    with app.app_context():
        prepare(people=1)
    sign = signing.sign

    def tell(campaign, content, **options):
        known = queries.confirmed_at_address(campaign.id, contents.tag(content.email, contents.secret(campaign.id)))
        if known:
            raise signing.CampaignClosed
        sign(campaign, content, **options)

    monkeypatch.setattr(signing, "sign", tell)
    assert different([client.post(ADDRESS, data=form(state, 0)) for state in STATES]) > 0


def test_a_link_that_leads_nowhere_is_the_same_whatever_was_there(client, app, verdict):
    """Unknown, mistyped, expired, erased, of a list that is gone, or made for another door: nobody learns which."""
    with app.app_context():
        campaign = factories.campaign()
        expired, gone, elsewhere = (
            factories.signed(of, f"{name}@example.org")
            for of, name in ((campaign, "a"), (campaign, "b"), (factories.campaign("other", of=campaign.house), "c"))
        )
        expire(expired)
        erased = database.session().query(Signature).filter_by(token_hash=tokens.digest(gone)).one()
        with database.action() as session:
            session.delete(erased)
        retention.erase_list(confirming.find(elsewhere)[0].campaign_id)
        event = factories.event(of=campaign)
        coming = attendance.rsvp(event, people=1, language="nb")
        cancelled = attendance.rsvp(event, people=1, language="nb")
        attendance.cancel(cancelled)
        spare = _spare(factories.confirmed(campaign, "d@example.org"))
        own = factories.signed(campaign, "e@example.org")
    nowhere = [tokens.new(), "mistyped", gone, elsewhere, cancelled]
    doors = {
        "/confirm/{}": [*nowhere, expired, coming, spare],
        "/confirm/{}/reject": [*nowhere, expired, coming, spare],
        "/withdraw/{}": [*nowhere, coming],
        "/withdraw/{}/correct": [*nowhere, coming],
        "/rsvp/{}": [*nowhere, expired, spare, own],
        "/rsvp/{}/done": [*nowhere, expired, spare, own],
        "/rsvp/{}/cancel": [*nowhere, expired, spare, own],
    }
    found = 0
    for door, links in doors.items():
        act = {"act": "change" if door == "/rsvp/{}" else door.strip("/").split("/")[-1].replace("{}", "confirm")}
        found += different([client.post(door.format(link), data=act) for link in links])
        found += different([client.get(door.format(link)) for link in links])
    verdict("answers that differ by what was behind a link that leads nowhere", found, goal=0)
    assert different([client.get(f"/confirm/{link}") for link in (tokens.new(), own)]) == 1  # the control


def _spare(token: str) -> str:
    """A further link that withdraws the signature of `token`, as a mail has it that says "you have signed already"."""
    spare = tokens.new()
    with database.action() as session:
        session.add(WithdrawalToken(token_hash=tokens.digest(spare), signature_id=confirming.find(token)[0].id))
    return spare


def test_a_repeat_of_the_very_same_form_is_answered_the_same(client, app):
    with app.app_context():
        factories.campaign()
    first, again = (client.post(ADDRESS, data=form("new", 0)) for _ in range(2))
    assert (first.status, tuple(first.headers), first.data) == (again.status, tuple(again.headers), again.data)


def test_no_row_says_more_than_day_country_language_and_visibility():
    """What a copy of the table tells of a signatory who is not public."""
    coarse = {
        "id",
        "campaign_id",
        "petition_text_id",
        "key_id",
        "state",
        "visibility",
        "country",
        "language",
        "day",
        "mailed_on",
        "wants_news",
        "unreachable_on",
    }
    sealed = {
        "sealed",
        "house_wrap",
        "token_wrap",
        "token_hash",
        "tag",
        "domain_tag",
        "fingerprint",
        "code_mark",
        "code_locked",
    }
    counting = {"person", "number", "is_counted", "is_reader", "noted", "invalidation_id"}
    by_choice = {"public_name", "public_comment", "folded_name", "review", "caught"}
    assert {column.name for column in Signature.__table__.columns} == coarse | sealed | counting | by_choice

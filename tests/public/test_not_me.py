""" "This was not me": what the pages around that press promise, and what is so."""

import pytest

from petitions import database
from petitions.campaigns.models import Campaign, State
from petitions.events import attendance
from tests import factories
from tests.support import databases, rounds

pytestmark = databases.one

NEVER = "This campaign never writes to your address again."
STAYS = "The signature that you confirmed stays, and so do its mails."
AGAIN = ("You may sign again later.", "withdraw and sign anew")
ANA = "ana@example.org"


@pytest.fixture
def campaign(app):
    with app.app_context():
        return factories.campaign()


@pytest.fixture
def strangers(app, campaign) -> str:
    """The link of what a stranger typed with Ana's address."""
    with app.app_context():
        return f"/confirm/{factories.signed(campaign, ANA, name='Somebody Else')}"


@pytest.fixture
def own(app, campaign) -> str:
    """The link of Ana's own signature."""
    with app.app_context():
        return f"/withdraw/{factories.confirmed(campaign, ANA, updates=True)}"


def say_no(client, link: str) -> str:
    assert client.post(f"{link}/reject", data={"act": "reject"}).status_code == 303
    return client.get(link).text


def test_whoever_has_not_signed_is_never_written_to_again_and_reads_who_can_sign(client, strangers, valid_html):
    assert "never writes to you again" in client.get(strangers).text
    page = say_no(client, strangers)
    valid_html(page)
    assert NEVER in page and STAYS not in page
    assert "nobody can sign it with this address any more" in page
    assert "privacy@oslo.example.org" in page


def test_whoever_has_signed_reads_before_and_after_that_this_stays(
    app, client, campaign, own, strangers, smtp_sink, valid_html
):
    before = client.get(strangers).text
    valid_html(before)
    assert STAYS in before and "never writes to you again" not in before
    after = say_no(client, strangers)
    assert STAYS in after and NEVER not in after
    with app.app_context():
        rounds.deliver_some()
        factories.signed(campaign, ANA, name="Somebody Else again")
        told = len(smtp_sink.to(ANA))
        rounds.deliver_some()
    assert len(smtp_sink.to(ANA)) == told, "nothing else that is typed with the address brings a mail"


def test_nobody_is_told_to_sign_again_who_cannot(client, own, strangers):
    assert all(words in client.get(own).text for words in AGAIN)
    say_no(client, strangers)
    assert not any(words in client.get(own).text for words in AGAIN)


def test_nobody_is_told_to_sign_again_where_nobody_can(app, client, campaign, own):
    with app.app_context(), database.action() as session:
        session.get_one(Campaign, campaign.id).state = State.CLOSED
    assert not any(words in client.get(own).text for words in AGAIN)


def test_whoever_says_so_of_what_was_confirmed_meanwhile_is_led_to_where_it_is_withdrawn(client, own, valid_html):
    link = own.replace("withdraw", "confirm")
    answer = client.post(f"{link}/reject", data={"act": "reject"})
    assert (answer.status_code, answer.location) == (303, f"{own}?confirmed=yes")
    page = client.get(answer.location).text
    valid_html(page)
    assert "was confirmed before you pressed “This was not me”" in page
    assert "Withdraw my signature" in page
    assert "You are one of" not in page


def test_the_address_of_a_form_that_is_loaded_leads_to_the_form(app, client, campaign, own, strangers):
    with app.app_context():
        coming = attendance.rsvp(factories.event(of=campaign), people=1, language="nb")
    for address, page in {
        f"{own}/correct": own,
        f"{strangers}/reject": strangers,
        f"/rsvp/{coming}/cancel": f"/rsvp/{coming}",
    }.items():
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (303, page)
        assert client.get(page).status_code == 200
        assert client.put(address).status_code == 405

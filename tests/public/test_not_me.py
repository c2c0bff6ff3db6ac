""" "This was not me": what the pages around that press promise, and what is so."""

import pytest

from tests import factories
from tests.support import databases, rounds

pytestmark = databases.one

NEVER = "This campaign never writes to your address again."
STAYS = "The signature that you confirmed stays, and so do its mails."
AGAIN = "You may sign again later."
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
    assert AGAIN in client.get(own).text
    say_no(client, strangers)
    assert AGAIN not in client.get(own).text

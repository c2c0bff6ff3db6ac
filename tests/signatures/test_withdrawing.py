"""Withdrawing for somebody who has no link any more."""

import datetime
import threading
import time

import pytest

from petitions import database, outbox
from petitions.post import waiting
from petitions.signatures import confirming, queries, tally, withdrawing
from petitions.signatures.models import State
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("app_context")

ANA = "ana@example.org"


def work() -> None:
    """What the worker's loops do, until nothing is left to be done."""
    tally.book()
    while waiting.move() + rounds.deliver_some():
        pass


def test_a_house_takes_back_a_signature_by_its_number_and_mails_nobody():
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    mails = len(factories._waiting())
    withdrawing.withdraw_for(campaign.id, 1)
    factories.tally.book()
    row = factories.row(token)
    assert (row.state, row.sealed, queries.total(campaign.id)) == (State.WITHDRAWN, None, 0)
    assert len(factories._waiting()) == mails


def test_a_number_of_nobody_of_another_campaign_or_withdrawn_before_is_refused():
    campaign, other = factories.campaign(), factories.campaign("other", of=factories.house("baku"))
    factories.confirmed(campaign)
    with pytest.raises(withdrawing.NumberUnknown):
        withdrawing.withdraw_for(other.id, 1)
    withdrawing.withdraw_for(campaign.id, 1)
    with pytest.raises(withdrawing.NumberUnknown):
        withdrawing.withdraw_for(campaign.id, 1)


@pytest.mark.parametrize("is_by_the_house", [False, True])
def test_whoever_leaves_has_no_mail_about_a_form_that_was_put_off(smtp_sink, clock, is_by_the_house):
    campaign = factories.campaign()
    put_off = factories.signed(campaign, ANA, name="Ana")
    smtp_sink.misbehave("RCPT", "450 4.2.0 Greylisted", times=1)
    rounds.deliver_some()
    asked, signed, other = (
        factories.signed(campaign, email, name=name)
        for email, name in ((ANA, "Ana K."), (ANA, "Ana Kovač"), ("ivan@example.org", "Ivan"))
    )
    rounds.deliver_some()
    confirming.confirm(signed)
    work()
    if is_by_the_house:
        withdrawing.withdraw_for(campaign.id, 1)
    else:
        withdrawing.withdraw(signed)
    clock.shift(outbox.PAUSES[0])
    work()
    before = len(smtp_sink.deliveries)
    clock.shift(datetime.timedelta(days=1))
    work()
    assert [one.recipients[0] for one in smtp_sink.deliveries[before:]] == ["ivan@example.org"], "reminded"
    assert put_off not in "".join(str(one.message) for one in smtp_sink.deliveries)
    assert (factories.row(put_off).state, factories.row(put_off).sealed) == (State.WITHDRAWN, None)
    assert {factories.row(token).state for token in (asked, other)} == {State.PENDING}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wiping_traces_does_not_keep_writers_waiting_while_a_list_is_read(app):
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    is_read, is_done = threading.Event(), threading.Event()

    def read():
        with app.app_context(), database.snapshot():
            queries.total(campaign.id)
            is_read.set()
            is_done.wait(10)

    reader = threading.Thread(target=read)
    reader.start()
    is_read.wait(10)
    withdrawing.withdraw(token)
    began = time.monotonic()
    assert not database.wipe_traces(within=0.05)
    assert time.monotonic() - began < 2
    is_done.set()
    reader.join()
    assert database.wipe_traces()

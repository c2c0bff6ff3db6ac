"""Withdrawing for somebody who has no link any more."""

import threading
import time

import pytest

from petitions import database
from petitions.signatures import queries, withdrawing
from petitions.signatures.models import State
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


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

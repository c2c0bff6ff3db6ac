"""Withdrawing for somebody who has no link any more."""

import pytest

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

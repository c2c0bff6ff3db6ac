"""Retention: what has had its time goes, keys first."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring, sealing
from petitions.campaigns.models import State as CampaignState
from petitions.signatures import confirming, content, queries, retention, withdrawing
from petitions.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def count() -> int:
    return database.session().scalar(sa.select(sa.func.count()).select_from(Signature))


def test_an_unconfirmed_signature_goes_seven_days_after_its_mail(clock):
    token = factories.signed(factories.campaign())
    with database.action():
        factories.row(token).mailed_on = times.today()
    clock.shift(datetime.timedelta(days=7))
    assert retention.expire_pending() == 0
    clock.shift(datetime.timedelta(days=1))
    assert retention.expire_pending() == 1
    assert count() == 0


def test_a_signature_whose_mail_was_never_taken_goes_too(clock):
    factories.signed(factories.campaign())
    clock.shift(datetime.timedelta(days=11))
    assert retention.expire_pending() == 1


def test_a_confirmed_signature_stays(clock):
    factories.confirmed(factories.campaign())
    clock.shift(datetime.timedelta(days=30))
    assert retention.expire_pending() == 0
    assert count() == 1


def test_the_list_of_a_campaign_that_closed_90_days_ago_is_erased_and_its_number_stays(clock):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    with database.action() as session:
        campaign.state, campaign.closed_on = CampaignState.CLOSED, times.today()
        session.add(campaign)
    clock.shift(datetime.timedelta(days=90))
    assert retention.erase_overdue_lists() == []
    clock.shift(datetime.timedelta(days=1))
    assert retention.erase_overdue_lists() == [campaign.slug]
    assert retention.erase_overdue_lists() == []
    assert count() == 0
    assert queries.total(campaign.id) == 1


def test_the_number_that_stays_is_that_of_the_list_that_went():
    campaign = factories.campaign()
    withdrawn = factories.confirmed(campaign, "a@example.org")
    factories.confirmed(campaign, "b@example.org")
    withdrawing.withdraw(withdrawn)
    for email in ("c@example.org", "d@example.org"):
        confirming.confirm(factories.signed(campaign, email))
    retention.erase_list(campaign.id)
    assert queries.total(campaign.id) == 3


@pytest.mark.parametrize(("does", "number"), [(confirming.confirm, 2), (withdrawing.withdraw, 0)])
def test_the_number_knows_who_came_or_left_at_the_last_moment(monkeypatch, does, number):
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    if does is confirming.confirm:
        token = factories.signed(campaign, "late@example.org")
    secret_name = content.secret_name

    def at_the_last_moment(campaign_id):
        monkeypatch.undo()
        does(token)
        return secret_name(campaign_id)

    monkeypatch.setattr(content, "secret_name", at_the_last_moment)
    retention.erase_list(campaign.id)
    assert (count(), queries.total(campaign.id)) == (0, number)


def test_an_erased_list_opens_from_no_backup():
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    backup = factories.row(token)
    box = sealing.Sealed(backup.sealed, backup.house_wrap, backup.token_wrap)
    context = content.context(campaign.id, backup.token_hash)
    retention.erase_list(campaign.id)
    with pytest.raises(keyring.SecretMissing):
        content.secret(campaign.id)
    fresh = keyring.current().ensure(content.secret_name(campaign.id))
    with pytest.raises(sealing.CannotOpen):
        sealing.open_with_token(box, secret=fresh, token=token, context=context)

"""Retention: what has had its time goes, keys first."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring, sealing
from petitions.accounts.models import AuditEntry
from petitions.campaigns.models import Campaign
from petitions.campaigns.models import State as CampaignState
from petitions.signatures import confirming, content, deadlines, queries, retention, withdrawing
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


def erased_rows(campaign: Campaign) -> int:
    database.session().expire_all()
    return deadlines.of(campaign).erased_rows


def times_noted() -> int:
    noted = sa.select(sa.func.count()).where(AuditEntry.what == "list erased")
    return database.session().scalar(noted)


@pytest.fixture
def lots(monkeypatch):
    """A campaign whose list of three goes in three lots."""
    monkeypatch.setattr(retention, "LOT", 1)
    campaign = factories.campaign()
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        factories.confirmed(campaign, email)
    return campaign


def test_a_list_that_two_workers_erase_is_counted_whole_and_noted_once(lots, monkeypatch):
    erase_some = retention._erase_some

    def beside_another_worker(campaign_id):
        monkeypatch.setattr(retention, "_erase_some", erase_some)
        erased = erase_some(campaign_id)
        retention.erase_list(campaign_id)
        return erased

    monkeypatch.setattr(retention, "_erase_some", beside_another_worker)
    retention.erase_list(lots.id)
    assert (erased_rows(lots), times_noted()) == (3, 1)


def test_what_was_erased_before_a_worker_was_killed_is_counted_too(lots, monkeypatch):
    erase_some = retention._erase_some

    def killed_after_it(campaign_id):
        erase_some(campaign_id)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(retention, "_erase_some", killed_after_it)
        retention.erase_list(lots.id)
    assert (erased_rows(lots), times_noted()) == (1, 0)
    retention.erase_list(lots.id)
    assert (erased_rows(lots), times_noted()) == (3, 1)


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

"""Confirming, rejecting, withdrawing: what a link does, once and again."""

import pytest
import sqlalchemy as sa

from petitions import database, outbox
from petitions.campaigns.models import State as CampaignState
from petitions.outbox import OutboxMessage
from petitions.signatures import confirming, content, queries, tally, withdrawing
from petitions.signatures.models import Review, State, Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def kinds() -> list[str]:
    return list(database.session().scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_confirming_counts_once_however_often_it_is_done():
    campaign = factories.campaign()
    token = factories.signed(campaign)
    for _ in range(3):
        confirming.confirm(token)
        tally.book()
    assert queries.total(campaign.id) == 1
    assert kinds() == ["signature", "thanks"]


def test_a_public_name_appears_when_it_is_confirmed():
    campaign = factories.campaign()
    token = factories.signed(campaign, name="Åse Ødegård", visibility=Visibility.PUBLIC, comment="For Rasul.")
    assert factories.row(token).public_name is None
    confirming.confirm(token)
    tally.book()
    assert factories.row(token).review is Review.SHOWN
    assert [one.public_name for one in queries.public_names(campaign.id, 10)] == ["Åse Ødegård"]


def test_a_public_name_that_a_rule_catches_waits_for_the_house():
    campaign = factories.campaign()
    token = factories.signed(campaign, name="Agent 007", visibility=Visibility.PUBLIC)
    confirming.confirm(token)
    tally.book()
    assert (factories.row(token).review, factories.row(token).caught) == (Review.WAITING, "digits")
    assert queries.public_names(campaign.id, 10) == []
    factories.shown(campaign)
    assert [one.public_name for one in queries.public_names(campaign.id, 10)] == ["Agent 007"]


@pytest.mark.parametrize("visibility", [Visibility.RECIPIENT, Visibility.COUNTED])
def test_a_name_that_is_not_public_is_never_in_the_clear(visibility):
    token = factories.confirmed(factories.campaign(), visibility=visibility, comment="Quietly.")
    signature = factories.row(token)
    assert (signature.public_name, signature.public_comment) == (None, None)


def test_a_second_person_at_an_address_has_to_say_so_and_a_third_is_refused():
    campaign = factories.campaign()
    factories.confirmed(campaign, name="Ana")
    second = factories.signed(campaign, name="Ivan")
    with pytest.raises(confirming.AlreadySigned):
        confirming.confirm(second)
    confirming.confirm(second, person=2)
    third = factories.signed(campaign, name="Marija")
    with pytest.raises(confirming.AddressFull):
        confirming.confirm(third, person=2)
    tally.book()
    assert queries.total(campaign.id) == 2


def test_after_the_first_person_withdraws_the_second_stays_and_the_place_is_free():
    campaign = factories.campaign()
    first = factories.confirmed(campaign, name="Ana")
    factories.confirmed(campaign, name="Ivan", person=2)
    withdrawing.withdraw(first)
    again = factories.signed(campaign, name="Ana again")
    confirming.confirm(again, person=2)
    tally.book()
    assert queries.total(campaign.id) == 2


def test_rejecting_erases_what_was_typed():
    token = factories.signed(factories.campaign())
    confirming.reject(token)
    signature = factories.row(token)
    assert signature.state is State.REJECTED
    assert (signature.sealed, signature.house_wrap, signature.token_wrap, signature.fingerprint) == (None,) * 4
    with pytest.raises(confirming.LinkUnknown):
        confirming.confirm(token)


def test_rejecting_a_confirmed_signature_changes_nothing():
    token = factories.confirmed(factories.campaign())
    confirming.reject(token)
    assert factories.row(token).state is State.CONFIRMED


def test_withdrawing_erases_the_content_and_lowers_the_count():
    campaign = factories.campaign()
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    withdrawing.withdraw(token)
    withdrawing.withdraw(token)
    tally.book()
    signature = factories.row(token)
    assert (signature.state, signature.sealed, signature.public_name) == (State.WITHDRAWN, None, None)
    assert queries.total(campaign.id) == 0
    assert signature.tag not in {content.tag("ana@example.org", content.secret(campaign.id))}
    assert kinds().count("withdrawn") == 1


def test_the_link_of_a_withdrawn_signature_confirms_nothing():
    token = factories.confirmed(factories.campaign())
    withdrawing.withdraw(token)
    with pytest.raises(confirming.LinkUnknown):
        confirming.confirm(token)


def test_a_signature_that_waited_too_long_cannot_be_confirmed(clock):
    campaign = factories.campaign()
    token = factories.signed(campaign)
    with database.action():
        factories.row(token).mailed_on = factories.clock.today()
    clock.shift(8 * 24 * 3600)
    with pytest.raises(confirming.LinkUnknown):
        confirming.confirm(token)


def test_a_campaign_that_closed_meanwhile_takes_no_confirmation():
    campaign = factories.campaign()
    token = factories.signed(campaign)
    with database.action() as session:
        campaign.state = CampaignState.CLOSED
        session.add(campaign)
    with pytest.raises(confirming.CampaignOver):
        confirming.confirm(token)


def test_a_row_moved_to_another_token_does_not_open():
    campaign = factories.campaign()
    one, other = factories.signed(campaign, "one@example.org"), factories.signed(campaign, "other@example.org")
    stolen = factories.row(one).sealed
    with database.action():
        factories.row(other).sealed = stolen
    with pytest.raises(content.sealing.CannotOpen):
        confirming.find(other)


def test_an_unknown_link_is_refused():
    factories.campaign()
    for refuse in (confirming.confirm, confirming.reject):
        with pytest.raises(confirming.LinkUnknown):
            refuse("2" * 27)
    with pytest.raises(withdrawing.LinkUnknown):
        withdrawing.withdraw("2" * 27)
    assert outbox.oldest_wait() is None

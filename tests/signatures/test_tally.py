"""The tally: numbers without gap or double, totals that equal the rows."""

import threading

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.signatures import confirming, queries, tally, withdrawing
from petitions.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def numbers(campaign) -> list[int]:
    rows = sa.select(Signature.number).where(Signature.campaign_id == campaign.id, Signature.number.is_not(None))
    return sorted(database.session().scalars(rows))


def test_numbers_follow_each_other_campaign_by_campaign():
    house = factories.house()
    one, other = factories.campaign("one", of=house), factories.campaign("other", of=house)
    for number in range(3):
        factories.confirmed(one, f"p{number}@example.org")
    factories.confirmed(other, "p@example.org")
    assert (numbers(one), numbers(other)) == ([1, 2, 3], [1])


def test_a_withdrawn_number_is_not_given_again():
    campaign = factories.campaign()
    first = factories.confirmed(campaign, "one@example.org")
    withdrawing.withdraw(first)
    factories.confirmed(campaign, "two@example.org")
    assert [row.number for row in queries.numbered(campaign.id)] == [2]
    assert queries.total(campaign.id) == 1


def test_a_signature_withdrawn_before_it_was_counted_was_never_counted():
    campaign = factories.campaign()
    token = factories.signed(campaign)
    confirming.confirm(token)
    withdrawing.withdraw(token)
    booked = tally.book()
    assert (booked.joined, booked.left) == (0, 0)
    assert queries.total(campaign.id) == 0


def test_totals_by_country_add_up_to_the_total():
    campaign = factories.campaign()
    for number in range(4):
        factories.confirmed(campaign, f"p{number}@example.org")
    assert queries.countries(campaign.id) == {"HR": 4}
    assert queries.total(campaign.id) == 4


def test_three_tallies_at_once_give_every_number_once(app):
    campaign = factories.campaign()
    tokens = [factories.signed(campaign, f"p{number}@example.org") for number in range(30)]
    for token in tokens:
        confirming.confirm(token)

    def book() -> None:
        with app.app_context():
            tally.book()

    threads = [threading.Thread(target=book) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(campaign) == list(range(1, 31))
    assert queries.total(campaign.id) == 30

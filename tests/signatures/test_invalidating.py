"""Invalidating by rule and releasing again: what leaves the count, what comes back, what is said of it."""

import datetime
import threading

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.models import AuditEntry
from petitions.campaigns.models import Campaign
from petitions.signatures import confirming, invalidating, queries, retention, tally, withdrawing
from petitions.signatures.auditing import What
from petitions.signatures.invalidating import Criteria
from petitions.signatures.models import Signature, State, Visibility
from petitions.signatures.records import Cause
from tests import factories
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context", "clock")


@pytest.fixture
def campaign(clock):
    """Four people: two of one mail domain and day, one public, one later."""
    made = factories.campaign()
    factories.confirmed(made, "ana@spam.example.org")
    factories.confirmed(made, "Ivan@SPAM.example.org", name="Željko Đurić", visibility=Visibility.PUBLIC)
    factories.confirmed(made, "marija@example.org", name="Zeljka 100%", visibility=Visibility.PUBLIC)
    clock.shift(datetime.timedelta(days=1))
    factories.confirmed(made, "later@example.org")
    return made


def strike_out(campaign, **criteria):
    found = invalidating.preview(campaign, Criteria(**criteria))
    made = invalidating.invalidate(campaign, Criteria(**criteria), last_id=found.last_id, cause=Cause.PROGRAM, by=7)
    tally.book()
    return made


def states() -> list[str]:
    return [state.value for state in database.session().scalars(sa.select(Signature.state).order_by(Signature.id))]


@pytest.mark.parametrize(
    ("criteria", "meant"),
    [
        ({"domain": "spam.example.org"}, [1, 2]), ({"domain": " @SPAM.Example.org "}, [1, 2]), ({"domain": "org"}, []),
        ({"first_day": datetime.date(2015, 5, 2)}, [4]), ({"last_day": datetime.date(2015, 5, 1)}, [1, 2, 3]),
        ({"country": "HR"}, [1, 2, 3, 4]), ({"country": "NO"}, []),
        ({"name": "zelj*"}, [2, 3]), ({"name": "ŽELJKO DURIC"}, [2]), ({"name": "*100%"}, [3]), ({"name": "%"}, []),
        ({"name": "_eljko*"}, []), ({"name": "*"}, [2, 3]),
        ({"domain": "spam.example.org", "name": "*"}, [2]),
    ],
)  # fmt: skip
def test_a_rule_means(campaign, criteria, meant):
    assert invalidating.preview(campaign, Criteria(**criteria)).signatures == len(meant)
    if not meant:
        with pytest.raises(invalidating.NothingMatches):
            strike_out(campaign, **criteria)
        return
    made = strike_out(campaign, **criteria)
    assert made.signatures == len(meant)
    struck = sa.select(Signature.number).where(Signature.state == State.INVALIDATED).order_by(Signature.number)
    assert list(database.session().scalars(struck)) == meant


def test_a_rule_that_names_nothing_is_refused(campaign):
    with pytest.raises(invalidating.NoRule):
        invalidating.preview(campaign, Criteria())
    with pytest.raises(invalidating.NoRule):
        invalidating.invalidate(campaign, Criteria(), last_id=99, cause=Cause.OTHER, by=None)


def test_what_is_struck_out_leaves_the_total_the_list_and_the_page(campaign):
    strike_out(campaign, domain="spam.example.org")
    assert (queries.total(campaign.id), queries.countries(campaign.id)) == (2, {"HR": 2})
    assert [row.number for row in queries.numbered(campaign.id)] == [3, 4]
    assert "Željko Đurić" not in [row.public_name for row in queries.public_names(campaign.id, 9)]
    assert invalidating.taken_out(campaign.id) == [(datetime.date(2015, 5, 2), 2)]


def test_what_is_released_comes_back_with_new_numbers(campaign):
    made = strike_out(campaign, domain="spam.example.org")
    outcome = invalidating.release(campaign, made.id, by=7)
    tally.book()
    assert (outcome.released, outcome.left) == (2, 0)
    assert [row.number for row in queries.numbered(campaign.id)] == [3, 4, 5, 6]
    assert (queries.total(campaign.id), invalidating.taken_out(campaign.id)) == (4, [])
    with pytest.raises(invalidating.AlreadyReleased):
        invalidating.release(campaign, made.id, by=7)


def test_what_is_released_before_the_tally_missed_it_is_counted_once(campaign):
    found = invalidating.preview(campaign, Criteria(country="HR"))
    made = invalidating.invalidate(campaign, Criteria(country="HR"), last_id=found.last_id, cause=Cause.OTHER, by=None)
    invalidating.release(campaign, made.id, by=None)
    tally.book()
    assert [row.number for row in queries.numbered(campaign.id)] == [1, 2, 3, 4]
    assert queries.total(campaign.id) == 4


def test_whoever_confirms_after_the_preview_is_not_struck_out(campaign):
    found = invalidating.preview(campaign, Criteria(country="HR"))
    factories.confirmed(campaign, "new@example.org")
    made = invalidating.invalidate(campaign, Criteria(country="HR"), last_id=found.last_id, cause=Cause.OTHER, by=None)
    assert (made.signatures, states()[-1]) == (4, "confirmed")


def test_many_are_struck_out_lot_by_lot(campaign, monkeypatch):
    monkeypatch.setattr(invalidating, "LOT", 1)
    made = strike_out(campaign, country="HR")
    assert (made.signatures, queries.total(campaign.id)) == (4, 0)
    assert invalidating.release(campaign, made.id, by=None).released == 4


def noted(what: What) -> int:
    entries = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.what == what.value)
    return database.session().scalar(entries)


def test_whose_address_has_signed_again_stays_out_until_it_is_free(campaign):
    made = strike_out(campaign, domain="spam.example.org")
    again = factories.confirmed(campaign, "ana@spam.example.org")
    outcome = invalidating.release(campaign, made.id, by=None)
    tally.book()
    assert (outcome.released, outcome.left, queries.total(campaign.id)) == (1, 1, 4)
    assert invalidating.release(campaign, made.id, by=None) == invalidating.Outcome(0, 1)
    assert (invalidating.left_out(campaign.id), noted(What.RELEASED)) == ({made.id}, 1)
    withdrawing.withdraw(again)
    assert invalidating.release(campaign, made.id, by=None) == invalidating.Outcome(1, 0)
    tally.book()
    assert (invalidating.left_out(campaign.id), noted(What.RELEASED), queries.total(campaign.id)) == (set(), 2, 4)
    with pytest.raises(invalidating.AlreadyReleased):
        invalidating.release(campaign, made.id, by=None)


def test_the_page_tells_of_who_stays_out_until_nobody_does(campaign):
    made = strike_out(campaign, domain="spam.example.org")
    again = factories.confirmed(campaign, "ana@spam.example.org")
    invalidating.release(campaign, made.id, by=None)
    assert invalidating.taken_out(campaign.id) == [(datetime.date(2015, 5, 2), 1)]
    withdrawing.withdraw(again)
    invalidating.release(campaign, made.id, by=None)
    assert invalidating.taken_out(campaign.id) == []


def test_taking_back_ends_a_strike_that_is_under_way(app, campaign, monkeypatch):
    monkeypatch.setattr(invalidating, "LOT", 1)
    strike, campaign_id = invalidating._invalidate_some, campaign.id

    def take_back(invalidation_id):
        with app.app_context():
            invalidating.release(database.session().get_one(Campaign, campaign_id), invalidation_id, by=8)

    def strike_one_lot_before_somebody_takes_it_back(made):
        struck = strike(made)
        if struck and made.signatures == 1:
            colleague = threading.Thread(target=take_back, args=(made.id,))
            colleague.start()
            colleague.join()
        return struck

    monkeypatch.setattr(invalidating, "_invalidate_some", strike_one_lot_before_somebody_takes_it_back)
    made = strike_out(campaign, country="HR")
    assert (made.signatures, states()) == (1, ["confirmed"] * 4)
    assert [row.number for row in queries.numbered(campaign.id)] == [1, 2, 3, 4]


def test_of_those_who_take_back_at_once_one_does_and_the_log_names_nobody_else(app, campaign, monkeypatch):
    made_id, campaign_id = strike_out(campaign, country="HR").id, campaign.id
    database.session().rollback()
    seen, find = threading.Barrier(4, timeout=20), invalidating.find

    def find_with_all_others(*ids):
        found = find(*ids)
        seen.wait()
        return found

    def take_back(by):
        with app.app_context():
            try:
                return invalidating.release(database.session().get_one(Campaign, campaign_id), made_id, by=by).released
            except invalidating.AlreadyReleased:
                return "before"

    monkeypatch.setattr(invalidating, "find", find_with_all_others)
    answers = at_once(take_back, [8] * 4)
    tally.book()
    assert sorted(answers, key=str) == [4, "before", "before", "before"]
    assert (noted(What.RELEASED), queries.total(campaign.id)) == (1, 4)


def test_somebody_struck_out_can_withdraw_and_does_not_come_back():
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    made = strike_out(campaign, country="HR")
    withdrawing.withdraw(token)
    assert factories.row(token).sealed is None
    assert invalidating.release(campaign, made.id, by=None).released == 0


def test_an_invalidation_of_another_campaign_is_not_found(campaign):
    made = strike_out(campaign, country="HR")
    other = factories.campaign("other", of=campaign.house)
    with pytest.raises(invalidating.NoSuchInvalidation):
        invalidating.release(other, made.id, by=None)


def test_the_mark_of_a_mail_domain_is_forgotten_after_thirty_days(campaign, clock):
    strike_out(campaign, name="Zelj*")
    clock.shift(datetime.timedelta(days=30))
    assert retention.forget_domains() == 3
    assert invalidating.preview(campaign, Criteria(domain="spam.example.org")).signatures == 0
    assert database.session().scalar(sa.select(sa.func.count(Signature.domain_tag))) == 1
    assert invalidating.preview(campaign, Criteria(domain="example.org")).signatures == 1


def test_the_log_forgets_names_with_the_list(campaign):
    strike_out(campaign, name="Zelj*")
    retention.erase_list(campaign.id)
    database.session().expire_all()
    (made,) = invalidating.log(campaign.id)
    assert (made.name_pattern, made.signatures) == (None, 2)


def test_a_link_of_somebody_struck_out_confirms_nothing(campaign):
    token = factories.confirmed(campaign, "one@example.org")
    strike_out(campaign, country="HR")
    with pytest.raises(confirming.LinkUnknown):
        confirming.confirm(token)

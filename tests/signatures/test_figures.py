"""Figures: what was asked, mailed, confirmed and taken back, on the days on which it happened, as the rows would tell it."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, working
from petitions.post import waiting
from petitions.signatures import confirming, figures, mails, queries, retention, tally, withdrawing
from petitions.signatures.figures import Day
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("app_context")


def today(campaign) -> Day:
    return figures.of(campaign.id).on(times.today())


def test_a_form_counts_at_once_and_its_mail_when_the_mail_server_has_it(clock, smtp_sink):
    campaign = factories.campaign()
    factories.signed(campaign)
    working.count()
    assert today(campaign) == Day(times.today(), asked=1, mailed=0, unreachable=0, confirmed=0, gone=0)
    rounds.deliver_some()
    working.count()
    working.count()
    assert today(campaign) == Day(times.today(), asked=1, mailed=1, unreachable=0, confirmed=0, gone=0)


@pytest.mark.parametrize("is_counted_first", [True, False])
def test_a_mail_that_is_refused_for_good_counts_once_as_reaching_nobody(clock, smtp_sink, is_counted_first):
    campaign = factories.campaign()
    factories.signed(campaign)
    if is_counted_first:
        working.count()
    smtp_sink.misbehave("RCPT", "550 5.1.1 No such user", times=1)
    rounds.deliver_some()
    working.count()
    working.count()
    assert today(campaign) == Day(times.today(), asked=1, mailed=0, unreachable=1, confirmed=0, gone=0)


def test_a_mail_that_came_the_day_after_counts_on_that_day(clock, smtp_sink):
    campaign = factories.campaign()
    factories.signed(campaign)
    clock.shift(datetime.timedelta(days=1))
    rounds.deliver_some()
    working.count()
    assert [(day.asked, day.mailed) for day in figures.of(campaign.id).days] == [(1, 0), (0, 1)]


def test_whoever_leaves_lowers_the_day_on_which_they_leave(clock):
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    clock.shift(datetime.timedelta(days=2))
    withdrawing.withdraw(token)
    tally.book()
    found = figures.of(campaign.id)
    assert [day.change for day in found.days] == [1, -1]
    assert (found.total, found.gone, found.languages, found.visibilities) == (0, 1, {}, {})


def test_languages_and_visibilities_are_told_apart():
    campaign = factories.campaign()
    for number, visibility in enumerate([Visibility.PUBLIC, Visibility.COUNTED, Visibility.COUNTED]):
        factories.confirmed(campaign, f"p{number}@example.org", visibility=visibility)
    found = figures.of(campaign.id)
    assert found.visibilities == {Visibility.PUBLIC: 1, Visibility.COUNTED: 2}
    assert (found.languages, found.countries) == ({"en": 3}, {"HR": 3})


def test_a_form_that_is_forgotten_at_once_was_asked_for_all_the_same(smtp_sink):
    campaign = factories.campaign()
    for number in range(mails.MOST_PENDING + 2):
        factories.signed(campaign, "same@example.org", name=f"Ana {'abcde'[number]}")
    while rounds.deliver_some() + waiting.move():
        pass
    working.count()
    rows = sa.select(sa.func.count()).select_from(Signature)
    assert database.session().scalar(rows) == mails.MOST_PENDING
    assert (today(campaign).asked, today(campaign).mailed) == (mails.MOST_PENDING + 2, mails.MOST_PENDING)
    assert len(smtp_sink.to("same@example.org")) == 1, (
        "those that are not wanted any more leave their places to the others"
    )


def test_totals_stay_when_the_list_is_erased():
    campaign = factories.campaign()
    for number in range(3):
        factories.confirmed(campaign, f"p{number}@example.org")
    before = figures.of(campaign.id)
    retention.erase_list(campaign.id)
    assert figures.of(campaign.id) == before
    assert before.total == 3


def test_a_form_nobody_has_counted_yet_is_counted_before_its_list_is_erased():
    campaign = factories.campaign()
    factories.signed(campaign)
    retention.erase_list(campaign.id)
    assert figures.of(campaign.id).asked == 1


def test_the_changes_of_several_campaigns_come_together(clock):
    house = factories.house()
    one, other = factories.campaign("one", of=house), factories.campaign("other", of=house)
    factories.confirmed(one)
    assert figures.changes_today([one.id, other.id]) == {one.id: 1, other.id: 0}
    clock.shift(datetime.timedelta(days=1))
    assert figures.changes_today([one.id, other.id]) == {one.id: 0, other.id: 0}


def test_what_is_new_is_found_without_reading_the_list(database_url):
    campaign = factories.campaign()
    token = factories.signed(campaign)
    confirming.confirm(token)
    tally.book()
    look = sa.select(Signature.id).where(tally.totals.UNNOTED).limit(1)
    session = database.session()
    if database_url.startswith("postgresql"):
        session.execute(sa.text("SET enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if database_url.startswith("sqlite") else "EXPLAIN "
    compiled = look.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = " ".join(str(row) for row in session.execute(sa.text(explain + str(compiled))))
    session.rollback()
    assert "ix_signature_unnoted" in plan
    assert queries.total(campaign.id) == 1

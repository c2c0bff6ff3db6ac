"""Deadlines: a list goes some days after its hand-over, at the latest 90 days after closing, and nobody is surprised."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring, outbox
from petitions.accounts.models import AuditEntry
from petitions.accounts.rights import Role
from petitions.campaigns import publishing
from petitions.campaigns.life import HandOver
from petitions.campaigns.models import Campaign, State
from petitions.signatures import deadlines, queries, retention
from tests import factories
from tests.support import office, rounds
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context", "clock")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def house(clock):
    return factories.house(has_key=True)


@pytest.fixture
def campaign(house):
    """A campaign that closes today, with one signature."""
    made = factories.campaign(of=house)
    factories.confirmed(made)
    publishing.close(made)
    database.session().expire_all()
    return made


def again(campaign):
    database.session().rollback()
    return database.session().get_one(type(campaign), campaign.id, populate_existing=True)


def warned() -> list[str]:
    found = [outbox.unlock(message) for message in database.session().scalars(sa.select(outbox.OutboxMessage))]
    return [mail.recipient for mail in found if mail.kind == deadlines.MAIL]


def test_a_list_is_kept_for_thirty_days_after_its_hand_over(campaign, clock):
    clock.shift(10 * DAY)
    publishing.hand_over(again(campaign), on=times.today())
    last = deadlines.of(again(campaign)).last_day
    assert last == times.today() + 30 * DAY
    clock.shift(30 * DAY)
    assert retention.erase_overdue_lists() == []
    clock.shift(DAY)
    assert retention.erase_overdue_lists() == [campaign.slug]
    assert retention.erase_overdue_lists() == []
    found = deadlines.of(again(campaign))
    assert (found.erased_on, found.erased_rows) == (times.today(), 1)
    assert queries.total(campaign.id) == 1
    noted = [entry.what for entry in database.session().scalars(sa.select(AuditEntry))]
    assert noted == ["campaign closed", "campaign handed over", "list erased"]


def test_a_late_hand_over_keeps_no_list_longer_than_ninety_days(campaign, clock):
    clock.shift(80 * DAY)
    publishing.hand_over(again(campaign), on=times.today())
    assert deadlines.of(again(campaign)).days_left == 10


def test_a_hand_over_that_is_recorded_late_leaves_a_week_to_notice(campaign, clock):
    clock.shift(60 * DAY)
    publishing.hand_over(again(campaign), on=times.today() - 59 * DAY)
    assert deadlines.of(again(campaign)).days_left == 7


def test_a_house_may_choose_how_long(campaign, house):
    deadlines.choose(campaign, 14, by=1)
    publishing.hand_over(again(campaign), on=times.today())
    assert deadlines.of(again(campaign)).days_left == 14
    assert deadlines.longest(house.id) == 30
    deadlines.choose(again(campaign), 60, by=1)
    assert deadlines.longest(house.id) == 60
    for days in (0, 6, 61, -1):
        with pytest.raises(deadlines.BadDays):
            deadlines.choose(again(campaign), days, by=1)


@pytest.mark.parametrize(("days", "words"), [(31, "31 день"), (32, "32 дня"), (35, "35 дней")])
def test_the_days_are_counted_as_each_language_counts(campaign, client, days, words):
    deadlines.choose(campaign, days, by=1)
    assert f"через {words} после передачи" in client.get("/ru/privacy/oslo").text


def test_no_choice_takes_a_list_away_within_a_week(campaign, clock):
    publishing.hand_over(again(campaign), on=times.today())
    clock.shift(25 * DAY)
    assert deadlines.least(again(campaign)) == 30  # in five days it goes anyway
    for days in (7, 29):
        with pytest.raises(deadlines.TooSoon):
            deadlines.choose(again(campaign), days, by=1)
    assert retention.erase_overdue_lists() == []
    deadlines.choose(again(campaign), 45, by=1)
    assert deadlines.least(again(campaign)) == 32
    deadlines.choose(again(campaign), 32, by=1)
    assert deadlines.of(again(campaign)).days_left == 7


def test_a_list_that_is_to_be_kept_longer_meanwhile_is_not_erased(campaign, clock, monkeypatch):
    """Somebody chooses between the look for overdue lists and the erasing of one."""
    publishing.hand_over(again(campaign), on=times.today())
    deadlines.choose(again(campaign), 14, by=1)
    clock.shift(15 * DAY)
    secret_name = retention.contents.secret_name

    def choose_meanwhile(campaign_id: int) -> str:
        monkeypatch.undo()
        deadlines.choose(again(campaign), 60, by=1)
        return secret_name(campaign_id)

    monkeypatch.setattr(retention.contents, "secret_name", choose_meanwhile)
    assert retention.erase_overdue_lists() == []
    assert keyring.current().names("campaign") == [secret_name(campaign.id)]
    assert deadlines.of(again(campaign)).days_left == 45


def test_two_who_choose_for_the_first_time_at_once_both_get_their_turn(app, campaign):
    campaign_id = campaign.id
    database.session().rollback()

    def choose(days):
        with app.app_context():
            deadlines.choose(database.session().get_one(Campaign, campaign_id), days, by=1)
        return days

    done = at_once(choose, [10, 20, 40, 50])
    assert sorted(done) == [10, 20, 40, 50]
    assert deadlines.of(again(campaign)).days in done


def test_a_campaign_that_is_open_has_no_deadline(house):
    made = factories.campaign(of=house)
    assert deadlines.of(made).last_day is None
    assert deadlines.running() == []


def test_opening_again_stops_the_clock_and_forgets_the_hand_over(campaign, clock):
    publishing.hand_over(again(campaign), on=times.today())
    publishing.reopen(again(campaign))
    clock.shift(100 * DAY)
    assert retention.erase_overdue_lists() == []
    publishing.close(again(campaign))
    assert deadlines.of(again(campaign)).days_left == 90
    assert database.session().get(HandOver, campaign.id) is None


def test_after_the_erasure_nothing_is_opened_again(campaign, clock):
    clock.shift(91 * DAY)
    assert retention.erase_overdue_lists() == [campaign.slug]
    with pytest.raises(publishing.ListErased):
        publishing.reopen(again(campaign))


def test_administrators_are_told_thirty_seven_and_one_day_before(campaign, house, clock):
    office.organiser("ane@example.org", of=house)
    office.organiser("nils@example.org", of=house)
    office.organiser("rune@example.org", of=house, role=Role.ORGANISER)
    office.organiser("else@example.org", of=factories.house("other", has_key=False))
    told = []
    for day in range(92):
        before = len(warned())
        deadlines.warn()
        assert deadlines.warn() == 0  # once each, however often a worker is started
        if len(warned()) > before:
            told.append(90 - day)
            assert len(warned()) == before + 2
        clock.shift(DAY)
    assert told == [30, 7, 1]
    assert set(warned()) == {"ane@example.org", "nils@example.org"}


def test_a_worker_that_was_away_tells_once_and_not_three_times(campaign, house, clock):
    office.organiser("ane@example.org", of=house)
    clock.shift(89 * DAY)
    assert deadlines.warn() == 1
    assert deadlines.warn() == 0
    assert warned() == ["ane@example.org"]


def test_nobody_is_told_of_a_list_that_was_handed_over(campaign, house, clock):
    office.organiser("ane@example.org", of=house)
    publishing.hand_over(again(campaign), on=times.today())
    clock.shift(25 * DAY)
    assert deadlines.warn() == 0
    assert again(campaign).state is State.HANDED_OVER


@pytest.mark.parametrize(("ago", "left"), [(25, 7), (10, 20), (1, 29)])
def test_a_hand_over_that_brings_the_erasure_near_is_told_once(campaign, house, clock, ago, left):
    office.organiser("ane@example.org", of=house)
    clock.shift(30 * DAY)
    publishing.hand_over(again(campaign), on=times.today() - ago * DAY)
    assert deadlines.of(again(campaign)).days_left == left
    for _day in range(left + 1):
        deadlines.warn()
        clock.shift(DAY)
    assert warned() == ["ane@example.org"]


def test_the_mail_says_that_the_hand_over_is_the_reason(campaign, house, clock, smtp_sink):
    office.organiser("ane@example.org", of=house)
    clock.shift(30 * DAY)
    publishing.hand_over(again(campaign), on=times.today() - 10 * DAY)
    deadlines.warn()
    rounds.deliver_some()
    (message,) = smtp_sink.to("ane@example.org")
    text = message.get_body(("plain",)).get_content()
    assert ("was handed over on" in text, "nobody has recorded" in text) == (True, False)
    assert "/organise/campaigns/free-rasul/retention" in text


def test_fewer_days_after_the_hand_over_are_told_too(campaign, house):
    office.organiser("ane@example.org", of=house)
    publishing.hand_over(again(campaign), on=times.today())
    assert deadlines.warn() == 0
    deadlines.choose(again(campaign), 14, by=1)
    assert (deadlines.warn(), deadlines.warn(), warned()) == (1, 0, ["ane@example.org"])


def test_a_late_hand_over_that_takes_no_day_away_is_not_told(campaign, house, clock):
    office.organiser("ane@example.org", of=house)
    clock.shift(80 * DAY)
    deadlines.warn()
    publishing.hand_over(again(campaign), on=times.today())
    assert (deadlines.warn(), warned()) == (0, ["ane@example.org"])

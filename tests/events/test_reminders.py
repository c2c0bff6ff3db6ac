"""The day before: those who come are reminded once, at ten by the clocks of the place, of the event as it is then."""

import datetime
import zoneinfo

import pytest

from petitions.events import notices, telling
from petitions.events.models import Topic
from petitions.houses.sendings import Stage
from tests.events.test_notices import recipients, text
from tests.support.gathering import ANA, KARI, Gathering, deliver_all, queued

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DAY = datetime.timedelta(days=1)
OSLO = zoneinfo.ZoneInfo("Europe/Oslo")


@pytest.fixture
def march(app, app_context, smtp_sink, clock) -> Gathering:
    """A march in two days and some hours."""
    made = Gathering(app)
    clock.move_to(made.event.starts_at - datetime.timedelta(hours=60))
    made.doer.holder.publish()
    smtp_sink.deliveries.clear()
    return made


@pytest.fixture
def wait(clock, march):
    """Let it be so long before the march as it is now planned."""

    def wait(**before: float) -> None:
        clock.move_to(march.event.starts_at - datetime.timedelta(**before))
        march.doer.holder.publish()

    return wait


def test_prepared_reminders_go_out_the_day_before_and_each_once(march, smtp_sink, clock):
    made = march.prepared(Topic.REMINDER)
    deliver_all()
    assert (smtp_sink.deliveries, march.progress(made).stage, len(queued())) == ([], Stage.PLANNED, 2)
    at = made.starts_at.astimezone(OSLO)
    assert (at.date(), at.time()) == (march.event.local_start.date() - DAY, datetime.time(10))
    clock.move_to(at)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, KARI]
    (message,) = smtp_sink.to(ANA)
    assert message["Subject"] == "Tomorrow: March for Rasul"
    for said in ("Egertorget, Oslo", "Host: House oslo", "The way: By underground.", "* Expect cameras."):
        assert said in text(message)
    assert march.progress(made).stage is Stage.DONE
    assert march.reach().unreminded == 0
    with pytest.raises(notices.NobodyMeant):
        march.ask(Topic.REMINDER)


def test_whoever_says_it_later_can_be_reminded_too(march, smtp_sink, wait):
    march.prepared(Topic.REMINDER)
    march.come("late@example.org")
    assert march.reach().unreminded == 1
    march.prepared(Topic.REMINDER)
    deliver_all()
    smtp_sink.deliveries.clear()
    wait(hours=20)
    deliver_all()
    assert recipients(smtp_sink) == [ANA, KARI, "late@example.org"]


def test_reminders_of_an_event_that_moves_or_is_called_off_do_not_go_out(march, smtp_sink, wait):
    made = march.prepared(Topic.REMINDER)
    march.shift(hours=1)
    assert len(queued()) == 2
    march.shift(days=1)
    assert (queued(), march.progress(made).stage) == ([], Stage.STOPPED)
    wait(hours=60)
    assert march.reach().unreminded == 2
    march.prepared(Topic.REMINDER)
    march.cancel()
    assert queued() == []
    wait(hours=20)
    deliver_all()
    assert smtp_sink.deliveries == []


@on_one_database
def test_a_reminder_tells_of_a_change_that_nobody_was_told(march, smtp_sink, wait):
    march.prepared(Topic.REMINDER)
    march.move(en_place="Youngstorget")
    wait(hours=20)
    deliver_all()
    assert "No longer: Egertorget, Oslo" in text(smtp_sink.to(ANA)[0])
    assert march.reach().untold == 0


@on_one_database
@pytest.mark.parametrize(("hours", "expected"), [(2, "Today: March for Rasul"), (-0.5, None)])
def test_a_late_reminder_says_today_and_none_comes_after_the_beginning(march, smtp_sink, wait, hours, expected):
    march.prepared(Topic.REMINDER)
    wait(hours=hours)
    deliver_all()
    assert {message["Subject"] for message in smtp_sink.to(ANA)} == ({expected} if expected else set())


@on_one_database
@pytest.mark.parametrize("hours", [73, -1])
def test_nobody_is_reminded_too_early_or_too_late(march, wait, hours):
    wait(hours=hours)
    assert not telling.is_near(march.event)
    with pytest.raises(notices.NotNow):
        march.ask(Topic.REMINDER)

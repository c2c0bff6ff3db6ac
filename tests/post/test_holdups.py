"""Mail that stands still is told; one letter that waits for its next try holds up nobody, and is no alarm."""

import datetime
import threading

import pytest

from petitions import database, outbox
from petitions.backoffice import machine
from petitions.delivering import Courier
from petitions.post import beats, holdups, waiting
from petitions.signatures import tally
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("app_context")

LATER = "450 4.1.1 Try later"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def campaign(clock):
    return factories.campaign()


def readiness(client) -> tuple[int, str]:
    database.beat(tally.HEARTBEAT)
    answer = client.get("/readyz")
    return answer.status_code, answer.json["outbox"]


def test_one_letter_that_was_put_off_is_no_alarm_and_holds_up_no_reminder(campaign, client, smtp_sink, clock):
    factories.signed(campaign, "ana@example.org")
    rounds.deliver_some()
    clock.shift(datetime.timedelta(hours=23))
    smtp_sink.misbehave("RCPT", LATER)
    factories.signed(campaign, "gone@example.org")
    for _ in range(61):
        rounds.deliver_some()
        clock.shift(MINUTE)
    assert outbox.oldest_wait() > outbox.LATE
    assert readiness(client) == (200, "ok")
    assert machine.look().oldest_mail == outbox.oldest_wait(), "those who look after it still see it"
    assert waiting.move() == 1


def test_one_letter_that_was_put_off_at_night_is_no_alarm(campaign, client, smtp_sink, clock):
    smtp_sink.misbehave("RCPT", LATER)
    factories.signed(campaign)
    for _ in range(100):
        rounds.deliver_some()
        clock.shift(MINUTE)
        assert readiness(client) == (200, "ok")


def test_a_mail_server_that_is_away_is_told_however_few_mails_wait(app, campaign, client, smtp_sink, clock):
    factories.signed(campaign)
    app.extensions["mail"].port = 9
    for _ in range(31):
        rounds.deliver_some()
        clock.shift(MINUTE)
    assert readiness(client) == (503, "late")
    outbox.lease(1, beats.new_worker())
    assert readiness(client) == (503, "late"), "while it is being tried, too"


def test_a_mail_server_that_loses_the_line_over_every_letter_is_told(campaign, client, smtp_sink, clock):
    smtp_sink.misbehave("DATA", "cut")
    factories.signed(campaign)
    for _ in range(31):
        rounds.deliver_some()
        clock.shift(MINUTE)
    assert readiness(client) == (503, "late")


def test_a_mail_server_that_puts_off_whatever_comes_is_told(campaign, client, smtp_sink, clock):
    smtp_sink.misbehave("RCPT", LATER)
    for number in range(4):
        factories.signed(campaign, f"p{number}@example.org")
    for _ in range(31):
        rounds.deliver_some()
        clock.shift(MINUTE)
    assert readiness(client) == (503, "late")


def test_a_worker_that_takes_no_mail_is_told(campaign, client, clock):
    factories.signed(campaign)
    clock.shift(29 * MINUTE)
    assert readiness(client) == (200, "ok")
    clock.shift(2 * MINUTE)
    assert readiness(client) == (503, "late")


def test_a_mail_whose_next_try_does_not_come_is_held_up_since_then(campaign, smtp_sink, clock):
    smtp_sink.misbehave("RCPT", LATER)
    factories.signed(campaign)
    rounds.deliver_some()
    clock.shift(outbox.PAUSES[0] - MINUTE / 2)
    assert holdups.in_turn() is None
    clock.shift(10 * MINUTE)
    assert holdups.in_turn() == 9.5 * MINUTE


def test_reminders_yield_while_the_mail_server_is_away(app, campaign, smtp_sink, clock):
    factories.signed(campaign, "ana@example.org")
    rounds.deliver_some()
    clock.shift(datetime.timedelta(days=1))
    factories.signed(campaign, "new@example.org")
    app.extensions["mail"].port = 9
    at_work = Courier(beats.new_worker(), threading.Event())
    for _ in range(4):
        at_work.away_until = None
        at_work.deliver_some()
        clock.shift(MINUTE / 2)
    assert waiting.move() == 0

"""The one reminder after a day: who gets it, and who does not."""

import datetime
import threading

import pytest

from petitions import clock as times
from petitions import database, keyring, outbox
from petitions.campaigns.models import Protection
from petitions.campaigns.models import State as CampaignState
from petitions.delivering import Courier
from petitions.post import beats, waiting
from petitions.post.waiting import WaitingMail
from petitions.signatures import confirming, withdrawing
from petitions.signatures.models import State
from tests import factories
from tests.support import databases, rounds

pytestmark = [pytest.mark.usefixtures("app_context"), databases.one]

ANA = "ana@example.org"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def token(clock, smtp_sink) -> str:
    """Ana has signed, and has a mail."""
    signed = factories.signed(factories.campaign(), ANA)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1
    return signed


def work() -> None:
    while waiting.move() + rounds.deliver_some():
        pass


def reminders(smtp_sink) -> list[str]:
    return [delivery.message["Subject"] for delivery in smtp_sink.deliveries[1:]]


def test_whoever_has_not_confirmed_after_a_day_is_reminded_once(token, smtp_sink, clock):
    clock.shift(DAY - datetime.timedelta(seconds=1))
    work()
    assert reminders(smtp_sink) == []
    clock.shift(1)
    work()
    assert reminders(smtp_sink) == ["Still to be confirmed: Free Rasul Jafarov"]
    assert f"/confirm/{token}" in smtp_sink.deliveries[-1].message.get_body(("plain",)).get_content()
    before = factories.row(token).mailed_on
    for _ in range(4):
        clock.shift(DAY)
        work()
    assert len(reminders(smtp_sink)) == 1
    assert factories.row(token).mailed_on == before, "the week began with the first mail"


@pytest.mark.parametrize("act", [confirming.confirm, confirming.reject, withdrawing.withdraw])
def test_whatever_is_pressed_no_reminder_comes_and_the_address_is_gone(token, smtp_sink, clock, act):
    assert database.session().query(WaitingMail).count() == 1
    act(token)
    assert database.session().query(WaitingMail).count() == 0
    work()
    said = len(reminders(smtp_sink))
    clock.shift(DAY)
    work()
    assert len(reminders(smtp_sink)) == said


def test_whoever_presses_before_it_is_noted_that_the_mail_went_out_is_not_reminded(clock, smtp_sink, monkeypatch):
    signed = factories.signed(factories.campaign(), ANA)
    courier = Courier(beats.new_worker(), threading.Event())
    monkeypatch.setattr(Courier, "_note", lambda _self: None)
    courier.deliver_some()
    assert len(smtp_sink.deliveries) == 1
    monkeypatch.undo()
    confirming.reject(signed)
    courier.deliver_some()
    assert database.session().query(WaitingMail).count() == 0


def test_whoever_confirms_while_the_reminder_waits_to_go_out_gets_none(token, smtp_sink, clock):
    clock.shift(DAY)
    assert waiting.move() == 1
    confirming.confirm(token)
    work()
    assert [subject.partition(":")[0] for subject in reminders(smtp_sink)] == ["Thank you"]


@pytest.mark.parametrize("has_left", [False, True])
def test_the_other_forms_of_a_mailbox_that_has_confirmed_are_not_reminded_of(token, smtp_sink, clock, has_left):
    other = factories.signed(database.session().query(factories.Campaign).one(), ANA, name="Ana K.")
    rounds.deliver_some()
    confirming.confirm(other)
    work()
    if has_left:
        withdrawing.withdraw(other)
        work()
    before = len(smtp_sink.deliveries)
    clock.shift(DAY)
    work()
    assert len(smtp_sink.deliveries) == before


def test_a_campaign_that_has_closed_reminds_nobody(token, smtp_sink, clock):
    with database.action() as session:
        session.query(factories.Campaign).update({"state": CampaignState.CLOSED})
    clock.shift(DAY)
    work()
    assert reminders(smtp_sink) == []


def test_reminders_yield_to_new_mails_of_the_day_and_come_in_the_end(token, smtp_sink, clock):
    house = database.session().query(factories.House).one()
    clock.shift(DAY - datetime.timedelta(hours=1))
    new = [factories.signed(factories.campaign("new", of=house), ANA)]
    work()
    clock.shift(datetime.timedelta(hours=1))
    work()
    assert len(reminders(smtp_sink)) == len(new), "one place is left for whoever signs"
    clock.shift(datetime.timedelta(hours=12))
    work()
    assert "Still to be confirmed: Free Rasul Jafarov" in reminders(smtp_sink)
    assert factories.row(token).state is State.PENDING


def test_reminders_yield_while_new_mails_do_not_go_out_at_once(token, smtp_sink, clock):
    clock.shift(DAY)
    factories.signed(database.session().query(factories.Campaign).one(), "new@example.org")
    clock.shift(61)
    assert waiting.move() == 0
    rounds.deliver_some()
    assert waiting.move() == 1


def test_those_whose_secret_is_gone_do_not_hold_up_the_next(token, smtp_sink, clock, monkeypatch):
    monkeypatch.setattr(waiting, "LOT", 2)
    for number in range(3):
        factories.signed(database.session().query(factories.Campaign).one(), f"p{number}@example.org")
    work()
    keyring.current().shred(f"{outbox.KEY}{times.today()}")
    clock.shift(datetime.timedelta(hours=13))
    factories.signed(database.session().query(factories.Campaign).one(), "next@example.org")
    work()
    clock.shift(DAY)
    work()
    last = smtp_sink.deliveries[-1]
    assert (last.recipients, last.message["Subject"][:5]) == (("next@example.org",), "Still")
    assert database.session().query(WaitingMail).count() == 4


def test_a_reminder_says_nothing_where_a_signature_endangers(smtp_sink, clock):
    factories.signed(factories.campaign(protection=Protection.HIGH), ANA)
    work()
    clock.shift(DAY)
    work()
    message = smtp_sink.deliveries[-1].message
    assert (len(smtp_sink.deliveries), message["Subject"]) == (2, "Please confirm")
    assert "Rasul" not in str(message)

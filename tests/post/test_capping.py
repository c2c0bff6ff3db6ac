"""Two mails a day for one address, over all campaigns: more of them wait, go out together, and never vanish."""

import datetime
import re

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring, outbox, working
from petitions.campaigns.models import Campaign, Protection
from petitions.events import attendance
from petitions.post import capping, waiting
from petitions.post.capping import AddressDay
from petitions.post.waiting import WaitingMail
from petitions.signatures import confirming
from tests import factories
from tests.support import rounds
from tests.support.mailserver import LOSE_REPLY

pytestmark = pytest.mark.usefixtures("app_context")

ANA = "ana@example.org"
DAY = datetime.timedelta(days=1)
UNTIL_MIDNIGHT = datetime.timedelta(hours=12)


@pytest.fixture
def campaigns(clock):
    house = factories.house()
    return [factories.campaign(f"c{number}", of=house) for number in range(5)]


def work() -> None:
    """What the worker's loops do, until nothing is left to be done."""
    while waiting.move() + rounds.deliver_some():
        pass


def tokens(message) -> list[str]:
    return re.findall(r"/confirm/([a-z0-9]+)", message.get_body(("plain",)).get_content())


def answers(body: str) -> list[int]:
    """The answers to events that the links in a mail lead to."""
    return [attendance.find(link).id for link in re.findall(r"/rsvp/([a-z0-9]+)", body)]


def test_an_event_that_is_answered_often_stands_in_the_mail_that_waited_once(campaigns, smtp_sink, clock):
    event = factories.event(of=campaigns[0])
    newest = [attendance.rsvp(event, people=people, language="en", email=ANA) for people in range(1, 6)][-1]
    work()
    clock.shift(UNTIL_MIDNIGHT)
    work()
    assert len(smtp_sink.deliveries) == 3
    assert answers(smtp_sink.deliveries[2].message.get_body(("plain",)).get_content()) == [attendance.find(newest).id]


def test_the_third_mail_of_a_day_waits_for_the_next_and_all_that_wait_are_one(campaigns, smtp_sink, clock):
    signed = [factories.signed(campaign, spelt) for campaign, spelt in zip(
        campaigns, (ANA, "Ana@example.org", "ana+news@example.org", ANA, ANA), strict=True
    )]  # fmt: skip
    work()
    assert [tokens(delivery.message) for delivery in smtp_sink.deliveries] == [[signed[0]], [signed[1]]]
    assert outbox.oldest_wait() is None, "what waits for its hour is not late"
    clock.shift(datetime.timedelta(hours=11))
    work()
    assert len(smtp_sink.deliveries) == 2
    clock.shift(datetime.timedelta(hours=1))
    work()
    (third,) = smtp_sink.deliveries[2:]
    assert tokens(third.message) == signed[2:]
    assert third.message["Subject"] == "Confirm your signatures"
    assert all(factories.row(token).mailed_on for token in signed)


def test_of_what_waits_a_petition_that_was_signed_already_has_a_mail_of_its_own(campaigns, smtp_sink, clock):
    factories.confirmed(campaigns[3], ANA, name="Ana K.")
    work()
    signed = [factories.signed(campaign, ANA) for campaign in campaigns]
    work()
    before = len(smtp_sink.deliveries)
    clock.shift(UNTIL_MIDNIGHT)
    work()
    others, already = smtp_sink.deliveries[before:]
    assert already.message["Subject"] == "You have signed already: Free Rasul Jafarov"
    assert "/withdraw/" in already.message.get_body(("plain",)).get_content()
    assert tokens(already.message) == [signed[3]], "for somebody else who has the same address"
    assert tokens(others.message) == [signed[2], signed[4]]
    assert others.message["Subject"] == "Confirm your signatures"
    assert all(factories.row(token).mailed_on for token in signed)


@pytest.mark.parametrize("protection", Protection)
def test_reminders_that_are_one_mail_say_that_they_are_reminders(campaigns, smtp_sink, clock, protection):
    for campaign in campaigns[:2]:
        database.session().get(Campaign, campaign.id).protection = protection
        database.session().commit()
        factories.signed(campaign, ANA)
    work()
    clock.shift(DAY)
    work()
    (joined,) = smtp_sink.deliveries[2:]
    assert len(tokens(joined.message)) == 2
    for form in ("plain", "html"):
        said = joined.message.get_body((form,)).get_content()
        assert "This is our only reminder." in said
        assert "seven days" not in said


def test_answers_to_events_are_under_the_same_cap_and_none_loses_its_link(campaigns, smtp_sink, clock):
    events = [factories.event(f"e{number}", of=campaigns[0]) for number in range(5)]
    links = [attendance.rsvp(event, people=2, language="en", email=ANA) for event in events]
    work()
    assert len(smtp_sink.deliveries) == 2
    attendance.cancel(links[2])
    clock.shift(UNTIL_MIDNIGHT)
    work()
    (third,) = smtp_sink.deliveries[2:]
    body = third.message.get_body(("plain",)).get_content()
    assert answers(body) == [attendance.find(link).id for link in (links[4], links[3])]
    assert [part.get_filename() for part in third.message.iter_attachments()] == ["e3.ics", "e4.ics"]


@pytest.mark.parametrize("careful", [0, 1])
def test_what_is_to_be_told_to_nobody_makes_the_whole_mail_discreet(campaigns, smtp_sink, clock, careful):
    database.session().get(Campaign, campaigns[careful].id).protection = Protection.HIGH
    database.session().commit()
    events = [factories.event(f"e{number}", of=campaigns[number % 2]) for number in range(4)]
    links = [attendance.rsvp(event, people=2, language="en", email=ANA) for event in events]
    work()
    clock.shift(UNTIL_MIDNIGHT)
    work()
    (third,) = smtp_sink.deliveries[2:]
    body = third.message.get_body(("plain",)).get_content()
    assert sorted(answers(body)) == [attendance.find(link).id for link in links[2:]]
    assert "March" not in str(third.message)
    assert not list(third.message.iter_attachments())


def test_others_are_not_held_up(campaigns, smtp_sink):
    for campaign in campaigns:
        factories.signed(campaign, ANA)
    factories.signed(campaigns[0], "ivan@example.org")
    work()
    assert len(smtp_sink.to("ivan@example.org")) == 1


def test_whoever_confirms_gets_the_rest_at_once(campaigns, smtp_sink):
    signed = [factories.signed(campaign, ANA) for campaign in campaigns]
    work()
    confirming.confirm(signed[0])
    work()
    found = [token for message in smtp_sink.to(ANA) for token in tokens(message)]
    assert sorted(found) == sorted(signed)


def test_rejecting_frees_nothing(campaigns, smtp_sink):
    signed = [factories.signed(campaign, ANA) for campaign in campaigns]
    work()
    confirming.reject(signed[0])
    work()
    assert len(smtp_sink.to(ANA)) == 2


def test_of_what_was_rejected_or_withdrawn_meanwhile_nothing_is_said(campaigns, smtp_sink, clock):
    signed = [factories.signed(campaign, ANA) for campaign in campaigns]
    work()
    confirming.reject(signed[3])
    clock.shift(UNTIL_MIDNIGHT)
    work()
    assert tokens(smtp_sink.to(ANA)[-1]) == [signed[2], signed[4]]


def test_a_mail_that_is_tried_again_keeps_its_place(campaigns, smtp_sink, clock):
    smtp_sink.misbehave("DATA", LOSE_REPLY, times=3)
    signed = [factories.signed(campaign, ANA) for campaign in campaigns[:3]]
    for _ in range(12):
        rounds.deliver_some()
        clock.shift(300)
    assert [*map(tokens, smtp_sink.to(ANA))].count([signed[0]]) > 1
    assert {token for message in smtp_sink.to(ANA) for token in tokens(message)} == set(signed[:2])
    assert database.session().query(AddressDay).count() == capping.MOST


def test_of_a_campaign_that_must_not_be_spoken_of_nothing_is_said_beside_others(campaigns, smtp_sink, clock):
    secret = factories.campaign("secret", of=campaigns[0].house, protection=Protection.HIGH)
    for campaign in (*campaigns[:3], secret):
        factories.signed(campaign, ANA)
    work()
    clock.shift(UNTIL_MIDNIGHT)
    work()
    message = smtp_sink.to(ANA)[-1]
    assert len(tokens(message)) == 2
    assert message["Subject"] == "Please confirm"
    assert "Rasul" not in str(message)
    assert "Confirmation service" in message["From"]


def test_what_waits_keeps_its_secret_and_is_given_up_in_the_end(campaigns, smtp_sink, clock):
    for campaign in campaigns:
        factories.signed(campaign, ANA)
    work()
    clock.shift(2 * DAY)
    working.erase_overdue()
    assert keyring.current().names(outbox.KEY) == ["outbox-2015-05-01"]
    assert waiting.move() == 3 + capping.MOST, "with the reminders"
    clock.shift(datetime.timedelta(hours=25))
    working.erase_overdue()
    assert outbox.waiting(10) == 0, "three days after it was owed, not after it was moved"
    clock.shift(DAY)
    working.erase_overdue()
    assert keyring.current().names(outbox.KEY) == []
    clock.shift(DAY)
    working.erase_overdue()
    assert database.session().query(AddressDay).count() == 0


def test_what_another_machine_has_locked_waits_until_the_secrets_are_one(campaigns, smtp_sink, clock, monkeypatch):
    for campaign in campaigns[:3]:
        factories.signed(campaign, ANA)
    work()
    clock.shift(UNTIL_MIDNIGHT)
    ours = keyring.current().secret
    monkeypatch.setattr(type(keyring.current()), "secret", lambda _self, _name: bytes(32))
    assert waiting.move() == 0
    monkeypatch.setattr(type(keyring.current()), "secret", lambda _self, name: ours(name))
    clock.shift(waiting.LATER)
    work()
    assert len(tokens(smtp_sink.to(ANA)[-1])) == 1
    assert len(smtp_sink.to(ANA)) == 3


def test_what_joins_newer_mail_has_its_time_and_not_less(campaigns, smtp_sink, clock):
    for campaign in campaigns[:3]:
        factories.signed(campaign, ANA)
    rounds.deliver_some()
    with database.action() as session:
        session.execute(
            sa.update(WaitingMail).where(WaitingMail.about.is_(None)).values(given_up_at=times.now() + 2 * DAY)
        )
    clock.shift(UNTIL_MIDNIGHT - datetime.timedelta(minutes=1))
    factories.signed(campaigns[3], ANA)
    rounds.deliver_some()
    newest = database.session().scalar(sa.select(sa.func.max(WaitingMail.given_up_at)))
    clock.shift(datetime.timedelta(minutes=2))
    waiting.move()
    (joined,) = database.session().scalars(sa.select(outbox.OutboxMessage))
    assert joined.given_up_at == newest


def test_a_guessed_address_cannot_be_tried_on_the_marks(campaigns, smtp_sink):
    factories.signed(campaigns[0], ANA)
    work()
    (place,) = database.session().query(AddressDay)
    day = keyring.current().secret("outbox-2015-05-01")
    assert capping._mark(ANA, day) == place.mark
    assert capping._mark(ANA, bytes(32)) != place.mark


def test_two_workers_give_an_address_two_places_together(campaigns):
    for campaign in campaigns[:4]:
        factories.signed(campaign, ANA)
    one, other = outbox.lease(2, "worker-a"), outbox.lease(2, "worker-b")
    held = [capping.hold_back([(message, ANA, capping.MOST)]) for message in (one[0], other[0], one[1], other[1])]
    assert held == [set(), set(), {one[1].id}, {other[1].id}]


def test_a_mail_that_is_not_wanted_any_more_gives_its_place_back(campaigns, smtp_sink):
    factories.confirmed(campaigns[0], ANA)  # before the mail with the link has gone out
    work()
    assert [delivery.message["Subject"] for delivery in smtp_sink.deliveries] == ["Thank you: Free Rasul Jafarov"]
    assert database.session().query(AddressDay).count() == 0

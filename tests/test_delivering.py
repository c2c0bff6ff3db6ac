"""Delivering: workers share the outbox and outlive each other; a mail server that is away costs nobody a try."""

import datetime
import threading
import time
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from petitions import clock, connecting, database, delivering, errors, keyring, outbox
from petitions.delivering import Courier
from petitions.outbox import OutboxMessage
from petitions.post import beats
from petitions.post.transport import SmtpTransport
from petitions.signatures import confirming
from petitions.signatures.models import Signature
from tests import factories
from tests.support.crowd import eventually
from tests.support.mailserver import CUT, HANG, LOSE_REPLY

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def people() -> list[str]:
    """Five people who have signed, and wait for their mails."""
    campaign, addresses = factories.campaign(), [f"p{number}@example.org" for number in range(5)]
    for address in addresses:
        factories.signed(campaign, address)
    return addresses


def courier() -> Courier:
    return Courier(beats.new_worker(), threading.Event())


def tries() -> list[int]:
    return list(database.session().scalars(sa.select(OutboxMessage.tries)))


def test_the_mails_of_a_round_go_over_one_connection(people, smtp_sink):
    before = smtp_sink.connections
    assert courier().deliver_some() == len(smtp_sink.deliveries) == 5
    assert smtp_sink.connections - before == 1


def test_a_mail_server_is_told_the_name_of_the_site(people, smtp_sink):
    courier().deliver_some()
    assert smtp_sink.caller() == "calls.example.org"


def test_whoever_withdraws_while_a_mail_server_takes_its_time_gets_no_mail(smtp_sink, monkeypatch):
    token, connect = factories.signed(factories.campaign()), SmtpTransport.open

    def connect_slowly(way):
        confirming.reject(token)
        connect(way)

    monkeypatch.setattr(SmtpTransport, "open", connect_slowly)
    assert courier().deliver_some() == 1
    assert smtp_sink.deliveries == []


def test_what_has_gone_out_is_noted_while_the_next_mail_hangs(people, smtp_sink, app):
    smtp_sink.be_moody(lambda stage, recipient: HANG if stage == "RCPT" and recipient == people[-1] else None)

    def work():
        with app.app_context():
            courier().deliver_some()

    worker = threading.Thread(target=work)
    worker.start()
    assert eventually(lambda: len(smtp_sink.deliveries) == 4, within=10)
    assert eventually(lambda: database.session().rollback() or outbox.waiting(10) == 1, within=5)
    smtp_sink.behave()
    worker.join()


def test_a_worker_that_is_told_to_end_begins_no_further_mail(people, smtp_sink):
    ending = courier()
    ending.stopping.set()
    ending.deliver_some()
    assert smtp_sink.deliveries == []
    assert courier().deliver_some() == 5


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("MAIL", CUT), ("RCPT", CUT), ("MAIL", "451 4.3.0 Queue file write error"), ("RCPT", "421 Closing")],
)
def test_a_mail_server_that_is_away_costs_no_mail_a_try(people, smtp_sink, stage, answer):
    smtp_sink.misbehave(stage, answer)
    at_work = courier()
    assert at_work.deliver_some() == 5
    assert at_work.deliver_some() == 0, "left alone for some seconds"
    at_work.away_until = 1
    assert at_work.deliver_some() == 1, "tried with one mail"
    assert tries() == [0] * 5
    smtp_sink.behave()
    at_work.away_until = 1
    assert [at_work.deliver_some(), at_work.deliver_some()] == [1, 4]
    assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == set(people)


def test_a_mail_server_that_is_gone_costs_no_mail_a_try(people, app):
    app.extensions["mail"].port = 9
    assert courier().deliver_some() == 5
    assert tries() == [0] * 5


def test_a_mail_that_may_have_been_taken_is_tried_with_growing_pauses_and_the_next_one_first(people, smtp_sink):
    smtp_sink.misbehave("DATA", LOSE_REPLY, times=1)
    courier().deliver_some()
    assert sorted(tries()) == [0, 0, 0, 0, 1]
    courier().deliver_some()
    assert [delivery.recipients[0] for delivery in smtp_sink.deliveries] == people


@pytest.mark.parametrize("answer", [CUT, "421 Closing"])
def test_a_mail_that_the_server_breaks_over_holds_up_nobody(people, smtp_sink, answer):
    """Not the others, and not news: those are tried while nothing else is due."""
    with database.action() as session:
        session.execute(sa.update(OutboxMessage).where(OutboxMessage.id > 1).values(batch=1))
    smtp_sink.be_moody(lambda stage, recipient: answer if stage == "RCPT" and recipient == people[0] else None)
    at_work = courier()
    for _round in range(3):
        at_work.away_until = at_work.away_until and 1
        at_work.deliver_some()
    assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == set(people[1:])
    assert tries() == [1]
    (left,) = database.session().scalars(sa.select(OutboxMessage.due_at))
    assert left > clock.now() + datetime.timedelta(seconds=50)


def test_a_server_that_looks_into_a_letter_gets_it_once(people, smtp_sink, monkeypatch):
    monkeypatch.setattr(connecting, "TIMEOUT", 1)
    smtp_sink.be_moody(lambda stage, recipient: time.sleep(1.5) if (stage, recipient) == ("DATA", people[0]) else None)
    courier().deliver_some()
    assert [delivery.recipients[0] for delivery in smtp_sink.deliveries] == people


def test_a_mail_that_may_have_been_taken_each_time_has_few_copies(clock, people, smtp_sink):
    smtp_sink.misbehave("DATA", LOSE_REPLY)
    at_work = courier()
    for _hour in range(72 * 4):
        for _mail in people:
            at_work.away_until = at_work.away_until and 1
            at_work.deliver_some()
        clock.shift(datetime.timedelta(minutes=15))
    copies = Counter(delivery.recipients[0] for delivery in smtp_sink.deliveries)
    assert set(copies.values()) == {7}
    assert copies.keys() == set(people)


def test_the_first_doubt_about_a_mail_that_was_put_off_costs_a_minute(clock, people, smtp_sink):
    for answer in ("450 4.2.0 Greylisted", "450 4.2.0 Greylisted", LOSE_REPLY):
        stage = "DATA" if answer is LOSE_REPLY else "RCPT"
        smtp_sink.be_moody(
            lambda at, whom, stage=stage, answer=answer: answer if at == stage and whom == people[0] else None
        )
        courier().deliver_some()
        clock.shift(datetime.timedelta(minutes=3))
    assert [len(smtp_sink.to(address)) for address in people] == [1] * 5
    smtp_sink.behave()
    courier().deliver_some()
    assert (len(smtp_sink.to(people[0])), tries()) == (2, [])


def test_a_mail_that_the_server_breaks_over_waits_a_while_though_there_is_no_other(people, smtp_sink):
    with database.action() as session:
        session.execute(sa.delete(OutboxMessage).where(OutboxMessage.id > 1))
    smtp_sink.misbehave("RCPT", CUT)
    at_work = courier()
    for _round in range(5):
        at_work.away_until = at_work.away_until and 1
        assert at_work.deliver_some() == 1
    assert tries() == [1]
    at_work.away_until = 1
    assert at_work.deliver_some() == 0, "not before a minute"


def test_a_mail_that_does_not_open_waits_for_its_secret(people, smtp_sink, monkeypatch):
    right = keyring.current().secret
    monkeypatch.setattr(type(keyring.current()), "secret", lambda _self, _name: bytes(32))
    courier().deliver_some()
    assert (smtp_sink.deliveries, tries()) == ([], [1] * 5)
    monkeypatch.setattr(type(keyring.current()), "secret", lambda _self, name: right(name))
    with database.action() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=clock.now()))
    courier().deliver_some()
    assert len(smtp_sink.deliveries) == 5


@pytest.mark.parametrize("answer", ["450 4.1.8 Sender address rejected", "451 4.7.1 Not on our list"])
def test_a_sender_that_is_not_liked_does_not_hold_up_the_others(people, smtp_sink, answer):
    smtp_sink.misbehave("MAIL", answer, times=1)
    courier().deliver_some()
    assert len(smtp_sink.deliveries) == 4


def test_where_handing_over_is_slow_each_mail_is_noted_before_the_next_one(app, people, smtp_sink):
    """So few go out twice, whenever the worker is killed."""
    owed = []

    def slowly(stage: str, _recipient: str) -> None:
        if stage == "DATA":
            time.sleep(2 * delivering.NOTED)
            with app.app_context():
                owed.append(len(tries()))

    smtp_sink.be_moody(slowly)
    courier().deliver_some()
    assert owed == [5, 4, 3, 2, 1]


def test_what_could_not_be_noted_is_not_sent_again(people, smtp_sink, monkeypatch):
    def fail(done):
        if done:
            raise errors.Unavailable("the disk is full")

    at_work = courier()
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "finish", fail)
        broken.setattr(delivering, "NOTED", 60)  # a slow machine would note in the middle of the batch
        for _ in range(3):
            with pytest.raises(errors.Unavailable):
                at_work.deliver_some()
    assert at_work.deliver_some() == 0
    assert len(smtp_sink.deliveries) == 5
    assert tries() == []


def test_what_was_leased_without_an_answer_is_found_again(people, smtp_sink):
    at_work = courier()
    outbox.lease(3, at_work.worker)
    at_work.is_unsure = True  # as after a commit whose answer was lost
    assert at_work.deliver_some() == 5
    assert tries() == []


def test_what_could_not_be_noted_is_noted_in_the_next_round_whatever_the_session_forgot(
    app, smtp_sink, people, monkeypatch
):
    """The rows of the signatures that were mailed belong to no session any more by then."""
    monkeypatch.setattr(delivering, "NOTED", 60)
    one, failures = courier(), [OperationalError("DELETE", {}, Exception("disk full"))]

    def fail_once(_connection, _cursor, statement, *_rest) -> None:
        if failures and statement.startswith("DELETE FROM outbox_message"):
            raise failures.pop()

    event.listen(database.db.engine, "before_cursor_execute", fail_once)
    with app.app_context(), pytest.raises(errors.Unavailable):
        one.deliver_some()
    with app.app_context():
        assert one.deliver_some() == 0
        assert len(smtp_sink.deliveries) == len(people)
        assert tries() == []
        assert None not in database.session().scalars(sa.select(Signature.mailed_on)).all()

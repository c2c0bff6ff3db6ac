"""What became of mails is counted by class, told to whoever runs the server, and a fault of ours loses nobody."""

import datetime
import socket
import threading
from functools import partial

import pytest

from petitions import database, outbox
from petitions.backoffice import machine
from petitions.post import traffic
from petitions.post.answers import Outcome
from petitions.signatures import signing
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import rounds
from tests.support.crowd import eventually
from tests.support.mailserver import MailServer
from tests.support.workers import Workers

pytestmark = pytest.mark.usefixtures("app_context")

ANSWERS = {
    "550 5.1.1 No such user": Outcome.GONE,
    "554 5.7.1 Spam": Outcome.SPAM,
    "550 5.7.1 Relaying denied": Outcome.OURS,
    "450 4.2.1 Try later": Outcome.BUSY,
    "421 Closing": Outcome.AWAY,
}


def test_a_worker_that_is_told_to_end_tells_of_its_last_mails(smtp_sink: MailServer, settings) -> None:
    campaign = factories.campaign()
    with Workers(settings, 1) as workers:
        for address in ("ana@example.org", "iva@example.org"):  # the second one in the seconds in which nothing is told
            person = factories.person(address)
            signing.sign(campaign, person, country="HR", visibility=Visibility.COUNTED, language="en")
            assert eventually(partial(smtp_sink.to, address), within=60)
        workers.processes[0].terminate()
        workers.processes[0].wait(30)
    database.session().rollback()
    assert traffic.read().hour == {Outcome.SENT: 2}


def test_every_attempt_is_counted_by_its_class(smtp_sink: MailServer, clock) -> None:
    campaign = factories.campaign()
    for number, answer in enumerate([*ANSWERS, None]):
        factories.signed(campaign, f"p{number}@example.org")
        if answer:
            smtp_sink.misbehave("RCPT", answer, times=1)
        rounds.deliver_some()
        smtp_sink.behave()
        clock.shift(30)
    found = traffic.read()
    assert found.hour == dict.fromkeys(ANSWERS.values(), 1) | {Outcome.SENT: 4}  # three of them came again
    clock.shift(datetime.timedelta(hours=3))
    assert traffic.read().hour == {}
    assert traffic.read().day == found.day


def test_a_mail_that_does_not_open_is_counted_too(smtp_sink: MailServer, clock, keys_path) -> None:
    factories.signed(factories.campaign())
    keys_path.rename(keys_path.with_name("away"))
    rounds.deliver_some()
    keys_path.with_name("away").rename(keys_path)
    assert traffic.read().hour == {Outcome.BROKEN: 1}
    clock.shift(outbox.PAUSES[0])
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1


def test_a_fault_of_ours_is_told_and_costs_nobody_the_mail(smtp_sink: MailServer, clock) -> None:
    token = factories.signed(factories.campaign())
    smtp_sink.misbehave("RCPT", "550 5.7.1 Relaying denied")
    for _ in range(8):
        rounds.deliver_some()
        clock.shift(datetime.timedelta(minutes=20))
    assert traffic.is_refused()
    assert factories.row(token).unreachable_on is None
    smtp_sink.behave()
    clock.shift(outbox.PAUSES[-1])
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1
    assert not traffic.is_refused()


def test_a_server_that_does_not_let_us_in_refuses_us(app) -> None:
    factories.signed(factories.campaign())
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        app.extensions["mail"].port = server.getsockname()[1]

        def greet() -> None:
            with server.accept()[0] as visitor:
                visitor.sendall(b"554 5.7.1 Not from there\r\n")

        greeting = threading.Thread(target=greet)
        greeting.start()
        rounds.deliver_some()
        greeting.join()
    traffic.note({Outcome.SENT: 0})
    assert (traffic.read().hour[Outcome.OURS], traffic.is_refused()) == (1, True)
    (mail,) = outbox.lease(1, "worker-a") or [None]
    assert mail is not None, "it waits as if the server were away"


def test_organisers_read_that_mail_is_refused(app, smtp_sink: MailServer) -> None:
    known = machine.Machine(datetime.datetime.now(datetime.UTC), None, None, True)
    with app.test_request_context("/organise/"):
        (point,) = machine.points(known)
    assert "The mail server refuses our mail" in point.words


def test_counts_are_kept_for_a_week(clock) -> None:
    traffic.note({Outcome.SENT: 3})
    clock.shift(datetime.timedelta(days=8))
    traffic.note({Outcome.SENT: 1})
    assert [row.mails for row in outbox.database.session().query(traffic.MailTally)] == [1]

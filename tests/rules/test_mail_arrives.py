"""Rule: each mail arrives, once if nothing breaks after it was handed over, with nobody else, and not after a withdrawal.

Two workers are killed at random while the mail server takes, refuses, postpones, hangs, and cuts the line.
"""

import email
import email.policy
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from petitions import database, outbox
from petitions.signatures import confirming, signing, withdrawing
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support import counts
from tests.support.arriving import Found, tokens
from tests.support.crowd import eventually
from tests.support.mailserver import CUT, HANG, LOSE_REPLY, Delivery, MailServer
from tests.support.workers import Workers

pytestmark = [pytest.mark.promise, pytest.mark.running]

PEOPLE = counts.many(80, 5000)
KILLS = counts.many(2, 100)
LAST = counts.many(150, 1500)
"""Seconds in which the last mail has come."""
MOST_COPIES = 3
CHANCE = random.Random(7)

TROUBLES = (
    ("RCPT", "450 4.2.1 Try later", 0.03), ("DATA", "451 4.3.0 Queue file write error", 0.02), ("MAIL", "421 Closing", 0.01),
    ("RCPT", "550 5.7.1 Relaying denied", 0.02), ("DATA", CUT, 0.01), ("DATA", LOSE_REPLY, 0.005),
    ("RCPT", HANG, counts.many(0, 1) * 0.001),
)  # fmt: skip
"""What the mail server answers, at which stage, and how often."""


class Leaving(threading.Thread):
    """Reads the mails of every tenth person, confirms, and takes everything back before the thanks have come."""

    def __init__(self, app, server: MailServer) -> None:
        super().__init__()
        self.app, self.server = app, server
        self.withdrawn: dict[str, float] = {}
        self.stopping = threading.Event()

    def run(self) -> None:
        read = 0
        while not self.stopping.wait(0.05):
            for delivery in self.server.deliveries[read:]:
                read += 1
                if delivery.recipients[0].endswith("0@example.org") and delivery.recipients[0] not in self.withdrawn:
                    self._leave(delivery)

    def _leave(self, delivery: Delivery) -> None:
        with self.app.app_context():
            (token,) = tokens(delivery)
            confirming.confirm(token)
            withdrawing.withdraw(token)
        self.withdrawn[delivery.recipients[0]] = time.monotonic()


@dataclass
class BadDay:
    """What a mail server answers that has a bad day. Some mailboxes are not there at all."""

    lost: Counter[str] = field(default_factory=Counter)
    """How often it had taken a letter to somebody, and did not say so."""

    def __call__(self, stage: str, recipient: str) -> str | None:
        if stage == "RCPT" and recipient.startswith("gone"):
            return "550 5.1.1 No such mailbox"
        drawn = CHANCE.random()
        for at, answer, share in TROUBLES:
            if at == stage and drawn < share:
                self.lost[recipient] += answer == LOSE_REPLY
                return answer
            drawn -= share if at == stage else 0
        return None


def sign_all(people: list[str]) -> None:
    campaign = factories.campaign()
    for address in people:
        person = factories.person(address)
        signing.sign(campaign, person, country="HR", visibility=Visibility.COUNTED, language="en")


@pytest.mark.parametrize(
    "database", ["sqlite", "postgresql"] if counts.IS_TRIAL else ["sqlite"], indirect=True, scope="session"
)
def test_each_gets_a_mail_whatever_is_killed_and_whatever_the_mail_server_answers(
    app, settings, smtp_sink: MailServer, verdict
) -> None:
    people = {f"p{number}@example.org" for number in range(PEOPLE)}
    gone = {f"gone{number}@example.org" for number in range(PEOPLE // 50 + 1)}
    with app.app_context():
        sign_all([*people, *gone])
    day = BadDay()
    smtp_sink.be_moody(day)
    leaving = Leaving(app, smtp_sink)
    with Workers(settings, 2) as workers:
        leaving.start()
        workers.kill_for(KILLS, between=(4, 7) if counts.IS_TRIAL else (6, 8))
        eventually(lambda: Found(list(smtp_sink.deliveries)).without(people) == 0, within=LAST)
        leaving.stopping.set()
        leaving.join()
        eventually(lambda: waiting(app) == 0, within=LAST)
    smtp_sink.behave()
    found = Found(list(smtp_sink.deliveries), leaving.withdrawn)
    name = f"mails to {PEOPLE} people, {len(workers.deaths)} kills:"
    verdict(f"{name} people without one", found.without(people), goal=0)
    copies = found.most_copies
    verdict(f"{name} most copies of one", copies, goal=f"at most {MOST_COPIES}", is_kept=copies <= MOST_COPIES)
    verdict(f"{name} copies without a cause", found.without_a_cause(day.lost, workers.deaths), goal=0)
    verdict(f"{name} copies with another Message-ID", found.ids_too_many, goal=0)
    verdict(f"{name} with somebody else", found.to_others, goal=0)
    assert len(leaving.withdrawn) >= PEOPLE // 12
    verdict(f"{name} after a withdrawal", found.too_late, goal=0)
    with app.app_context():
        marked = database.session().scalar(sa.select(sa.func.count()).where(Signature.unreachable_on.is_not(None)))
    verdict(f"{name} mailboxes that are not there and are not shown so", len(gone) - marked, goal=0)


def waiting(app) -> int:
    with app.app_context():
        return outbox.waiting(10)


def delivery(to: str, subject: str = "Confirm your signature", *, number: str = "<1@x>", at: float = 0) -> Delivery:
    """A mail with always the same link."""
    raw = f"To: {to}\nSubject: {subject}\nMessage-ID: {number}\n\nhttps://x/confirm/a\n".encode()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Delivery("calls@oslo.example.org", (to,), message, raw, at)


def test_what_goes_wrong_is_seen() -> None:
    """The control, of each check."""
    ana, ivan = "ana@example.org", "ivan@example.org"
    assert Found([delivery(ana)]).without({ana, ivan}) == 1
    assert Found([delivery(ana)] * 4).most_copies == 4
    twice = Found([delivery(ana, at=10), delivery(ana, at=20)])
    causes = [(Counter(), []), (Counter(), [30.0]), (Counter([ana]), []), (Counter(), [10.5])]
    assert [twice.without_a_cause(*cause) for cause in causes] == [1, 1, 0, 0]
    assert Found([delivery(ana), delivery(ana, number="<2@x>")]).ids_too_many == 1
    assert Found([delivery(ana), delivery(ivan)]).to_others == 1
    late = [delivery(ana, "Thank you", at=10), delivery(ana, "Your signature is withdrawn", at=10)]
    assert Found(late, {ana: 5.0}).too_late == 1

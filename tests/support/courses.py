"""How a trouble of the mail server, the disk or the database goes by, while people sign at the running product."""

import secrets
import time
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from tests.support import counts, walk
from tests.support.crowd import Crowd, eventually, is_thanked, sign
from tests.support.mailserver import MailServer
from tests.support.product import Product

SOON = counts.many(60, 10)
"""Seconds in which all goes on by itself. What it takes on a busy machine is no verdict: `make test` waits longer."""
CLIENTS = counts.many(4, 16)

PAGE = f"/en/campaigns/{walk.CAMPAIGN}"


@dataclass
class Course:
    """How a trouble went by."""

    crowd: Crowd
    served: set[str]
    back_after: float | None = None
    """Seconds from the end of the trouble until somebody who then signed had a mail; None if that took too long."""
    during: dict[str, int] = field(default_factory=dict)
    """What the addresses for operators and the campaign's page answered meanwhile."""
    after: int = 0

    @property
    def owed(self) -> int:
        """How many of those who were thanked have no mail."""
        return len(self.crowd.thanked - self.served)


def go_through(
    trouble: AbstractContextManager[None], product: Product, smtp_sink: MailServer, *, lasting: float,
    clients: int = CLIENTS, pause: float = 0.2, within: float = SOON, until_refused: bool = False,
) -> Course:  # fmt: skip
    """People sign before, while and after `trouble` lasts; those who were thanked wait for their mails `within` seconds.

    It lasts longer if nobody has met it by then, and has to be met where it goes on `until_refused`.
    """
    with Crowd(product.url, f"crowd-{secrets.token_hex(3)}", clients=clients, pause=pause) as crowd:
        assert eventually(lambda: len(crowd.thanked) > 2, within=60), "nobody could sign even before"
        assert status(product, PAGE) == 200
        course = Course(crowd, set())
        with trouble:
            time.sleep(lasting)
            assert not until_refused or eventually(lambda: crowd.statuses[503] > 0, within=60), "nobody was refused"
            course.during = {address: status(product, address) for address in ("/healthz", "/readyz", PAGE)}
        course.back_after = seconds_until_mail_flows(product, smtp_sink, within)
    eventually(lambda: crowd.thanked <= served(smtp_sink), within=within)
    course.served = served(smtp_sink)
    course.after = 200 if eventually(lambda: status(product, "/readyz") == 200, within=within) else 503
    return course


def served(smtp_sink: MailServer) -> set[str]:
    return {recipient for delivery in list(smtp_sink.deliveries) for recipient in delivery.recipients}


def status(product: Product, address: str) -> int:
    """The status of the answer, 0 where none comes."""
    try:
        with urllib.request.urlopen(product.url + address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
    except OSError:
        return 0


def seconds_until_mail_flows(product: Product, smtp_sink: MailServer, within: float) -> float | None:
    """How long somebody new takes to sign and to have a mail."""
    began, email = time.monotonic(), f"new-{secrets.token_hex(4)}@example.org"

    def has_signed() -> bool:
        try:
            return is_thanked(sign(product.url, email)[1])
        except OSError:
            return False

    if eventually(has_signed, within=within) and eventually(lambda: email in served(smtp_sink), within=within):
        return time.monotonic() - began
    return None

"""Rule: a thank-you is shown only after the signature and its mail are durably stored together. Killed for real."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.support import counts, databases
from tests.support.books import Books
from tests.support.crowd import Confirming, Crowd, eventually
from tests.support.mailserver import MailServer
from tests.support.product import Product

pytestmark = [pytest.mark.promise, pytest.mark.running]

CLIENTS = counts.many(4, 16)
ROUNDS = counts.many(1, 17)
"""In each round the web process, the worker and the main process are killed once: 51 kills in the trial."""
LAST_MAIL = counts.many(120, 700)
"""Seconds in which the last mail has come: a worker that has died is missed at once, not when its leases run out. Only a mail over
which more workers died than `beats.DEATHS`, as one may among 51 kills, waits for the end of its ten minutes."""


def kill(product: Product, part: str) -> None:
    assert eventually(lambda: part in product.children(), within=30), f"no {part} has taken the place of the last"
    os.kill(product.children()[part], signal.SIGKILL)


def kill_it_all(product: Product) -> None:
    product.process.kill()
    product.process.wait()


def served(smtp_sink: MailServer) -> set[str]:
    return {recipient for delivery in list(smtp_sink.deliveries) for recipient in delivery.recipients}


@databases.one
def test_whoever_was_thanked_is_stored_and_gets_a_mail_whatever_is_killed(
    run_product: Callable[..., Product], smtp_sink: MailServer, verdict
) -> None:
    environ = {"MAIL_URL": smtp_sink.url}
    product = run_product(**environ)
    with Crowd(product.url, "kill", clients=CLIENTS) as crowd, Confirming(smtp_sink, nth=3) as confirming:
        for _ in range(ROUNDS):
            for part in ("web", "worker"):
                time.sleep(1.0)
                kill(product, part)
            time.sleep(1.5)
            kill_it_all(product)
            product = run_product(**environ)
        time.sleep(1.0)
        crowd.stopping.set()
        books = Books(product.folder, product.environ["DATABASE_URL"])
        thanked = crowd.thanked
        eventually(lambda: thanked <= served(smtp_sink), within=LAST_MAIL)
        eventually(lambda: len(confirming.thanked) > ROUNDS, within=LAST_MAIL)
    assert len(thanked) > ROUNDS * CLIENTS
    name = f"after {3 * ROUNDS} kills under {CLIENTS} clients, of {len(thanked)} thanked:"
    verdict(f"{name} lost", books.lost(thanked), goal=0)
    verdict(f"{name} stored twice", books.doubled(thanked), goal=0)
    verdict(f"{name} without a mail", len(thanked - served(smtp_sink)), goal=0)
    verdict(
        f"of {len(confirming.thanked)} who confirmed: lost", books.lost(confirming.thanked, state="confirmed"), goal=0
    )
    _check_the_count(books, verdict)


def _check_the_count(books: Books, verdict) -> None:
    eventually(lambda: len(books.numbers()) == books.confirmed(), within=30)
    confirmed, numbers = books.confirmed(), books.numbers()
    verdict(
        "public number and sum of countries, less the confirmed rows",
        [n - confirmed for n in books.counted()],
        goal=[0, 0],
    )
    verdict("numbers given twice or left out", len(set(numbers) ^ set(range(1, confirmed + 1))), goal=0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_the_check_sees_thanks_that_come_before_the_row_is_stored(run_product: Callable[..., Product]) -> None:
    product = run_product(FAULT="late_commit")
    with Crowd(product.url, "late", clients=4) as crowd:
        assert eventually(lambda: len(crowd.thanked) > 8, within=60)
        kill_it_all(product)
    assert Books(product.folder, product.environ["DATABASE_URL"]).lost(crowd.thanked) > 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_the_check_sees_forms_that_are_stored_twice_and_mails_that_never_left(
    run_product: Callable[..., Product], smtp_sink: MailServer
) -> None:
    product = run_product(FAULT="stored_twice,taken_for_sent", MAIL_URL=smtp_sink.url)
    books = Books(product.folder, product.environ["DATABASE_URL"])
    with Crowd(product.url, "twice", clients=2) as crowd:
        assert eventually(lambda: len(crowd.thanked) > 4, within=60)
    assert eventually(lambda: books.unmailed() == 0, within=60), "the mails have not been taken for sent"
    assert books.doubled(crowd.thanked) == len(crowd.thanked)
    assert served(smtp_sink) == set()

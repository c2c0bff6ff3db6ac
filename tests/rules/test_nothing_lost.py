"""Rule: a thank-you is shown only after the signature and its mail are durably stored together. Killed for real."""

import os
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from petitions import addresses, sealing
from petitions.keyring import Keyring
from tests.support import counts, walk
from tests.support.product import Product

pytestmark = [pytest.mark.promise, pytest.mark.running]

CLIENTS = 4
ROUNDS = counts.many(2, 16)
"""In each round the web process, the worker and the main process are killed once."""


class Crowd:
    """People who sign until they are told to stop; `thanked` are the addresses that were sent to "check your mail"."""

    def __init__(self, product: Product, number: int) -> None:
        self.product, self.number = product, number
        self.thanked: set[str] = set()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._sign, args=(client,)) for client in range(CLIENTS)]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _sign(self, client: int) -> None:
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            email = f"kill-{self.number}-{client}-{turn}@example.org"
            form = {"name": "Ana Kovač", "email": email, "country": "HR", "visibility": "counted", "consent": "y"}
            if self._was_thanked(form):
                self.thanked.add(email)

    def _was_thanked(self, form: dict[str, str]) -> bool:
        request = urllib.request.Request(
            f"{self.product.url}/en/campaigns/{walk.CAMPAIGN}/sign", data=urllib.parse.urlencode(form).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return str(answer.url).endswith("/check-your-mail")
        except OSError:
            time.sleep(0.05)
            return False


def stored_tags(url: str) -> list[bytes]:
    """The tags of all signatures of the campaign, from the database itself."""
    query = "SELECT tag FROM signature WHERE campaign_id = (SELECT id FROM campaign WHERE slug = 'free-rasul-jafarov')"
    if url.startswith("sqlite"):
        with sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True) as connection:
            return [row[0] for row in connection.execute(query)]
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return [bytes(row[0]) for row in connection.execute(query).fetchall()]


def kill(product: Product, part: str) -> None:
    os.kill(product.children()[part], signal.SIGKILL)


@pytest.fixture
def products(live_server: Product) -> Iterator[list[Product]]:
    """The product, and whatever is started in its place; the last one is stopped."""
    running = [live_server]
    yield running
    for product in running[1:]:
        product.stop()


def test_whoever_was_thanked_is_stored_and_gets_a_mail_whatever_is_killed(products: list[Product], capsys) -> None:
    thanked: set[str] = set()
    for number in range(ROUNDS):
        product = products[-1]
        with Crowd(product, number) as crowd:
            for part in ("web", "worker"):
                time.sleep(1.0)
                kill(product, part)
            time.sleep(1.5)
            product.process.kill()
            product.process.wait()
        thanked |= crowd.thanked
        products.append(Product(product.folder, product.environ["DATABASE_URL"]))
        products[-1].wait_until_ready()
    assert len(thanked) > ROUNDS * CLIENTS

    secret = Keyring(products[-1].folder / "keys").secret("campaign-1")
    tags = stored_tags(products[-1].environ["DATABASE_URL"])
    expected = {sealing.mark(addresses.canonical(email), secret=secret, purpose="tag") for email in thanked}
    lost = expected - set(tags)
    doubled = len([tag for tag in tags if tag in expected]) - len(expected)
    without_mail = _without_mail(products[-1].folder, thanked)
    with capsys.disabled():
        print(
            f"\nkilled {3 * ROUNDS} times under {CLIENTS} clients: {len(thanked)} thanked, "
            f"{len(lost)} lost, {doubled} twice, {len(without_mail)} without a mail; goal 0, 0, 0"
        )
    assert (len(lost), doubled, len(without_mail)) == (0, 0, 0)


def _without_mail(folder: Path, thanked: set[str]) -> set[str]:
    """Who has had no mail yet, when the leases of killed workers have run out or everybody has one."""
    deadline = time.monotonic() + 330
    while True:
        texts = [path.read_text(errors="replace") for path in (folder / "instance" / "mailbox").glob("*.eml")]
        served = {line[4:].strip() for text in texts for line in text.splitlines() if line.startswith("To: ")}
        missing = thanked - served
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(0.5)

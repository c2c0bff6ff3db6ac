"""Guards of the product that a test turns off, to see that its check notices: `Product(…, FAULT="late_commit")`.

Each fault is loaded into every process of the product before its own code runs (`guard/sitecustomize.py`).
"""

import datetime
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.engine import Engine

import config
from petitions import database, durability, errors, jobs, outbox
from petitions.campaigns.models import Campaign
from petitions.delivering import Courier
from petitions.houses import sendings, tickets
from petitions.outbox import OutboxMessage
from petitions.post import beats
from petitions.post.transport import SmtpTransport
from petitions.public import serving
from petitions.signatures import signing
from tests.support import counts

FAULTS: dict[str, Callable[[], None]] = {}


def fault(break_it: Callable[[], None]) -> Callable[[], None]:
    """Register a function that turns one guard off, under its own name."""
    FAULTS[break_it.__name__] = break_it
    return break_it


def load() -> None:
    """Turn off what the environment names, separated by commas."""
    for name in filter(None, os.environ.get("FAULT", "").split(",")):
        FAULTS[name]()


@fault
def late_commit() -> None:
    """A signature is stored a second after its writer was thanked."""
    store = signing.sign

    def thank_first(campaign: Campaign, *arguments: object, **options: object) -> None:
        app, campaign_id = current_app._get_current_object(), campaign.id  # type: ignore[attr-defined]

        def store_later() -> None:
            time.sleep(1)
            with app.app_context():
                store(database.session().get(Campaign, campaign_id), *arguments, **options)

        threading.Thread(target=store_later, daemon=True).start()

    signing.sign = thank_first


@fault
def stored_twice() -> None:
    """A form is stored each time it is looked at."""
    store = signing.sign

    def store_again(*arguments: Any, **options: Any) -> None:
        store(*arguments, **options)
        store(*arguments, **options)

    signing.sign, signing._fingerprint = store_again, lambda *_form: os.urandom(32)


@fault
def taken_for_sent() -> None:
    """A mail is done with before the mail server has it."""
    SmtpTransport.send = lambda _way, _letter: None


@fault
def weak_journal() -> None:
    """SQLite answers before the disk has what it was told."""
    _weaken_journal()


@fault
def weak_journal_unnoticed() -> None:
    """The same, and nobody looks."""
    _weaken_journal()
    durability_unchecked()


@fault
def durability_unchecked() -> None:
    """Nobody looks whether the database keeps what it acknowledges."""
    durability.check = lambda: None


@fault
def growing_pauses() -> None:
    """A mail server that is away is taken for one that does not want these letters."""

    def wait(courier: Courier, message: OutboxMessage, rest: list[OutboxMessage], *, is_in_doubt: bool) -> None:
        courier.later += [message, *rest]

    Courier._wait = wait


@fault
def quick_pauses() -> None:
    """No guard is off, but a mail that is not taken is tried again within seconds, and a dead worker is missed at once."""
    outbox.PAUSES = tuple(pause / 60 for pause in outbox.PAUSES[:3])
    beats.SILENCE = datetime.timedelta(seconds=4)


@fault
def small_steps() -> None:
    """No guard is off, but news are written a few at a time, seconds ahead, and a dead process for jobs is missed soon."""
    sendings.LOT, sendings.AHEAD, sendings.LOOK_AGAIN = 10, datetime.timedelta(seconds=3), datetime.timedelta(seconds=1)
    # Were all of the few people of a run outside of the trial written for at once, nobody would need the keys again.
    sendings.PER_MINUTE = counts.many(600, 1000)
    tickets.SILENCE = jobs.LEASE = datetime.timedelta(seconds=5)


@fault
def lost_with_its_worker() -> None:
    """A worker forgets what it takes before it has handed it over."""
    lease = outbox.lease

    def take(*arguments: Any) -> list[OutboxMessage]:
        taken = lease(*arguments)
        outbox.finish([(message, None) for message in taken])
        return taken

    outbox.lease = take


@fault
def speechless() -> None:
    """Nobody foresees that the database may fail."""
    database.FAILURES = ()


@fault
def dies_with_the_database() -> None:
    """A process that the database fails is gone at once, and answers nobody."""

    def die(*_words: object) -> None:
        os._exit(1)

    errors.Unavailable.__init__ = die


@fault
def nothing_is_refused() -> None:
    """Whatever the environment says is taken. What it does not name is kept beside the instance, not in this checkout."""
    config._Reading._refuse = lambda _reading, _complaint: None
    config.PROJECT = Path(os.environ["INSTANCE_PATH"]).parent


def _weaken_journal() -> None:
    @event.listens_for(Engine, "connect")
    def weaken(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=NORMAL")


@fault
def endless_patience() -> None:
    """Whoever signs waits for the database for a minute."""
    database.PATIENCE = 60


@fault
def forgetful_pages() -> None:
    """No page outlives the database."""
    serving.STALE_SECONDS = 0

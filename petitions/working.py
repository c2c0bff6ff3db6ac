"""The worker: plain loops beside each other, going round for ever. What one does not finish, the next finds again."""

import datetime
import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping

from flask import Flask

from petitions import clock, database, errors, mail, outbox, sealing, storage
from petitions.events import mails as event_mails
from petitions.events import retention as event_retention
from petitions.mail import Letter, Postponed, Refused, Transport
from petitions.outbox import Envelope, OutboxMessage
from petitions.signatures import mails as signature_mails
from petitions.signatures import retention, tally

log = logging.getLogger(__name__)

WRITERS: Mapping[str, Callable[[Envelope], Letter | None]] = signature_mails.WRITERS | event_mails.WRITERS
BATCH = 20
"""Mails handed over before they are noted as done: as many at most go out twice when a worker is killed."""

MARGIN = datetime.timedelta(seconds=3 * mail.TIMEOUT)
"""What is left of a lease when no further mail is begun."""

PAUSE = 0.3
"""Seconds between two looks at an empty outbox."""
BEAT = 10
"""Seconds between two heartbeats."""
NIGHTLY = 600
"""Seconds between two looks for what has had its time."""


def work(app: Flask) -> None:
    """Deliver, count and erase until SIGTERM or SIGINT. Returns when what was begun is done.

    Raises errors.Unavailable in words before it begins, if the database is away or forgets at power loss.
    """
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    with app.app_context():
        database.check_durability()
    rounds = (("outbox", deliver_some, PAUSE), ("tally", count, 0.5), ("retention", erase_overdue, NIGHTLY))
    loops = [threading.Thread(target=_go_round, args=(app, stopping, *loop), name=loop[0]) for loop in rounds]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()


def deliver_some() -> int:
    """Hand over the mails that are due. Returns how many were leased."""
    settings = storage.settings()
    with mail.transport(settings.mail_url, storage.folder("mailbox")) as way:
        batch = outbox.lease(BATCH)
        deliver(batch, way)
        return len(batch)


def deliver(batch: list[OutboxMessage], way: Transport) -> None:
    """Hand over leased mails: what was taken is forgotten, what was not waits."""
    done: list[tuple[OutboxMessage, Callable[..., None] | None]] = []
    later: list[OutboxMessage] = []
    last_moment = clock.now() + outbox.LEASE - MARGIN
    for number, message in enumerate(batch):
        if clock.now() > last_moment:
            # The mail server is slow: what is not sent yet goes back before another worker may take it.
            outbox.give_back(batch[number:])
            break
        try:
            letter = WRITERS[message.kind](outbox.unlock(message))
            if letter is not None:
                way.send(letter)
            done.append((message, letter.accepted if letter else None))
        except Refused as refusal:
            log.warning("mail %d refused for good: %s", message.id, refusal)
            done.append((message, None))
        except (Postponed, errors.Unavailable) as reason:
            log.info("mail %d postponed: %s", message.id, type(reason).__name__)
            later.append(message)
        except sealing.CannotOpen as refusal:
            log.warning("mail %d dropped: %s", message.id, type(refusal).__name__)
            done.append((message, None))
        except Exception as failure:  # noqa: BLE001  # one mail that cannot be written must not hold up the others
            log.error("mail %d not written: %s", message.id, type(failure).__name__)
            later.append(message)
    outbox.finish(done)
    outbox.postpone(later)


def count() -> int:
    """Number new signatures, book withdrawals, and say that the tally is alive."""
    booked = left = 0
    while now := tally.book():
        booked += now.joined + now.left
        left += now.left
    if left:
        database.wipe_traces()  # a name that was public is gone from the file, too, when its owner has withdrawn
    global _last_beat
    if booked or time.monotonic() - _last_beat > BEAT:
        database.beat(tally.HEARTBEAT)
        _last_beat = time.monotonic()
    return booked


_last_beat = float("-inf")


def erase_overdue() -> int:
    """Erase what has had its time."""
    pending, mails = retention.expire_pending(), outbox.expire()
    lists, contacts = retention.erase_overdue_lists(), event_retention.erase_contacts()
    if pending or mails or lists or contacts:
        log.info("erased: %d pending signatures, %d mails, lists %s, contacts %s", pending, mails, lists, contacts)
    return pending + mails + len(lists) + len(contacts)


def _go_round(app: Flask, stopping: threading.Event, name: str, do: Callable[[], int], pause: float) -> None:
    failures = 0
    while not stopping.is_set():
        try:
            with app.app_context():
                is_busy = do() > 0
            failures = 0
            if is_busy:
                continue
        except Exception as failure:  # noqa: BLE001  # a loop that ends would end all mail or all counting
            failures += 1
            log.error("%s: %s", name, type(failure).__name__)
        stopping.wait(pause if not failures else min(10.0, pause * 2**failures))

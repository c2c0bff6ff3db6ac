"""The worker: plain loops beside each other, going round for ever, and the process for jobs, which it keeps going.

What one does not finish, the next finds again.
"""

import contextlib
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask

from petitions import database, durability, errors, images, keeping, outbox, storage
from petitions.accounts import inviting, sessions
from petitions.delivering import Courier
from petitions.dossiers import exporting
from petitions.events import halting as event_halting
from petitions.events import hosting
from petitions.events import retention as event_retention
from petitions.houses import unlocking
from petitions.post import beats, capping, fetching, waiting
from petitions.post.beats import Heart
from petitions.posters import printruns
from petitions.posters.ahead import Ahead
from petitions.signatures import deadlines, pairing, protecting, reaching, retention, tally
from petitions.updates import halting

log = logging.getLogger(__name__)

JOBS = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs"]
PAUSE = 0.3
"""Seconds between two looks at an empty outbox."""
LIVES = 2
"""Seconds between two beats by which a worker is known to live."""
WIPING = 0.05
"""Seconds for which nobody writes while a list that is being made is in the way of wiping traces; it is tried again and again."""
BEAT = 10
"""Seconds between two heartbeats of the tally."""
MINUTE = 60
"""Seconds between two looks for mail that came back."""
AHEAD = 10
"""Seconds between two looks for pictures that are to be drawn ahead."""
NIGHTLY = 600
"""Seconds between two looks for what has had its time."""
POSTER_DAYS = 1
"""How long a drawn poster is kept that nobody asks for: no longer than a picture that nothing shows."""
LISTS, CONTACTS, PENDING = "lists erased", "contacts of events erased", "pending signatures erased"
EXPORTS, WAITING, MAILS = "exports erased", "waiting mails given up", "mails given up"
ERASURES = (LISTS, CONTACTS, PENDING, EXPORTS, WAITING, MAILS)
"""The chores after which there may be more to erase at once."""
LONGEST = 5
"""Seconds until what has failed is tried again: it goes on by itself soon after the cause is gone."""


def work(app: Flask) -> None:
    """Deliver, count and erase until SIGTERM or SIGINT. Returns when what was begun is done.

    Waits for a database that is away. Raises errors.Unavailable in words before it begins, if it forgets at power loss.
    """
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    worker = beats.new_worker()
    with app.app_context():
        _wait_for_the_database(stopping)
    if stopping.is_set():
        return
    courier = Courier(worker, stopping)
    rounds = (
        ("outbox", courier.deliver_some, PAUSE),
        ("tally", count, 0.5),
        ("waiting", waiting.move, 1),
        ("bounces", take_back, MINUTE),
        ("posters", Ahead().draw, AHEAD),
        ("retention", erase_overdue, NIGHTLY),
    )
    with (
        keeping.kept(JOBS, log.warning, "the process for jobs has ended; another one takes over"),
        _living(app, Heart(worker)),
    ):
        loops = [threading.Thread(target=_go_round, args=(app, stopping, *loop), name=loop[0]) for loop in rounds]
        for loop in loops:
            loop.start()
        for loop in loops:
            loop.join()
        with app.app_context(), contextlib.suppress(errors.Unavailable, *database.FAILURES):
            courier.end()


def _wait_for_the_database(stopping: threading.Event) -> None:
    """Until it answers: to be started anew takes seconds, in which nobody who signs again has a mail."""
    is_told = False
    while not stopping.is_set():
        try:
            durability.check()
        except durability.Away as reason:
            if not is_told:
                log.warning("%s Waiting for it.", reason)
            is_told = True
            stopping.wait(PAUSE)
        else:
            return


@contextlib.contextmanager
def _living(app: Flask, heart: Heart) -> Iterator[None]:
    """Say that a worker lives for as long as this lasts, in a loop of its own: a slow mail server must not silence it."""
    with contextlib.suppress(errors.Unavailable), app.app_context():  # or else the loop tries again
        heart.beat()
    ended = threading.Event()
    pulse = threading.Thread(target=_go_round, args=(app, ended, "beats", partial(beat, heart), LIVES), name="beats")
    pulse.start()
    try:
        yield
    finally:
        ended.set()
        pulse.join()
    with app.app_context():
        try:
            heart.stop()
        except errors.Unavailable as reason:  # the others find out within seconds
            log.error("leaving: %s", reason)


def beat(heart: Heart) -> int:
    """Say that a worker lives. Returns that nothing more is to be done at once."""
    heart.beat()
    return 0


class Tallying:
    """The tally's rounds, and what one remembers for the next."""

    def __init__(self) -> None:
        self._last_beat = float("-inf")
        self._has_traces = False
        """Whether names that are withdrawn may still stand in the database's file."""

    def count(self) -> int:
        """Number new signatures, book withdrawals, and say that the tally is alive."""
        booked = 0
        while now := tally.book():
            booked += now.joined + now.left
            # A name that was public is gone from the file, too, when its owner has withdrawn.
            self._has_traces = self._has_traces or now.left > 0
        if self._has_traces:
            self._has_traces = not database.wipe_traces(within=WIPING)
        if booked or time.monotonic() - self._last_beat > BEAT:
            database.beat(tally.HEARTBEAT)
            self._last_beat = time.monotonic()
        return booked


count = Tallying().count


def take_back() -> int:
    """Read what came back by mail, if there is a mailbox for it. A mailbox that is away is looked into again in a minute."""
    url = storage.settings().bounce_url
    if url is None:
        return 0
    try:
        return fetching.fetch(url, reaching.take_back)
    except fetching.FAILURES as failure:
        log.warning("the mailbox of BOUNCE_URL: %s", type(failure).__name__)
        return 0


def erase_overdue() -> int:
    """Do the chores of every ten minutes. Returns how much was erased.

    One that fails is named in the log and stops no other; the first failure is raised when all have had their turn.
    """
    failures: list[Exception] = []
    done = {name: _done(name, chore, failures) for name, chore in _chores().items()}
    if failures:
        raise failures[0]
    return sum(done[name] for name in ERASURES)


def _chores() -> dict[str, Callable[[], int | list[str] | None]]:
    """What is due every ten minutes, by what the log says of it: first what somebody was promised to be rid of."""
    return {
        LISTS: retention.erase_overdue_lists,
        CONTACTS: event_retention.erase_contacts,
        PENDING: retention.expire_pending,
        EXPORTS: exporting.erase_overdue,
        "campaigns whose names were still to be hidden": protecting.finish,
        "unlocks that are over": unlocking.expire,
        "mails of paused news taken back": halting.seal_again,  # before mails are given up: the time of a pause is not theirs
        "mails of paused notices taken back": event_halting.seal_again,
        WAITING: waiting.expire,
        MAILS: partial(outbox.expire, waiting.days),
        "marks of mailboxes": capping.forget,
        "tries of codes": pairing.forget,
        "invitations that nobody took": inviting.forget_expired,
        "idle sessions": sessions.forget_idle,
        "marks of mail domains forgotten": retention.forget_domains,
        "lists whose end was announced": deadlines.warn,
        "Houses asked to host events": hosting.send_questions,
        "files of print runs removed": printruns.erase_overdue,
        "files of pictures that nothing shows removed": images.sweep,
        "posters that were drawn long ago removed": partial(storage.sweep, "posters", days=POSTER_DAYS),
    }


def _done(name: str, chore: Callable[[], int | list[str] | None], failures: list[Exception]) -> int:
    """Do one chore, and note in `failures` that it failed. Returns how much it did."""
    try:
        done = chore()
    except Exception as failure:  # noqa: BLE001  # a chore that fails again and again would stop all those behind it
        log.error("%s: %s", name, type(failure).__name__)
        database.give_up()
        failures.append(failure)
        return 0
    if done:
        log.info("%s: %s", name, done)
    return len(done) if isinstance(done, list) else done or 0


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
        stopping.wait(pause if not failures else min(LONGEST, pause * 2**failures))

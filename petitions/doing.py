"""The process for jobs: it holds private keys in its memory for as long as a job needs them, and nobody else does."""

import contextlib
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from flask import Flask

from petitions import database, errors, jobs, sealing, waking
from petitions.dossiers import exporting, filling, shelf
from petitions.events import notices
from petitions.events import preparing as event_preparing
from petitions.houses import tickets
from petitions.houses.bundles import PrivateKeys
from petitions.jobs import Failure, State
from petitions.pdf import certificates
from petitions.posters import printruns
from petitions.updates import mailing, preparing

log = logging.getLogger(__name__)

BEAT = 2
"""Seconds between two beats: the process lives, keeps its jobs, and looks for what waits."""
NICENESS = 10
"""A list of a million names is made beside people who sign: they come first."""
TELL = 0.5
"""Seconds between two reports of how far a job is."""

Tell = Callable[[int], None]
"""Whom a job tells how far it is."""
DOERS: Mapping[str, Callable[[int, str, PrivateKeys, Tell], None]] = {
    exporting.JOB: filling.make,
    mailing.JOB: preparing.make,
    notices.JOB: event_preparing.make,
}
"""What does a job of each kind: with its id, the lease on it, the keys, and whom to tell."""
KEYLESS: Mapping[str, Callable[[int, str, Tell], None]] = {printruns.JOB: printruns.make}
"""What does a job that opens no names."""


class Stopping(Exception):
    """The process ends: the job is for another one."""


class Doer:
    """This process: who it is, what it may open, and whether it is to stop."""

    def __init__(self, app: Flask, stopping: threading.Event) -> None:
        self.app, self.stopping = app, stopping
        self.holder = tickets.Holder()
        self.leases: set[str] = set()
        """What it works on. Each beginning of a job has a lease of its own: whoever lost it leaves the job alone, even where
        another thread of this process has begun it again."""

    def do(self, job_id: int) -> None:
        """Do one job, if it waits and its keys are here."""
        lease = secrets.token_hex(16)
        with self.app.app_context():
            try:
                job = jobs.begin(job_id, lease)
                if job is not None:
                    self.leases.add(lease)
                    self._do(job_id, job.kind, lease)
                    with contextlib.suppress(*database.FAILURES):  # or else the next beat does
                        self.holder.forget_ended()
            except jobs.NotOurs:
                log.info("job %d was stopped", job_id)
            except errors.Unavailable as reason:  # it is free when nobody keeps it any more, and found again
                log.warning("job %d waits: %s", job_id, type(reason).__name__)
            finally:
                self.leases.discard(lease)

    def _do(self, job_id: int, kind: str, lease: str) -> None:
        make = self._maker(job_id, kind, lease)
        if make is None:
            self._wait_for_keys(job_id, lease)
            return
        try:
            make(self._teller(job_id, lease))
        except (Stopping, jobs.NotOurs):
            database.give_up()
            jobs.give_back(job_id, lease)
        except jobs.Later as later:
            jobs.give_back(job_id, lease, later.at)
        except errors.Gone:
            self._fail(job_id, lease, Failure.ERASED)
        except errors.Unavailable:
            database.give_up()
            jobs.give_back(job_id, lease)
            self.stopping.wait(BEAT)
        except sealing.CannotOpen:
            self._fail(job_id, lease, Failure.KEYS)
        except certificates.BadCertificate:
            self._fail(job_id, lease, Failure.SIGNER)
        except OSError as failure:
            log.error("job %d cannot be written: %s", job_id, failure.strerror or failure)
            self._fail(job_id, lease, Failure.DISK)
        except Exception as failure:  # noqa: BLE001  # one job that cannot be done must not stop the others
            log.error("job %d: %s", job_id, type(failure).__name__)
            self._fail(job_id, lease, Failure.BROKEN)

    def _maker(self, job_id: int, kind: str, lease: str) -> Callable[[Tell], None] | None:
        """What does this job, if the keys that it needs are here."""
        if kind in KEYLESS:
            return partial(KEYLESS[kind], job_id, lease)
        private_keys = self.holder.claim(job_id)
        return None if private_keys is None else partial(DOERS[kind], job_id, lease, private_keys)

    def _wait_for_keys(self, job_id: int, lease: str) -> None:
        """Leave a job to the process that has its ticket, or to somebody who unlocks again."""
        if tickets.state(job_id) in (tickets.State.LOST, tickets.State.NONE):
            with database.action() as session:
                jobs.end(session, job_id, lease=lease, state=State.PAUSED)
                # What a killed process has written of an export. Nobody writes it anew before this is stored.
                shelf.clear(job_id)
        else:
            jobs.give_back(job_id, lease)

    def _fail(self, job_id: int, lease: str, failure: Failure) -> None:
        database.give_up()
        with database.action() as session:
            jobs.end(session, job_id, lease=lease, state=State.FAILED, failure=failure)
            tickets.end(session, job_id)

    def _teller(self, job_id: int, lease: str) -> Tell:
        """What a job tells how far it is; it hears there that it was stopped, too."""
        last = time.monotonic()

        def tell(done: int) -> None:
            nonlocal last
            if self.stopping.is_set():
                raise Stopping
            if time.monotonic() - last >= TELL:
                jobs.report(job_id, lease, done)
                last = time.monotonic()

        return tell

    def beat(self) -> None:
        """Live, keep what is being done, and wake what waits."""
        while not self.stopping.wait(BEAT):
            try:
                with self.app.app_context():
                    self.holder.beat()
                    jobs.keep(self.leases.copy())
                    waking.queue().wake_all(jobs.sweep())
            except Exception as failure:  # noqa: BLE001  # a beat that ends would end this process for all others
                log.error("beat: %s", type(failure).__name__)


def do_jobs(app: Flask) -> None:
    """Do jobs until SIGTERM, when nobody else wants the processor. Raises errors.Unavailable if the database is away."""
    os.nice(NICENESS)
    with app.app_context():
        consumer = waking.queue().consumer(lambda job_id: doer.do(job_id))
        doer = Doer(app, consumer.stop_flag)
        doer.holder.publish()
    beats = threading.Thread(target=doer.beat, name="beats")
    beats.start()
    try:
        consumer.run()
    finally:
        consumer.stop_flag.set()
        beats.join()
        with app.app_context():
            doer.holder.leave()

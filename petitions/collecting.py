"""When Python looks for cycles of forgotten objects: at moments of our own on Python 3.11, where its own can crash the process.

In 3.11 the collector runs in the middle of whatever asks for memory. Where that is an object's first dictionary, and the
collector's callbacks set an attribute of that same object, one block of memory has two owners, and is freed twice. SQLAlchemy
does exactly this when a session is closed. From 3.12 on the collector waits for a safe moment by itself.
"""

import gc
import os
import sys
import threading
import time

from flask import Flask

PAUSE = 0.05  # seconds between looks
# Python's own are 700, 10, 10; but it comes several times in a page, we after a page.
YOUNGEST, YOUNGER, ROUNDS = 700, 2, 5
GROWTH = 1.25  # everything is looked at when so many times as much is kept as after the last time

IS_NEEDED = sys.version_info < (3, 12)

_starting = threading.Lock()


class Collector:
    """Collects what Python would have collected by now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = 0  # objects, after everything was last looked at
        self._due = ROUNDS

    def collect_if_due(self) -> None:
        """Collect the youngest; those that stayed twice now and then; all if they have become many."""
        if not self._lock.acquire(blocking=False):
            return  # somebody is at it
        try:
            youngest, younger, _oldest = gc.get_count()
            if younger > YOUNGER:
                gc.collect(1)
                self._collect_all_if_grown()
            elif youngest > YOUNGEST:
                gc.collect(0)
        finally:
            self._lock.release()

    def _collect_all_if_grown(self) -> None:
        rounds = gc.get_count()[2]
        if rounds <= self._due:
            return
        self._due = rounds + ROUNDS  # counting them takes a moment, too
        if _old() > GROWTH * self._kept:
            gc.collect()
            self._kept, self._due = _old(), ROUNDS


_collector = Collector()


def init_app(app: Flask) -> None:
    """Collect after each request of `app`, and now and then in whatever else its process does."""
    init()
    if IS_NEEDED:
        app.teardown_appcontext(lambda _error: _collector.collect_if_due())  # the first to be registered runs last


def init() -> None:
    """Have this process collect at safe moments only. Where it does so already, nothing happens."""
    with _starting:
        if IS_NEEDED and gc.isenabled():
            gc.disable()
            gc.freeze()  # what is loaded by now stays, and need not be looked at again
            os.register_at_fork(after_in_child=gc.enable)  # the thread is not in a copy of the process
            threading.Thread(target=_go_round, name="collecting", daemon=True).start()


def _old() -> int:
    return len(gc.get_objects(generation=2))


def _go_round() -> None:
    while True:
        _collector.collect_if_due()
        time.sleep(PAUSE)

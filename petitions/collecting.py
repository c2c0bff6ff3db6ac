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
# What a page leaves behind is among the young only until pages made beside it have been collected, so all ages are looked at
# together. Objects made and not yet gone again: a campaign's page leaves 1,000 in cycles, 180 kB.
YOUNG = 30_000
IS_NEEDED = sys.version_info < (3, 12)

_starting = threading.Lock()


class Collector:
    """Collects what Python would have collected by now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due = YOUNG

    def collect_if_due(self) -> None:
        """Collect if much was made since the last time. Where most of it is kept, less often: each look is a longer one."""
        made = gc.get_count()[0]
        if made < self._due or not self._lock.acquire(blocking=False):
            return  # or somebody is at it
        try:
            self._due = YOUNG if gc.collect() > made / 2 else 2 * self._due
        finally:
            self._lock.release()


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


def _go_round() -> None:
    while True:
        _collector.collect_if_due()
        time.sleep(PAUSE)

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

PAUSE = 0.05  # seconds between looks
SHARE = 20  # where very much is kept a look takes long: so many times its own time goes by until the next

IS_NEEDED = sys.version_info < (3, 12)

_starting = threading.Lock()


def init() -> None:
    """Have this process collect at safe moments only. Where it does so already, nothing happens."""
    with _starting:
        if IS_NEEDED and gc.isenabled():
            gc.disable()
            os.register_at_fork(after_in_child=gc.enable)  # the thread is not in a copy of the process
            threading.Thread(target=_go_round, name="collecting", daemon=True).start()


def collect_if_due() -> None:
    """Collect the generation that Python would collect by now, if any: the oldest that is due."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


def _go_round() -> None:
    while True:
        begun = time.thread_time()
        collect_if_due()
        time.sleep(max(PAUSE, SHARE * (time.thread_time() - begun)))

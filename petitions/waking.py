"""Waking: telling the process for jobs which row to look at now.

A wake-up that is lost costs seconds: that process looks for rows that wait, too.
"""

import importlib
import logging
from typing import TYPE_CHECKING

from flask import current_app

from petitions import errors, storage

if TYPE_CHECKING:
    from petitions.queues import Queue

log = logging.getLogger(__name__)


def queue() -> "Queue":
    """The queue of the running app.

    What it is made of is loaded when it is first needed: few pages owe a job, and it weighs 12 MiB.
    """
    if "queue" not in current_app.extensions:
        queues = importlib.import_module("petitions.queues")
        # Another thread may have been first.
        current_app.extensions.setdefault("queue", queues.Queue(storage.settings()))
    found: Queue = current_app.extensions["queue"]
    return found


def wake(job_id: int) -> None:
    """Have a job begun at once. Where the queue is away it begins a little later: the row is found."""
    try:
        queue().wake(job_id)
    except errors.Unavailable as reason:
        log.warning("job %d was not woken: %s", job_id, reason)

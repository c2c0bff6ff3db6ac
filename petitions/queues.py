"""The queue (huey) over which processes wake each other: over Redis, PostgreSQL or a file. It holds numbers and nothing else."""

import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import Any

import huey
import huey.consumer
import huey.registry
import huey.serializer
import psycopg
import redis

import config
from petitions import errors

IDLE = 0.5
"""Seconds between two looks at an empty queue."""
GRACE = 4
"""Seconds that a job has to stop when its process ends."""
AT_ONCE = 2
"""Jobs that one process does beside each other: a small one does not wait for a large one."""

_AWAY = (OSError, sqlite3.Error, psycopg.Error, redis.RedisError)


class _Numbers(huey.serializer.Serializer):  # type: ignore[misc]  # the library ships no types
    """Wake-ups as JSON: whoever can write the queue can wake jobs, and not, as with pickles, run code."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return huey.registry.Message(*json.loads(bytes(data)))


class Queue:
    """The queue of one app, opened when it is first needed: a page that owes no job does not touch it."""

    def __init__(self, settings: config.Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opened: Any = None

    def wake(self, *job_ids: int) -> None:
        """Have the process for jobs look at these jobs now. Raises `errors.Unavailable`."""
        try:
            opened = self._open(_nothing)
            try:
                for job_id in job_ids:
                    opened.do(job_id)
            finally:
                opened.storage.close()  # a page that owes a job keeps no connection for the next one
        except _AWAY as reason:
            raise errors.Unavailable(type(reason).__name__) from reason

    def wake_all(self, job_ids: Sequence[int]) -> None:
        """Have it look at these, unless it has something to look at anyway."""
        opened = self._open(_nothing)
        if job_ids and opened.storage.queue_size() == 0:
            self.wake(*job_ids)

    def consumer(self, do: Callable[[int], object]) -> Any:
        """What goes round in the process for jobs and calls `do` with each job that is woken, until SIGTERM."""
        opened = self._open(do)
        logging.getLogger("huey").setLevel(logging.WARNING)
        return huey.consumer.Consumer(
            opened, workers=AT_ONCE, periodic=False, max_delay=IDLE, graceful_signal="TERM", shutdown_timeout=GRACE
        )

    def _open(self, do: Callable[[int], object]) -> Any:
        with self._lock:
            if self._opened is None:
                self._opened = _storage(self._settings)
                self._opened.do = self._opened.task(name="do")(lambda job_id: do(job_id))  # known by module and name
            return self._opened


def _nothing(_job_id: int) -> None:
    """What a process does that only wakes others."""


def _storage(settings: config.Settings) -> Any:
    """huey over Redis where there is one, else over PostgreSQL where that is the database, else over a file."""
    shared = {"results": False, "serializer": _Numbers()}
    if settings.redis_url:
        return huey.RedisHuey("calls", url=settings.redis_url, **shared)
    if settings.database_url.startswith("postgresql"):
        dsn = settings.database_url.replace("+psycopg", "", 1)
        return huey.PostgresHuey("calls", connection=partial(psycopg.connect, dsn), **shared)
    return huey.SqliteHuey("calls", filename=str(settings.instance_path / "jobs.db"), **shared)

"""The one source of time, so that tests can move it and nothing is ever local by accident."""

import datetime


def now() -> datetime.datetime:
    """The present moment, aware, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """The present day in UTC: the only precision in which a signature's time is kept."""
    return now().date()

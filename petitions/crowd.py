"""Writing in a crowd: who comes while somebody waits for the turn to write is stored with them, in one transaction.

SQLite has one writer at a time, and each commit waits for the disk: a hundred people a second would wait for a hundred commits.
PostgreSQL takes many at once, and waits for the disk once for several of them by itself.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock

import sqlalchemy as sa

from petitions import database, errors

Work = Callable[[sa.Connection], None]
Waiting = tuple[Work, "Future[None]"]

_waiting: list[Waiting] = []
_entrance = Lock()


def write(work: Work) -> None:
    """Do `work` in an action that it may share with others, and return when it is stored.

    A refusal that `work` raises is its own: it must have written nothing by then. After any other failure of one of them all is
    taken back and each has an action for itself. Raises what `work` raises; `errors.Unavailable` as an action does.
    """
    if database.session().get_bind().dialect.name != "sqlite":
        _write_alone(work)
        return
    database.end_reading()  # it may be another who writes
    mine: Future[None] = Future()
    with _entrance:
        _waiting.append((work, mine))
        leads = len(_waiting) == 1
    if leads:
        _lead()
    mine.result()


def _lead() -> None:
    """Store all who wait when the turn to write has come. Whoever comes later leads the next ones."""
    crowd: list[Waiting] = []
    try:
        with database.action() as session:
            crowd = _let_in()
            refusals = [_refusal(work, session.connection()) for work, _end in crowd]
    except errors.Unavailable as failure:
        for _work, end in crowd or _let_in():
            end.set_exception(errors.Unavailable(*failure.args))
    except BaseException:  # noqa: BLE001  # whoever waits must hear of it, whatever it is
        for work, end in crowd or _let_in():
            _tell(end, work)
    else:
        for (_work, end), refusal in zip(crowd, refusals, strict=True):
            end.set_exception(refusal) if refusal else end.set_result(None)


def _let_in() -> list[Waiting]:
    with _entrance:
        crowd = _waiting.copy()
        _waiting.clear()
    return crowd


def _refusal(work: Work, connection: sa.Connection) -> errors.Refusal | None:
    try:
        work(connection)
    except errors.Refusal as refusal:
        return refusal
    return None


def _tell(end: "Future[None]", work: Work) -> None:
    try:
        _write_alone(work)
    except BaseException as failure:  # noqa: BLE001  # it is raised where that person waits
        end.set_exception(failure)
    else:
        end.set_result(None)


def _write_alone(work: Work) -> None:
    with database.action() as session:
        work(session.connection())

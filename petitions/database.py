"""The database: one base for all tables, one way to write (an action), and durability that is checked, not hoped for."""

import datetime
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, exc, orm
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

from petitions import clock, errors, locking
from petitions.columns import UtcDateTime

# Named constraints, so that migrations can speak of them on both databases.
CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# What a database raises when it is locked, full, read-only or gone: nothing was stored.
FAILURES = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError)

REVISIONS = sa.table("alembic_version", sa.column("version_num"))  # Alembic's
BLIND = {"synchronize_session": False}  # for a change of rows of which the session holds none, or none that matters
PATIENCE = 5
"""Seconds that a writer waits for its turn and for SQLite's lock, both together: shorter than a person's patience."""


class Base(DeclarativeBase):
    """What every table inherits."""

    registry = orm.registry(
        metadata=sa.MetaData(naming_convention=CONVENTION),
        type_annotation_map={datetime.datetime: UtcDateTime(), bytes: sa.LargeBinary(), str: sa.Text()},
    )


def table(model: type[Base]) -> sa.Table:
    """The table of `model`: for statements on a busy way, which need no objects."""
    found = model.__table__
    assert isinstance(found, sa.Table)
    return found


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Heartbeat(Base):
    """When one of the worker's loops last went round: what `/readyz` and `count.json` tell of it."""

    __tablename__ = "heartbeat"

    name: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    at: orm.Mapped[datetime.datetime]


def init_app(app: Flask) -> None:
    """Give `app` its database."""
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # runs before the extension's own, which was registered first


def _let_go(_error: BaseException | None) -> None:
    """End what was being read. If the database went away meanwhile, a page that is ready goes out all the same."""
    try:
        session().close()
    except FAILURES:
        session().invalidate()


def session() -> Session:
    """The session of this request, command or round of the worker."""
    return db.session()


@contextmanager
def action() -> Iterator[Session]:
    """One action, one transaction, one commit, last.

    On SQLite it begins IMMEDIATE: a transaction that reads first and writes later would fail at once under load instead
    of waiting its turn. On PostgreSQL what was read before is part of it; each statement sees what is stored by then.
    Objects read before it stay usable; an action re-reads what it depends on.

    Raises `errors.Unavailable` when the database is locked, full, read-only or gone. Nothing is stored then.
    """
    current = session()
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("an action begins with nothing half done")
    try:
        with _turn(current):
            yield current
            current.commit()
    except FAILURES as failure:
        current.rollback()
        raise errors.Unavailable(type(failure).__name__) from failure
    except BaseException:
        current.rollback()
        raise


_turns = Lock()


@contextmanager
def _turn(current: Session) -> Iterator[None]:
    """Begin to write when it is this process's turn. SQLite has one writer; see locking."""
    if current.get_bind().dialect.name != "sqlite":
        yield
        return
    current.commit()  # ends the read that the view began; there is nothing to write
    end = time.monotonic() + PATIENCE
    if not _turns.acquire(timeout=PATIENCE):
        raise errors.Unavailable("locked")
    try:
        current.connection(execution_options={"patience": max(end - time.monotonic(), 0)})
        yield
    finally:
        _turns.release()


def begin_writing() -> None:
    """Take the right to write before the first change: for the accounts' library, which knows no actions.

    On SQLite a transaction that has read and then writes fails at once if somebody else has written; so the read ends here.
    Raises `errors.Unavailable` when the database is locked or gone.
    """
    current = session()
    if current.info.get("writes") or current.get_bind().dialect.name != "sqlite":
        return
    current.autoflush = False
    try:
        connection = current.connection()
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except FAILURES as failure:
        current.invalidate()
        raise errors.Unavailable(type(failure).__name__) from failure
    current.info["writes"] = True


def commit_changes() -> None:
    """Store what was changed since `begin_writing`. Raises `errors.Unavailable`; nothing is stored then.

    It is `errors.Overtaken` if somebody else has changed the same since it was read.
    """
    current = session()
    begin_writing()
    try:
        current.commit()
    except orm.exc.StaleDataError as failure:
        current.rollback()
        raise errors.Overtaken(type(failure).__name__) from failure
    except FAILURES as failure:
        current.rollback()
        raise errors.Unavailable(type(failure).__name__) from failure
    finally:
        current.info.pop("writes", None)


@contextmanager
def snapshot() -> Iterator[Session]:
    """A long look at one moment: whatever others commit meanwhile is not seen. For reading only."""
    current = session()
    current.commit()
    reading: weakref.WeakSet[Any] = weakref.WeakSet()
    if current.get_bind().dialect.name == "postgresql":
        current.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    else:
        event.listen(current.connection(), "after_cursor_execute", lambda _on, cursor, *_more: reading.add(cursor))
    try:
        yield current
    except BaseException:
        # A query that is half read would keep SQLite's connection in this moment, whoever gets it next.
        for cursor in reading:
            cursor.close()
        raise
    finally:
        current.rollback()


@contextmanager
def aside() -> Iterator[Session]:
    """A short write beside a long look, on a connection of its own: what the look sees stays as it is.

    Raises `errors.Unavailable` as an action does.
    """
    try:
        with Session(db.engine, expire_on_commit=False) as other, _turn(other):
            yield other
            other.commit()
    except FAILURES as failure:
        raise errors.Unavailable(type(failure).__name__) from failure


def end_reading() -> None:
    """End what was being read: a minute of other work is no reason to look at one moment of the database.

    What was read stays usable. Until then SQLite's journal keeps what others erase.
    """
    session().commit()


def give_up() -> None:
    """Drop whatever is half done: the page that says so starts afresh."""
    try:
        session().rollback()
    except FAILURES:
        session().close()


def beat(name: str) -> None:
    """Note that the worker's loop `name` has gone round."""
    with action() as writing:
        writing.merge(Heartbeat(name=name, at=clock.now()))


def last_beat(name: str) -> datetime.datetime | None:
    """When the loop `name` last went round, or None if it never did."""
    return session().scalar(sa.select(Heartbeat.at).where(Heartbeat.name == name))


def engine_options(url: str) -> dict[str, Any]:
    """SQLAlchemy's options for `url`: durable commits on both databases, and a wait that is shorter than a person's patience."""
    # A connection that is kept for each thread of the web server: opening one again costs more than a signature.
    pool = {"hide_parameters": True, "pool_size": 20, "max_overflow": 10, "pool_timeout": 5}
    if url.startswith("sqlite"):
        return pool | {"connect_args": {"timeout": PATIENCE, "check_same_thread": False}}
    return pool | {
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 5,
            "options": f"-c synchronous_commit=on -c lock_timeout={PATIENCE}s -c statement_timeout=30s -c timezone=UTC",
        },
    }


def is_migrated(newest: str) -> bool:
    """Whether the schema is at the revision `newest`."""
    with db.engine.connect() as connection:
        is_begun = sa.inspect(connection).has_table(REVISIONS.name)
        return is_begun and connection.scalar(sa.select(REVISIONS.c.version_num)) == newest


def wipe_traces(within: float = PATIENCE) -> bool:
    """Write SQLite's journal back and empty it, so that erased rows do not linger there. Nothing to do on PostgreSQL.

    Returns whether it is done: somebody who is still reading an older state of the database is in the way. It is waited
    for `within` so many seconds, and nobody writes meanwhile.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    session().commit()
    with db.engine.connect() as connection:
        locking.wait(connection, within)
        is_busy, _pages, _written = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        locking.wait(connection, PATIENCE)
    return not is_busy


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()  # to its end: a statement under way would refuse functions


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        patience = connection.get_execution_options().get("patience")
        try:
            if patience is None:
                connection.exec_driver_sql("BEGIN")
            else:
                locking.begin_immediate(connection, patience)
                locking.wait(connection, PATIENCE)
        except exc.OperationalError:
            connection.invalidate()  # it may be in an old moment still, and would be refused for ever
            raise

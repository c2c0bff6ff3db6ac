"""What a database must promise before anybody is thanked: that it remembers, also when the power fails."""

from sqlalchemy.engine import Connection

from petitions import database, errors


class Away(errors.Unavailable):
    """The database does not answer."""


def check() -> None:
    """Refuse a database that forgets at power loss.

    Raises `errors.Unavailable` with a sentence if SQLite runs below `synchronous=FULL`, PostgreSQL without `fsync`,
    `synchronous_commit` or `full_page_writes`; `Away` if neither answers.
    """
    try:
        with database.db.engine.connect() as connection:
            _check(connection)
    except database.FAILURES as failure:
        raise Away(
            f"The database of DATABASE_URL cannot be reached or does not let us in ({type(failure).__name__})."
        ) from None


def _check(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        if connection.exec_driver_sql("PRAGMA synchronous").scalar() not in (2, 3):
            raise errors.Unavailable("SQLite must run with synchronous=FULL: an acknowledged signature could be lost.")
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.exec_driver_sql(f"SHOW {name}").scalar() in ("off", "local"):
            raise errors.Unavailable(f"PostgreSQL runs with {name} off: an acknowledged signature could be lost.")

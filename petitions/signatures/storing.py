"""Storing a signature and the mail that it owes: the busiest way to the database, so the fewest ways there and back.

PostgreSQL takes both rows in one statement, and keeps or drops both in another. SQLite takes one row at a time, and nothing
lies between it and us. Both do the same work.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from petitions import database, outbox
from petitions.signatures.models import Signature

# Built once, on the tables themselves: nothing here needs an object.
_SIGNATURE, _MAIL = database.table(Signature), database.table(outbox.OutboxMessage)
_EARLIER = _SIGNATURE.alias()

_INSERT = sa.insert(_SIGNATURE).returning(_SIGNATURE.c.id)
_INSERT_MAIL = sa.insert(_MAIL).returning(_MAIL.c.id)
_CLAIM = (
    sa.update(_SIGNATURE)
    .where(_SIGNATURE.c.id == sa.bindparam("row"), ~sa.exists().where(_EARLIER.c.fingerprint == sa.bindparam("mark")))
    .values(fingerprint=sa.bindparam("mark"))
)
_DROP = sa.delete(_SIGNATURE).where(_SIGNATURE.c.id == sa.bindparam("row"))
_DROP_MAIL = sa.delete(_MAIL).where(_MAIL.c.id == sa.bindparam("mail"))


def _insert_both() -> sa.Insert:
    """Both rows at once; what the mail's columns hold is called `mail_` and the column's name."""
    filled = [column for column in _MAIL.c if not (column.primary_key or column.nullable)]
    values = {column.name: sa.bindparam(f"mail_{column.name}", type_=column.type) for column in filled}
    mail = sa.insert(_MAIL).values(values).returning(_MAIL.c.id).cte("mail")
    return sa.insert(_SIGNATURE).returning(_SIGNATURE.c.id, sa.select(mail.c.id).scalar_subquery())


def _keep_first_of_both() -> sa.Delete:
    """Claim the mark, or drop both rows: exactly one of the two happens, by what stood there when the statement began."""
    claimed = _CLAIM.returning(_SIGNATURE.c.id).cte("claimed")
    is_surplus = ~sa.exists(sa.select(claimed.c.id))
    mails = _DROP_MAIL.where(is_surplus).returning(_MAIL.c.id).cte("mails")
    return _DROP.where(is_surplus).add_cte(mails)


_INSERT_BOTH, _KEEP_FIRST_OF_BOTH = _insert_both(), _keep_first_of_both()


def insert(connection: sa.Connection, row: Mapping[str, Any], mail: Mapping[str, Any]) -> tuple[int, int]:
    """Insert a signature and its mail, and return both ids. The rows hold every value: no default of a column is asked."""
    if connection.dialect.name == "postgresql":
        both = {**row, **{f"mail_{name}": value for name, value in mail.items()}}
        signature_id, mail_id = connection.execute(_INSERT_BOTH, both).one()
        return signature_id, mail_id
    return (
        connection.execute(_INSERT, dict(row)).scalar_one(),
        connection.execute(_INSERT_MAIL, dict(mail)).scalar_one(),
    )


def keep_first(connection: sa.Connection, fingerprint: bytes, signature_id: int, mail_id: int) -> None:
    """Keep the new rows unless this very form was stored before.

    Both cases write and look alike and touch the same pages of the database: a repeat is not quicker than a first time. Raises
    sqlalchemy's IntegrityError if the same form is being stored just now.
    """
    ids = {"row": signature_id, "mail": mail_id, "mark": fingerprint}
    if connection.dialect.name == "postgresql":
        connection.execute(_KEEP_FIRST_OF_BOTH, ids)
        return
    claimed = connection.execute(_CLAIM, ids)
    surplus = 0 if claimed.rowcount else 1
    for drop in (_DROP, _DROP_MAIL):
        connection.execute(drop, {"row": signature_id * surplus, "mail": mail_id * surplus})

"""Erasing rows of long tables, without anybody having to wait for it."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from petitions import database

LOT = 5000
"""Rows that are erased in one transaction."""


def erase(ids: InstrumentedAttribute[int], which: sa.ColumnElement[bool]) -> int:
    """Erase the rows, named by their `ids`, of which `which` is true: one lot after the other. Returns how many they were.

    They are looked for before anybody has to wait: to read a long table takes seconds, and nobody could write meanwhile.
    Raises `errors.Unavailable` as an action does.
    """
    erased = 0
    while found := list(database.session().scalars(sa.select(ids).where(which).limit(LOT))):
        gone = sa.delete(ids.class_).where(ids.in_(found), which).returning(ids)
        with database.action() as writing:
            erased += len(list(writing.scalars(gone, execution_options=database.BLIND)))
    return erased

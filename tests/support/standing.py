"""A database that is brought back to how it was: for tests that press every button, also those that remove things."""

import sqlalchemy as sa
from flask import Flask

from petitions.database import db

UNBOUND = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}
"""Lets rows go and come in any order."""


class Standing:
    """The rows of an app's database as they are now."""

    def __init__(self, app: Flask) -> None:
        self.app, self.tables = app, db.metadata.sorted_tables
        with app.app_context(), db.engine.connect() as connection:
            self.rows = [
                [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in self.tables
            ]

    def restore(self) -> None:
        """Make the rows what they were."""
        with self.app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(UNBOUND[connection.dialect.name])
            for table in reversed(self.tables):
                connection.execute(table.delete())
            for table, rows in zip(self.tables, self.rows, strict=True):
                if rows:
                    connection.execute(table.insert(), rows)

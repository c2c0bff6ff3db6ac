"""Types of columns that mean the same on both databases: moments in UTC, and words for the members of an enum."""

import datetime
import enum

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[datetime.datetime]):
    """An aware moment in UTC on both databases; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: sa.Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: sa.Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


def in_words(kind: type[enum.Enum]) -> sa.Enum:
    """The type of a column that holds a member of `kind` by its value, a word; no type of PostgreSQL, so that it may grow."""
    return sa.Enum(kind, native_enum=False, values_callable=lambda members: [member.value for member in members])

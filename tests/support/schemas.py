"""Schemas as they are: rows in every table, whatever tables there are, and what differs between two databases."""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

ROWS = 2
BOOKKEEPING = "alembic_version"


def fill(engine: Engine, models: sa.MetaData) -> None:
    """Put rows into every table that has none, whatever its columns ask for. `models` knows the words of an enum."""
    tables = sa.MetaData()
    tables.reflect(engine)
    for table in tables.sorted_tables:
        with engine.connect() as connection:
            is_empty = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
        if is_empty and table.name != BOOKKEEPING:
            for number in range(ROWS):
                _insert(engine, table, number, models)


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables.sorted_tables
            if table.name != BOOKKEEPING
        }


def unlike_models(engine: Engine, models: sa.MetaData) -> list[str]:
    """What Alembic would still change for the database to be as `models` say."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), models)
    return [repr(difference) for difference in found]


def unlike(engine: Engine, other: Engine) -> list[str]:
    """What one database says of itself and the other does not: columns, types, defaults, keys, checks, indexes with conditions."""
    one, two = set(_facts(engine)), set(_facts(other))
    return sorted(map(str, one ^ two))


def _facts(engine: Engine) -> Iterator[tuple[str, str, str]]:
    found = sa.inspect(engine)
    for table in found.get_table_names():
        if table == BOOKKEEPING:
            continue
        yield table, "table", ""
        for column in found.get_columns(table):
            told = {name: str(column[name]) for name in ("name", "type", "nullable", "default")}  # type: ignore[literal-required]
            yield table, "column", repr(told)
        yield table, "primary key", repr(found.get_pk_constraint(table)["constrained_columns"])
        for kind, facts in (
            ("foreign key", found.get_foreign_keys(table)),
            ("unique", found.get_unique_constraints(table)),
            ("check", found.get_check_constraints(table)),
            ("index", found.get_indexes(table)),
        ):
            for fact in facts:
                yield table, kind, _told(fact)


def _told(fact: Mapping[str, Any]) -> str:
    """A fact as text that is equal for equal facts: the condition of an index has no text of its own."""
    return repr(
        sorted((name, _told(value) if isinstance(value, Mapping) else str(value)) for name, value in fact.items())
    )


def _insert(engine: Engine, table: sa.Table, number: int, models: sa.MetaData) -> None:
    """Insert a full row; if a check refuses that, one with gaps."""
    with engine.connect() as connection:
        full = {
            column.name: _value(connection, column, number, models)
            for column in table.columns
            if column.foreign_keys or column is not table.autoincrement_column  # the database counts itself
        }
    optional = [column.name for column in table.columns if column.nullable]
    refusal: Exception | None = None
    for gaps in itertools.chain.from_iterable(itertools.combinations(optional, size) for size in range(3)):
        try:
            with engine.begin() as connection:
                connection.execute(sa.insert(table).values(full | dict.fromkeys(gaps)))
        except sa.exc.IntegrityError as refused:
            refusal = refused
        else:
            return
    raise AssertionError(f"no row fits into {table.name}") from refusal


def _value(connection: Connection, column: sa.Column[Any], number: int, models: sa.MetaData) -> Any:
    for key in column.foreign_keys:
        there = connection.execute(sa.select(key.column).order_by(key.column)).scalars().all()
        return there[number % len(there)] if there else None
    model = models.tables.get(column.table.name)
    known = model.columns.get(column.name) if model is not None else None
    if known is not None and isinstance(known.type, sa.Enum):
        return known.type.enums[number % len(known.type.enums)]
    moment = datetime.datetime(2015, 5, 1 + number, tzinfo=datetime.UTC)
    kind: Any = column.type
    for family, value in (
        (sa.Boolean, number % 2 == 0),
        (sa.Integer, number + 1),
        ((sa.Numeric, sa.Float), number + 0.5),
        (sa.DateTime, moment),
        (sa.Date, moment.date()),
        (sa.JSON, [f"{column.name}-{number}"]),
        (sa.LargeBinary, f"{column.name}-{number}".encode()),
        (sa.String, f"{number}{column.name}"[: getattr(kind, "length", None)]),
    ):
        if isinstance(kind, family):
            return value
    raise AssertionError(f"no value known for {column.table.name}.{column.name}: {kind!r}")

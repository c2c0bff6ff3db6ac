"""Both databases, migrated once a run and fresh for every test."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

import flask_migrate
import psycopg
import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from psycopg import sql
from werkzeug.routing import Rule

import config
from petitions import commands, create_app, migrating
from petitions.database import db
from tests.support import counts, postgres

KINDS = ("sqlite", "postgresql")
BOTH_IN_A_TRIAL = KINDS if counts.IS_TRIAL else ("sqlite",)
"""For long ways through the product on which the database makes little difference."""

one = pytest.mark.parametrize("database", KINDS if counts.IS_TRIAL else KINDS[:1], indirect=True, scope="session")
"""For tests of what asks the database nothing particular: on one of the two, on both in a trial."""

EITHER = ("accounts", "backoffice", "campaigns", "dossiers", "images", "papersheets")
"""Folders of tests of what asks the database nothing particular."""


def thinned(items: list[pytest.Item]) -> list[pytest.Item]:
    """`items` without those that would be run on PostgreSQL, too, where the database makes little difference; all in a trial."""
    if counts.IS_TRIAL:
        return items
    named = {item.nodeid for item in items}
    return [item for item in items if not _is_twin(item, named)]


def _is_twin(item: pytest.Item, named: set[str]) -> bool:
    is_either = item.nodeid.startswith(tuple(f"tests/{folder}/" for folder in EITHER))
    return is_either and "postgresql" in item.nodeid and item.nodeid.replace("postgresql", "sqlite") in named


TEMPLATE = "calls_template"


def settings(folder: Path, database_url: str, **changes: object) -> config.Settings:
    """Settings of an installation in `folder`, as a real one has them; `changes` replace some."""
    values: dict[str, object] = {
        "database_url": database_url,
        "secret_key": "b1946ac92492d2347c6235b4d2611184-for-tests",
        "base_url": "https://calls.example.org",
        "instance_path": folder / "instance",
        "keys_path": folder / "keys",
        "mail_url": "smtp://127.0.0.1:9",  # nobody listens there
        "fonts_path": config.PROJECT / ".fonts",
    }
    return config.Settings(**(values | changes))  # type: ignore[arg-type]  # the names are checked by Settings itself


class Compiled(BytecodeCache):
    """The templates that an earlier app of this process has compiled: every test makes one of its own."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what there is."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled = Compiled()
_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_compile = Rule._compile_builder


def _compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What builds addresses by `rule`: an earlier app of this process had the same, and has compiled it."""
    key = (append_unknown, *rule._trace, repr(rule.defaults))
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compile_once  # type: ignore[method-assign]  # four fifths of what an app takes to be made


def application(settings: config.Settings) -> Flask:
    """The product for these settings, with its commands."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = _compiled
    commands.init_app(app)
    migrating.init_app(app)
    return app


def migrate(database_url: str, folder: Path) -> None:
    """Bring an empty database to the newest schema."""
    app = application(settings(folder, database_url))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


def migrated_file(folder: Path) -> Path:
    """A migrated SQLite file to copy, made by the first of the run's processes that asks."""
    path = folder / "template.db"
    with _once(path) as make:
        if make:
            draft = folder / "draft.db"
            migrate(f"sqlite:///{draft}", folder / "draft")
            draft.rename(path)
    return path


def migrated_database(server_url: str, folder: Path) -> str:
    """The name of a migrated PostgreSQL database to copy, made by the first of the run's processes that asks."""
    with _once(folder / TEMPLATE) as make:
        if make:
            postgres.administer(server_url, "DROP DATABASE IF EXISTS {}", TEMPLATE)
            postgres.administer(server_url, "CREATE DATABASE {}", TEMPLATE)
            migrate(postgres.name_of(server_url, TEMPLATE), folder / "draft")
            (folder / TEMPLATE).touch()
    return TEMPLATE


def copy_database(server_url: str, template: str, name: str) -> str:
    """A copy of the PostgreSQL database `template` under `name`; one of that name is replaced. Returns its URL."""
    postgres.administer(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    postgres.administer(server_url, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return postgres.name_of(server_url, name)


def carry_over(source_url: str, target_url: str) -> None:
    """Copy every row of one migrated PostgreSQL database into another, on whatever server that is."""
    tables = [sql.Identifier(table.name) for table in db.metadata.sorted_tables]
    sequences = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value > 0"
    with (
        psycopg.connect(source_url.replace("+psycopg", "")) as source,
        psycopg.connect(target_url.replace("+psycopg", "")) as target,
    ):
        target.execute("SET session_replication_role = replica")
        for table in tables:
            columns = source.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(table)).description or []
            names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
            with (
                source.cursor().copy(sql.SQL("COPY {} ({}) TO STDOUT").format(table, names)) as rows,
                target.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as into,
            ):
                for row in rows:
                    into.write(row)
        for name, last in source.execute(sequences).fetchall():
            target.execute("SELECT setval(%s, %s)", (name, last))


def empty(database_url: str) -> None:
    """Remove every row of a PostgreSQL database, and start its sequences again.

    Not by TRUNCATE, which writes a new file for every table and takes ten times as long for a few rows.
    """
    names = [table.name for table in db.metadata.sorted_tables]
    deletions = "; ".join("DELETE FROM {}" for _ in names)
    restart = "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
    postgres.administer(database_url, f"SET session_replication_role = replica; {deletions}; {restart}", *names)


def prepared_demo(kind: str, server_url: str | None, folder: Path, load: Callable[[Path, str], None]) -> Path:
    """A folder with a loaded demonstration to copy; on PostgreSQL its database is `demo_template`."""
    path = folder / f"demo-{kind}"
    with _once(path) as make:
        if make:
            draft = folder / f"draft-{kind}"
            shutil.rmtree(draft, ignore_errors=True)
            if server_url is None:
                load(draft, f"sqlite:///{draft / 'instance' / 'petitions.db'}")
            else:
                template = migrated_database(server_url, folder)
                load(draft, copy_database(server_url, template, "demo_template"))
            draft.rename(path)
    return path


@contextmanager
def _once(path: Path) -> Iterator[bool]:
    """Hold `path` against the run's other processes; yields whether it has still to be made."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not path.exists()

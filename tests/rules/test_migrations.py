"""Rule: every step of the schema runs on a database that is in use, and at the end the schema is what the models say."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app

from petitions import migrations
from petitions.database import db
from petitions.signatures.conditions import IS_MISCOUNTED_READER
from petitions.signatures.models import Signature
from petitions.signatures.records import ReaderTally
from tests.support import databases, postgres, schemas

pytestmark = pytest.mark.promise

BAD_STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", {newest!r}

def upgrade():
    with op.batch_alter_table("house") as house:
        house.add_column(sa.Column("motto", sa.Text(), nullable=False))
"""


@pytest.fixture
def empty_urls(database, tmp_path, request) -> Iterator[tuple[str, str]]:
    """Two databases without a table."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'grown.db'}", f"sqlite:///{tmp_path / 'made.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    names = [f"{name}_{request.getfixturevalue('worker_id')}" for name in ("grown", "made")]
    for name in names:
        postgres.administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        postgres.administer(server, "CREATE DATABASE {}", name)
    yield postgres.name_of(server, names[0]), postgres.name_of(server, names[1])
    for name in names:
        postgres.administer(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def grown(empty_urls, tmp_path, make_app) -> Iterator[None]:
    """The product over the first of them: `db.engine` is its."""
    app = make_app(databases.settings(tmp_path, empty_urls[0]))
    with app.app_context():
        yield


@pytest.fixture
def made(empty_urls) -> Iterator[sa.Engine]:
    """A database that was made by the models at one go."""
    engine = sa.create_engine(empty_urls[1])
    db.metadata.create_all(engine)
    yield engine
    engine.dispose()


def revisions() -> list[str]:
    """Every step, oldest first."""
    config = Config()
    config.set_main_option("script_location", migrations.FOLDER)
    return [step.revision for step in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


def grow() -> int:
    """Go through every step with rows in every table. Returns how many tables lost rows on the way."""
    losses = 0
    for revision in revisions():
        before = schemas.rows(db.engine)
        flask_migrate.upgrade(revision=revision)
        after = schemas.rows(db.engine)
        losses += sum(after[table] < count for table, count in before.items() if table in after)
        schemas.fill(db.engine, db.metadata)
    return losses


def readers() -> tuple[int, int]:
    """How many signatures the totals of readers have wrong, and how many readers they know."""
    miscounted = sa.select(sa.func.count()).select_from(Signature).where(sa.text(IS_MISCOUNTED_READER))
    with db.engine.connect() as connection:
        known = connection.scalar(sa.select(sa.func.sum(ReaderTally.readers)))
        return connection.scalar(miscounted) or 0, known or 0


@pytest.mark.usefixtures("grown")
def test_every_step_runs_on_a_database_in_use_and_ends_at_the_models(made, verdict) -> None:
    losses = grow()
    assert (revisions()[-1], set(revisions())) == (migrations.newest(), migrations.known())
    assert all(schemas.rows(db.engine).values())
    assert readers() == (0, 1)
    verdict(f"tables that lost rows in {len(revisions())} migrations", losses, goal=0)
    found = schemas.unlike_models(db.engine, db.metadata) + schemas.unlike(db.engine, made)
    print(*found, sep="\n")
    verdict("differences between models and migrated schema", len(found), goal=0)


@pytest.mark.usefixtures("grown")
def test_a_step_that_needs_an_empty_database_is_seen(tmp_path) -> None:
    """The control."""
    (tmp_path / "9999_bad.py").write_text(BAD_STEP.format(newest=migrations.newest()))

    def with_one_more(config: Config) -> Config:
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{Path(migrations.FOLDER) / 'versions'}\n{tmp_path}")
        return config

    flask_migrate.upgrade()
    schemas.fill(db.engine, db.metadata)
    current_app.extensions["migrate"].migrate.configure(with_one_more)
    with pytest.raises((sa.exc.IntegrityError, sa.exc.OperationalError)):
        flask_migrate.upgrade(revision="9999")


@pytest.mark.usefixtures("grown")
def test_a_schema_that_differs_is_seen(made) -> None:
    """The control, on a schema that is changed by hand: each change is a difference more."""
    flask_migrate.upgrade()
    found = [schemas.unlike(db.engine, made)]
    assert found == [[]]
    for change in (
        "ALTER TABLE house ADD COLUMN motto TEXT",
        "CREATE INDEX ix_house_country ON house (country)",
        "DROP INDEX ix_signature_tag",
        "DROP INDEX uq_signature_confirmed",
        "CREATE UNIQUE INDEX uq_signature_confirmed ON signature (campaign_id, tag, person)",  # without its condition
    ):
        with db.engine.begin() as connection:
            connection.exec_driver_sql(change)
        found.append(schemas.unlike(db.engine, made))
        assert len(found[-1]) > len(found[-2])


@pytest.mark.usefixtures("grown")
def test_a_model_that_nobody_migrated_is_seen() -> None:
    """The control, on models that went ahead."""
    flask_migrate.upgrade()
    ahead = sa.MetaData(naming_convention=db.metadata.naming_convention)
    for table in db.metadata.sorted_tables:
        table.to_metadata(ahead)
    ahead.tables["house"].append_column(sa.Column("motto", sa.Text()))
    sa.Index("ix_house_motto", ahead.tables["house"].c.country)
    found = " ".join(schemas.unlike_models(db.engine, ahead))
    assert "motto" in found
    assert "ix_house_motto" in found

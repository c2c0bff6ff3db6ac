"""A long look at the database that is broken off: whoever has its connection next sees what there is by then."""

import contextlib

import pytest
import sqlalchemy as sa

from petitions import database, errors
from petitions.campaigns import versions
from petitions.campaigns.models import Campaign, PetitionTextTranslation
from tests import factories

# PostgreSQL ends a moment with its transaction.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class BrokenOffError(Exception):
    """Something went wrong while rows were read."""


def rename_elsewhere(slug: str) -> None:
    """Another process writes."""
    engine = sa.create_engine(database.db.engine.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.update(Campaign).values(slug=slug))


def half_read(connection: sa.Connection) -> sa.CursorResult:
    """The first of several rows: on SQLite, whoever reads on sees the moment in which it was read."""
    rows = connection.execute(sa.select(PetitionTextTranslation.body).execution_options(yield_per=1))
    rows.fetchone()
    return rows


@pytest.fixture
def campaign(app_context: object) -> Campaign:
    made = factories.campaign()
    with database.action() as session:
        versions.change_text(session, made, {"nb": "Løslat ham.", "ar": "أطلقوا سراحه."})
    return made


@pytest.mark.usefixtures("campaign")
def test_a_look_that_is_broken_off_leaves_no_old_moment_behind(app, caplog):
    rows = None
    with pytest.raises(BrokenOffError), database.snapshot() as session:
        rows = half_read(session.connection())
        raise BrokenOffError
    rename_elsewhere("second")
    with app.app_context():
        assert database.session().scalar(sa.select(Campaign.slug)) == "second"
        with database.action() as session:
            session.execute(sa.update(Campaign).values(slug="third"))
    rows.close()  # so late: a traceback keeps it as well
    assert not caplog.records, "nothing is wrong: no trace in the log"


@pytest.mark.usefixtures("campaign")
def test_a_connection_that_cannot_begin_to_write_is_not_used_again(app):
    """However it came to be left in an old moment."""
    with database.db.engine.connect() as connection:
        rows = half_read(connection)
    for slug in ("second", "third", "fourth"):
        rename_elsewhere(slug)
        with app.app_context(), contextlib.suppress(errors.Unavailable), database.action() as session:
            session.execute(sa.update(Campaign).values(slug=f"{slug}-here"))
    database.session().rollback()
    assert database.session().scalar(sa.select(Campaign.slug)) == "fourth-here"
    rows.close()

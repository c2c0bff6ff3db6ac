"""The audit log: whatever is changed in it, taken out or put in is seen."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from petitions import clock, database
from petitions.accounts import audit
from petitions.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def entries(app_context) -> list[int]:
    """Five entries of one House."""
    house = factories.house()
    for number in range(5):
        with database.action() as session:
            thing = f"campaign {number}"
            audit.note(
                session, audit.What.INVITED, organiser_id=number, house_id=house.id, thing=thing, titles={thing: "Free"}
            )
    return [entry.id for entry in reversed(audit.of_house(house.id))]


@contextmanager
def owning_the_database():
    """A transaction of somebody who can take away what guards the log."""
    with database.action() as session:
        if database.db.engine.dialect.name == "sqlite":
            for trigger in ("audit_entry_update", "audit_entry_delete", "audit_entry_insert"):
                session.execute(sa.text(f"DROP TRIGGER {trigger}"))
        else:
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield session


def test_a_log_that_nobody_touched_holds(entries):
    assert audit.broken() is None


@pytest.mark.parametrize(
    "change",
    [
        {"thing": "campaign 9"},
        {"organiser_id": 9},
        {"house_id": None},
        {"what": "opened"},
        {"at": clock.now()},
        {"titles": {"campaign 2": "Keep"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_seen(entries, change):
    with owning_the_database() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == entries[2]).values(change))
    assert audit.broken() == entries[2]


def test_an_entry_that_was_taken_out_is_seen(entries):
    with owning_the_database() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.id == entries[2]))
    assert audit.broken() == entries[3]


@pytest.mark.parametrize("change", [sa.update(AuditEntry).values(thing="campaign 9"), sa.delete(AuditEntry)], ids=str)
def test_the_database_itself_changes_and_deletes_no_entry(entries, change):
    with pytest.raises(sa.exc.IntegrityError, match="only added to"), database.action() as session:
        session.execute(change.where(AuditEntry.id == entries[2]))
    assert audit.broken() is None
    assert audit.newest().id == entries[-1]


def test_no_entry_takes_the_place_of_another(entries):
    columns = (AuditEntry.id, AuditEntry.at, AuditEntry.what, AuditEntry.digest)
    anew = sa.select(*columns, sa.literal("campaign 9")).where(AuditEntry.id == entries[2])
    statement = sa.insert(AuditEntry).prefix_with("OR REPLACE", dialect="sqlite")
    with pytest.raises(sa.exc.IntegrityError), database.action() as session:
        session.execute(statement.from_select([*(column.name for column in columns), "thing"], anew))
    assert audit.broken() is None


def test_an_action_that_fails_leaves_no_entry(entries):
    with pytest.raises(RuntimeError), database.action() as session:
        audit.note(session, audit.What.INVITED, organiser_id=1, house_id=None, thing="campaign 1")
        raise RuntimeError
    assert audit.newest().id == entries[-1]


def test_the_command_says_how_far_the_log_holds_or_where_it_was_changed(entries, app):
    run = app.test_cli_runner().invoke
    said = f"The log holds up to entry {entries[-1]}, digest {audit.newest().digest.hex()}."
    assert run(args=["accounts", "check-log"]).output.strip() == said
    with owning_the_database() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == entries[2]).values(thing="campaign 9"))
    done = run(args=["accounts", "check-log"])
    said = f"Error: Entry {entries[2]} does not follow from the entries before it: the log was changed there."
    assert (done.exit_code, done.output.strip()) == (1, said)


def test_the_command_says_that_a_log_is_empty(app):
    assert app.test_cli_runner().invoke(args=["accounts", "check-log"]).output.strip() == "The log is empty."

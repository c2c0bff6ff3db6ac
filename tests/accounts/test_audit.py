"""The audit log: whatever is changed in it, taken out or put in is seen."""

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
    with database.action() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == entries[2]).values(change))
    assert audit.broken() == entries[2]


def test_an_entry_that_was_taken_out_is_seen(entries):
    with database.action() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.id == entries[2]))
    assert audit.broken() == entries[3]


def test_an_action_that_fails_leaves_no_entry(entries):
    with pytest.raises(RuntimeError), database.action() as session:
        audit.note(session, audit.What.INVITED, organiser_id=1, house_id=None, thing="campaign 1")
        raise RuntimeError
    assert audit.newest().id == entries[-1]

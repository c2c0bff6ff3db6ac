"""The worker's chores: none that fails is in the way of the others, and the log says which it was."""

import datetime

import pytest

from petitions import database, working
from petitions.campaigns import publishing
from petitions.events import retention as event_retention
from petitions.houses import unlocking
from petitions.signatures import deadlines, retention
from petitions.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def overdue(clock) -> None:
    """A campaign whose list has had its time."""
    campaign = factories.campaign()
    factories.confirmed(campaign)
    publishing.close(campaign)
    clock.shift(datetime.timedelta(days=91))


def fail() -> int:
    raise LookupError("ana@example.org")


@pytest.mark.parametrize(
    ("room", "chore", "name"),
    [
        (unlocking, "expire", "unlocks that are over"),
        (event_retention, "erase_contacts", "contacts of events erased"),
        (deadlines, "warn", "lists whose end was announced"),
    ],
)
def test_a_chore_that_fails_is_named_and_stops_no_other(overdue, monkeypatch, caplog, room, chore, name):
    swept = []
    monkeypatch.setattr(room, chore, fail)
    monkeypatch.setattr(working.images, "sweep", lambda: swept.append(True) or 0)
    with pytest.raises(LookupError):
        working.erase_overdue()
    assert database.session().query(Signature).count() == 0
    assert swept == [True]
    assert f"{name}: LookupError" in caplog.text
    assert "ana@example.org" not in caplog.text


def test_an_erasure_that_fails_half_way_leaves_the_next_chore_a_clean_start(overdue, monkeypatch):
    def fail_in_the_middle() -> int:
        database.session().query(Signature).one().country = "XX"
        return fail()

    monkeypatch.setattr(retention, "expire_pending", fail_in_the_middle)
    monkeypatch.setattr(retention, "erase_overdue_lists", list)
    with pytest.raises(LookupError):
        working.erase_overdue()
    assert database.session().query(Signature).one().country == "HR"


def test_what_was_erased_is_counted_and_told(overdue, caplog):
    with caplog.at_level("INFO"):
        assert working.erase_overdue() == 3  # a list and two mails
        assert working.erase_overdue() == 0
    assert "lists erased: ['free-rasul']" in caplog.text

"""Who comes while somebody waits for the turn to write is stored with them; what one of them may not do is that one's alone."""

import threading
import time

import pytest
import sqlalchemy as sa

from petitions import crowd, database, errors, outbox
from petitions.outbox import OutboxMessage
from tests.support import troubles

pytestmark = pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True, scope="session"
)  # PostgreSQL does it by itself


class NotThis(errors.Refusal):
    """What one of them wanted."""


class Broken(Exception):
    """What nobody has thought of."""


def write_together(app, works) -> dict[int, BaseException | None]:
    """What became of `works`, which wait for their turn at the same time."""
    ends: dict[int, BaseException | None] = {}

    def one(place: int) -> None:
        with app.app_context():
            try:
                crowd.write(works[place])
            except Exception as failure:  # noqa: BLE001  # told to the test
                ends[place] = failure
            else:
                ends[place] = None

    writers = [threading.Thread(target=one, args=(place,)) for place in range(len(works))]
    with troubles.locked(app.config["SQLALCHEMY_DATABASE_URI"]):
        for writer in writers:
            writer.start()
            time.sleep(0.05)
        time.sleep(0.2)
    for writer in writers:
        writer.join()
    return ends


def owe(recipient: str, refusal: type[Exception] | None = None, *, is_late: bool = False):
    """What stores a mail, and fails before or after it."""
    transactions = []

    def work(connection: sa.Connection) -> None:
        transactions.append(connection.get_transaction())
        if refusal and not is_late:
            raise refusal
        row = outbox.locked_row("any", outbox.secret_of_today(), recipient=recipient, language="en", variables={})
        connection.execute(sa.insert(database.table(OutboxMessage)), row)
        if refusal:
            raise refusal

    work.transactions = transactions
    return work


def recipients(app) -> list[str]:
    with app.app_context():
        return sorted(outbox.unlock(mail).recipient for mail in database.session().scalars(sa.select(OutboxMessage)))


def test_all_who_wait_are_stored_in_one_transaction(app) -> None:
    works = [owe(f"{number}@example.org") for number in range(5)]
    assert write_together(app, works) == dict.fromkeys(range(5))
    assert len({id(work.transactions[0]) for work in works}) == 1
    assert recipients(app) == [f"{number}@example.org" for number in range(5)]


def test_a_refusal_is_one_persons_own(app) -> None:
    ends = write_together(app, [owe("a@example.org"), owe("b@example.org", NotThis), owe("c@example.org")])
    assert [type(ends[place]) for place in range(3)] == [type(None), NotThis, type(None)]
    assert recipients(app) == ["a@example.org", "c@example.org"]


@pytest.mark.parametrize("place", [0, 1])
def test_whoever_breaks_breaks_alone(app, place: int) -> None:
    works = [owe("a@example.org"), owe("b@example.org"), owe("c@example.org")]
    works[place] = owe("broken@example.org", Broken, is_late=True)
    ends = write_together(app, works)
    assert [type(ends[one]) for one in range(3)] == [Broken if one == place else type(None) for one in range(3)]
    assert recipients(app) == sorted(
        {"a@example.org", "b@example.org", "c@example.org"} - {f"{'abc'[place]}@example.org"}
    )


def test_all_are_told_that_nothing_was_stored(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.3)
    ends = write_together(app, [owe(f"{number}@example.org") for number in range(20)])
    assert {type(end) for end in ends.values() if end is not None} == {errors.Unavailable}
    stored = [f"{number}@example.org" for number, end in ends.items() if end is None]
    assert len(stored) < 20
    assert recipients(app) == sorted(stored)

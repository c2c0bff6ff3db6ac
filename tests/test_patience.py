"""Whoever wants to write waits once: for those of this process who write before, and for other processes, both together."""

import threading
import time

import pytest
import sqlalchemy as sa

from petitions import database, errors
from petitions.outbox import OutboxMessage
from tests.support import troubles

PATIENCE = 2


def test_nobody_waits_for_a_turn_and_then_as_long_again(settings, make_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", PATIENCE)
    app, waits = make_app(settings), []

    def write() -> None:
        began = time.monotonic()
        with app.app_context(), pytest.raises(errors.Unavailable), database.action() as session:
            session.execute(sa.delete(OutboxMessage))
        waits.append(time.monotonic() - began)

    with troubles.locked(app.config["SQLALCHEMY_DATABASE_URI"]):
        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
            time.sleep(PATIENCE / 10)  # so that the second has its turn at the end of its patience
        for writer in writers:
            writer.join()
    assert len(waits) == 2
    assert max(waits) < 1.5 * PATIENCE

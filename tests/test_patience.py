"""Whoever wants to write waits once: for those of this process who write before, and for other processes, both together."""

import threading
import time

import pytest
from flask import Flask

from petitions import database, errors
from tests.support import troubles

PATIENCE = 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_waits_for_a_turn_and_then_as_long_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", PATIENCE)
    waits: list[float] = []

    def write() -> None:
        began = time.monotonic()
        with app.app_context(), pytest.raises(errors.Unavailable), database.action():
            pass
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

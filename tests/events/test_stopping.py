"""Stopping word of an event: whoever it did not reach can be told by another notice, wherever their mail was."""

import threading

import pytest

from petitions import outbox
from petitions.delivering import Courier
from petitions.events import notices
from tests.support.gathering import ANA, KARI, Gathering


@pytest.fixture
def march(app, app_context, smtp_sink) -> Gathering:
    made = Gathering(app)
    smtp_sink.deliveries.clear()
    return made


@pytest.mark.parametrize("is_in_hand", [False, True], ids=["put off", "in a worker's hands"])
def test_whoever_was_not_reached_is_told_by_another(march, smtp_sink, monkeypatch, is_in_hand):
    march.shift(hours=1)
    notice, at_work = march.prepared(), Courier(outbox.new_worker(), threading.Event())

    def stop(batch):
        notices.stop(march.now(notice), by=march.me.id)
        return batch

    if is_in_hand:
        monkeypatch.setattr(at_work, "_with_places", stop)
    smtp_sink.misbehave("RCPT", "450 4.2.0 Greylisted", times=2)
    at_work.deliver_some()
    stop([])
    smtp_sink.behave()
    assert smtp_sink.deliveries == []
    march.told()
    assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == {ANA, KARI}

"""Whoever runs the program learns at /readyz how the mail goes, in figures; everybody else learns what they always do."""

import dataclasses
import datetime

import pytest

from petitions import database
from petitions.signatures import tally
from tests import factories
from tests.support import databases, rounds
from tests.support.headers import READ, differences

pytestmark = [databases.one, pytest.mark.usefixtures("app_context")]

TOKEN = "Kq9-mp3_x7Wd2Rt8"
STATES = {"database": "ok", "migrations": "ok", "tally": "ok", "outbox": "ok", "mail": "ok"}
FAILURES = ("gone", "spam", "ours", "busy", "away", "returned", "broken", "given up")


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, ready_token=TOKEN)


def ask(client, authorization: str | None = f"Bearer {TOKEN}"):
    database.beat(tally.HEARTBEAT)
    answer = client.get("/readyz", headers={"Authorization": authorization} if authorization else {})
    assert differences(answer.headers, READ["public.readiness"]) == []
    return answer


def test_figures_of_real_mails_are_for_whoever_shows_the_token(client, smtp_sink, clock):
    campaign = factories.campaign()
    for number in range(9):
        factories.signed(campaign, f"p{number}@example.org")
    while rounds.deliver_some():  # a slow machine hands over a few in one round
        pass
    for answer in ("550 5.1.1 No such mailbox", "554 5.7.1 Looks like spam", "450 4.2.1 Try later"):
        smtp_sink.misbehave("RCPT", answer, times=1)
        factories.signed(campaign, f"p{answer[:3]}@example.org")
        rounds.deliver_some()
    clock.shift(datetime.timedelta(seconds=42))
    found = ask(client).json
    hour = dict.fromkeys(FAILURES, 0) | {"gone": 1, "spam": 1, "busy": 1}
    oldest = found["mails"].pop("oldest_seconds")
    assert found == STATES | {"mails": {"waiting": 1, "per_minute": 0.1, "failures": {"hour": hour, "day": hour}}}
    assert 42 <= oldest < 50
    clock.shift(datetime.timedelta(hours=2))
    later = ask(client).json["mails"]
    assert (later["per_minute"], later["failures"]["hour"]["gone"], later["failures"]["day"]["gone"]) == (0, 0, 1)


def test_no_mail_has_waited_where_none_waits(client):
    assert ask(client).json["mails"]["oldest_seconds"] is None


@pytest.mark.parametrize("wrong", [TOKEN[:-1], TOKEN + "8", TOKEN.lower(), "", "é" * 16])
def test_a_wrong_token_is_answered_like_none(client, wrong):
    factories.signed(factories.campaign())
    plain = ask(client, None)
    assert plain.json == STATES
    for authorization in (f"Bearer {wrong}", f"Basic {TOKEN}", TOKEN):
        assert ask(client, authorization).data == plain.data
    assert "mails" in ask(client, f"bearer  {TOKEN} ").json, "the control"


@pytest.mark.parametrize("shown", ["Bearer ", "Bearer None", "Bearer"])
def test_where_there_is_no_token_none_opens_anything(app, client, settings, shown):
    app.config["SETTINGS"] = dataclasses.replace(settings, ready_token=None)
    assert ask(client, shown).json == STATES

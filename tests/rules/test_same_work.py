"""Rule: whatever is known of an address that signs, the same work is done: the same statements, the same functions, as long."""

import dataclasses
import sys
import time
from collections import Counter

import pytest
from sqlalchemy import event as sql_event

from petitions import database, tokens
from petitions.signatures import content as contents
from petitions.signatures import queries, signing
from tests import factories
from tests.rules.test_same_answer import ADDRESS, STATES, form, prepare
from tests.support import counts, timing

pytestmark = pytest.mark.promise

REQUESTS = 500
"""Of each state."""
MEASUREMENTS = 4
"""On a machine that has other things to do it takes more requests to see that there is nothing to see."""
CLOSE = 0.05
"""Medians of the slowest and the quickest state differ by less than this part."""


def test_signing_asks_nothing_of_earlier_signatures(app):
    """Every statement that reads the table of signatures is the same whatever it holds: it looks for a fingerprint only."""
    with app.app_context():
        prepare(people=1)
        seen = {state: [_shape(statement) for statement in _statements(state)] for state in STATES}
    assert len({tuple(statements) for statements in seen.values()}) == 1
    read = [
        statement
        for statement in seen["new"]
        if "FROM signature" in statement and not statement.startswith(("DELETE", "WITH mails"))
    ]
    assert all("fingerprint" in statement for statement in read)


def _statements(state: str) -> list[str]:
    ran: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        ran.append(statement)

    campaign = database.session().query(factories.Campaign).one()
    engine = database.db.engine
    sql_event.listen(engine, "before_cursor_execute", note)
    try:
        content = factories.person(f"{state}-0@example.org", name="Somebody new")
        signing.sign(campaign, content, country="HR", visibility=factories.Visibility.PUBLIC, language="en")
    finally:
        sql_event.remove(engine, "before_cursor_execute", note)
    return ran


def _shape(statement: str) -> str:
    return " ".join(statement.split())


CHANCE = "SystemRandom.getrandbits"
"""Is asked again where what came was too high: how often, is itself chance."""


def calls(client, state: str, number: int) -> Counter[str]:
    """The functions that run while an address is answered, and how often each."""
    ran: Counter[str] = Counter()

    def note(frame, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_qualname != CHANCE:
            ran[f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"] += 1

    sys.setprofile(note)
    try:
        client.post(ADDRESS, data=form(state, number) | {"email": address_of(state, number)})
    finally:
        sys.setprofile(None)
    return ran


def address_of(state: str, number: int) -> str:
    """An address as long as that of any other state: what is done letter by letter is done as often."""
    return f"{state.ljust(9, 'x')}-{number}@example.org"


def otherwise(client, app) -> int:
    """For how many states other functions run than for an address of which nothing is known."""
    with app.app_context():
        prepare(people=2, address=address_of)
    for state in STATES:
        calls(client, state, 0)  # what is kept from the first time on
    (new, *known) = [calls(client, state, 1) for state in STATES]
    for state, ran in zip(STATES[1:], known, strict=True):
        print(state, {name: (new[name], ran[name]) for name in new | ran if new[name] != ran[name]})
    return sum(ran != new for ran in known)


def test_the_same_functions_run_for_every_state(client, app, verdict):
    verdict("states of an address for which other functions run", otherwise(client, app), goal=0)


def test_a_function_that_runs_for_whom_is_known_is_seen(client, app, monkeypatch):
    """The control."""
    sign = signing.sign

    def look(campaign, content, **options):
        tag = contents.tag(content.email, contents.secret(campaign.id))
        for _person in queries.confirmed_at_address(campaign.id, tag):
            tokens.new()
        sign(campaign, content, **options)

    monkeypatch.setattr(signing, "sign", look)
    assert otherwise(client, app) > 0


def measured(client, turn: int, rounds: int, delayed: str | None = None) -> list[dict[str, float]]:
    """The seconds of each state's answer, round by round, asked in turn; `delayed` gets 2 ms more."""
    found = []
    for number in range(rounds):
        taken = {}
        for shift in range(len(STATES)):
            state = STATES[(number + shift) % len(STATES)]
            data = form(state, number, turn)
            start = time.perf_counter()
            client.post(ADDRESS, data=data)
            if state == delayed:
                time.sleep(0.002)
            taken[state] = time.perf_counter() - start
        found.append(taken)
    return found


@pytest.mark.skipif(not counts.IS_TRIAL, reason="a shared machine measures nothing in passing: make trial")
def test_the_answer_takes_as_long_for_every_state(settings, make_app, verdict):
    app = make_app(dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "1000000/minute")))
    client = app.test_client()
    with app.app_context():
        prepare(people=REQUESTS)
    measured(client, 0, 20)
    rounds, turn = measured(client, 1, REQUESTS), 1
    while timing.spread(rounds) >= CLOSE and turn < MEASUREMENTS:
        turn += 1
        rounds += measured(client, turn, REQUESTS)
    found = timing.spread(rounds)
    control = timing.spread(measured(client, turn + 1, REQUESTS // 2, delayed="confirmed"))
    verdict(
        f"spread of answering times over {len(STATES)} states, {turn * REQUESTS} requests each",
        f"{found:.1%} (with 2 ms more {control:.1%})",
        goal=f"< {CLOSE:.0%}",
        is_kept=found < CLOSE < control,
    )

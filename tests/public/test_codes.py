"""The code in the mail: for whoever does not press links. It leads to the link's page and tells nobody anything."""

import datetime
import re
import time

import pytest
from sqlalchemy import event

from petitions import database, limits, outbox
from petitions.campaigns.models import Protection
from petitions.signatures import confirming, pairing, signing, tally
from petitions.signatures.models import State, Visibility
from tests import factories
from tests.support import counts, databases, rounds, timing

pytestmark = databases.one

PAGE = "/en/campaigns/free-rasul/check-your-mail"
ANA = "ana@example.org"
TRIES = 400


@pytest.fixture
def campaign(app, clock):
    with app.app_context():
        return factories.campaign()


@pytest.fixture
def signed(app, campaign, smtp_sink) -> tuple[str, str]:
    """Ana has signed: her token, and the code as her mail has it."""
    with app.app_context():
        token = factories.signed(campaign, ANA)
        rounds.deliver_some()
    return token, code_in(smtp_sink.deliveries[-1].message)


def code_in(message) -> str:
    found = re.search(r"^([2-9a-z]{3} [2-9a-z]{3})\r?$", message.get_body(("plain",)).get_content(), re.MULTILINE)
    assert found
    return found[1]


def typed(client, code: str, address: str = ANA):
    return client.post(PAGE, data={"email": address, "code": code})


@pytest.mark.parametrize(
    "spelt", [str, str.upper, lambda code: code.replace(" ", ""), lambda code: f"  {code[:3]}-{code[3:]} "]
)
def test_the_code_leads_where_the_link_leads(client, app, signed, spelt):
    token, code = signed
    answer = typed(client, spelt(code), "Ana+news@example.org")
    assert (answer.status_code, answer.location) == (303, f"/confirm/{token}")
    assert "Ana Kovač" in client.get(answer.location).text
    with app.app_context():
        assert factories.row(token).state is State.PENDING, "the button there confirms, not the code"


def test_the_mail_says_where_the_code_is_typed(app, client, campaign, signed, smtp_sink):
    for kind in ("plain", "html"):
        said = smtp_sink.deliveries[-1].message.get_body((kind,)).get_content()
        said = re.sub("<[^>]+>", "", said)
        assert f"open calls.example.org/en/c/{campaign.id} and type this code" in said
    assert client.get(f"/en/c/{campaign.id}").location == PAGE
    with app.app_context():
        draft = factories.campaign("free-ana", of=factories.house("zagreb"), state=factories.State.DRAFT)
    for number in (draft.id, 99):
        assert client.get(f"/en/c/{number}").status_code == 404, "of a draft nobody learns the name"


def test_the_mail_of_each_of_two_people_has_its_own(client, app, campaign, smtp_sink):
    with app.app_context():
        links = [factories.signed(campaign, ANA, name=name) for name in ("Ana", "Ivan")]
        rounds.deliver_some()
    codes = [code_in(delivery.message) for delivery in smtp_sink.deliveries]
    assert [typed(client, code).location for code in codes] == [f"/confirm/{token}" for token in links]


def test_five_tries_and_no_more(client, signed):
    _token, code = signed
    for _ in range(pairing.TRIES):
        assert typed(client, "222 222").status_code == 422
    assert typed(client, code).status_code == 422, "the right one comes too late"


def test_right_ones_are_not_counted(client, signed):
    _token, code = signed
    for _ in range(pairing.TRIES + 1):
        assert typed(client, code).status_code == 303
    for _ in range(pairing.TRIES - 1):
        typed(client, "222 222")
    assert typed(client, code).status_code == 303
    typed(client, "222 222")
    answer = typed(client, code)
    assert answer.status_code == 422
    assert "wrong ones were typed too often for this address today" in answer.text


def test_every_wrong_answer_is_the_same(client, app, campaign, signed, clock):
    """Nobody has signed, somebody has, has confirmed, was tried too often, has another code, is too old: to the byte."""
    _token, code = signed
    with app.app_context():
        confirmed = factories.signed(campaign, "confirmed@example.org")
        confirming.confirm(confirmed)
        factories.confirmed(campaign, "counted@example.org")
        confirming.reject(factories.signed(campaign, "rejected@example.org"))
    answers = [
        typed(client, guess, address)
        for address in (
            "nobody@example.org",
            ANA,
            "confirmed@example.org",
            "counted@example.org",
            "rejected@example.org",
        )
        for guess in ("222 222", code[:3], "", "x" * 5000)
    ] + [typed(client, code, address) for address in ("nobody@example.org", "", "not an address", "a" * 5000 + ANA)]
    clock.shift(datetime.timedelta(days=4))
    with app.app_context():
        outbox.expire()
    answers.append(typed(client, code))
    assert {answer.status_code for answer in answers} == {422}
    assert len({(tuple(answer.headers), answer.data) for answer in answers}) == 1
    assert ANA not in answers[0].text


def assert_wrong(campaign, address: str) -> None:
    with pytest.raises(pairing.WrongCode):
        pairing.find(campaign.id, address, "222222")


def test_a_try_does_the_same_work_for_everybody(app, campaign, signed):
    """The same statements, and a commit with something in it: the clock tells nothing either."""
    ran: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        ran.append(statement)

    with app.app_context():
        found = []
        event.listen(database.db.engine, "before_cursor_execute", note)
        for address in ("nobody@example.org", ANA):
            ran.clear()
            assert_wrong(campaign, address)
            found.append([*ran])
        event.remove(database.db.engine, "before_cursor_execute", note)
    assert found[0] == found[1]
    assert any(statement.startswith("INSERT INTO code_try") for statement in found[0])


@pytest.mark.skipif(not counts.IS_TRIAL, reason="a shared machine measures nothing in passing: make trial")
@pytest.mark.promise
def test_a_try_takes_as_long_whoever_has_signed(app, client, campaign, monkeypatch, verdict):
    monkeypatch.setattr(limits, "is_allowed", lambda _what: True)
    with app.app_context():
        for number in range(TRIES):
            signing.sign(campaign, factories.person(f"signed-{number}@example.org"), country="HR",
                         visibility=Visibility.COUNTED, language="en")  # fmt: skip
    found = [measured(client, number) for number in range(TRIES)]
    while timing.spread(found) >= 0.05 and len(found) < 4 * TRIES:
        found += [measured(client, number) for number in range(TRIES)]
    control = [measured(client, number, late=0.2) for number in range(TRIES)]
    name = f"spread of answering times of a wrong code, {len(found)} tries each: of a signatory, of nobody"
    told, seen = timing.spread(found), timing.spread(control)
    verdict(name, f"{told:.1%} (with a fifth more {seen:.1%})", goal="< 5%", is_kept=told < 0.05 < seen)


def measured(client, number: int, *, late: float = 0) -> dict[str, float]:
    """The seconds of an answer to each, in turn; one of them waits for `late` of its time more."""
    taken = {}
    for kind in ("signed", "nobody")[:: 1 if number % 2 else -1]:
        start = time.perf_counter()
        typed(client, "222 222", f"{kind}-{number}@example.org")
        time.sleep(late * (time.perf_counter() - start) if kind == "signed" else 0)
        taken[kind] = time.perf_counter() - start
    return taken


def test_whoever_types_too_much_waits(client, app, signed, monkeypatch):
    monkeypatch.setattr(limits, "is_allowed", lambda what: what != "code")
    assert typed(client, signed[1]).status_code == 429


def test_a_code_of_another_campaign_is_none_here(client, app, campaign, signed):
    with app.app_context():
        factories.campaign("other", of=database.session().query(factories.House).one())
    answer = client.post(PAGE.replace("free-rasul", "other"), data={"email": ANA, "code": signed[1]})
    assert answer.status_code == 422
    assert "Wrong code" in answer.text and "Not sent yet" not in answer.text


def test_what_is_kept_of_a_code_goes_with_the_press_of_a_button(app, signed):
    token, code = signed
    with app.app_context():
        row = factories.row(token)
        assert code.replace(" ", "").encode() not in row.code_mark + row.code_locked
        confirming.confirm(token)
        tally.book()
        row = factories.row(token)
        assert (row.code_mark, row.code_locked) == (None, None)


def test_a_careful_campaign_has_codes_too_and_says_nothing(app, clock, smtp_sink):
    with app.app_context():
        factories.signed(factories.campaign(protection=Protection.HIGH), ANA)
        rounds.deliver_some()
    message = smtp_sink.deliveries[0].message
    assert code_in(message)
    assert "Rasul" not in str(message)


def test_the_page_is_the_same_for_all_and_takes_a_code_without_scripts(client, campaign, valid_html):
    page = client.get(PAGE).text
    assert 'autocomplete="one-time-code"' in page
    assert "it can take until tomorrow" in page
    valid_html(page)
    valid_html(typed(client, "222 222").text)

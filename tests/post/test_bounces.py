"""Mail that comes back: by pipe and by mailbox; what is forged, not final or broken changes nothing."""

import dataclasses
import datetime
import logging
import secrets
import ssl

import pytest

from petitions import clock, working
from petitions.post import bounces, capping, fetching, traffic, waiting
from petitions.post.answers import Outcome
from petitions.signatures import confirming, reaching
from petitions.signatures.models import State
from tests import factories
from tests.support import bounced, databases, rounds
from tests.support.bounced import FINAL, NOT_FINAL
from tests.support.imapserver import Mailbox

pytestmark = databases.one

ADDRESS = "bounces@calls.example.org"


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, bounce_address=ADDRESS)


@pytest.fixture
def token(app_context, smtp_sink) -> str:
    """Somebody has signed, and the mail server has taken the mail."""
    signed = factories.signed(factories.campaign(), bounced.PERSON)
    rounds.deliver_some()
    return signed


@pytest.fixture
def return_path(token, smtp_sink) -> str:
    """Where that mail comes back to."""
    return smtp_sink.deliveries[0].sender


def is_unreachable(token: str) -> bool:
    return factories.row(token).unreachable_on == clock.today()


def test_each_confirmation_mail_has_a_return_path_that_says_nothing(token, return_path, smtp_sink):
    local, _at, domain = return_path.rpartition("@")
    assert (local.partition("+")[0], domain) == ("bounces", "calls.example.org")
    assert len(local) <= 64, "RFC 5321, 4.5.3.1.1"
    assert "oslo" in smtp_sink.deliveries[0].message["From"], "what people see is the House"
    confirming.confirm(token)
    rounds.deliver_some()
    assert smtp_sink.deliveries[1].sender == ADDRESS


@pytest.mark.parametrize("kind", FINAL)
def test_what_real_servers_send_back_marks_the_signature(token, return_path, kind):
    assert reaching.take_back(FINAL[kind](return_path))
    assert is_unreachable(token)
    assert traffic.read().hour[Outcome.RETURNED] == 1
    assert reaching.take_back(FINAL[kind](return_path))
    assert traffic.read().hour[Outcome.RETURNED] == 1, "counted once"


@pytest.mark.parametrize(("address", "room"), [(ADDRESS, 4), (f"{'b' * 25}@calls.example.org", 1)])
def test_one_mail_about_several_petitions_marks_as_many_as_its_return_path_has_room_for(
    app, app_context, smtp_sink, clock, address, room
):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], bounce_address=address)
    house = factories.house()
    campaigns = [factories.campaign(f"c{number}", of=house) for number in range(7)]
    other = factories.signed(campaigns[-1], "ana@example.org")
    signed = [factories.signed(campaign, bounced.PERSON) for campaign in campaigns]
    rounds.deliver_some()
    clock.shift(datetime.timedelta(hours=12))
    assert waiting.move() == len(signed) - capping.MOST
    rounds.deliver_some()
    joined = smtp_sink.deliveries[-1]
    assert len(joined.sender.partition("@")[0]) <= 64, "RFC 5321, 4.5.3.1.1"
    assert reaching.take_back(FINAL["postfix"](joined.sender))
    assert [is_unreachable(token) for token in (other, *signed)] == [False] * (8 - room) + [True] * room
    assert traffic.read().hour[Outcome.RETURNED] == 1, "it was one mail"


@pytest.mark.parametrize("kind", NOT_FINAL)
def test_what_is_not_final_marks_nothing(token, return_path, kind):
    assert reaching.take_back(NOT_FINAL[kind](return_path))
    assert not is_unreachable(token)


def test_a_forged_bounce_changes_nothing(token, return_path):
    """Of 2,000 return paths that were made up, or of one that was changed by a letter, none is ours."""
    local, _at, domain = return_path.rpartition("@")
    own = local.partition("+")[2]
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    changed = [own[:place] + other + own[place + 1 :] for place in range(len(own) - 1) for other in letters[::8]]
    forged = [*(one for one in changed if one != own), own[:-2], own + "aa", "", "1", "%00", "é", *(
        "".join(secrets.choice(letters) for _ in own) for _ in range(2000)
    )]  # fmt: skip
    for guess in forged:
        assert bounces.read(f"To: bounces+{guess}@{domain}\n\n".encode()) is None, guess
    for elsewhere in (f"bounces+{own}@evil.example.org", f"others+{own}@{domain}", f"bounces-{own}@{domain}", own):
        reaching.take_back(FINAL["postfix"](elsewhere))
    assert not is_unreachable(token)
    assert reaching.take_back(FINAL["postfix"](return_path.upper())), "the control; servers may change the case"
    assert is_unreachable(token)


def test_whoever_has_confirmed_stays_confirmed(token, return_path):
    confirming.confirm(token)
    assert reaching.take_back(FINAL["exim"](return_path))
    row = factories.row(token)
    assert (row.state, row.unreachable_on) == (State.CONFIRMED, None)


def test_an_unreachable_one_may_still_confirm(token, return_path):
    """An earlier copy has arrived after all."""
    reaching.take_back(FINAL["exim"](return_path))
    assert confirming.confirm(token).state is State.CONFIRMED


def test_a_report_that_names_somebody_is_not_kept_wherever_it_came_to(token):
    assert reaching.take_back(FINAL["postfix"](ADDRESS))
    assert not reaching.take_back(f"To: {ADDRESS}\nSubject: Hello\n\nWhy do I get this?".encode())
    assert not is_unreachable(token)


def test_the_pipe_takes_one_message(app, token, return_path, caplog):
    run = app.test_cli_runner().invoke
    with caplog.at_level(logging.DEBUG):
        done = run(args=["mail", "bounce"], input=FINAL["postfix"](return_path))
    assert (done.exit_code, done.output) == (0, "")
    assert is_unreachable(token)
    assert bounced.PERSON not in caplog.text
    stranger = run(args=["mail", "bounce"], input=f"To: {ADDRESS}\n\nHello".encode())
    assert stranger.exit_code == 0, "or the mail server would send a bounce of the bounce"
    assert "nothing was changed" in stranger.output


def test_the_mail_server_may_say_whom_it_was_for(app, token, return_path):
    hidden = FINAL["postfix"]("undisclosed-recipients:;")
    assert (
        app.test_cli_runner().invoke(args=["mail", "bounce", "--recipient", return_path], input=hidden).exit_code == 0
    )
    assert is_unreachable(token)


@pytest.fixture
def mailbox():
    opened = Mailbox()
    yield opened
    opened.close()


def look(app, url: str) -> int:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, bounce_url=url)
    return working.take_back()


def test_the_mailbox_is_emptied_of_what_came_back_and_of_nothing_else(app, token, return_path, mailbox):
    stranger = mailbox.put(b"To: bounces@calls.example.org\nSubject: Hello\n\nHello")
    mailbox.put(FINAL["gmail"](return_path))
    mailbox.put(NOT_FINAL["vacation"](return_path))
    assert look(app, mailbox.url) == 2
    assert (list(mailbox.messages), mailbox.seen) == ([stranger], {stranger})
    assert is_unreachable(token)
    assert look(app, mailbox.url) == 0


@pytest.mark.parametrize("trouble", ["gone", "LOGIN", "SELECT", "UID"])
def test_a_mailbox_in_trouble_waits(app, token, return_path, mailbox, trouble, caplog):
    mailbox.put(FINAL["gmail"](return_path))
    mailbox.refuses = trouble
    url = mailbox.url.replace("127.0.0.1:", "127.0.0.1:1") if trouble == "gone" else mailbox.url
    assert look(app, "imap://b:c@127.0.0.1:9/INBOX" if trouble == "gone" else url) == 0
    assert "the mailbox of BOUNCE_URL" in caplog.text
    mailbox.refuses = ""
    assert look(app, mailbox.url) == 1
    assert is_unreachable(token)


def test_no_password_goes_to_a_server_that_nobody_vouches_for(app_context):
    """TLS: the certificate is checked before anything is said."""
    with pytest.raises(ssl.SSLError):
        _plain = Mailbox()
        try:
            fetching.fetch(_plain.url.replace("imap://", "imaps://"), lambda _raw: True)
        finally:
            _plain.close()
            assert _plain.logins == []

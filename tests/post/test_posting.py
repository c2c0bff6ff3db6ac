"""`mail test`: whatever is wrong with the mail server is said in words that lead to the cure."""

import dataclasses
import socket
import threading

import pytest

from petitions.mail import configuration
from petitions.post import beats, traffic
from petitions.post.answers import Outcome
from petitions.post.beats import Heart
from tests import factories
from tests.support import databases
from tests.support.mailserver import CUT
from tests.support.product import free_port

pytestmark = databases.one

ANSWERS = {
    ("RCPT", "550 5.1.1 No such user"): "there is no such mailbox. Its own words: 550 5.1.1 No such user",
    ("RCPT", "554 5.7.1 Relay access denied"): "It does not pass our mail on",
    ("MAIL", "550 5.7.1 Sender rejected"): "It does not pass our mail on",
    ("DATA", "554 5.7.1 Spam"): "It takes the mail for spam",
    ("RCPT", "450 4.2.0 Greylisted"): "It takes nothing for now",
    ("MAIL", "421 4.3.2 Shutting down"): "from anybody for now",
    ("DATA", CUT): "The line broke while it took the mail",
}


@pytest.fixture
def run(app):
    """`flask mail test`, with the mail server at another URL if one is given."""

    def invoke(*arguments: str, url: str | None = None) -> tuple[int, str]:
        if url:
            for name, value in configuration(url).items():
                setattr(app.extensions["mail"], name.removeprefix("MAIL_").lower(), value)
        done = app.test_cli_runner().invoke(args=["mail", "test", *arguments])
        return done.exit_code, done.output

    return invoke


def test_a_mail_server_that_works(run, smtp_sink):
    status, said = run("me@example.org")
    assert status == 0
    assert "It has taken a mail to me@example.org from accounts@calls.example.org." in said
    for remark in ("DKIM_KEY", "BOUNCE_ADDRESS", "No worker runs"):
        assert remark in said
    assert smtp_sink.to("me@example.org")[0]["Subject"] == "Calls for Action: test"


def test_how_the_mail_goes_is_shown(app, clock):
    with app.app_context():
        traffic.note({Outcome.SENT: 90, Outcome.GONE: 2})
        factories.signed(factories.campaign())
        clock.shift(60)
    said = app.test_cli_runner().invoke(args=["mail", "show"]).output
    assert said.startswith("1 mails wait, at most 1000 are counted; the oldest for 0:01:00 (hours, minutes, seconds).")
    assert "1.5 mails a minute" in said
    assert "gone             2 in the last hour       2 in the last 24 hours" in said


def test_as_a_house_sends_and_with_all_that_could_be_better(app, run, smtp_sink):
    with app.app_context():
        factories.house()
        Heart(beats.new_worker()).beat()
    better = {"bounce_address": "bounces@calls.example.org", "dkim_key": b"key", "dkim_domains": ("calls.example.org",)}
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], **better)
    status, said = run("me@example.org", "--house", "oslo")
    assert (status, said.splitlines()[-1]) == (
        0,
        "- Mail from oslo.example.org is not signed: it is none of DKIM_DOMAINS.",
    )
    assert smtp_sink.deliveries[0].sender == "bounces@calls.example.org"


@pytest.mark.parametrize(("stage", "answer"), ANSWERS)
def test_what_it_answers_is_explained(run, smtp_sink, stage, answer):
    smtp_sink.misbehave(stage, answer)
    status, said = run("me@example.org")
    assert status == 1
    assert ANSWERS[stage, answer] in said


def test_what_is_typed_wrongly_is_told(run, app):
    assert "“me” is no mail address" in run("me")[1]
    assert "There is no House “nowhere”" in run("me@example.org", "--house", "nowhere")[1]


def test_a_server_that_is_not_there(run):
    assert "Nothing listens at 127.0.0.1" in run("me@example.org", url=f"smtp://127.0.0.1:{free_port()}")[1]


def test_a_server_that_speaks_no_tls(run, smtp_sink):
    said = run("me@example.org", url=smtp_sink.url.replace("smtp:", "smtps:"))[1]
    assert "does not speak TLS from the first byte" in said


def test_a_server_that_lets_nobody_in(run, smtp_sink):
    assert "no way to sign in" in run("me@example.org", url=smtp_sink.url.replace("//", "//robot:hunter2@"))[1]


def _greet_wrongly(other: socket.socket) -> None:
    line, _address = other.accept()
    with line:
        line.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


def test_a_server_that_is_something_else(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        threading.Thread(target=_greet_wrongly, args=(other,), daemon=True).start()
        said = run("me@example.org", url=f"smtp://127.0.0.1:{other.getsockname()[1]}")[1]
    assert "127.0.0.1" in said
    assert said.startswith("Error: ")

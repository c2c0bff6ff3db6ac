"""The mail server of the tests takes mail, and fails in the ways that real ones do."""

import smtplib
import threading

import pytest

from tests.support import mailserver
from tests.support.mailserver import MailServer

LETTER = "Subject: Hello\r\n\r\nGood morning\r\n"


def send(server: MailServer, *, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=timeout) as client:
        client.sendmail("us@example.org", ["ana@example.org"], LETTER)


def test_mail_is_kept(smtp_sink: MailServer) -> None:
    send(smtp_sink)
    (message,) = smtp_sink.to("ana@example.org")
    assert message["Subject"] == "Hello"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_mail_is_refused_as_often_as_asked(smtp_sink: MailServer, stage: str) -> None:
    smtp_sink.misbehave(stage, "451 4.3.0 Try again later", times=1)
    with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
        send(smtp_sink)
    assert smtp_sink.deliveries == []
    send(smtp_sink)
    assert len(smtp_sink.deliveries) == 1


def test_a_cut_connection_takes_nothing(smtp_sink: MailServer) -> None:
    smtp_sink.misbehave("DATA", mailserver.CUT)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert smtp_sink.deliveries == []


def test_a_lost_reply_takes_the_mail_all_the_same(smtp_sink: MailServer) -> None:
    smtp_sink.misbehave("DATA", mailserver.LOSE_REPLY)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert len(smtp_sink.deliveries) == 1


def test_an_error_at_quit_comes_after_the_mail_was_taken(smtp_sink: MailServer) -> None:
    smtp_sink.misbehave("QUIT", mailserver.CUT)
    send(smtp_sink)
    assert len(smtp_sink.deliveries) == 1


def test_a_server_that_hangs_goes_on_when_it_is_told_to(smtp_sink: MailServer) -> None:
    smtp_sink.misbehave("DATA", mailserver.HANG)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_sink, timeout=0.3)
    patient = threading.Thread(target=send, args=(smtp_sink,))
    patient.start()
    patient.join(0.3)
    assert patient.is_alive()
    smtp_sink.behave()
    patient.join(5)
    assert smtp_sink.to("ana@example.org")

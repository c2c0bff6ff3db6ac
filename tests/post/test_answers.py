"""Answers of mail servers as they are met in the field: whose fault they say it is, and that a fault of ours costs no mail."""

import smtplib

import pytest

from petitions.post import answers
from petitions.post.answers import Outcome, Postponed, Refused, ServerAway

AT_RECIPIENT = {
    Outcome.GONE: (
        "550 5.1.1 <x@example.org>: Recipient address rejected: User unknown in local recipient table",
        "550 5.4.1 Recipient address rejected: Access denied.",
        "550 5.2.1 The email account that you tried to reach is disabled.",
        "552 5.2.2 The email account that you tried to reach is over quota",
        "556 5.1.10 Recipient domain has a null MX",
        "550 5.7.13 Account disabled",
        "550 Requested action not taken: mailbox unavailable",
        "550 No such user here",
        "550 <relay.dmarc.policy@example.org>: no such user",
        "550-5.1.1 The account does not exist.\n5.1.1 Please try double-checking",
    ),
    Outcome.SPAM: (
        "554 5.7.1 Service unavailable; Client host [192.0.2.5] blocked using zen.spamhaus.org",
        "550 5.7.1 Message rejected due to content restrictions",
        "550 Blocked - see our policy",
        "554 Transaction failed",
    ),
    Outcome.OURS: (
        "550 5.7.1 Relaying denied",
        "554 5.7.1 <x@example.org>: Relay access denied",
        "550 relay not permitted",
        "530 5.7.0 Authentication required",
        "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy",
        "550 5.7.23 The message was rejected because of Sender Policy Framework violation",
        "550 5.7.25 The IP address sending this message does not have a PTR record",
        "550 5.1.8 Sender address rejected: Domain not found",
        "501 5.5.2 Syntax error",
        "503 Bad sequence of commands",
        "550 5.3.4 Message too big for system",
    ),
}
AT_DATA = {
    Outcome.GONE: ("550 5.1.1 No such user", "552 5.2.2 Mailbox full"),
    Outcome.SPAM: ("554 5.7.1 Message contains spam", "550 Rejected", "554 5.7.0 Message rejected, spam found"),
    Outcome.OURS: (
        "552 Message size exceeds fixed limit",
        "550 5.6.0 Malformed header",
        "554 5.7.8 Credentials invalid",
    ),
}


def cases(told: dict[Outcome, tuple[str, ...]]) -> list[tuple[str, Outcome]]:
    return [(answer, outcome) for outcome, found in told.items() for answer in found]


def sorted_as(failure: answers.Answer) -> Outcome:
    with pytest.raises((Refused, Postponed)) as raised:
        answers.raise_for(failure)
    assert isinstance(raised.value, Postponed) == (raised.value.outcome is Outcome.OURS), "what is our fault waits"
    return raised.value.outcome


@pytest.mark.parametrize(("answer", "outcome"), cases(AT_RECIPIENT))
def test_an_answer_about_an_address_is_sorted(answer: str, outcome: Outcome) -> None:
    refused = {"x@example.org": (int(answer[:3]), answer[4:].encode())}
    assert sorted_as(smtplib.SMTPRecipientsRefused(refused)) is outcome


@pytest.mark.parametrize(("answer", "outcome"), cases(AT_DATA))
def test_an_answer_about_a_letter_is_sorted(answer: str, outcome: Outcome) -> None:
    assert sorted_as(smtplib.SMTPDataError(int(answer[:3]), answer[4:].encode())) is outcome


def test_what_is_not_final_waits() -> None:
    for code, words in ((450, b"4.2.1 Mailbox busy"), (452, b"4.2.2 Over quota"), (451, b"Greylisted")):
        with pytest.raises(Postponed) as raised:
            answers.raise_for(smtplib.SMTPRecipientsRefused({"x@example.org": (code, words)}))
        assert raised.value.outcome is Outcome.BUSY


def test_a_refused_sender_is_our_fault_and_a_busy_server_is_away() -> None:
    assert sorted_as(smtplib.SMTPSenderRefused(550, b"5.7.1 Sender rejected", "calls@oslo.example.org")) is Outcome.OURS
    with pytest.raises(ServerAway):
        answers.raise_for(smtplib.SMTPSenderRefused(451, b"4.3.0 Queue file write error", "calls@oslo.example.org"))


def test_no_answer_is_quoted() -> None:
    """It names the person."""
    refused = {"x@example.org": (550, b"5.1.1 <x@example.org> unknown")}
    with pytest.raises(Refused) as raised:
        answers.raise_for(smtplib.SMTPRecipientsRefused(refused))
    assert "example" not in str(raised.value)

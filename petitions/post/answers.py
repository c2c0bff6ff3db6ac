"""What a mail server's answer means for a letter: it is theirs, it waits, or it is refused for good and for one of two reasons.

Enhanced codes (RFC 3463, 7372, 7505) are read first, then the plain code (RFC 5321) and a few words. In doubt it is our fault:
then a letter waits, and nobody is lost to a wrong setting of ours.
"""

import enum
import re
import smtplib
from typing import NoReturn

CLOSING = 421
"""The mail server's last word on a connection, at any stage (RFC 5321, 3.8)."""


class Outcome(enum.Enum):
    """What became of an attempt."""

    SENT = "sent"
    GONE = "gone"
    """There is no such mailbox, or it takes nothing any more."""
    SPAM = "spam"
    """Refused by a policy: for what the letter looks like, or where it comes from."""
    OURS = "ours"
    """Refused for a fault of ours: no right to send, a sender that is not believed, a letter that is broken."""
    BUSY = "busy"
    AWAY = "away"
    RETURNED = "returned"
    """Accepted at first, and then came back."""
    BROKEN = "broken"
    """Never got as far as the mail server: it could not be opened or written."""
    GIVEN_UP = "given up"
    """Waited as long as a mail may."""


class Refused(Exception):
    """The mail server will never take this letter. Carries the code only: answers quote addresses."""

    def __init__(self, code: int, outcome: Outcome) -> None:
        super().__init__(code)
        self.outcome = outcome


class Postponed(Exception):
    """The mail server does not take this letter now. Carries the code only."""

    def __init__(self, code: int, outcome: Outcome = Outcome.BUSY) -> None:
        super().__init__(code)
        self.outcome = outcome


class ServerAway(Exception):
    """The mail server takes nothing from anybody now: gone, silent, closing, full. That says nothing about the letter.

    `is_at_letter`: the server was there until it got to this letter. `is_in_doubt`: the line broke when the letter was on its
    way, and the server may have it all the same. `outcome` is AWAY, or OURS if it does not let us in.
    """

    def __init__(
        self,
        reason: str,
        *,
        is_at_letter: bool = False,
        is_in_doubt: bool = False,
        outcome: Outcome = Outcome.AWAY,
    ) -> None:
        super().__init__(reason)
        self.is_at_letter, self.is_in_doubt, self.outcome = is_at_letter, is_in_doubt, outcome


Answer = smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException

_QUOTED = re.compile(rb"<[^>]*>")
"""Addresses, which anybody may have typed, are no reason."""
_ENHANCED = re.compile(rb"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_OUR_RIGHTS = re.compile(
    rb"relay|authenticat|starttls|sender verif|\bspf\b|\bdkim\b|\bdmarc\b|reverse dns|\bptr\b", re.IGNORECASE
)
_SPAM = re.compile(rb"spam|block|blacklist|deny ?list|reputation|policy|rejected due to content|virus", re.IGNORECASE)
_SENDER_UNKNOWN = {7, 8}
"""5.1.7 and 5.1.8: the sender's address, not the recipient's."""
_TOO_LONG = 3
_MAILBOX_CLOSED = {13, 17, 18}
"""5.7.13 account disabled; 5.7.17 and 5.7.18 the mailbox or its domain has another owner (RFC 7293)."""
_NOT_LET_IN = {3, 4, 5, 6, 8, 9, 10, 11, 12, 14, *range(20, 31)}
"""5.7.8 to 5.7.14: no right to send; 5.7.20 to 5.7.30: DKIM, SPF, DMARC, reverse DNS (RFC 7372)."""
_GONE_PLAINLY = {521, 550, 551, 552, 553, 556}


def raise_for(failure: Answer) -> NoReturn:
    """Say what an answer other than "yes" means for the letter. Raises Refused, Postponed or ServerAway."""
    code, words = read(failure)
    is_sender = isinstance(failure, smtplib.SMTPSenderRefused)
    # Most servers that can take nothing say so at the sender. But one House's address that is not to the server's liking
    # (RFC 3463: 4.1.x, 4.7.x) must not stop the mail of all others.
    takes_nothing = is_sender and 400 <= code < 500 and not words.startswith((b"4.1.", b"4.7."))
    if code == CLOSING or takes_nothing:
        raise ServerAway(str(code), is_at_letter=True) from None
    if not 500 <= code < 600:
        raise Postponed(code) from None
    is_recipient = isinstance(failure, smtplib.SMTPRecipientsRefused)
    is_about_letter = is_recipient or isinstance(failure, smtplib.SMTPDataError)
    outcome = sort(code, words, is_recipient=is_recipient) if is_about_letter else Outcome.OURS
    if outcome is Outcome.OURS:
        raise Postponed(code, outcome) from None
    raise Refused(code, outcome) from None


def sort(code: int, words: bytes, *, is_recipient: bool) -> Outcome:
    """Why a letter was refused for good (5xx): GONE, SPAM or OURS. `is_recipient`: the answer was about the address alone."""
    words = _QUOTED.sub(b"", words)
    if found := _ENHANCED.search(words):
        subject, detail = int(found[1]), int(found[2])
        if subject in _BY_SUBJECT:
            return _BY_SUBJECT[subject](detail, words)
    if _OUR_RIGHTS.search(words):
        return Outcome.OURS
    if _SPAM.search(words):
        return Outcome.SPAM
    if is_recipient and code in _GONE_PLAINLY:
        return Outcome.GONE
    return Outcome.SPAM if code in (550, 554) else Outcome.OURS


def _of_address(detail: int, _words: bytes) -> Outcome:
    return Outcome.OURS if detail in _SENDER_UNKNOWN else Outcome.GONE


def _of_mailbox(detail: int, _words: bytes) -> Outcome:
    return Outcome.OURS if detail == _TOO_LONG else Outcome.GONE


def _of_policy(detail: int, words: bytes) -> Outcome:
    if detail in _MAILBOX_CLOSED:
        return Outcome.GONE
    return Outcome.OURS if detail in _NOT_LET_IN or _OUR_RIGHTS.search(words) else Outcome.SPAM


_BY_SUBJECT = {
    1: _of_address,
    2: _of_mailbox,
    3: lambda _detail, _words: Outcome.OURS,  # the system's own troubles
    4: lambda _detail, _words: Outcome.GONE,  # no way there
    5: lambda _detail, _words: Outcome.OURS,  # we speak wrongly
    6: lambda _detail, _words: Outcome.OURS,  # we write wrongly
    7: _of_policy,
}


def read(failure: Answer) -> tuple[int, bytes]:
    """The code and the words of the mail server."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return max(failure.recipients.values())
    words = failure.smtp_error
    return int(failure.smtp_code), words.encode() if isinstance(words, str) else words

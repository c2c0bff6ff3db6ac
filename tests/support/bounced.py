"""Messages that mail servers send back, in the forms in which they really come, to whatever return path."""

from collections.abc import Callable

PERSON = "gone@example.net"

Bounce = Callable[[str], bytes]


def _report(action: str, status: str, sender: str, words: str) -> Bounce:
    """A delivery status notification (RFC 3464), as Postfix, Gmail and Exchange send it."""

    def write(to: str) -> bytes:
        return f"""\
Return-Path: <>
Delivered-To: {to}
From: {sender}
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"
Message-Id: <20150501120000.0DC8@mx.example.net>

--B1
Content-Type: text/plain; charset=us-ascii

{words}

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Fri, 1 May 2015 12:00:00 +0000

Final-Recipient: rfc822; {PERSON}
Original-Recipient: rfc822;{PERSON}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} <{PERSON}>: {words}

--B1
Content-Type: text/rfc822-headers

To: {PERSON}
Subject: Confirm your signature

--B1--
""".encode()

    return write


def _exim(to: str) -> bytes:
    return f"""\
Return-path: <>
Envelope-to: {to}
X-Failed-Recipients: {PERSON}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: {to}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {PERSON}
    Unrouteable address
""".encode()


def _qmail(to: str) -> bytes:
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{PERSON}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.
""".encode()


def vacation(to: str) -> bytes:
    """Somebody is on a journey: the mail has arrived."""
    return f"""\
From: Gone Fishing <{PERSON}>
To: {to}
Subject: Out of office
Auto-Submitted: auto-replied

I am away until Monday.
""".encode()


def garbage(to: str) -> bytes:
    """What no program could make sense of."""
    return (
        b"To: "
        + to.encode()
        + b'\nContent-Type: multipart/report; boundary="\xff\xfe\n\n--\xff\x00'
        + bytes(range(256)) * 20
    )


FINAL: dict[str, Bounce] = {
    "postfix": _report("failed", "5.1.1", "MAILER-DAEMON@mx.example.net (Mail Delivery System)", "User unknown"),
    "gmail": _report("failed", "5.1.1", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Address not found"),
    "exchange": _report("failed", "5.1.10", "postmaster@example.net", "Recipient not found by SMTP address lookup"),
    "exim": _exim,
    "qmail": _qmail,
}
NOT_FINAL: dict[str, Bounce] = {
    "delayed": _report("delayed", "4.4.1", "MAILER-DAEMON@mx.example.net", "Delivery delayed; will retry"),
    "vacation": vacation,
    "garbage": garbage,
}

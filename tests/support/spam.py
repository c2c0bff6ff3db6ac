"""What SpamAssassin makes of mails, by the rules that Debian ships: it asks nobody, learns nothing, and keeps nothing."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from tests.support.mailserver import Delivery

PROGRAM = Path(__file__).with_suffix(".pl")

TRACE = """\
Return-Path: <{sender}>
Received: from mail.calls.example.org (mail.calls.example.org [IPv6:2001:db8::25])
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
\tby mx.example.org (Postfix) with ESMTPS id 4Zb1q30GsPz5s9R
\tfor <{recipient}>; {date}
Received: from worker (localhost [127.0.0.1])
\tby mail.calls.example.org (Postfix) with ESMTP id 4Zb1q24jTfz9rxK; {date}
"""
"""What the two mail servers on the way write above a mail."""


class Missing(Exception):
    """There is no SpamAssassin here; `str()` says what to do."""


@dataclass(frozen=True)
class Judged:
    """The points of a mail, and the rules that they come from."""

    score: float
    rules: str


def judge(deliveries: Sequence[Delivery], folder: Path) -> list[Judged]:
    """What SpamAssassin makes of each of these, as it lies in its reader's mailbox. One process reads all of them.

    All that is written lies in `folder`. Raises Missing.
    """
    if subprocess.run(["perl", "-MMail::SpamAssassin", "-e1"], capture_output=True, check=False).returncode:
        raise Missing("SpamAssassin is missing, so nobody can see what it makes of mails. apt install spamassassin")
    files = [folder / f"{number}.eml" for number in range(len(deliveries))]
    for file, delivery in zip(files, deliveries, strict=True):
        file.write_bytes(_delivered(delivery))
    done = subprocess.run(
        ["perl", PROGRAM, folder, *files], cwd=folder, capture_output=True, text=True, errors="replace", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.partition(" ") for line in done.stdout.splitlines()]
    return [Judged(float(score), rules) for score, _blank, rules in lines]


def _delivered(delivery: Delivery) -> bytes:
    (recipient,) = delivery.recipients
    trace = TRACE.format(sender=delivery.sender, recipient=recipient, date=formatdate(localtime=True))
    return trace.encode() + delivery.raw.replace(b"\r\n", b"\n")

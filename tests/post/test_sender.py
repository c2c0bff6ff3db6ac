"""Who a mail is from, as the mail server gets it: the name of the House, sign for sign, in every language."""

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from petitions.demo import mailbox, reading
from petitions.mail import Letter
from petitions.post.transport import SmtpTransport
from tests import factories
from tests.support import databases

pytestmark = [databases.one, pytest.mark.usefixtures("app_context")]

ADDRESS = "calls@a-rather-long-name-of-a-house.example.org"
LONG = "Дом прав человека Осло и соседние организации, правозащитный центр имени Сахарова"
NAMES = [
    *(said["houses"][house]["name"] for said in reading.words().values() for house in said["houses"]),
    *factories.HARD_NAMES,
    LONG,
    "Menneskerettighetshuset i Oslo – Åse Ødegård og venner",
    'House "Nansen", Oslo (Norway)',
    "A House with a name in plain letters that is longer than any line of a mail can be",
]
WORD = re.compile(r"=\?utf-8\?[qb]\?[!->@-~]*\?=")
"""An encoded word (RFC 2047, 2): no blank in it."""


def sender_in(raw: bytes) -> tuple[str, str]:
    """Name and address, as by RFC 2047: blanks between encoded words are none of the name."""
    value = re.sub(r"\r?\n", "", email.message_from_bytes(raw)["From"])
    name, address = parseaddr(value)
    return str(make_header(decode_header(name))), address


def test_the_name_of_a_house_arrives_as_it_is_written(app, smtp_sink):
    with SmtpTransport() as way:
        for name in NAMES:
            way.send(
                Letter("ana@example.org", (name, ADDRESS), "Subject", "text", "<p>text</p>", "en", "<1@example.org>")
            )
    raws = [delivery.raw for delivery in smtp_sink.deliveries]
    assert [sender_in(raw) for raw in raws] == [(name, ADDRESS) for name in NAMES]
    for raw in raws:
        lines = re.search(rb"^From: .*(?:\r?\n[ \t].*)*", raw, re.MULTILINE)[0].decode("ascii").splitlines()
        assert all(len(line) <= 78 for line in lines)
        words = [word for line in lines for word in line.split() if "=?" in word]
        assert all(WORD.fullmatch(word) and len(word) <= 75 for word in words)


def test_the_mailbox_of_the_demonstration_shows_it_as_mail_programs_do():
    letter = Letter("ana@example.org", (LONG, ADDRESS), "Subject", "text", "<p>text</p>", "ru", "<1@example.org>")
    parsed = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    assert mailbox._sender(parsed) == f"{LONG} <{ADDRESS}>"

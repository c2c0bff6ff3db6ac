"""Mails to many: each reader's own words stand in the one message that was made, wherever its lines end."""

import email
import email.policy

import pytest

from petitions import serial
from petitions.mail import Letter
from petitions.serial import Serial
from tests.support import databases

TOKEN, CODE = serial.mark(27), f"{serial.mark(3)} {serial.mark(3)}"
OWN = ("a" * 13 + "b" * 14, "k7m 2xq")

pytestmark = [pytest.mark.usefixtures("app_context"), databases.one]


def test_own_words_are_read_wherever_lines_are_broken():
    for shift in range(78):
        said = f"{'ø' * (shift % 3)}{'x' * shift} https://calls.example.org/confirm/{{0}} {'y' * 40} {{1}} z\n{{1}}\n"
        text, sender = said.format(TOKEN, CODE), ("Oslo", "calls@oslo.example.org")
        common = Letter(serial.RECIPIENT, sender, "Hei", text, f"<p>{text}</p>", "nb", serial.MESSAGE_ID)
        letter = Serial(common, TOKEN, CODE).to("ana@example.org", "<1@calls.example.org>", *OWN)
        message = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
        assert (message["To"], message["Message-ID"]) == ("ana@example.org", "<1@calls.example.org>")
        plain, html = (message.get_body((form,)).get_content().splitlines() for form in ("plain", "html"))
        assert plain == letter.text.splitlines() == said.format(*OWN).splitlines()
        assert html == letter.html.splitlines() == f"<p>{said.format(*OWN)}</p>".splitlines()


def test_each_reader_has_an_own_word_for_each_mark():
    common = Letter(serial.RECIPIENT, ("Oslo", "a@example.org"), "Hei", TOKEN, CODE, "nb", serial.MESSAGE_ID)
    with pytest.raises(ValueError, match="zip"):
        Serial(common, TOKEN, CODE).to("ana@example.org", "<1@calls.example.org>", OWN[0])

"""Mails to many: made once and filled in, they say to each reader what a mail made for that reader alone would say."""

import dataclasses
import email
import email.policy

import pytest

from petitions import serial
from petitions.mail import Letter
from petitions.serial import Serial

pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WORD, TOKEN = serial.mark(27), "23456789abcdefghjkmnpqrstvw"
CODE = f"{serial.mark(3)} {serial.mark(3)}"
OWN = (TOKEN, "k7m 2xq")
LINES = "\n".join(f"{'ə' * (place % 3)}{'x' * place}{WORD}." for place in range(90))
"""Wherever the end of a line may fall, one falls into the word."""


def letter(**changes: object) -> Letter:
    made = Letter(
        recipient=serial.RECIPIENT,
        sender=("Дом прав человека", "calls@oslo.example.org"),
        subject="سنوات ست ونصف",
        text=LINES,
        html=f"<p>{LINES}</p>",
        language="ar",
        message_id=serial.MESSAGE_ID,
        unsubscribe_url=f"https://calls.example.org/unsubscribe/{WORD}",
    )
    return dataclasses.replace(made, **changes)


def parsed(made: Letter):
    message = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
    told = {name: str(value).strip() for name, value in message.items() if name not in ("Date", "Content-Type")}
    return told, [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


@pytest.mark.parametrize("host", ["petitions.humanrightshouse.org", f"{'long-' * 10}name.{'human-' * 8}rights.example"])
def test_mail_programs_find_the_address_that_ends_news_however_long_it_is(host):
    long = letter(unsubscribe_url=f"https://{host}/unsubscribe/{WORD}")
    for made in (long, Serial(long, WORD).to("ana@example.org", "<1@calls.example.org>", TOKEN)):
        word = WORD if made is long else TOKEN
        assert f"List-Unsubscribe: <https://{host}/unsubscribe/{word}>\r\n".encode() in made.as_bytes()


@pytest.mark.parametrize("recipient", ["ana@example.org", "ana@bücher.example", "a" * 64 + "@example.org"])
def test_a_filled_in_mail_is_the_one_that_would_have_been_made(recipient):
    mine = {"recipient": recipient, "message_id": "<1@calls.example.org>"}
    filled = Serial(letter(), WORD).to(mine["recipient"], mine["message_id"], TOKEN)
    alone = letter(
        **mine,
        text=LINES.replace(WORD, TOKEN),
        html=f"<p>{LINES}</p>".replace(WORD, TOKEN),
        unsubscribe_url=f"https://calls.example.org/unsubscribe/{TOKEN}",
    )
    assert parsed(filled) == parsed(alone)
    assert WORD.encode() not in filled.as_bytes()
    assert dataclasses.replace(filled, written=None) == alone


def test_own_words_are_read_wherever_lines_are_broken():
    for shift in range(78):
        said = f"{'ø' * (shift % 3)}{'x' * shift} https://calls.example.org/confirm/{{0}} {'y' * 40} {{1}} z\n{{1}}\n"
        text, sender = said.format(WORD, CODE), ("Oslo", "calls@oslo.example.org")
        common = Letter(serial.RECIPIENT, sender, "Hei", text, f"<p>{text}</p>", "nb", serial.MESSAGE_ID)
        letter = Serial(common, WORD, CODE).to("ana@example.org", "<1@calls.example.org>", *OWN)
        message = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
        assert (message["To"], message["Message-ID"]) == ("ana@example.org", "<1@calls.example.org>")
        plain, html = (message.get_body((form,)).get_content().splitlines() for form in ("plain", "html"))
        assert plain == letter.text.splitlines() == said.format(*OWN).splitlines()
        assert html == letter.html.splitlines() == f"<p>{said.format(*OWN)}</p>".splitlines()


def test_each_reader_has_an_own_word_for_each_mark():
    common = Letter(serial.RECIPIENT, ("Oslo", "a@example.org"), "Hei", WORD, CODE, "nb", serial.MESSAGE_ID)
    with pytest.raises(ValueError, match="zip"):
        Serial(common, WORD, CODE).to("ana@example.org", "<1@calls.example.org>", OWN[0])

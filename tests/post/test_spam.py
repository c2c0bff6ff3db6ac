"""Rule: no mail of ours looks like spam, in no language. SpamAssassin says so, of the bytes that a mail server gets."""

import dataclasses

import pytest

from petitions import i18n
from petitions.demo import samples
from petitions.mail import Letter
from petitions.post import returning
from petitions.post.transport import SmtpTransport
from tests.support import databases, spam

pytestmark = [pytest.mark.promise, databases.one, pytest.mark.usefixtures("app_context")]

UNDER = 2.0
SPAM = 5.0
"""What SpamAssassin itself calls so."""
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
SWINDLE = """\
DEAR FRIEND, I am the widow of the late minister of Nigeria. He left the sum of $25,000,000.00 (twenty five million
United States dollars) with a security company, and I need a foreign partner to transfer the funds into your bank account.
You get 30% for your assistance. This business transaction is 100% risk free. Reply URGENTLY with your bank account
number, telephone and fax: strictly confidential. Cheap VIAGRA, click below to be removed: http://10.1.2.3/v1agra.exe
"""


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, bounce_address="bounces@calls.example.org")


def every_mail() -> dict[str, Letter]:
    """Every mail in every language, by both."""
    return {f"{name} {code}": samples.letter(name, code) for name in samples.SAMPLES for code in i18n.INTERFACE}


def spammed(text: str) -> Letter:
    """The mail that asks to confirm, saying `text` instead."""
    return dataclasses.replace(samples.letter("confirm", "en"), text=text, html=f"<html><body>{text}</body></html>")


def test_no_mail_looks_like_spam_and_spam_does(smtp_sink, tmp_path, verdict):
    letters = every_mail() | {"gtube": spammed(GTUBE), "swindle": spammed(SWINDLE)}
    with SmtpTransport() as way:
        for letter in letters.values():
            way.send(dataclasses.replace(letter, return_path=returning.return_path([4021])))
    try:
        judged = dict(zip(letters, spam.judge(smtp_sink.deliveries, tmp_path), strict=True))
    except spam.Missing as missing:
        pytest.fail(str(missing))
    for control in ("gtube", "swindle"):
        assert judged.pop(control).score > SPAM, control
    assert not any("ALL_TRUSTED" in one.rules for one in judged.values()), "the way of the mails lends them a good name"
    name, worst = max(judged.items(), key=lambda one: one[1].score)
    print({name: one for name, one in judged.items() if one.score >= UNDER})
    where = f"SpamAssassin's points for the worst of {len(judged)} mails: {name}, {worst.rules}"
    verdict(where, worst.score, goal=f"under {UNDER}", is_kept=worst.score < UNDER)

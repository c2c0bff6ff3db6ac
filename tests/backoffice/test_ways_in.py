"""Whoever has got hold of an account may add a way of their own to sign in: its owner has word of each, by mail."""

import re

import pytest

from petitions.accounts import audit
from tests.backoffice.test_signing_in import send, set_up
from tests.support import passkeys, rounds

WAY = "En ny måte å logge inn på ble lagt til kontoen din"
APP, CODES = "/organise/account/tf-setup", "/organise/account/mf-recovery-codes"


def make_codes(browser):
    return re.findall(r"<li>([0-9a-f-]{14})</li>", send(browser, CODES, generate_new_codes="1").text)


def make_passphrase(browser):
    key = "/organise/houses/oslo/key"
    shown = re.search(r'translate="no">([^<]+)<', browser.post(f"{key}/passphrase").text)[1]
    browser.post(f"{key}/passphrase/typed", {"passphrase": shown})
    return [shown]


@pytest.fixture
def ane(clock, sign_in, house):
    """The browser of somebody who reads Norwegian, at noon UTC on 1 May 2015."""
    return sign_in(of=house, language="nb")


@pytest.fixture
def mailed(app, smtp_sink):
    """Bring the mails. Returns subject and text of each that went to an address."""

    def bring(email: str = "ane@example.org") -> list[tuple[str, str]]:
        with app.app_context():
            rounds.deliver_some()
        return [(mail["Subject"], mail.get_body(("plain",)).get_content()) for mail in smtp_sink.to(email)]

    return bring


@pytest.mark.parametrize(
    ("add", "title", "words", "logged"),
    [
        (set_up, WAY, "En autentiseringsapp ble satt opp 1. mai 2015 kl. 12:00 UTC.", "second factor added"),
        (passkeys.add, WAY, "En passnøkkel ble satt opp 1. mai 2015 kl. 12:00 UTC.", "second factor added"),
        (make_codes, WAY, "Nye gjenopprettingskoder ble laget 1. mai 2015 kl. 12:00 UTC.", "recovery codes made"),
        (
            make_passphrase,
            "En ny passfrase ble laget med kontoen din",
            "En ny passfrase for å lese navn ble laget 1. mai 2015 kl. 12:00 UTC.",
            "passphrase made",
        ),
    ],
    ids=["app", "passkey", "codes", "passphrase"],
)
def test_a_way_in_that_is_added_is_mailed_to_the_owner_and_logged(
    ane, clock, app, mailed, smtp_sink, add, title, words, logged
):
    secrets = add(ane) or ()
    clock.shift(3600)
    ((subject, text),) = mailed()
    assert subject == title
    assert words in text
    assert "Var det ikke deg, be straks en administrator i huset" in text
    assert not any(secret in text for secret in secrets)
    assert len(smtp_sink.deliveries) == 1, "nobody else has word of it"
    with app.app_context():
        assert audit.newest().what == logged
        assert audit.broken() is None


def test_codes_that_are_made_anew_are_told_again(ane, mailed):
    assert set(make_codes(ane)).isdisjoint(make_codes(ane))
    assert len(mailed()) == 2


def test_nothing_is_told_of_what_was_not_added(ane, mailed):
    passkeys.add(ane, is_whole=False)
    page = send(ane, APP, setup="authenticator")
    ane.post(re.search(rf'action="({APP}/[^"]+)"', page.text)[1], {"code": "000000"})
    ane.get(CODES)
    assert mailed() == []

"""What the log of a House tells its administrators of those who guess."""

import pytest

from petitions.accounts import audit
from petitions.houses import passphrases
from tests.backoffice.test_account import ida as ida  # a fixture
from tests.backoffice.test_log import LOG, lines
from tests.backoffice.test_signing_in import PASSWORD, code, send
from tests.support import keyholders
from tests.support.office import Office


@pytest.fixture
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.mark.usefixtures("_fast")
def test_an_administrator_sees_that_somebody_tries_to_open_the_names(ane, rune, app):
    wrong = "k7wm-k7wm-k7wm-k7wm"
    keyholders.press_unlock(rune, wrong)
    keyholders.press_unlock(rune)
    rune.post("/organise/account/fresh", {"code": "123456"})
    page = ane.get(LOG)
    assert lines(page)[:3] == [
        "Wrong second factor",
        "Names not unlocked: no right to read them",
        "Names not unlocked: wrong passphrase",
    ]
    assert page.text.count("Rune Bakke") >= 3
    with app.app_context():
        told = [entry.thing + entry.what for entry in audit.of_house(rune.who.memberships[0].house_id)]
        assert audit.broken() is None
    assert not any(wrong in words or rune.passphrase in words or "123456" in words for words in told)


def test_an_administrator_sees_that_somebody_has_a_password_and_guesses_codes(ida, office, app):
    browser = Office(app, None)
    send(browser, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    for path in ("tf-validate", "mf-recovery"):
        send(browser, f"/organise/account/{path}", code="000000")
    assert lines(office.get(LOG))[:2] == ["Wrong second factor"] * 2
    send(browser, "/organise/account/tf-validate", code=code(ida.key, steps=1))
    assert lines(office.get(LOG)).count("Wrong second factor") == 2, "the right one is none of these"

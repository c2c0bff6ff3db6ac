"""The network's recovery key in the browser: shown once, on paper, and current when it was typed back."""

import contextlib
import re
import time

import pypdfium2
import pytest
import time_machine

from petitions.accounts import audit, keyholding
from petitions.houses import keys, passphrases, recovery
from tests import factories

PAGE = "/organise/recovery-key"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def network(sign_in):
    """The browser of a network administrator."""
    return sign_in("nora@example.org", is_network_administrator=True)


def shown_on(page) -> str:
    return re.search(r'<p class="passphrase long"[^>]*>([^<]+)<', page.text)[1]


def is_there(app) -> bool:
    with app.app_context():
        return recovery.current() is not None


def test_a_recovery_key_counts_when_it_was_typed_from_paper(network, app):
    assert "There is none yet" in network.get(PAGE).text
    page = network.post(f"{PAGE}/new")
    code = shown_on(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert not is_there(app)
    assert "not typed back" in network.get(PAGE).text
    assert code not in network.get(f"{PAGE}/typed").text
    wrong = network.post(f"{PAGE}/typed", {"code": recovery.draft()})
    assert (wrong.status_code, "This is not the key that was shown" in wrong.text) == (422, True)
    assert not is_there(app)
    done = network.post(f"{PAGE}/typed", {"code": code.upper()}, follow_redirects=True)
    assert "The recovery key counts now." in done.text
    assert "not typed back" not in done.text
    with app.app_context():
        assert recovery.current().public_key == recovery.public_half(code)
        noted = audit.newest()
        assert (noted.what, noted.organiser_id) == ("recovery key made", network.who.id)


@pytest.mark.parametrize("typed", ["", "2" * 2000, "ə\0<script>", "‮" * 56])
def test_what_is_no_key_is_answered_in_words(network, app, typed):
    network.post(f"{PAGE}/new")
    assert network.post(f"{PAGE}/typed", {"code": typed}).status_code == 422
    assert not is_there(app)


def test_a_key_that_was_not_shown_here_is_not_taken(network, app):
    answer = network.post(f"{PAGE}/typed", {"code": recovery.draft()})
    assert answer.location == PAGE
    assert not is_there(app)


def test_it_is_made_with_a_fresh_second_factor_and_typed_without(network, app):
    code = shown_on(network.post(f"{PAGE}/new"))
    with time_machine.travel(time.time() + 11 * 60):
        assert "/organise/account/fresh" in network.post(f"{PAGE}/new").location
        network.post(f"{PAGE}/typed", {"code": code})
        assert is_there(app)


def test_the_sheet_is_printed_from_what_the_page_sends_along(network, app):
    page = network.post(f"{PAGE}/new")
    code = re.search(r'name="code" value="([^"]+)"', page.text)[1]
    sheet = network.post(f"{PAGE}/sheet.pdf", {"code": code})
    assert (sheet.mimetype, sheet.headers["Cache-Control"]) == ("application/pdf", "no-store")
    words = pypdfium2.PdfDocument(sheet.data)[0].get_textpage().get_text_range()
    groups = [word for word in words.split() if len(word) == 4 and word.isalnum()]
    found = []
    for start in range(len(groups) - 13):
        with contextlib.suppress(recovery.WrongRecoveryKey):
            found.append(recovery.spelled(recovery.read("".join(groups[start : start + 14]))))
    assert found == [code]
    assert network.post(f"{PAGE}/sheet.pdf", {"code": "2" * 56}).location == PAGE
    assert not is_there(app)


def test_the_page_says_whose_names_it_opens(network, app):
    with app.app_context():
        keys.create(factories.house("baku", has_key=False).id, "before")
        keyholding.make_recovery_key()
        keys.create(factories.house("oslo", has_key=False).id, "after")
        factories.house("zagreb", has_key=False)
    page = network.get(PAGE).text
    assert "The names of one House" in page
    assert "There is a recovery key already" in page
    missing = page.partition("Not yet")[2]
    assert "House baku" in missing
    assert "House oslo" not in missing
    assert "House zagreb" not in missing
    assert PAGE in network.get("/organise/houses").text

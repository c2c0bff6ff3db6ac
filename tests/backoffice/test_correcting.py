"""Correcting one person's signature: under an unlock, by whoever may read names, once it was found by its address."""

import html
import re
import time

import pytest

from petitions.accounts.rights import Role
from petitions.backoffice import found
from petitions.houses import keys
from petitions.signatures import confirming
from petitions.signatures.models import Visibility
from tests import factories

PLACE = "/organise/campaigns/free-rasul"


@pytest.fixture
def passphrase(app, house):
    with app.app_context():
        return keys.create(house.id, "tests")


@pytest.fixture
def token(app, house, passphrase):
    with app.app_context():
        return factories.confirmed(
            factories.campaign(of=house), name="Ana Kovac", comment="Hello", visibility=Visibility.PUBLIC
        )


ADDRESS = {"email": "ana@example.org"}


def found_by(office, place: str = PLACE) -> str:
    """Where the page leads that has found Ana."""
    (link,) = re.findall(r'href="([^"]+/correct\?[^"]+)"', office.post(f"{place}/find", ADDRESS).text)
    return html.unescape(link)


@pytest.fixture
def page(office, token):
    return found_by(office)


@pytest.fixture
def unlocked(office, passphrase):
    office.post("/organise/houses/oslo/unlock", {"passphrase": passphrase})
    return office


FORM = {"name": "Ana Kovač", "town": "Split", "comment": "", "visibility": "public"}


def test_without_an_unlock_the_padlock_comes_first(office, page):
    answer = office.get(page)
    assert answer.status_code == 302
    assert answer.location.startswith("/organise/houses/oslo/unlock")


def test_what_is_corrected_is_what_the_owner_s_link_shows(unlocked, page, app, token, client):
    form = unlocked.get(page)
    assert 'value="Ana Kovac"' in form.text
    assert all(f'maxlength="{most}"' in form.text for most in (200, 100, 300))
    assert form.headers["Cache-Control"] == "no-store"
    assert "The signature is corrected" in unlocked.post(page, FORM, follow_redirects=True).text
    with app.app_context():
        signature, said = confirming.find(token)
        assert (said.name, said.town, said.comment) == ("Ana Kovač", "Split", None)
        assert (signature.visibility, signature.public_name) == (Visibility.PUBLIC, "Ana Kovač")
    assert "Ana Kovač" in client.get("/en/campaigns/free-rasul").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write the name"), ({"name": "123"}, "Write the name in letters"),
        ({"name": "x" * 10_000}, "Shorten this"), ({"name": "Ana \u202egnp"}, "Remove the invisible"),
        ({"name": "Ana\x00"}, "Remove the invisible"), ({"comment": "www.example.org"}, "Remove the link"),
        ({"visibility": "all"}, "Choose who may see"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_mended_in_words(unlocked, page, app, token, changes, words):
    answer = unlocked.post(page, FORM | changes)
    assert (answer.status_code, words in answer.text) == (422, True)
    with app.app_context():
        assert confirming.find(token)[1].name == "Ana Kovac"


def test_a_moderator_is_offered_no_correction(sign_in, house, page, office):
    moderator = sign_in("mia@oslo.example.org", of=house, role=Role.MODERATOR)
    assert moderator.get(page).status_code == 404
    assert "/correct" not in moderator.post(f"{PLACE}/find", ADDRESS).text
    assert "/correct" in office.post(f"{PLACE}/find", ADDRESS).text


def test_whoever_counts_through_the_numbers_is_shown_nobody(clock, unlocked, page):
    bare = page.partition("?")[0]
    for address in (bare, f"{bare}?found=x"):
        for answer in (unlocked.get(address), unlocked.post(address, FORM)):
            assert (answer.status_code, answer.location) == (303, f"{PLACE}/find")
    assert "Search for the signature first." in unlocked.get(bare, follow_redirects=True).text
    assert "Ana Kovac" in unlocked.get(page).text
    clock.shift(found.LASTS + 1)
    assert "Ana Kovac" not in unlocked.get(page, follow_redirects=True).text


def test_the_mark_of_the_page_is_as_fresh_as_the_page(unlocked, page):
    first = page.partition("found=")[2]
    time.sleep(1.1)  # marks know whole seconds
    (second,) = re.findall(r'name="found" value="([^"]+)"', unlocked.get(page).text)
    assert second != first
    assert unlocked.post(page.partition("?")[0], FORM | {"found": second}).location == f"{PLACE}/find"


def test_what_is_typed_outlives_the_unlock(clock, unlocked, page, passphrase):
    form = unlocked.get(page).text
    (mark,) = re.findall(r'name="found" value="([^"]+)"', form)
    clock.shift(16 * 60)
    kept = unlocked.post(page.partition("?")[0], FORM | {"name": "Ana Kovač", "found": mark})
    assert (kept.status_code, "What you wrote is not saved yet" in kept.text) == (403, True)
    unlocked.post("/organise/houses/oslo/unlock", {"passphrase": passphrase})
    clock.shift(5 * 60)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', kept.text))
    assert sent["name"] == "Ana Kovač"
    assert "is corrected" in unlocked.post(page.partition("?")[0], sent, follow_redirects=True).text

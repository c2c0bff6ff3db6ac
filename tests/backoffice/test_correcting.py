"""Correcting one person's signature: under an unlock, by whoever may read names."""

import pytest

from petitions.accounts.rights import Role
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


@pytest.fixture
def page(app, token):
    with app.app_context():
        return f"{PLACE}/signatures/{factories.row(token).id}/correct"


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
    address = {"email": "ana@example.org"}
    assert "/correct" not in moderator.post(f"{PLACE}/find", address).text
    assert "/correct" in office.post(f"{PLACE}/find", address).text

"""Whoever is asked for something first, at the press of a button, loses nothing that was written."""

import html
import io
import re
import time

import pytest

from petitions import database
from petitions.accounts import sessions
from petitions.accounts.models import Organiser
from petitions.backoffice import guarding
from petitions.campaigns import publishing
from petitions.campaigns import queries as campaigns
from tests import factories
from tests.support.editor import form_of

STATE = "/organise/campaigns/free-rasul/state"
NOTE = "The trial is over; <b>nobody</b> was heard."


@pytest.fixture(autouse=True)
def campaign(app, house):
    with app.app_context():
        publishing.close(factories.campaign(of=house), notes={"en": "It ends."})


@pytest.fixture
def page(office):
    """The page of a note."""
    return re.search(r'href="([^"]+/steps/\d+)"', office.get(STATE).text)[1]


def kept(answer) -> dict[str, str]:
    """What the form of the page would send."""
    fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in fields}


def note(app) -> str:
    with app.app_context():
        database.session().expire_all()
        return campaigns.steps(1)[0].note("en").body


def sign_out_everywhere(app) -> None:
    with app.app_context():
        sessions.end_all(database.session().query(Organiser.id).filter_by(email="ane@example.org").scalar())


def sign_in_again(app, office) -> None:
    with app.app_context(), database.action() as session:
        who = session.query(Organiser).filter_by(email="ane@example.org").one()
        token, name = sessions.begin(session, who, "Firefox Linux"), who.fs_uniquifier
    with office.client.session_transaction(path="/organise/") as cookie:
        cookie.update({"_user_id": name, guarding.TOKEN: token, guarding.PROVEN: time.time()})


def test_a_session_that_ended_meanwhile_costs_no_words(office, app, page, valid_html):
    form = form_of(office.get(page), "flow") | {"en": NOTE}
    sign_out_everywhere(app)
    answer = office.post(page, form)
    assert (answer.status_code, "What you wrote is not saved yet" in answer.text) == (403, True)
    assert "/organise/account/login" in answer.text
    assert note(app) == "It ends."
    valid_html(answer.text)
    assert kept(answer)["en"] == NOTE
    sign_in_again(app, office)
    again = office.client.post(page, data=kept(answer))
    assert again.status_code == 303, again.text
    assert note(app) == NOTE


def test_what_no_page_may_repeat_is_not_repeated(office, app):
    sign_out_everywhere(app)
    answer = office.post("/organise/houses/oslo/unlock", {"passphrase": "one two three four"})
    assert (answer.status_code, "one two" in answer.text) == (302, False)


def test_single_words_are_kept_too(office, app, sign_in, house, valid_html):
    late = sign_in("late@example.org", of=house, proven=3600)
    typed = {"email": "Iva@example.org", "language": "en", "role": "reader"}
    answer = late.post("/organise/houses/oslo/organisers/invite", typed)
    assert (answer.status_code, kept(answer) | typed) == (403, kept(answer))
    assert re.findall("<blockquote[^>]*>([^<]*)<", answer.text) == ["Iva@example.org"]
    valid_html(answer.text)
    small = late.post("/organise/houses/oslo/organisers/invite", {"email": "iva"})
    assert (small.status_code, kept(small)["email"]) == (403, "iva")
    sign_out_everywhere(app)
    answer = office.post("/organise/campaigns/free-rasul/signatures/1/correct", {"name": "Ana", "found": "Wy.x"})
    assert (answer.status_code, kept(answer)["found"], "<blockquote" in answer.text) == (403, "Wy.x", True)


@pytest.mark.parametrize("name", ["passphrase", "password", "code", "credential"])
def test_a_secret_of_one_word_is_not_repeated(office, app, name):
    sign_out_everywhere(app)
    answer = office.post(f"{STATE}/archive", {name: "Abcdefgh", "label": "Ane"})
    assert (answer.status_code, "Abcdefgh" in answer.text) == (302, False)


def test_a_button_leads_straight_to_what_is_asked_for(office, app):
    sign_out_everywhere(app)
    assert "/organise/account/login" in office.post(f"{STATE}/archive").location
    press = {"act": "Down", "found": "Wy.x", "name-was": "0f"}
    assert "/organise/account/login" in office.post(f"{STATE}/archive", press).location


def test_long_texts_are_kept_too(office, app):
    edit = "/organise/campaigns/free-rasul/edit"
    form = form_of(office.get(edit)) | {"en-petition": "Мы просим. " * 9_000}
    sign_out_everywhere(app)
    answer = office.client.post(edit, data=form, content_type="multipart/form-data")
    assert (answer.status_code, answer.text.count("Мы просим.") >= 9_000) == (403, True)


def test_a_picture_has_to_be_chosen_once_more(office, app):
    sign_out_everywhere(app)
    form = {"act": "upload", "file": (io.BytesIO(b"x" * 300_000), "portrait of Rasul.png")}
    assert "/organise/account/login" in office.post("/organise/campaigns/free-rasul/picture", form).location

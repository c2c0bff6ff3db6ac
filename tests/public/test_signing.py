"""The form that signs, as a browser sends it."""

import dataclasses
import io
import os
import re
import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from petitions import database, keyring, outbox
from petitions.outbox import OutboxMessage
from petitions.signatures import content
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support import databases

FORM = {
    "name": "Ana Kovač",
    "email": "ana@example.org",
    "country": "HR",
    "town": "Zagreb",
    "visibility": "recipient",
    "comment": "",
    "consent": "y",
}
ADDRESS = "/en/campaigns/free-rasul/sign"


@pytest.fixture(autouse=True)
def campaign(app):
    with app.app_context():
        factories.campaign()


def stored(app) -> list[Signature]:
    with app.app_context():
        return list(database.session().scalars(sa.select(Signature)))


@pytest.mark.parametrize("name", factories.HARD_NAMES)
def test_every_name_signs(client, app, name):
    answer = client.post(ADDRESS, data=FORM | {"name": name})
    assert (answer.status_code, answer.location) == (303, "/en/campaigns/free-rasul/check-your-mail")
    assert len(stored(app)) == 1


def test_what_is_typed_reaches_the_seal_and_the_mail(client, app):
    client.post(
        ADDRESS, data=FORM | {"name": " Rəsul  Cəfərov ", "town": "Bakı", "comment": "Azadlıq!", "updates": "y"}
    )
    with app.app_context():
        (message,) = database.session().scalars(sa.select(OutboxMessage))
        envelope = outbox.unlock(message)
        signature = factories.row(envelope.variables["token"])
        opened = content.open_with_token(signature, envelope.variables["token"])
    assert (envelope.recipient, envelope.language) == ("ana@example.org", "en")
    assert (opened.name, opened.town, opened.comment, opened.updates) == ("Rəsul Cəfərov", "Bakı", "Azadlıq!", True)
    assert (signature.country, signature.visibility) == ("HR", Visibility.RECIPIENT)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Write your name"),
        ("name", " \u200b ", "Write your name"),
        ("name", "12345", "Write the name in letters, of any alphabet"),
        ("name", "Ana https://evil.example", "Remove the link"),
        ("name", "Ana\u202eKovač", "Remove the invisible character U+202E from “\u2068AnaKovač\u2069”"),
        ("name", "A" * 201, "Shorten this to 200 characters"),
        ("name", "A\u0316\u0317\u0318\u0319na", "Remove some accents"),
        ("email", "", "Write your e-mail address"),
        ("email", "svitlana@example", "Write an e-mail address such as name@example.org"),
        ("country", "", "Choose a country"),
        ("country", "XX", "Choose a country"),
        ("town", "www.evil.example", "Remove the link"),
        ("visibility", "", "Choose who may see your name"),
        ("visibility", "everybody", "Choose who may see your name"),
        ("comment", "See https://evil.example", "Remove the link"),
        ("comment", "x" * 301, "Shorten this to 300 characters"),
        ("consent", "", "Tick the box"),
        ("website", "https://spam.example", "Leave the field “Website” empty"),
    ],
)
def test_a_mistake_is_named_and_nothing_that_was_typed_is_lost(client, app, field, typed, words):
    form = {name: value for name, value in (FORM | {"town": "Split", field: typed}).items() if value}
    answer = client.post(ADDRESS, data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error: " in answer.text
    kept = {"name": "Ana Kovač", "email": "ana@example.org", "town": "Split"}
    assert all(f'value="{value}"' in answer.text for name, value in kept.items() if name != field)
    assert stored(app) == []


def test_no_field_takes_more_than_the_server_does(client):
    page = client.get("/en/campaigns/free-rasul").text
    taken = dict(re.findall(r'<(?:input|textarea) [^>]*id="(\w+)" maxlength="(\d+)"', page))
    assert taken == {"name": "200", "email": "254", "town": "100", "comment": "300"}


def test_a_slip_in_the_address_is_asked_about_once(client, app):
    slip = FORM | {"email": "ana@gmial.com"}
    answer = client.post(ADDRESS, data=slip)
    assert answer.status_code == 422
    assert "ana@gmail.com" in answer.text
    assert 'name="sure"' in answer.text
    assert client.post(ADDRESS, data=slip | {"sure": "ana@gmial.com"}).status_code == 303


def test_a_form_sent_before_it_can_be_read_is_asked_about_once(client, app):
    assert client.post(ADDRESS, data=FORM | {"seconds": "0"}).status_code == 422
    assert client.post(ADDRESS, data=FORM | {"seconds": "0", "sure": "ana@example.org"}).status_code == 303
    assert len(stored(app)) == 1


def test_over_the_limit_a_network_waits_and_keeps_what_it_typed(settings, app, make_app):
    limited = make_app(dataclasses.replace(settings, rate_limits=dict(settings.rate_limits) | {"sign": "2/minute"}))
    client = limited.test_client()
    here, there = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.1"}
    neighbour = {"REMOTE_ADDR": "203.0.113.99"}
    client.post(ADDRESS, data=FORM, environ_overrides=here)
    client.post(ADDRESS, data=FORM, environ_overrides=neighbour)
    answer = client.post(ADDRESS, data=FORM, environ_overrides=here)
    assert answer.status_code == 429
    assert "Very many people are signing from your network" in answer.text
    assert 'value="Ana Kovač"' in answer.text
    assert client.post(ADDRESS, data=FORM, environ_overrides=there).status_code == 303


def test_a_house_without_a_key_takes_no_signature_and_says_so(client, app):
    with app.app_context():
        factories.campaign("keyless", of=factories.house("keyless", has_key=False))
    answer = client.post("/en/campaigns/keyless/sign", data=FORM)
    assert answer.status_code == 503
    assert "nothing was stored" in answer.text
    assert 'value="Ana Kovač"' in answer.text
    assert stored(app) == []


def test_without_the_secrets_folder_no_signature_is_taken(client, app):
    with app.app_context():
        keyring.current().shred(content.secret_name(1))
    assert client.post(ADDRESS, data=FORM).status_code == 503
    assert stored(app) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_locked_database_acknowledges_nothing(settings, app, make_app):
    impatient = make_app(settings)
    with impatient.app_context():
        impatient.extensions["sqlalchemy"].engine.dispose()
    path = settings.database_url.removeprefix("sqlite:///")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with impatient.app_context(), database.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        answer = impatient.test_client().post(ADDRESS, data=FORM)
    finally:
        holder.rollback()
        holder.close()
    assert answer.status_code == 503
    assert "nothing was stored" in answer.text
    assert stored(app) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_read_only_database_acknowledges_nothing(settings, app, make_app, tmp_path):
    url = f"sqlite:///file:{settings.database_url.removeprefix('sqlite:///')}?mode=ro&uri=true"
    changed = databases.settings(tmp_path, url, keys_path=settings.keys_path, mail_url=settings.mail_url)
    answer = make_app(changed).test_client().post(ADDRESS, data=FORM)
    assert answer.status_code == 503
    assert stored(app) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_acknowledges_nothing(settings, app, client):
    """SQLite is given no page more than it has: what it then says is what it says on a full disk."""

    def fill(connection, _record, _proxy):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        engine = database.db.engine
    event.listen(engine, "checkout", fill)
    answers = [
        client.post(ADDRESS, data=FORM | {"email": f"p{number}@example.org"}).status_code for number in range(20)
    ]
    event.remove(engine, "checkout", fill)
    assert answers.count(303) == len(stored(app))
    assert answers[-1] == 503


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_is_gone_answers_in_words(settings, app, make_app):
    gone = dataclasses.replace(settings, database_url="postgresql+psycopg://nobody@/none?host=/nowhere")
    client = make_app(gone).test_client()
    answer = client.post(ADDRESS, data=FORM)
    assert answer.status_code == 503
    assert "<h1" in answer.text
    assert f'action="{ADDRESS}"' in answer.text, "what was typed is kept, and can be sent again"
    assert '<input type="hidden" name="name" value="Ana Kovač">' in answer.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_whoever_signs_just_after_the_end_reads_that_nothing_was_stored(client, app):
    with app.app_context():
        factories.campaign("closed", of=factories.house("other"), state=factories.State.CLOSED)
    answer = client.post("/en/campaigns/closed/sign", data=FORM)
    assert answer.status_code == 410
    assert "The campaign has closed, so nothing was stored." in answer.text
    assert "What becomes of your data" in answer.text
    assert stored(app) == []
    assert "nothing was stored" not in client.get("/en/campaigns/closed").text


def test_files_and_json_are_no_form(client, app):
    import_file = {"name": (io.BytesIO(b"x"), "name.txt")}
    assert client.post(ADDRESS, data=FORM | import_file, content_type="multipart/form-data").status_code == 422
    assert client.post(ADDRESS, json=FORM).status_code == 422
    assert stored(app) == []


@pytest.mark.parametrize("host", ["a..b", ".....", "x" * 300])
def test_an_odd_host_breaks_nothing_and_is_not_logged(client, caplog, host):
    answer = client.get("/confirm/" + "2" * 27, headers={"Host": host})
    assert answer.status_code in (400, 410)
    assert caplog.text == ""


def test_an_address_without_its_slash_and_the_address_of_the_form_lead_on(client):
    assert client.get("/en").status_code == 200
    assert client.get(ADDRESS).location == "/en/campaigns/free-rasul#sign"


def test_an_enormous_form_is_refused(client, app):
    answer = client.post(ADDRESS, data=FORM | {"comment": "x" * 300_000})
    assert answer.status_code == 413
    assert stored(app) == []
    assert os.environ.get("FLASK_DEBUG") is None

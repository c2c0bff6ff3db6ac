"""The own account: a forgotten password, and forms that nobody else can send."""

import re

import pytest
import sqlalchemy as sa

from petitions import clock, database
from petitions.accounts import audit, inviting, queries, sessions
from petitions.accounts.models import Organiser, Passkey
from petitions.accounts.rights import Role
from petitions.outbox import OutboxMessage
from tests.backoffice.test_signing_in import PASSWORD, code, join, send, token_of
from tests.support import rounds
from tests.support.office import Office

NEW = "harbour-Tin-elastic-nine"


@pytest.fixture
def ida(nobody, app, house):
    """The browser of somebody who was invited and has set up an app; `key` is what the app holds."""
    with app.app_context():
        link = inviting.invite("ida@example.org", house, Role.ORGANISER, language="en", by=None)
    join(nobody, link, language="en")
    page = send(nobody, "/organise/account/tf-setup", setup="authenticator")
    nobody.key = re.search(r'<code dir="ltr">([^<]+)</code>', page.text)[1]
    form = re.search(r'action="(/organise/account/tf-setup/[^"]+)"', page.text)[1]
    nobody.client.post(form, data={"csrf_token": token_of(page), "code": code(nobody.key)})
    return nobody


def mailed_link(app, smtp_sink) -> str:
    with app.app_context():
        rounds.deliver_some()
    text = smtp_sink.to("ida@example.org")[-1].get_body(("plain",)).get_content()
    return re.search(r"https://calls.example.org(/organise/account/reset/\S+)", text)[1]


def test_a_forgotten_password_is_changed_by_a_mail_and_ends_every_session(ida, app, smtp_sink):
    stranger = Office(app, None)
    answer = send(stranger, "/organise/account/reset", email="ida@example.org")
    assert "a mail with a link is on its way" in answer.text
    link = mailed_link(app, smtp_sink)
    send(stranger, link, password=NEW, password_confirm=NEW)
    assert ida.get("/organise/").status_code == 302
    again = send(stranger, "/organise/account/login", email="ida@example.org", password=NEW)
    assert "/tf-validate" in again.location, "the second factor is asked for all the same"
    assert stranger.get(link).status_code == 302, "the link works once"


def test_an_organiser_is_not_flooded_with_mails_for_a_new_password(ida, app, smtp_sink):
    pages = set()
    for number in range(4):
        browser = Office(app, None)
        typed = {"csrf_token": token_of(browser.get("/organise/account/reset")), "email": "ida@example.org"}
        where = {"REMOTE_ADDR": f"10.0.{number}.1"}
        answer = browser.client.post("/organise/account/reset", data=typed, environ_base=where)
        pages.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert len(pages) == 1, "nobody can see who has an account"
    link = mailed_link(app, smtp_sink)
    subjects = [mail["Subject"] for mail in smtp_sink.to("ida@example.org")]
    assert subjects.count("A new password for Calls for Action") == 3
    assert Office(app, None).get(link).status_code == 200, "the links that were mailed work"


def test_an_address_without_an_account_gets_the_same_page_and_no_mail(ida, app, smtp_sink):
    pages = [
        re.sub(r'value="[^"]*"', "", send(Office(app, None), "/organise/account/reset", email=email).text)
        for email in ("ida@example.org", "nobody@example.org")
    ]
    assert pages[0].replace("ida@", "") == pages[1].replace("nobody@", "")
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.to("nobody@example.org") == []


@pytest.mark.parametrize("reader", [{}, {"Accept": "application/json"}])
@pytest.mark.parametrize("page", ["tf-validate", "mf-recovery", "wan-signin"])
def test_a_link_to_a_page_of_signing_in_signs_nobody_out(office, page, reader):
    assert office.get(f"/organise/account/{page}", headers=reader).location == "/organise/"
    assert office.get("/organise/").status_code == 200


def test_whoever_was_signed_out_elsewhere_can_sign_in_again(ida, app):
    assert ida.get("/organise/").status_code == 200
    with app.app_context():
        who = queries.by_address("ida@example.org")
        for each in sessions.of(who):
            sessions.end(who, each.id)
    page = ida.client.get("/organise/", follow_redirects=True)
    assert (page.status_code, page.request.path) == (200, "/organise/account/login")
    send(ida, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    assert 'name="code"' in ida.client.get("/organise/account/tf-validate").text


def test_a_form_without_the_token_of_the_session_changes_nothing(office):
    office.client.post("/organise/account/", data={"name": "Mallory", "language": "en"})
    assert "Mallory" not in office.get("/organise/account/").text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("account/", {"name": "Mallory", "language": "en"}),
        ("account/sessions/1/end", {}),
        ("account/sessions/end-all", {}),
        ("houses/oslo/organisers/1/remove", {}),
        ("houses/oslo/key/new", {}),
        ("houses/oslo/key/passphrase", {}),
        ("lock", {}),
    ],
)
def test_a_button_that_did_nothing_says_so(office, path, data):
    page = office.client.post(f"/organise/{path}", data=data, follow_redirects=True)
    assert "Nothing was done. Try again." in page.text
    assert "CSRF" not in page.text


def test_a_page_that_was_open_for_hours_can_still_be_sent(clock, office):
    clock.shift(3 * 3600)
    office.post("/organise/account/", {"name": "Åse Ødegård", "language": "en"})
    assert "Åse Ødegård" in office.get("/organise/account/").text


def test_name_and_language_are_changed(office):
    office.post("/organise/account/", {"name": "Åse Ødegård", "language": "az"})
    page = office.get("/organise/account/").text
    assert 'lang="az"' in page
    assert "Åse Ødegård" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Write your name"),
        ("a" * 10_000, "Shorten this to 200 characters"),
        ("\u202eeve", "Remove the invisible character"),
        ("https://example.org", "Remove the link"),
        ("a\0b", "Remove the invisible character"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_words(office, name, words):
    answer = office.post("/organise/account/", {"name": name, "language": "en"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Ane Solberg" in office.get("/organise/account/").text


@pytest.mark.parametrize(
    ("page", "typed", "words", "act"),
    [
        ("wan-register", {"name": "my phone", "usage": "secondary"}, "Set up a passkey", "create"),
        ("wan-verify", {}, "Use a passkey", "get"),
    ],
)
def test_the_device_is_asked_for_a_passkey(office, valid_html, page, typed, words, act):
    before, after = office.get(f"/organise/account/{page}").text, office.post(f"/organise/account/{page}", typed).text
    for html in (before, after):
        valid_html(html)
        assert f"<h1>{words}</h1>" in html
        assert "<noscript><p" in html
    assert f'data-passkey="{act}"' in after
    assert "data-passkey" not in before


def test_removing_what_was_set_up_needs_the_second_factor_again(sign_in, house):
    browser = sign_in(of=house, proven=3600)
    for path in ("tf-setup", "wan-register", "mf-recovery-codes"):
        assert "/organise/account/fresh" in browser.get(f"/organise/account/{path}").location


@pytest.fixture
def passkey(ida, app) -> str:
    """The name of a passkey of Ida's."""
    values = {"credential_id": b"1", "public_key": b"2", "backup_state": False, "device_type": "single_device"}
    with app.app_context(), database.action() as session:
        user_id = queries.by_address("ida@example.org").id
        session.add(Passkey(user_id=user_id, name="phone", usage="secondary", lastuse_datetime=clock.now(), **values))
    return "phone"


def test_the_last_second_factor_stays(ida, app, passkey):
    def press(path: str, **data: str) -> str:
        page = ida.get("/organise/account/")
        form = {"csrf_token": token_of(page)} | data
        return ida.client.post(f"/organise/account/{path}", data=form, follow_redirects=True).text

    assert "The passkey is removed." in press("wan-delete", name=passkey)
    assert "This is your only second factor." in press("tf-setup", setup="disable")
    ida.client.post(
        "/organise/account/tf-setup", json={"setup": "disable", "csrf_token": token_of(ida.get("/organise/account/"))}
    )
    with app.app_context():
        assert queries.by_address("ida@example.org").has_second_factor


def test_whoever_has_no_second_factor_any_more_opens_nothing(ida, app):
    assert ida.get("/organise/").status_code == 200
    with app.app_context(), database.action() as session:
        session.execute(sa.update(Organiser).values(tf_primary_method=None))
    assert ida.get("/organise/").location == "/organise/account/second-factor"


@pytest.mark.parametrize("email", ["ida@example.org", "nobody@example.org"])
def test_a_password_that_is_far_too_long_is_refused_in_words_whoever_types_it(ida, app, email):
    stranger = Office(app, None)
    answer = send(stranger, "/organise/account/login", email=email, password="a" * 10_000)
    assert (answer.status_code, answer.location) == (302, "/organise/account/login")
    assert "Shorten this to 128 characters" in stranger.get(answer.location).text


def test_a_new_password_of_the_own_name_and_address_is_refused(ida):
    typed = {"password": PASSWORD, "new_password": "ida-example-ida", "new_password_confirm": "ida-example-ida"}
    assert "This password is easy to guess" in send(ida, "/organise/account/change", **typed).text


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("passwordpassword", "This password is easy to guess"),
        ("qwertyuiop123456", "This password is easy to guess"),
        (NEW * 6, "Shorten this to 128 characters"),
        ("harbour-Tin", "Use 12 characters or more"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_in_our_words(ida, new, words):
    typed = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert words in send(ida, "/organise/account/change", **typed).text


def test_the_oldest_of_many_sessions_ends(ida, app):
    with app.app_context(), database.action() as session:
        who = queries.by_address("ida@example.org")
        tokens = [sessions.begin(session, who, f"Firefox {number}") for number in range(sessions.MOST)]
    assert ida.get("/organise/").status_code == 302, "the first of thirty-one"
    with app.app_context():
        assert all(sessions.find(token) for token in tokens)


def test_a_new_password_that_is_far_too_long_is_refused_in_words(ida):
    typed = {"password": PASSWORD, "new_password": NEW * 100, "new_password_confirm": NEW * 100}
    assert "Shorten this to 128 characters" in send(ida, "/organise/account/change", **typed).text


@pytest.mark.parametrize("email", ["ida@example.org", "nobody@example.org"])
def test_a_forgotten_password_costs_as_much_whoever_asks(ida, app, smtp_sink, email):
    with app.app_context():
        rounds.deliver_some()
        before = database.session().query(OutboxMessage).count()
    send(Office(app, None), "/organise/account/reset", email=email)
    with app.app_context():
        assert database.session().query(OutboxMessage).count() == before + 1
        rounds.deliver_some()
    assert len(smtp_sink.to("nobody@example.invalid")) == 0


@pytest.mark.parametrize(("path", "field"), [("tf-setup", "setup"), ("wan-delete", "name")])
def test_a_second_factor_that_is_removed_is_logged_and_mailed(ida, app, smtp_sink, passkey, path, field):
    token = token_of(ida.get("/organise/account/"))
    pressed = {"csrf_token": token, field: "disable" if field == "setup" else passkey}
    ida.client.post(f"/organise/account/{path}", data=pressed)
    with app.app_context():
        assert audit.newest().what == "second factor removed"
        assert audit.broken() is None
        rounds.deliver_some()
    assert smtp_sink.to("ida@example.org")[-1]["Subject"] == "A second factor was removed from your account"


def test_codes_are_not_guessed_through_many_networks(ida, app):
    browser = Office(app, None)
    send(browser, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    token = token_of(browser.get("/organise/account/tf-validate"))
    for number in range(20):
        guess = {"csrf_token": token, "code": f"{number:06}"}
        browser.client.post(
            "/organise/account/tf-validate", data=guess, environ_base={"REMOTE_ADDR": f"10.0.{number}.1"}
        )
    refused = {"csrf_token": token, "code": code(ida.key, steps=1)}
    answer = browser.client.post(
        "/organise/account/tf-validate",
        data=refused,
        environ_base={"REMOTE_ADDR": "10.9.9.1"},
        follow_redirects=True,
    )
    assert "Too many tries. Wait an hour, or use a passkey." in answer.text
    assert browser.get("/organise/").status_code == 302

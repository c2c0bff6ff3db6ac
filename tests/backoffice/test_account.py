"""The own account: a forgotten password, recovery codes, and forms that nobody else can send."""

import re

import pytest

from petitions.accounts import inviting, sessions
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Role
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


def test_an_address_without_an_account_gets_the_same_page_and_no_mail(ida, app, smtp_sink):
    pages = [
        re.sub(r'value="[^"]*"', "", send(Office(app, None), "/organise/account/reset", email=email).text)
        for email in ("ida@example.org", "nobody@example.org")
    ]
    assert pages[0].replace("ida@", "") == pages[1].replace("nobody@", "")
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.to("nobody@example.org") == []


def test_a_recovery_code_signs_in_once(ida, app):
    page = send(ida, "/organise/account/mf-recovery-codes", generate_new_codes="1")
    codes = re.findall(r"<li>([0-9a-f-]{14})</li>", page.text)
    assert len(codes) == 8
    for attempt, is_in in ((1, True), (2, False)):
        browser = Office(app, None)
        send(browser, "/organise/account/login", email="ida@example.org", password=PASSWORD)
        send(browser, "/organise/account/mf-recovery", code=codes[0])
        assert (browser.get("/organise/").status_code == 200) is is_in, attempt


def test_whoever_was_signed_out_elsewhere_can_sign_in_again(ida, app):
    assert ida.get("/organise/").status_code == 200
    with app.app_context():
        who = accounts.by_address("ida@example.org")
        for each in sessions.of(who):
            sessions.end(who, each.id)
    page = ida.client.get("/organise/", follow_redirects=True)
    assert (page.status_code, page.request.path) == (200, "/organise/account/login")
    send(ida, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    assert 'name="code"' in ida.client.get("/organise/account/tf-validate").text


def test_a_form_without_the_token_of_the_session_changes_nothing(office):
    office.client.post("/organise/account/", data={"name": "Mallory", "language": "en"})
    assert "Mallory" not in office.get("/organise/account/").text


def test_name_and_language_are_changed(office):
    office.post("/organise/account/", {"name": "Åse Ødegård", "language": "az"})
    page = office.get("/organise/account/").text
    assert 'lang="az"' in page
    assert "Åse Ødegård" in page


@pytest.mark.parametrize("name", ["", "a" * 10_000, "\u202eeve", "https://example.org", "a\0b"])
def test_a_name_that_cannot_be_is_refused_in_words(office, name):
    answer = office.post("/organise/account/", {"name": name, "language": "en"})
    assert answer.status_code in (422, 302)
    assert "Ane Solberg" in office.get("/organise/account/").text or name == "a\0b"


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
        "/organise/account/tf-validate", data=refused, environ_base={"REMOTE_ADDR": "10.9.9.1"}
    )
    assert answer.status_code == 429

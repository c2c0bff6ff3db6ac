"""Signing in: an invitation, a password, a second factor, and what ends a session."""

import re

import pytest
from passlib.totp import TOTP

from petitions import clock
from petitions.accounts import audit, inviting
from petitions.accounts.rights import Role
from petitions.houses import queries as houses
from tests.support import rounds
from tests.support.office import Office

PASSWORD = "violin-orbit-Kitchen-seven"


@pytest.fixture
def invited(app, house):
    with app.app_context():
        return inviting.invite("ida@example.org", houses.by_slug("oslo"), Role.ORGANISER, language="en", by=None)


def token_of(page) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]


def send(browser, path, **data):
    page = browser.get(path)
    return browser.client.post(path, data={"csrf_token": token_of(page)} | data)


def join(browser, path, **changes):
    data = {"name": "Ida Aas", "language": "nb", "password": PASSWORD, "password_again": PASSWORD}
    return send(browser, path, **(data | changes))


def test_an_invitation_makes_an_organiser_who_needs_a_second_factor(nobody, invited):
    answer = join(nobody, invited)
    assert answer.status_code == 302
    assert answer.location.endswith("/organise/account/second-factor")
    assert nobody.get("/organise/").location.endswith("/organise/account/second-factor")


def test_a_link_of_an_invitation_works_once(nobody, invited, app):
    join(nobody, invited)
    assert Office(app, None).get(invited).status_code == 410


@pytest.mark.parametrize(
    "password",
    ["short", "passwordpassword", "aaaaaaaaaaaaaa", "example-ida-example", "Aas.IDA.aas.2026", "IdaIdaIdaIdaIda"],
)
def test_a_password_that_is_easy_to_guess_is_refused(nobody, invited, password):
    answer = join(nobody, invited, password=password, password_again=password)
    assert answer.status_code == 422
    assert "Ida Aas" in answer.text


def set_up(browser) -> tuple[str, str]:
    """Set up an app. Returns its key and the code that was used."""
    page = send(browser, "/organise/account/tf-setup", setup="authenticator")
    key = re.search(r'<code dir="ltr">([^<]+)</code>', page.text)[1]
    assert "<svg" in page.text
    form = re.search(r'action="(/organise/account/tf-setup/[^"]+)"', page.text)[1]
    used = code(key)
    answer = browser.client.post(form, data={"csrf_token": token_of(page), "code": used})
    assert answer.location.endswith("/organise/account/")
    return key, used


def test_whoever_has_set_up_an_app_is_told_to_make_codes_for_the_day_it_is_lost(nobody, invited):
    join(nobody, invited, language="en")
    assert "You have no recovery codes" not in nobody.get("/organise/account/").text
    set_up(nobody)
    assert "You have no recovery codes" in nobody.get("/organise/account/").text
    send(nobody, "/organise/account/mf-recovery-codes", generate_new_codes="1")
    assert "You have no recovery codes" not in nobody.get("/organise/account/").text


def test_whoever_has_lost_every_factor_sets_up_a_new_one_with_the_help_of_who_runs_the_server(nobody, invited, app):
    join(nobody, invited)
    set_up(nobody)
    send(nobody, "/organise/account/mf-recovery-codes", generate_new_codes="1")
    run = app.test_cli_runner().invoke
    assert "sets up a second factor" in run(args=["accounts", "forget-second-factors", "ida@example.org"]).output
    assert (
        "Nobody signs in as x@example.org." in run(args=["accounts", "forget-second-factors", "x@example.org"]).output
    )
    assert "/organise/account/login" in nobody.get("/organise/").location, "signed out"
    another = Office(app, None)
    send(another, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    assert another.get("/organise/").location.endswith("/organise/account/second-factor"), "it opens nothing else"
    set_up(another)
    assert another.get("/organise/").status_code == 200
    with app.app_context():
        told = [entry.what for entry in audit.of_house(houses.by_slug("oslo").id)]
        assert told[:3] == ["second factor added", "signed in", "second factor removed"]


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(nobody, invited, app):
    join(nobody, invited)
    key, used = set_up(nobody)
    assert nobody.get("/organise/").status_code == 200

    another = Office(app, None)
    answer = send(another, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    assert "/organise/account/tf-validate" in answer.location
    assert another.get("/organise/").status_code == 302
    again = send(another, "/organise/account/tf-validate", code=used)
    assert again.status_code == 200, "a code is taken once"
    answer = send(another, "/organise/account/tf-validate", code=code(key, steps=1))
    assert answer.location.endswith("/organise/")
    assert another.get("/organise/").status_code == 200


def code(key: str, steps: int = 0) -> str:
    totp = TOTP(key=key.replace(" ", "").replace("-", ""))
    return totp.generate(clock.now().timestamp() + 30 * steps).token


def test_no_more_marks_of_a_password_are_put_in_order_than_any_writing_has(app):
    with app.app_context():
        assert len(app.extensions["security"].password_util.normalize("a" + "\u0301\u0316" * 9_000)) < 40


@pytest.mark.parametrize(("email", "password"), [("ida@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_address_and_a_wrong_password_get_the_same_words(nobody, invited, app, email, password):
    join(nobody, invited)
    answer = send(Office(app, None), "/organise/account/login", email=email, password=password)
    assert "Address and password do not belong together" in answer.text
    assert ("You are not signed in yet" in answer.text, "Not sent yet" in answer.text) == (True, False)


def test_signing_out_everywhere_ends_every_session(sign_in, house, app):
    here = sign_in(of=house)
    there = Office(app, here.who)
    assert there.get("/organise/").status_code == 200
    here.post("/organise/account/sessions/end-all")
    for browser in (here, there):
        assert "/organise/account/login" in browser.get("/organise/").location


def test_signing_out_ends_the_session_for_a_copied_cookie_too(sign_in, house, app):
    here = sign_in(of=house)
    there, copied = Office(app, here.who), Office(app, None)
    where = {"path": "/organise", "domain": "localhost"}
    copied.client.set_cookie("session", here.client.get_cookie("session", **where).value, **where)
    assert copied.get("/organise/").status_code == 200
    here.post("/organise/account/logout")
    assert "/organise/account/login" in copied.get("/organise/").location
    assert there.get("/organise/account/").text.count("Firefox, Linux") == 1, "only the device at hand is left"


def test_nobody_is_signed_out_without_the_token_of_the_session(office):
    assert 'action="/organise/account/logout"' in office.client.post("/organise/account/logout").text
    assert office.get("/organise/").status_code == 200


def test_one_device_is_signed_out(sign_in, house, app):
    here = sign_in(of=house)
    there = Office(app, here.who)
    number = re.findall(r"/organise/account/sessions/(\d+)/end", here.get("/organise/account/").text)[0]
    here.post(f"/organise/account/sessions/{number}/end")
    assert "<h1>Sign in</h1>" in there.get("/organise/", follow_redirects=True).text
    assert here.get("/organise/").status_code == 200


def test_the_log_says_what_was_done_and_holds(office, app):
    office.post(
        "/organise/houses/oslo/organisers/invite", {"email": "new@example.org", "language": "en", "role": "reader"}
    )
    assert "Somebody invited" in office.get("/organise/houses/oslo/log").text
    with app.app_context():
        assert audit.broken() is None


def test_a_mail_tells_who_is_invited(office, app, smtp_sink):
    office.post(
        "/organise/houses/oslo/organisers/invite", {"email": "new@example.org", "language": "az", "role": "reader"}
    )
    with app.app_context():
        rounds.deliver_some()
    (mail,) = smtp_sink.to("new@example.org")
    assert "/organise/invitation/" in mail.get_body(("plain",)).get_content()

"""Recovery codes: one signs in once, and lets whoever has lost a phone set up another one; it opens no names."""

import re
import time

import pytest
import time_machine

from petitions import clock, database
from petitions.accounts import members, queries
from petitions.accounts.models import Passkey
from petitions.accounts.rights import Role
from tests.backoffice.test_account import ida  # noqa: F401
from tests.backoffice.test_signing_in import PASSWORD, code, send, token_of
from tests.support.office import Office


@pytest.fixture
def codes(ida) -> list[str]:  # noqa: F811
    page = send(ida, "/organise/account/mf-recovery-codes", generate_new_codes="1")
    return re.findall(r"<li>([0-9a-f-]{14})</li>", page.text)


def recovered(app, typed: str) -> Office:
    """The browser of somebody who has signed in with a recovery code."""
    browser = Office(app, None)
    send(browser, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    send(browser, "/organise/account/mf-recovery", code=typed)
    return browser


def test_a_recovery_code_signs_in_once(codes, app):
    assert len(codes) == 8
    assert recovered(app, codes[0]).get("/organise/").status_code == 200
    assert recovered(app, codes[0]).get("/organise/").status_code == 302


def test_a_recovery_code_opens_nothing_that_asks_for_a_fresh_second_factor(codes, app):
    with app.app_context():
        (membership,) = (who := queries.by_address("ida@example.org")).memberships
        members.change_role(membership.house_id, membership.id, Role.ADMINISTRATOR, by=who.id)
    browser = recovered(app, codes[0])
    asked = browser.get("/organise/houses/oslo/organisers/invite")
    assert "/organise/account/fresh" in asked.location
    page = browser.get(asked.location).text
    assert "A recovery code signs you in, but does not count here." in page
    assert 'href="/organise/account/second-factor"' in page


def test_whoever_has_lost_a_phone_sets_up_another_one_with_a_recovery_code(codes, app):
    browser = recovered(app, codes[0])
    page = send(browser, "/organise/account/tf-setup", setup="authenticator")
    key = re.search(r'<code dir="ltr">([^<]+)</code>', page.text)[1]
    form = re.search(r'action="(/organise/account/tf-setup/[^"]+)"', page.text)[1]
    browser.client.post(form, data={"csrf_token": token_of(page), "code": code(key, steps=1)})
    other = Office(app, None)
    with time_machine.travel(time.time() + 60):
        send(other, "/organise/account/login", email="ida@example.org", password=PASSWORD)
        send(other, "/organise/account/tf-validate", code=code(key))
        assert other.get("/organise/").status_code == 200


def test_whoever_has_passkeys_only_finds_the_way_to_the_codes(codes, app):
    values = {"credential_id": b"1", "public_key": b"2", "backup_state": False, "device_type": "single_device"}
    with app.app_context(), database.action() as session:
        who = session.merge(queries.by_address("ida@example.org"))
        who.tf_primary_method = who.tf_totp_secret = None
        session.add(Passkey(user_id=who.id, name="phone", usage="secondary", lastuse_datetime=clock.now(), **values))
    browser = Office(app, None)
    asked = browser.client.post(
        "/organise/account/login",
        data={
            "csrf_token": token_of(browser.get("/organise/account/login")),
            "email": "ida@example.org",
            "password": PASSWORD,
        },
        follow_redirects=True,
    )
    way = re.search(r'href="(/organise/account/mf-recovery)"', asked.text)[1]
    send(browser, way, code=codes[0])
    assert browser.get("/organise/").status_code == 200


def test_the_page_says_nothing_of_recovery_codes_to_others(sign_in, house):
    assert "recovery code" not in sign_in(of=house, proven=3600).get("/organise/account/fresh").text


def test_a_recovery_code_lets_its_owner_change_factors_for_ten_minutes(codes, app):
    browser = recovered(app, codes[0])
    assert browser.get("/organise/account/tf-setup").status_code == 200
    with time_machine.travel(time.time() + 600):
        assert "/organise/account/fresh" in browser.get("/organise/account/tf-setup").location

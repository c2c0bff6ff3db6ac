"""The link of an invitation, opened where somebody else is signed in: it says so, and is lost to nobody."""

import pytest
import sqlalchemy as sa

from petitions import database, outbox
from petitions.accounts import inviting, mails, queries
from petitions.accounts.rights import Role
from tests import factories
from tests.backoffice.test_account import ida  # noqa: F401
from tests.backoffice.test_signing_in import PASSWORD, code, join, send, token_of
from tests.support.office import Office


@pytest.fixture
def invite(app):
    """Invite an address to the House Bergen, or to run the network. Returns the link."""

    def make(email: str, *, is_to_bergen: bool = True) -> str:
        with app.app_context():
            house = factories.house("bergen", has_key=False) if is_to_bergen else None
            return inviting.invite(email, house, Role.READER if house else None, language="en", by=None)

    return make


def houses_of(app, email: str) -> list[str]:
    with app.app_context():
        return [member.house.slug for member in queries.by_address(email).memberships]


def test_whoever_is_signed_in_as_somebody_else_signs_out_and_comes_back_to_the_invitation(
    ida,  # noqa: F811
    invite,
    sign_in,
    app,
):
    link, other = invite("ida@example.org"), sign_in("rune@example.org")
    page = other.post(link, follow_redirects=True)
    assert "You are signed in as rune@example.org, but this invitation is for ida@example.org." in page.text
    assert "this House is added" not in page.text
    answer = other.client.post("/organise/account/logout", data={"csrf_token": token_of(page), "next": link})
    assert (answer.status_code, answer.location) == (302, link)
    assert f'name="next" value="{link}"' in page.text

    asked = send(other, link)
    assert "/organise/account/login" in asked.location
    typed = {"csrf_token": token_of(other.get(asked.location)), "email": "ida@example.org", "password": PASSWORD}
    asked = other.client.post(asked.location, data=typed)
    typed = {"csrf_token": token_of(other.get(asked.location)), "code": code(ida.key, steps=1)}
    assert other.client.post(asked.location, data=typed).location == link, "and back to the invitation"
    send(other, link)
    assert houses_of(app, "ida@example.org") == ["oslo", "bergen"]


def test_nobody_makes_a_new_account_out_of_the_session_of_another_one(invite, sign_in, app):
    link, other = invite("new@example.org"), sign_in("rune@example.org")
    assert join(other, link).location == link
    assert "this invitation is for new@example.org" in other.get(link).text
    assert other.get("/organise/").status_code == 200, "nobody was signed out"
    assert join(Office(app, None), link).location == "/organise/account/second-factor", "the invitation is still good"


def test_an_invitation_to_run_the_network_speaks_of_no_house(invite, sign_in, app):
    rune = sign_in("rune@example.org")
    link = invite("Rune@example.org", is_to_bergen=False)
    page = rune.get(link).text
    assert "You are invited to run the network" in page
    assert "Accept, and you are a network administrator with it." in page
    with app.app_context():
        (mail,) = database.session().scalars(sa.select(outbox.OutboxMessage))
        assert "You are invited to run the network" in mails.write_invitation(outbox.unlock(mail)).text
    assert "this House" not in page
    rune.post(link)
    with app.app_context():
        assert queries.by_address("rune@example.org").is_network_administrator

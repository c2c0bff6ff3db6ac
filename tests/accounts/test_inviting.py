"""Invitations, when several are accepted at once, and on the command line."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts import inviting, queries
from petitions.accounts.models import Invitation
from petitions.accounts.rights import Role
from petitions.houses.models import House
from tests import factories
from tests.support import office
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context")


def invite(house: House) -> str:
    """The token of an invitation to `house`."""
    path = inviting.invite("ida@example.org", house, Role.ORGANISER, language="en", by=None)
    return path.rpartition("/")[2]


@pytest.fixture
def links(app_context) -> list[str]:
    """Two Houses invite the same person."""
    return [invite(factories.house(slug, has_key=False)) for slug in ("oslo", "baku")]


def accept(token: str, password: str | None = "a hash"):
    return inviting.accept(token, name="Ida Aas", password=password, language="en")


def test_two_invitations_that_are_accepted_at_once_make_one_account(app, links):
    def press(token: str) -> str:
        with app.app_context():
            try:
                return accept(token).email
            except inviting.HasAccount:
                return "sign in first"

    assert sorted(at_once(press, links)) == ["ida@example.org", "sign in first"]


def test_a_link_opens_no_account_that_is_there_and_still_works_for_its_owner(links):
    first, second = links
    accept(first)
    with pytest.raises(inviting.HasAccount):
        accept(second)
    accept(second, password=None)
    database.session().expire_all()
    assert len(queries.by_address("ida@example.org").memberships) == 2


def test_whoever_belongs_to_a_house_is_not_invited_again(links):
    accept(links[0])
    with pytest.raises(inviting.AlreadyMember):
        invite(queries.by_address("ida@example.org").memberships[0].house)


def test_a_role_without_a_house_makes_nobody_run_the_network(app):
    run = app.test_cli_runner().invoke
    refused = run(args=["accounts", "invite", "ida@example.org", "--role", "reader"])
    assert (refused.exit_code, "say in which with --house" in refused.output) == (1, True)
    assert database.session().scalar(sa.select(Invitation.id)) is None
    factories.house("oslo", has_key=False)
    assert run(args=["accounts", "invite", "ida@example.org", "--house", "oslo"]).exit_code == 0
    assert database.session().scalar(sa.select(Invitation.role)) is Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("--house", "oslo"), "ida@example.org belongs to the House “oslo” already. Nobody was invited."),
        ((), "ida@example.org runs the network already. Nobody was invited."),
    ],
    ids=["house", "network"],
)
def test_whoever_is_invited_to_where_they_are_already_is_told_where_that_is(app, place, said):
    house, role = (factories.house("oslo", has_key=False), Role.READER) if place else (None, None)
    office.organiser("ida@example.org", of=house, role=role, is_network_administrator=not place)
    done = app.test_cli_runner().invoke(args=["accounts", "invite", "ida@example.org", *place])
    assert (done.exit_code, done.output.strip()) == (1, f"Error: {said}")

"""Who belongs to a House, when several people change it at once."""

import datetime
import threading

import pytest

from petitions import clock, database
from petitions.accounts import members, queries
from petitions.accounts.models import Invitation, Membership
from petitions.accounts.rights import Role
from tests import factories
from tests.support.office import organiser
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def both(app_context) -> list[Membership]:
    """The two administrators of a House."""
    house = factories.house(has_key=False)
    return [organiser(f"{name}@example.org", of=house).memberships[0] for name in ("ingrid", "leyla")]


def end(member: Membership) -> None:
    members.remove(member.house_id, member.id, by=member.organiser_id)


def step_down(member: Membership) -> None:
    members.change_role(member.house_id, member.id, Role.READER, by=member.organiser_id)


@pytest.mark.parametrize("leave", [end, step_down])
def test_of_two_administrators_who_end_each_other_at_once_one_stays(app, both, leave):
    def press(member: Membership) -> str:
        with app.app_context():
            try:
                leave(member)
            except members.LastAdministrator:
                return "stays"
        return "is gone"

    assert sorted(at_once(press, both)) == ["is gone", "stays"]
    house_id = both[0].house_id
    database.session().expire_all()
    assert [member.role for member in queries.members(house_id)].count(Role.ADMINISTRATOR) == 1


def test_a_member_is_read_again_before_it_is_changed(app, both):
    """Leyla was a reader when the page was loaded, and is the only administrator when the button is pressed."""
    ingrid, leyla = both
    step_down(leyla)

    def meanwhile() -> None:
        with app.app_context():
            members.change_role(leyla.house_id, leyla.id, Role.ADMINISTRATOR, by=1)
            step_down(ingrid)

    somebody = threading.Thread(target=meanwhile)
    somebody.start()
    somebody.join()
    with pytest.raises(members.LastAdministrator):
        end(leyla)


def test_whoever_is_removed_comes_back_by_no_invitation_in_other_letters(both):
    ingrid, leyla = both
    with database.action() as session:
        soon = clock.now() + datetime.timedelta(days=1)
        for number, email in enumerate(("LEYLA@example.org", "somebody@example.org")):
            session.add(
                Invitation(
                    token_hash=bytes([number]), email=email, house_id=leyla.house_id, role=Role.READER, language="en",
                    expires_at=soon,
                )
            )  # fmt: skip
    members.remove(leyla.house_id, leyla.id, by=ingrid.organiser_id)
    assert [left.email for left in queries.invitations(ingrid.house_id)] == ["somebody@example.org"]

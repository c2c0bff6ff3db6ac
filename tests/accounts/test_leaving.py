"""An account that is deleted: what is left of it is a number, and no House is left alone."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock, database
from petitions.accounts import audit, inviting, leaving, queries, sessions
from petitions.accounts.models import Membership, Organiser, OrganiserSession, Passkey
from petitions.accounts.rights import Role
from petitions.houses.models import HouseKeyWrap, ReadingKey
from tests import factories
from tests.support import keyholders
from tests.support.office import organiser
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context")

ANE = {"email": "Ane@example.org", "name": "Ane Solberg", "password": "$argon2id$ane", "tf_totp_secret": "totp-of-ane"}


@pytest.fixture
def house():
    return factories.house(has_key=False)


@pytest.fixture
def ane(house) -> Organiser:
    """An organiser with everything that an account can have, beside an administrator of the House."""
    organiser("rune@example.org", of=house, name="Rune Bakke")
    made = organiser(**ANE, of=house, mf_recovery_codes=["code-of-ane"], totp_counter=7)
    with database.action() as session:
        sessions.begin(session, made, "Firefox Linux")
        session.add(passkey(made))
    inviting.invite("ane@example.org", factories.house("baku"), Role.READER, language="en", by=None)
    return made


def passkey(of: Organiser) -> Passkey:
    return Passkey(
        user_id=of.id, name="phone of Ane", credential_id=b"id-of-ane", public_key=b"key", backup_state=False,
        device_type="single_device", usage="secondary", lastuse_datetime=clock.now(),
    )  # fmt: skip


def everything() -> str:
    """All that is stored, but for mails on their way, which are encrypted."""
    tables = (table for table in database.Base.metadata.sorted_tables if table.name != "outbox_message")
    return "".join(repr(database.session().execute(sa.select(table)).all()) for table in tables)


def count(table: type) -> int:
    return database.session().scalar(sa.select(sa.func.count()).select_from(table))


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["accounts", "delete", *arguments])


def test_nothing_is_left_of_an_account_but_its_number(app, ane, house):
    needles = ["ane@", "Ane@", "Ane Solberg", "argon2id$ane", "totp-of-ane", "code-of-ane", "of Ane", "id-of-ane"]
    needles += [ane.fs_uniquifier, ane.fs_webauthn_user_handle]
    assert [needle for needle in needles if needle not in everything()] == []
    done = run(app, "ane@example.org")
    assert (done.exit_code, done.output) == (0, "The account of ane@example.org is deleted.\n")
    database.session().expire_all()
    assert [needle for needle in needles if needle in everything()] == []
    left = database.session().get_one(Organiser, ane.id)
    assert (left.active, left.has_second_factor, left.memberships) == (False, False, [])
    assert (count(OrganiserSession), count(Passkey), count(Membership)) == (0, 0, 1)
    assert queries.names({ane.id}) == {ane.id: ""}


def test_it_stands_in_the_log_of_each_house_and_of_the_network(app, ane, house):
    leaving.delete(ane.id)
    (entry,), (of_network,) = audit.of_house(house.id), audit.of_house(None)
    assert (entry.what, entry.thing, entry.organiser_id) == ("member removed", f"organiser {ane.id}", None)
    assert (of_network.what, of_network.thing) == ("member removed", f"organiser {ane.id} removed")
    assert audit.broken() is None


def test_the_address_can_be_invited_again(app, ane, house):
    leaving.delete(ane.id)
    path = inviting.invite("ane@example.org", house, Role.READER, language="en", by=None)
    again = inviting.accept(path.rsplit("/", 1)[-1], name="Ane S.", password="hash", language="en")
    assert again.id != ane.id
    assert "Nobody signs in as nobody@example.org." in run(app, "nobody@example.org").output


def test_the_last_administrator_of_a_house_stays(app, house):
    alone = organiser(**ANE, of=factories.house("baku"))
    with database.action() as session:
        session.add(Membership(organiser_id=alone.id, house_id=house.id, role=Role.READER))
    done = run(app, "ane@example.org")
    assert done.exit_code == 1
    assert "Nobody else is an administrator of the House baku." in done.output
    database.session().expire_all()
    assert queries.by_address("ane@example.org").name == "Ane Solberg"
    assert count(Membership) == 2


def test_the_last_who_runs_the_network_stays(app):
    alone = organiser(**ANE, is_network_administrator=True)
    assert "Nobody else runs the network." in run(app, "ane@example.org").output
    organiser("nora@example.org", is_network_administrator=True)
    assert run(app, "ane@example.org").exit_code == 0
    assert not database.session().get_one(Organiser, alone.id, populate_existing=True).is_network_administrator


def test_the_last_who_reads_the_names_of_a_house_stays(app, ane, house):
    keyholders.reader(ane.id)
    keyholders.make_key(house.id, ane.id)
    before = count(HouseKeyWrap)
    assert "Nobody else reads the names of the House oslo." in run(app, "ane@example.org").output
    database.session().expire_all()
    assert (count(ReadingKey), count(HouseKeyWrap), count(OrganiserSession)) == (1, before, 1)


def test_of_two_administrators_who_are_deleted_at_once_one_stays(app, house):
    both = [organiser(f"{name}@example.org", of=house).id for name in ("ingrid", "leyla")]

    def delete(organiser_id: int) -> str:
        with app.app_context():
            try:
                leaving.delete(organiser_id)
            except leaving.StillNeeded:
                return "stays"
        return "is gone"

    assert sorted(at_once(delete, both)) == ["is gone", "stays"]


def test_two_who_are_deleted_leave_two_numbers(house, clock):
    clock.shift(datetime.timedelta(days=1))
    for number in range(2):
        leaving.delete(organiser(f"p{number}@example.org").id)
    assert sorted(database.session().scalars(sa.select(Organiser.email))) == ["deleted 1", "deleted 2"]

"""A right to read names that is taken away while its holder uses it: nothing stays open, and no job begins."""

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts import audit, keyholding, members, queries
from petitions.accounts.models import Membership
from petitions.accounts.rights import Role
from petitions.houses import holding, keys, tickets, unlocking
from petitions.houses import queries as houses
from petitions.houses.models import Unlock
from tests import factories
from tests.support import keyholders
from tests.support import office as offices

JOB = 7


@pytest.fixture
def house(app_context):
    """A House whose key two passphrases of the command line open, of which one is another's."""
    house = factories.house(has_key=False)
    house.paper = keys.create(house.id, "Ingrid, Oslo")
    house.ane, house.rune = (offices.organiser(f"{name}@example.org", of=house) for name in ("ane", "rune"))
    house.anes = keyholders.reader(house.ane.id)
    keyholders.give(house.id, house.ane.id, keys.unlock(house, house.paper))
    return house


def take_from_ane(house):
    keyholding.take(house.id, house.ane.id, by=house.rune.id)


def take_paper(house):
    keyholding.take_passphrase(house.id, "Ingrid, Oslo", by=house.rune.id)


@pytest.mark.parametrize(("whose", "take"), [("anes", take_from_ane), ("paper", take_paper)])
def test_an_unlock_under_way_opens_nothing_and_is_noted(house, monkeypatch, whose, take):
    keys_for = unlocking.keys_for

    def slowly(*given):
        found = keys_for(*given)
        take(house)
        return found

    monkeypatch.setattr(unlocking, "keys_for", slowly)
    with pytest.raises(unlocking.NotGiven):
        keyholding.unlock(house.id, house.ane.id, getattr(house, whose))
    assert database.session().scalar(sa.select(Unlock.id)) is None
    assert [entry.what for entry in audit.of_house(house.id)][:2] == [
        "unlock without the right to read names", "right to read names taken",
    ]  # fmt: skip


@pytest.mark.parametrize("take", [take_from_ane, take_paper])
def test_whoever_takes_the_right_while_an_unlock_is_stored_ends_it(app, house, take):
    private_keys = unlocking.keys_for(house.id, house.ane.id, house.anes)

    def take_aside():
        with app.app_context():
            take(house)

    other = threading.Thread(target=take_aside)
    with database.action() as session:
        token = unlocking.unlock(session, house.id, house.ane.id, private_keys)
        other.start()
        other.join(0.5)  # it waits for this action, or else has seen nothing of it
    other.join()
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, house.ane.id)


@pytest.mark.parametrize("take", [take_from_ane, take_paper])
def test_no_job_begins_with_keys_that_were_taken_since_they_were_opened(house, take):
    holder = tickets.Holder()
    holder.publish()
    private_keys = unlocking.opened(keyholders.unlock(house.id, house.ane.id, house.anes), house.id, house.ane.id)
    with database.action() as session:
        tickets.issue(session, JOB, private_keys)
    take(house)
    with pytest.raises(unlocking.Locked), database.action() as session:
        tickets.issue(session, JOB + 1, private_keys)
    assert tickets.state(JOB + 1) is tickets.State.NONE


def end(session, member):
    members.end(session, member, by=None)


def step_down(_session, member):
    member.role = Role.READER


@pytest.mark.parametrize("leave", [end, step_down])
def test_nobody_is_given_the_right_who_loses_their_place_at_that_moment(app, house, leave):
    keyholders.reader(house.rune.id)
    private_keys, member_id = keys.unlock(house, house.paper), house.rune.memberships[0].id
    is_read = threading.Event()

    def give():
        with app.app_context(), suppress(queries.NoSuchMember):
            member = database.session().get_one(Membership, member_id)
            is_read.set()
            keyholding.give(member, private_keys, by=house.ane.id)

    other = threading.Thread(target=give)
    with database.action() as session:
        houses.take_turn(session, house.id)
        other.start()
        is_read.wait()
        other.join(0.5)  # it waits for this action, or else knows nothing of it
        leave(session, queries.member(house.id, member_id))
    other.join()
    assert [holder.organiser_id for holder in holding.holders(house.id)] == [house.ane.id, None]


@pytest.mark.parametrize("take", [take_from_ane, take_paper])
def test_nobody_gives_a_right_that_was_taken_from_them_since_they_unlocked(house, take):
    keyholders.reader(house.rune.id)
    private_keys = unlocking.opened(keyholders.unlock(house.id, house.ane.id, house.anes), house.id, house.ane.id)
    take(house)
    with pytest.raises(unlocking.Locked):
        keyholding.give(house.rune.memberships[0], private_keys, by=house.ane.id)
    assert house.rune.id not in [holder.organiser_id for holder in holding.holders(house.id)]

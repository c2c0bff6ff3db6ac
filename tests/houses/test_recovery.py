"""The recovery key: on paper alone, and the way back from it."""

import os

import pytest

from petitions import database
from petitions.houses import keys, passphrases, recovery
from petitions.houses.models import RecoveryKey
from tests import factories
from tests.support import keyholders

INGRID = 1


def make() -> str:
    """A new recovery key."""
    with database.action() as session:
        return recovery.make(session)


def restore(house, typed: str, holder: str) -> str:
    """A new passphrase by the recovery key."""
    private_keys = recovery.opened(house.id, typed)
    with database.action() as session:
        return recovery.restore(session, private_keys, holder)


def test_a_house_that_lost_every_passphrase_comes_back(house):
    code = make()
    keys.create(house.id, "lost")
    keys.create(house.id, "lost, too")
    assert recovery.is_covered(house.id)
    passphrase = restore(house, f" {code.upper().replace('-', ' ')}\n", "Board")
    assert len(keys.unlock(house, passphrase)) == 2


def test_keys_that_are_older_than_the_recovery_key_are_sealed_for_it_when_they_are_unlocked(house):
    passphrase = keys.create(house.id, "tests")
    code = make()
    assert not recovery.is_covered(house.id)
    with pytest.raises(recovery.NothingToRecover):
        restore(house, code, "Board")
    for _ in range(2):
        keyholders.unlock(house.id, INGRID, passphrase)
    assert recovery.is_covered(house.id)
    assert keys.unlock(house, restore(house, code, "Board"))


def test_keys_that_organisers_make_are_sealed_for_it(house):
    code = make()
    keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    assert keys.unlock(house, restore(house, code, "Board"))


def test_an_older_recovery_key_opens_what_was_sealed_for_it(house):
    old = make()
    keys.create(house.id, "tests")
    new = make()
    assert keys.unlock(house, restore(house, old, "Board"))
    with pytest.raises(recovery.WrongRecoveryKey):
        restore(house, new, "Board")


def test_without_a_recovery_key_nothing_is_covered(house):
    keys.create(house.id, "tests")
    assert not recovery.is_covered(house.id)
    with pytest.raises(recovery.NothingToRecover):
        restore(house, recovery.spelled(bytes(32)), "Board")


def test_a_key_that_is_shown_counts_once_its_public_half_is_kept(house):
    code = recovery.draft()
    assert recovery.current() is None
    for _ in range(2):
        with database.action() as session:
            recovery.keep(session, recovery.public_half(code.upper()))
    assert database.session().query(RecoveryKey).count() == 1
    keys.create(house.id, "tests")
    assert keys.unlock(house, restore(house, code, "Board"))


def test_houses_are_told_apart_by_whether_it_opens_every_key_of_theirs(house):
    passphrase, other = keys.create(house.id, "before"), factories.house("baku", has_key=False)
    factories.house("zagreb", has_key=False)
    make()
    keys.create(other.id, "after")
    assert [one.id for one in recovery.coverage(recovery.current())[1]] == [house.id]
    keyholders.unlock(house.id, INGRID, passphrase)
    assert recovery.coverage(recovery.current()) == (2, [])
    make()
    assert recovery.coverage(recovery.current())[0] == 0


def test_it_is_spelled_in_fourteen_groups_and_read_back():
    for raw in (bytes(32), b"\xff" * 32, *(os.urandom(32) for _ in range(100))):
        spelled = recovery.spelled(raw)
        assert [len(group) for group in spelled.split("-")] == [4] * 14
        assert recovery.read(spelled) == raw


@pytest.mark.parametrize("place", range(0, 69, 5))
def test_a_slip_of_the_pen_is_told(place):
    spelled = recovery.spelled(b"\x5a" * 32)
    other = next(sign for sign in passphrases.ALPHABET if sign != spelled[place])
    if spelled[place] == "-":
        return
    with pytest.raises(recovery.WrongRecoveryKey):
        recovery.read(spelled[:place] + other + spelled[place + 1 :])


@pytest.mark.parametrize("typed", ["", "k7wm", "ə" * 56, "z" * 56, "2" * 10_000, "\0"])
def test_what_is_no_recovery_key_is_refused(typed):
    with pytest.raises(recovery.WrongRecoveryKey):
        recovery.read(typed)

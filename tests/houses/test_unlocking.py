"""Unlocking: fifteen minutes, one browser, and nothing that a disk could tell."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, tokens, working
from petitions.houses import holding, keys, passphrases, unlocking
from petitions.houses.models import Unlock
from tests import factories
from tests.support import keyholders
from tests.support.needles import Needles

INGRID, LEYLA = 1, 2


@pytest.fixture
def passphrase(house) -> str:
    """Ingrid's, who reads the names of the House."""
    passphrase = keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    return passphrase


def count() -> int:
    return database.session().scalar(sa.select(sa.func.count()).select_from(Unlock))


def test_the_keys_are_open_for_fifteen_minutes(house, passphrase, clock):
    token = keyholders.unlock(house.id, INGRID, passphrase)
    assert set(unlocking.opened(token, house.id, INGRID)) == {keys.current(house.id).id}
    shown = unlocking.padlock(token, INGRID).expires_at
    clock.shift(datetime.timedelta(minutes=14, seconds=59))
    assert unlocking.opened(token, house.id, INGRID)
    clock.shift(1)
    assert times.now() == shown
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, INGRID)
    assert unlocking.padlock(token, INGRID) is None


def test_every_key_of_the_house_opens(house, passphrase):
    keyholders.make_key(house.id, INGRID)
    token = keyholders.unlock(house.id, INGRID, passphrase)
    assert len(unlocking.opened(token, house.id, INGRID)) == 2


def test_the_worker_deletes_what_has_had_its_time(house, passphrase, clock):
    keyholders.unlock(house.id, INGRID, passphrase)
    working.erase_overdue()
    assert count() == 1
    clock.shift(datetime.timedelta(minutes=15))
    working.erase_overdue()
    assert count() == 0


def test_a_wrong_passphrase_opens_nothing(house, passphrase):
    for wrong in (passphrases.generate(), "", passphrase[:-1], "\0", "ə" * 1000):
        with pytest.raises(passphrases.WrongPassphrase):
            keyholders.unlock(house.id, INGRID, wrong)
    assert count() == 0


def test_the_passphrase_of_another_organiser_opens_nothing(house, passphrase):
    with pytest.raises(passphrases.WrongPassphrase):
        keyholders.unlock(house.id, LEYLA, passphrase)


def test_somebody_who_was_given_nothing_is_told_so(house, passphrase):
    leylas = keyholders.reader(LEYLA)
    with pytest.raises(unlocking.NotGiven):
        keyholders.unlock(house.id, LEYLA, leylas)


def test_the_passphrase_of_the_command_line_opens(house):
    token = keyholders.unlock(house.id, INGRID, keys.create(house.id, "tests"))
    assert unlocking.opened(token, house.id, INGRID)


@pytest.mark.parametrize("token", [None, "", "x", "\0", "2" * tokens.LENGTH, "ə" * tokens.LENGTH])
def test_a_cookie_that_is_none_of_ours_opens_nothing(house, passphrase, token):
    keyholders.unlock(house.id, INGRID, passphrase)
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, INGRID)


def test_the_cookie_of_another_organiser_opens_nothing(house, passphrase):
    token = keyholders.unlock(house.id, INGRID, passphrase)
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, LEYLA)
    assert unlocking.padlock(token, LEYLA) is None


def test_another_house_stays_locked(house, passphrase):
    token = keyholders.unlock(house.id, INGRID, passphrase)
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, factories.house("baku").id, INGRID)


def test_a_row_that_was_moved_to_somebody_else_does_not_open(house, passphrase):
    """What an attacker who writes into the database would try."""
    token = keyholders.unlock(house.id, INGRID, passphrase)
    with database.action() as session:
        session.execute(sa.update(Unlock).values(organiser_id=LEYLA))
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, LEYLA)


def test_locking_ends_it_in_every_browser(house, passphrase):
    first, second = (keyholders.unlock(house.id, INGRID, passphrase) for _ in range(2))
    with pytest.raises(unlocking.Locked):
        unlocking.opened(first, house.id, INGRID)  # one browser at a time
    with database.action() as session:
        unlocking.lock(session, INGRID)
    with pytest.raises(unlocking.Locked):
        unlocking.opened(second, house.id, INGRID)
    assert count() == 0


def test_whoever_loses_the_right_is_locked_out_at_once(house, passphrase):
    leylas = keyholders.reader(LEYLA)
    keyholders.give(house.id, LEYLA, keys.unlock(house, passphrase))
    token = keyholders.unlock(house.id, LEYLA, leylas)
    with database.action() as session:
        holding.take(session, house.id, LEYLA)
    with pytest.raises(unlocking.Locked):
        unlocking.opened(token, house.id, LEYLA)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_on_disk_is_the_key_while_it_is_open(house, passphrase, tmp_path):
    token = keyholders.unlock(house.id, INGRID, passphrase)
    (private_key,) = unlocking.opened(token, house.id, INGRID).values()
    raw = private_key.private_bytes_raw()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    on_disk = b"".join(file.read_bytes() for file in files)
    assert private_key.public_key().public_bytes_raw() in on_disk  # the control: the public half is found
    assert raw not in on_disk
    found = Needles([raw.hex(), token, passphrase, passphrase.replace("-", "")]).found_under(tmp_path)
    assert found == {(token, "sha256")}  # by which the row is found

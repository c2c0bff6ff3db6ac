"""House keys: who opens what, and what stays open after a new pair."""

import pytest

from petitions.houses import keys, passphrases
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_passphrase_has_four_groups_of_four_and_more_than_77_bits():
    passphrase = passphrases.generate()
    assert [len(group) for group in passphrase.split("-")] == [4, 4, 4, 4]
    assert len(passphrases.ALPHABET) ** 16 > 2**77


def test_a_passphrase_opens_however_it_is_typed():
    house = factories.house(has_key=False)
    passphrase = keys.create(house.id, "tests")
    for typed in (passphrase, passphrase.upper(), passphrase.replace("-", ""), f"  {passphrase.replace('-', ' ')}\n"):
        assert keys.unlock(house, typed)


def test_another_passphrase_opens_nothing():
    house = factories.house(has_key=False)
    keys.create(house.id, "tests")
    with pytest.raises(passphrases.WrongPassphrase):
        keys.unlock(house, passphrases.generate())


def test_a_new_pair_seals_from_now_on_and_the_old_passphrase_opens_old_rows_only():
    house = factories.house(has_key=False)
    old = keys.create(house.id, "tests")
    first = keys.current(house.id).id
    new = keys.create(house.id, "tests")
    second = keys.current(house.id).id
    assert first != second
    assert set(keys.unlock(house, old)) == {first}
    assert set(keys.unlock(house, new)) == {second}


def test_a_house_without_a_key_says_so():
    with pytest.raises(keys.NoHouseKey):
        keys.current(factories.house(has_key=False).id)


def test_whoever_would_wait_too_long_is_told_so(app_context, monkeypatch):
    monkeypatch.setattr(passphrases, "PATIENCE", 0.01)
    house = factories.house(has_key=False)
    passphrase = keys.create(house.id, "tests")
    with passphrases._one_at_a_time, pytest.raises(passphrases.TooManyAtOnce):
        keys.unlock(house, passphrase)
    assert keys.unlock(house, passphrase)


def test_opening_is_slow_for_whoever_guesses(app_context):
    """The real cost: 64 MiB and three passes for each guess (RFC 9106)."""
    assert (passphrases.MEMORY_KIB, passphrases.PASSES) == (64 * 1024, 3)
    house = factories.house(has_key=False)
    assert keys.unlock(house, keys.create(house.id, "tests"))

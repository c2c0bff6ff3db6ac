"""House keys: who opens what, and what stays open after a new pair."""

import pytest

from petitions.houses import keys
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_passphrase_has_four_groups_of_four_and_more_than_77_bits():
    passphrase = keys.generate_passphrase()
    assert [len(group) for group in passphrase.split("-")] == [4, 4, 4, 4]
    assert len(keys.ALPHABET) ** 16 > 2**77


def test_a_passphrase_opens_however_it_is_typed():
    house = factories.house(has_key=False)
    passphrase = keys.create(house.id, "tests")
    for typed in (passphrase, passphrase.upper(), passphrase.replace("-", ""), f"  {passphrase.replace('-', ' ')}\n"):
        assert keys.unlock(house, typed)


def test_another_passphrase_opens_nothing():
    house = factories.house(has_key=False)
    keys.create(house.id, "tests")
    with pytest.raises(keys.WrongPassphrase):
        keys.unlock(house, keys.generate_passphrase())


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

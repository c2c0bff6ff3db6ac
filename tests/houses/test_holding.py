"""Who may read names: passphrases of one's own, giving, taking, and new pairs."""

import pytest

from petitions import clock, database
from petitions.houses import fingerprints, holding, keys, passphrases, reading
from petitions.houses.models import House
from tests import factories
from tests.support import keyholders

INGRID, LEYLA, PETR = 1, 2, 3


def opened(house: House, passphrase: str) -> set[int]:
    try:
        return set(keys.unlock(house, passphrase))
    except passphrases.WrongPassphrase:
        return set()


def give(house: House, organiser_id: int, *, by: str) -> None:
    keyholders.give(house.id, organiser_id, keys.unlock(house, by))


def take(house: House, organiser_id: int) -> None:
    with database.action() as session:
        holding.take(session, house.id, organiser_id)


def test_a_passphrase_counts_when_it_was_typed_back(house):
    passphrase = reading.draft(INGRID)
    assert reading.has_draft(INGRID)
    with pytest.raises(reading.NoReadingKey):
        keyholders.make_key(house.id, INGRID)
    with pytest.raises(passphrases.WrongPassphrase):
        keyholders.prove(INGRID, passphrases.generate())
    keyholders.prove(INGRID, passphrase.upper().replace("-", " "))
    assert not reading.has_draft(INGRID)
    keyholders.make_key(house.id, INGRID)
    assert opened(house, passphrase) == {keys.current(house.id).id}


def test_one_that_was_shown_again_replaces_the_one_before(house):
    first, second = reading.draft(INGRID), reading.draft(INGRID)
    with pytest.raises(passphrases.WrongPassphrase):
        keyholders.prove(INGRID, first)
    keyholders.prove(INGRID, second)


def test_the_key_is_given_to_somebody_whose_passphrase_only_they_know(house):
    ingrid, leyla = keyholders.reader(INGRID), keyholders.reader(LEYLA)
    keyholders.make_key(house.id, INGRID)
    assert opened(house, leyla) == set()
    give(house, LEYLA, by=ingrid)
    give(house, LEYLA, by=ingrid)  # twice is once
    assert opened(house, leyla) == opened(house, ingrid)
    assert [holder.organiser_id for holder in holding.holders(house.id)] == [INGRID, LEYLA]


def test_nothing_is_given_to_somebody_without_a_passphrase(house):
    ingrid = keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    with pytest.raises(reading.NoReadingKey):
        give(house, LEYLA, by=ingrid)


def test_keys_of_another_house_are_not_given_along(house):
    ingrid, leyla = keyholders.reader(INGRID), keyholders.reader(LEYLA)
    keyholders.make_key(house.id, INGRID)
    other = factories.house("baku", has_key=False)
    keyholders.give(other.id, LEYLA, keys.unlock(house, ingrid))
    assert holding.holders(other.id) == []
    assert opened(house, leyla) == set()


def test_whoever_leaves_loses_the_keys_and_a_new_pair_is_for_those_who_stay(house):
    ingrid, leyla = keyholders.reader(INGRID), keyholders.reader(LEYLA)
    keyholders.make_key(house.id, INGRID)
    give(house, LEYLA, by=ingrid)
    first = keys.current(house.id)
    assert first.left_on is None
    take(house, LEYLA)
    assert opened(house, leyla) == set()
    database.session().refresh(first)
    assert first.left_on == clock.today()  # the House is offered a new pair
    keyholders.make_key(house.id, INGRID)
    second = keys.current(house.id)
    assert second.left_on is None
    assert opened(house, ingrid) == {first.id, second.id}
    assert opened(house, leyla) == set()


def test_a_new_pair_opens_for_all_who_opened_the_one_before_and_old_rows_stay_open(house):
    ingrid, leyla = keyholders.reader(INGRID), keyholders.reader(LEYLA)
    keyholders.make_key(house.id, INGRID)
    give(house, LEYLA, by=ingrid)
    keyholders.make_key(house.id, INGRID)
    assert len(opened(house, leyla)) == len(opened(house, ingrid)) == 2


def test_whoever_makes_a_new_pair_for_others_does_not_read(house):
    keyholders.reader(INGRID)
    petr = keyholders.reader(PETR)
    keyholders.make_key(house.id, INGRID)
    keyholders.make_key(house.id, PETR)
    assert [holder.organiser_id for holder in holding.holders(house.id)] == [INGRID]
    assert opened(house, petr) == set()


def test_the_last_one_who_reads_cannot_be_taken_away(house):
    ingrid = keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    with pytest.raises(holding.LastHolder):
        take(house, INGRID)
    take(house, LEYLA)  # has nothing: nothing happens
    assert opened(house, ingrid)


def test_a_passphrase_of_the_command_line_is_given_on_and_taken_away(house):
    paper = keys.create(house.id, "Ingrid, Oslo")
    with pytest.raises(holding.LastHolder), database.action() as session:
        holding.take_passphrase(session, house.id, "Ingrid, Oslo")
    ingrid = keyholders.reader(INGRID)
    give(house, INGRID, by=paper)
    assert [(holder.organiser_id, holder.label) for holder in holding.holders(house.id)] == [
        (INGRID, ""),
        (None, "Ingrid, Oslo"),
    ]
    with database.action() as session:
        holding.take_passphrase(session, house.id, "Ingrid, Oslo")
    assert opened(house, paper) == set()
    assert opened(house, ingrid)


def test_a_new_passphrase_opens_nothing_until_it_is_given_and_the_old_one_until_then(house):
    old = keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    new = keyholders.reader(INGRID)
    assert opened(house, old)
    assert opened(house, new) == set()
    give(house, INGRID, by=old)
    assert opened(house, new)
    assert opened(house, old) == set()


def forgetful(house: House) -> None:
    """Ingrid and Leyla read the names; Leyla has forgotten her passphrase, and made another one."""
    ingrid = keyholders.reader(INGRID)
    keyholders.reader(LEYLA)
    keyholders.make_key(house.id, INGRID)
    give(house, LEYLA, by=ingrid)
    keyholders.reader(LEYLA)


def test_a_replaced_passphrase_counts_for_nobody_who_reads(house):
    forgetful(house)
    assert [len(holder.key_ids) for holder in holding.holders(house.id)] == [1, 0]
    with pytest.raises(holding.LastHolder):
        take(house, INGRID)
    take(house, LEYLA)
    assert [holder.organiser_id for holder in holding.holders(house.id)] == [INGRID]


def test_a_new_pair_is_for_passphrases_that_count(house):
    forgetful(house)
    keyholders.make_key(house.id, LEYLA)
    assert [len(holder.key_ids) for holder in holding.holders(house.id)] == [2, 0]


def test_where_all_who_read_have_new_passphrases_one_of_them_makes_the_pair_and_nobody_else(house):
    keyholders.reader(INGRID)
    keyholders.make_key(house.id, INGRID)
    new = keyholders.reader(INGRID)
    keyholders.reader(PETR)
    assert not holding.standing([house.id])[house.id].is_read
    with pytest.raises(keys.NobodyReads):
        keyholders.make_key(house.id, PETR)
    keyholders.make_key(house.id, INGRID)
    assert opened(house, new) == {keys.current(house.id).id}


def test_a_passphrase_counts_only_where_no_other_one_was_shown_while_it_was_checked(house):
    key = reading.proved(INGRID, reading.draft(INGRID))
    reading.draft(INGRID)
    with pytest.raises(passphrases.WrongPassphrase), database.action() as session:
        reading.count(session, key)
    assert not reading.has_key(INGRID)


def test_a_fingerprint_is_six_groups_of_five_digits_and_its_keys_own(house):
    keyholders.reader(INGRID)
    keyholders.reader(LEYLA)
    prints = [fingerprints.of(reading.of(who).public_key) for who in (INGRID, LEYLA, INGRID)]
    assert prints[0] == prints[2] != prints[1]
    assert [len(group) for group in prints[0].split()] == [5] * 6
    assert prints[0].replace(" ", "").isdigit()

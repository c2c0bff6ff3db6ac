"""Finding one person's signature by the address, to correct or to erase it."""

import dataclasses

import pytest
import sqlalchemy as sa

from petitions import addresses, database, sealing, working
from petitions.houses import keys
from petitions.signatures import confirming, correcting, finding, moderating, queries, tally
from petitions.signatures.models import Review, Share, ShareTally, State, Visibility
from petitions.signatures.records import Reason
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context", "clock")


@pytest.fixture
def house():
    return factories.house(has_key=False)


@pytest.fixture
def private_keys(house):
    return keys.unlock(house, keys.create(house.id, "tests"))


@pytest.fixture
def campaign(house, private_keys):
    return factories.campaign(of=house)


def test_an_address_is_found_however_it_is_typed(campaign):
    factories.confirmed(campaign, "ana@example.org")
    factories.signed(campaign, "ivan@example.org")
    assert [row.number for row in finding.by_address(campaign, " Ana+list@Example.org ", by=7)] == [1]
    assert [row.state for row in finding.by_address(campaign, "ivan@example.org", by=7)] == [State.PENDING]
    assert finding.by_address(campaign, "nobody@example.org", by=7) == []
    with pytest.raises(addresses.BadAddress):
        finding.by_address(campaign, "no address", by=7)


def test_nobody_is_found_in_another_campaign(campaign):
    token = factories.confirmed(campaign)
    other = factories.campaign("other", of=campaign.house)
    assert finding.by_address(other, "ana@example.org", by=7) == []
    with pytest.raises(finding.NoSuchSignature):
        finding.by_id(other, factories.row(token).id)
    with pytest.raises(finding.NoSuchSignature):
        finding.erase(other, factories.row(token).id, by=7)


def test_erasing_takes_it_out_of_count_and_search(campaign):
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    finding.erase(campaign, factories.row(token).id, by=7)
    working.count()
    assert (queries.total(campaign.id), factories.row(token).sealed) == (0, None)
    assert finding.by_address(campaign, "ana@example.org", by=7) == []
    with pytest.raises(finding.NoSuchSignature):
        finding.erase(campaign, factories.row(token).id, by=7)


def correct(campaign, token, private_keys, **changes):
    row = factories.row(token)
    said = correcting.read(row, private_keys)
    values = {"name": said.name, "town": said.town, "comment": said.comment, "visibility": row.visibility, "by": 7}
    return correcting.correct(campaign, row.id, private_keys, **(values | changes))


def test_a_corrected_name_is_what_house_and_owner_read(campaign, private_keys):
    token = factories.confirmed(campaign, name="Ana Kovac", visibility=Visibility.RECIPIENT)
    before = bytes(factories.row(token).sealed)
    correct(campaign, token, private_keys, name="Ana Kovač")
    correct(campaign, token, private_keys, town="Split")
    signature, said = confirming.find(token)
    assert said == dataclasses.replace(factories.person(), name="Ana Kovač", town="Split")
    assert correcting.read(signature, private_keys) == said
    assert bytes(signature.sealed)[:64] != before[:64]


@pytest.mark.parametrize("review", [Review.WAITING, Review.NAMED, Review.HIDDEN])
def test_what_the_house_holds_back_stays_so_when_the_town_is_corrected_and_waits_with_a_new_name(
    campaign, private_keys, review
):
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC, comment="Hello")
    moderating.decide(campaign, [factories.row(token).id], review, reason=Reason.OTHER, by=7)
    correct(campaign, token, private_keys, town="Split")
    assert (factories.row(token).review, confirming.find(token)[1].town) == (review, "Split")
    correct(campaign, token, private_keys, name="Ana Kovačić")
    assert (factories.row(token).review, factories.row(token).public_name) == (Review.WAITING, "Ana Kovačić")


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (Visibility.COUNTED, Visibility.PUBLIC),
        (Visibility.COUNTED, Visibility.RECIPIENT),
        (Visibility.RECIPIENT, Visibility.PUBLIC),
    ],
)
def test_nobody_lets_more_people_see_a_name_than_its_owner(campaign, private_keys, chosen, asked):
    token = factories.confirmed(campaign, visibility=chosen)
    with pytest.raises(correcting.MoreEyes):
        correct(campaign, token, private_keys, visibility=asked)
    assert (factories.row(token).visibility, factories.row(token).public_name) == (chosen, None)


def test_a_public_name_that_is_corrected_waits_and_is_hidden(campaign, private_keys):
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    assert (factories.row(token).review, factories.row(token).public_name) == (Review.SHOWN, "Ana Kovač")
    correct(campaign, token, private_keys, name="Ana Kovač 2", comment="Hello")
    row = factories.row(token)
    assert (row.review, row.public_name, row.public_comment) == (Review.WAITING, "Ana Kovač 2", "Hello")
    correct(campaign, token, private_keys, visibility=Visibility.RECIPIENT)
    row = factories.row(token)
    assert (row.review, row.public_name, row.public_comment, row.folded_name) == (None, None, None, None)
    tally.book()
    assert queries.total(campaign.id) == 1
    shares = sa.select(ShareTally.value, ShareTally.confirmed).where(ShareTally.share == Share.VISIBILITY)
    counted = {row.value: row.confirmed for row in database.session().execute(shares)}
    assert counted == {"public": 0, "recipient": 1}


def test_a_pending_signature_becomes_public_only_when_confirmed(campaign, private_keys):
    token = factories.signed(campaign, visibility=Visibility.PUBLIC)
    correct(campaign, token, private_keys, town="Split")
    assert factories.row(token).public_name is None
    confirming.confirm(token)
    assert factories.row(token).public_name == "Ana Kovač"


def test_without_the_right_key_nothing_is_corrected(campaign, private_keys):
    token = factories.confirmed(campaign)
    other = factories.house("bergen", has_key=False)
    wrong = keys.unlock(other, keys.create(other.id, "tests"))
    for none_or_wrong in ({}, dict(zip(private_keys, wrong.values(), strict=True))):
        with pytest.raises(sealing.CannotOpen):
            correct(campaign, token, none_or_wrong)
    database.session().rollback()
    assert confirming.find(token)[1] == factories.person()

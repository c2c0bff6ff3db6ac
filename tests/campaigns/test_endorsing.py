"""Who stands behind a campaign."""

import pytest

from petitions import database
from petitions.accounts.models import AuditEntry
from petitions.campaigns import endorsing, queries
from petitions.houses import writing
from petitions.houses.models import Organisation
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def campaign():
    made = factories.campaign()
    for slug in ("baku", "tbilisi"):
        factories.house(slug, has_key=False)
    writing.create(Organisation, "club", {"country": "AZ", "name-en": "Club"}, noting=lambda *_: None)
    return made


def behind(campaign) -> list[str]:
    database.session().expire_all()
    return [one.name("en") for one in queries.endorsements(campaign.id)]


def add_all(campaign) -> None:
    for other in endorsing.others(campaign):
        endorsing.add(campaign.id, endorsing.key(other), by=None)


def test_houses_and_organisations_are_added_once_each(campaign) -> None:
    add_all(campaign)
    endorsing.add(campaign.id, f"house-{campaign.house_id}", by=None)
    assert behind(campaign) == ["House baku", "House oslo", "House tbilisi", "Club"]
    assert endorsing.others(campaign) == []


def test_they_change_places_and_stay_within_the_list(campaign) -> None:
    add_all(campaign)
    club = queries.endorsements(campaign.id)[-1].id
    endorsing.move(campaign.id, club, -1, by=None)
    assert behind(campaign) == ["House baku", "House oslo", "Club", "House tbilisi"]
    for _step in range(5):
        endorsing.move(campaign.id, club, -1, by=None)
    assert behind(campaign) == ["Club", "House baku", "House oslo", "House tbilisi"]
    for _step in range(5):
        endorsing.move(campaign.id, club, 1, by=None)
    assert behind(campaign)[-1] == "Club"


def test_who_is_removed_can_come_again(campaign) -> None:
    add_all(campaign)
    endorsing.remove(campaign.id, queries.endorsements(campaign.id)[0].id, by=None)
    assert behind(campaign) == ["House oslo", "House tbilisi", "Club"]
    add_all(campaign)
    assert behind(campaign)[-1] == "House baku"


@pytest.mark.parametrize(
    "endorser", ["", "house-", "house-0", "house-999", "person-1", "organisation-²", "house-" + "9" * 40]
)
def test_nobody_else_is_added(campaign, endorser) -> None:
    with pytest.raises(endorsing.NoSuchEndorser):
        endorsing.add(campaign.id, endorser, by=None)


def test_another_campaigns_endorsement_is_not_reached(campaign) -> None:
    add_all(campaign)
    other = factories.campaign("other", of=endorsing.database.session().get_one(endorsing.House, campaign.house_id))
    theirs = queries.endorsements(campaign.id)[0].id
    with pytest.raises(endorsing.NoSuchEndorsement):
        endorsing.remove(other.id, theirs, by=None)
    with pytest.raises(endorsing.NoSuchEndorsement):
        endorsing.move(other.id, theirs, 1, by=None)


def test_it_is_noted_and_the_page_is_new(campaign, clock) -> None:
    clock.shift(60)
    endorsing.add(campaign.id, f"house-{campaign.house_id}", by=None)
    database.session().expire_all()
    assert campaign.changed_at.minute == 1
    (entry,) = database.session().query(AuditEntry).all()
    assert entry.thing == f"campaign {campaign.id}, house-{campaign.house_id} added"

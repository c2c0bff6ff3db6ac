"""Writing whom a campaign is for, and what happened."""

import datetime

import pytest

from petitions import database, merging
from petitions.campaigns import defenders, milestones, writing
from petitions.campaigns.models import Campaign, Milestone
from petitions.merging import Sheet
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def campaign(app_context) -> Campaign:
    made = factories.campaign()
    writing.add_language(made.id, "az", by=None)
    return made


def sheet(shown: dict[str, str], typed: dict[str, str]) -> Sheet:
    return Sheet(shown | typed, {name: merging.mark(value) for name, value in shown.items()})


def names(campaign: Campaign) -> list[str]:
    database.session().expire_all()
    return [defender.text("en").name for defender in campaign.defenders]


def test_defenders_come_change_places_and_go(campaign):
    ana = defenders.add(campaign.id, "Ana", by=None)
    defenders.add(campaign.id, "Ben", by=None)
    assert names(campaign) == ["Rasul Jafarov", "Ana", "Ben"]
    defenders.move_up(campaign.id, ana.id, by=None)
    assert names(campaign) == ["Ana", "Rasul Jafarov", "Ben"]
    defenders.move_up(campaign.id, ana.id, by=None)
    assert names(campaign) == ["Ana", "Rasul Jafarov", "Ben"]
    defenders.remove(campaign.id, campaign.defenders[1].id, by=None)
    assert names(campaign) == ["Ana", "Ben"]
    assert [defender.position for defender in campaign.defenders] == [0, 1]


def test_a_defender_is_told_of_in_each_language(campaign):
    number = campaign.defenders[0].id
    typed = {
        "az-name": "Rəsul",
        "az-heading": "Kimdir",
        "az-story": "Hüquqşünas.",
        "released_on": "2016-03-17",
        "en-sentence": "Six",
    }
    defenders.save(campaign.id, number, sheet(defenders.words(campaign, campaign.defenders[0]), typed), by=None)
    database.session().expire_all()
    (found,) = campaign.defenders
    assert (found.text("az").story, found.text("en").sentence, found.released_on) == (
        "Hüquqşünas.",
        "Six",
        datetime.date(2016, 3, 17),
    )
    emptied = sheet(
        defenders.words(campaign, found), {"az-name": "", "az-heading": "", "az-story": "", "released_on": ""}
    )
    defenders.save(campaign.id, number, emptied, by=None)
    database.session().expire_all()
    assert [text.language for text in found.texts] == ["en"]
    assert found.released_on is None


def test_a_story_that_another_changed_is_not_overwritten(campaign):
    number, shown = campaign.defenders[0].id, defenders.words(campaign, campaign.defenders[0])
    defenders.save(campaign.id, number, sheet(shown, {"en-story": "Theirs"}), by=None)
    with pytest.raises(merging.Conflict):
        defenders.save(campaign.id, number, sheet(shown, {"en-story": "Mine"}), by=None)


@pytest.mark.parametrize("number", [999, -1, 0, 10**50])
def test_a_defender_of_another_campaign_is_nobody(campaign, number):
    with pytest.raises(defenders.NoSuchDefender):
        defenders.remove(campaign.id, number, by=None)
    other = factories.campaign("other", of=factories.house("baku"))
    with pytest.raises(defenders.NoSuchDefender):
        defenders.save(campaign.id, other.defenders[0].id, Sheet({}, {}), by=None)


def put(campaign: Campaign, on: str, what: str) -> Milestone:
    new = milestones.New(datetime.date.fromisoformat(on), what)
    milestones.save(campaign.id, Sheet({}, {}), new=new, by=None)
    return next(one for one in campaign.milestones if one.text("en").what == what)


def told(campaign: Campaign, language: str = "en") -> list[str]:
    database.session().expire_all()
    return [one.text(language).what for one in campaign.milestones]


def test_no_milestone_is_taken_out_whose_words_are_new_to_whoever_asks_for_that(campaign):
    one = put(campaign, "2015-04-16", "Sentenced.")
    seen = sheet(milestones.words(campaign), {})
    typed = sheet(milestones.words(campaign), {f"{one.id}-en-what": "Sentenced to six years."})
    milestones.save(campaign.id, typed, by=None)
    with pytest.raises(merging.Conflict):
        milestones.save(campaign.id, seen, without={str(one.id)}, by=None)
    assert told(campaign) == ["Sentenced to six years."]
    milestones.save(campaign.id, sheet(milestones.words(campaign), {}), without={str(one.id)}, by=None)
    assert told(campaign) == []


def test_milestones_stand_in_the_order_of_their_days(campaign):
    put(campaign, "2015-04-16", "Sentenced.")
    first = put(campaign, "2014-08-02", "Arrested.")
    assert told(campaign) == ["Arrested.", "Sentenced."]
    typed = {f"{first.id}-az-what": "Həbs edilib.", f"{first.id}-on": "2015-05-01", f"{first.id}-is_whole_year": "y"}
    milestones.save(campaign.id, sheet(milestones.words(campaign), typed), by=None)
    assert told(campaign, "az") == ["Sentenced.", "Həbs edilib."]
    assert campaign.milestones[1].is_whole_year
    milestones.save(campaign.id, Sheet({}, {}), without={str(first.id), "x", "1" * 500}, by=None)
    assert told(campaign) == ["Sentenced."]


def test_a_milestone_without_its_day_is_not_stored(campaign):
    one = put(campaign, "2015-04-16", "Sentenced.")
    typed = sheet(milestones.words(campaign), {f"{one.id}-on": "", f"{one.id}-en-what": "Other"})
    with pytest.raises(milestones.NoDay):
        milestones.save(campaign.id, typed, by=None)
    assert told(campaign) == ["Sentenced."]
    assert campaign.milestones[0].on == datetime.date(2015, 4, 16)


def test_a_milestone_that_was_removed_meanwhile_stays_so(campaign):
    one = put(campaign, "2015-04-16", "Sentenced.")
    typed = sheet(milestones.words(campaign), {f"{one.id}-en-what": "Other"})
    milestones.save(campaign.id, Sheet({}, {}), without={str(one.id)}, by=None)
    milestones.save(campaign.id, typed, by=None)
    assert told(campaign) == []


def test_milestones_have_an_end(campaign, monkeypatch):
    monkeypatch.setattr(milestones, "MOST", 1)
    put(campaign, "2015-04-16", "Sentenced.")
    with pytest.raises(milestones.TooMany):
        put(campaign, "2014-08-02", "Arrested.")
    assert told(campaign) == ["Sentenced."]

"""What is missing in a language is named and counted."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import database, slugs
from petitions.campaigns import cloning, completeness, defenders, milestones, writing
from petitions.campaigns.models import Campaign, Protection, State
from petitions.merging import Sheet
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def campaign(app_context) -> Campaign:
    return factories.campaign()


def missing(campaign: Campaign, language: str) -> list[str]:
    database.session().expire_all()
    return [place.field for place in completeness.count(campaign, language).missing]


def test_nothing_is_missing_where_all_is_written(campaign):
    assert missing(campaign, "en") == []
    assert completeness.count(campaign, "en").is_done


def test_a_new_language_misses_what_the_main_one_has(campaign):
    writing.add_language(campaign.id, "az", by=None)
    milestones.save(campaign.id, Sheet({}, {}), new=milestones.New(datetime.date(2015, 4, 16), "Sentenced."), by=None)
    count = completeness.count(campaign, "az")
    assert len(count.missing) == count.expected == 14
    assert (count.on("words"), count.on("defenders"), count.on("milestones")) == (10, 3, 1)
    assert count.of("defenders", campaign.defenders[0].id) == 3
    assert count.lacks("words", "petition")
    assert [(one.language, one.is_done) for one in completeness.counts(campaign)] == [("en", True), ("az", False)]


def test_a_picture_wants_words_in_every_language(campaign):
    with database.action() as session:
        campaign.portrait, campaign.texts[0].portrait_alt = "0" * 32 + ".png", ""
        session.merge(campaign)
    assert missing(campaign, "en") == ["portrait_alt"]


def test_what_may_stay_away_is_missed_only_beside_a_main_language_that_has_it(campaign):
    writing.add_language(campaign.id, "az", by=None)
    assert "backing" not in missing(campaign, "az")
    with database.action() as session:
        campaign.text("en").backing = "100 organisations"
        session.merge(campaign)
    assert "backing" in missing(campaign, "az")


def test_defenders_behind_the_first_need_no_story(campaign):
    defenders.add(campaign.id, "Ana", by=None)
    assert missing(campaign, "en") == []


def test_a_clone_is_a_draft_with_the_words_and_without_what_happened(campaign):
    writing.add_language(campaign.id, "az", by=None)
    milestones.save(campaign.id, Sheet({}, {}), new=milestones.New(datetime.date(2015, 4, 16), "Sentenced."), by=None)
    factories.event(of=campaign)
    factories.confirmed(campaign)
    with database.action() as session:
        campaign.text("en").outcome, campaign.protection = "Released.", Protection.HIGH
        session.merge(campaign)
    database.session().expire_all()
    copy = cloning.clone(campaign, "free-rasul-2", by=None)
    database.session().expire_all()
    assert copy.is_careful
    assert (copy.state, copy.opened_on, copy.house_id) == (State.DRAFT, None, campaign.house_id)
    assert [text.language for text in copy.texts] == ["az", "en"]
    assert copy.text("en").demand == campaign.text("en").demand
    assert copy.text("en").outcome is None
    assert copy.defenders[0].text("en").story == campaign.defenders[0].text("en").story
    assert copy.defenders[0].arrested_on == campaign.defenders[0].arrested_on
    assert [one.text("en").what for one in copy.milestones] == ["Sentenced."]
    assert (copy.petition_text.version, copy.petition_text.text("en").body) == (
        1,
        "We ask you to release him.\n\n1. Now.",
    )
    tables = database.db.metadata.tables
    for name in ("signature", "event"):
        query = sa.select(sa.func.count()).where(tables[name].c.campaign_id == copy.id)
        assert database.session().scalar(query) == 0


def test_a_clone_needs_an_address_of_its_own(campaign):
    with pytest.raises(slugs.SlugTaken):
        cloning.clone(campaign, campaign.slug, by=None)
    with pytest.raises(slugs.BadSlug):
        cloning.clone(campaign, "Free Rasul", by=None)

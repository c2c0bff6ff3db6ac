"""Rule: a backup that comes back shows no name to anybody from whom it was hidden since the backup was made."""

import pytest
import sqlalchemy as sa

from petitions import backups, database, restoring
from petitions.campaigns.models import Campaign, Protection
from petitions.houses import keys
from petitions.signatures import correcting, figures, moderating, owning, protecting
from petitions.signatures.models import Review, Share, ShareTally, Visibility
from petitions.signatures.records import Decision, Reason
from tests import factories

pytestmark = [pytest.mark.promise, pytest.mark.usefixtures("app_context")]


def test_a_name_that_was_hidden_since_stays_hidden(elsewhere, tmp_path):
    hidden, unlisted, shown = (
        factories.confirmed(campaign, f"{number}@example.org", visibility=Visibility.PUBLIC)
        for campaign in [factories.campaign()]
        for number in range(3)
    )
    said = {"name": "Ana Kovač", "town": None, "comment": None}
    backups.make(tmp_path / "backup")
    owning.correct(hidden, **said, visibility=Visibility.RECIPIENT)
    owning.correct(unlisted, **said, visibility=Visibility.RECIPIENT)
    owning.correct(unlisted, **said, visibility=Visibility.COUNTED)
    owning.correct(shown, **said, visibility=Visibility.PUBLIC)
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        found = [factories.row(token) for token in (hidden, unlisted, shown)]
        assert [row.visibility for row in found] == [Visibility.RECIPIENT, Visibility.COUNTED, Visibility.PUBLIC]
        assert [row.public_name for row in found] == [None, None, "Ana Kovač"]
        shares = sa.select(ShareTally.confirmed).where(ShareTally.share == Share.VISIBILITY)
        assert database.session().scalars(shares).all() == [1, 1, 1]


def test_what_the_house_has_taken_off_the_page_since_stays_off(elsewhere, tmp_path):
    campaign = factories.campaign()
    hidden, named, unread, _stays = tokens = [
        factories.confirmed(campaign, f"{number}@example.org", name=name, comment="Now", visibility=Visibility.PUBLIC)
        for number, name in enumerate(("Ana Kovač", "Ivan Horvat", "Agent 007", "Želja"))
    ]
    shown = decide(campaign, unread, Review.SHOWN)
    backups.make(tmp_path / "backup")
    decide(campaign, hidden, Review.HIDDEN)
    decide(campaign, named, Review.NAMED)
    moderating.undo(campaign, shown.id, by=None)
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        reviews = [factories.row(token).review for token in tokens]
        assert reviews == [Review.HIDDEN, Review.NAMED, Review.WAITING, Review.SHOWN]


def decide(campaign, token: str, review: Review) -> Decision:
    return moderating.decide(campaign, [factories.row(token).id], review, reason=Reason.OTHER, by=None)


def test_what_was_shown_again_before_a_backup_is_shown_after_it(elsewhere, tmp_path, clock):
    campaign = factories.campaign()
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    moderating.undo(campaign, decide(campaign, token, Review.HIDDEN).id, by=None)
    clock.shift(2 * 3600)
    backups.make(tmp_path / "backup")
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert factories.row(token).review is Review.SHOWN


def test_a_name_that_the_house_has_hidden_for_its_owner_since_stays_hidden(elsewhere, tmp_path):
    house = factories.house(has_key=False)
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    backups.make(tmp_path / "backup")
    said = {"name": "Ana Kovač", "town": None, "comment": None, "by": None}
    row_id = factories.row(token).id
    correcting.correct(campaign, row_id, private_keys, **said, visibility=Visibility.COUNTED)
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert (factories.row(token).visibility, factories.row(token).public_name) == (Visibility.COUNTED, None)


def test_a_campaign_that_was_made_careful_since_is_so_again_and_names_nobody(elsewhere, tmp_path):
    campaign, calm = factories.campaign(), factories.campaign("calm", of=factories.house("zagreb"))
    tokens = [factories.confirmed(one, visibility=Visibility.PUBLIC) for one in (campaign, calm)]
    backups.make(tmp_path / "backup")
    protecting.protect(campaign, Protection.HIGH)
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert [level(one) for one in (campaign, calm)] == [Protection.HIGH, Protection.STANDARD]
        found = [factories.row(token) for token in tokens]
        assert [row.public_name for row in found] == [None, "Ana Kovač"]
        assert [row.visibility for row in found] == [Visibility.RECIPIENT, Visibility.PUBLIC]
        assert figures.of(campaign.id).visibilities == {Visibility.RECIPIENT: 1}


def level(campaign: Campaign) -> Protection:
    return database.session().get_one(Campaign, campaign.id).protection


def test_a_backup_counts_for_more_than_a_level_that_was_lowered_before_it(elsewhere, tmp_path, clock):
    campaign = factories.campaign()
    protecting.protect(campaign, Protection.HIGH)
    protecting.protect(campaign, Protection.STANDARD)
    database.session().expire_all()
    token = factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    clock.shift(2 * 3600)
    backups.make(tmp_path / "backup")
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert (level(campaign), factories.row(token).public_name) == (Protection.STANDARD, "Ana Kovač")

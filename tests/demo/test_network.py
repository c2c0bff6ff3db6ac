import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from petitions import create_app, keyring, sealing, storage, text
from petitions import database as ground
from petitions.campaigns import checklist, publishing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.checklist import Point
from petitions.campaigns.life import Move, Protection
from petitions.campaigns.life import State as CampaignState
from petitions.campaigns.models import Campaign
from petitions.demo import loading, reading
from petitions.events import queries as events
from petitions.events.models import Event, Rsvp
from petitions.houses import keys, recovery
from petitions.papersheets import queries as papersheets
from petitions.signatures import content as contents
from petitions.signatures import queries as signatures
from petitions.signatures.models import Review, Signature, State, Visibility
from petitions.updates.models import Update
from tests.support import databases
from tests.support.product import demo_environ

pytestmark = [pytest.mark.usefixtures("demonstration"), databases.one]


@pytest.fixture(scope="module")
def demonstration(
    database: str, demo_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The demonstration as people load it, to look at: nothing here writes."""
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    shutil.copytree(demo_template, folder)
    url = f"sqlite:///{folder / 'instance' / 'petitions.db'}"
    if database == "postgresql":
        name = f"look_{request.getfixturevalue('worker_id')}"
        url = databases.copy_database(request.getfixturevalue("postgres_url"), "demo_template", name)
    app = create_app(config.load(demo_environ(folder, url)))
    with app.app_context():
        yield
        ground.db.session.remove()
        ground.db.engine.dispose()


def test_the_network_is_there_in_five_languages() -> None:
    rasul = campaigns.visible("free-rasul-jafarov")
    assert [words.language for words in rasul.texts] == ["ar", "az", "en", "nb", "ru"]
    assert rasul.text("az").headline_lines == ["Rəsul Cəfərova", "azadlıq"]
    assert rasul.first_defender is not None
    assert rasul.first_defender.days_in_prison(datetime.date(2026, 1, 1)) == 593
    assert len(rasul.defenders) == 6
    assert [campaign.slug for campaign in campaigns.open_campaigns()] == ["free-rasul-jafarov", "free-them-all"]
    assert [campaign.slug for campaign in campaigns.closed_campaigns()] == [
        "let-families-visit", "joint-letter", "sing-for-democracy",
    ]  # fmt: skip
    assert campaigns.visible("sing-for-democracy").portrait is None


def test_every_state_is_there_to_be_looked_at() -> None:
    states = ground.session().execute(sa.select(Campaign.state, Campaign.protection)).all()
    assert {row.state for row in states} == set(CampaignState)
    assert [row.state for row in states if row.protection is Protection.HIGH] == [CampaignState.OPEN]
    visit, draft = (
        ground.session().scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
        for slug in ("let-families-visit", "let-letters-through")
    )
    assert Move.REOPEN in publishing.possible(visit)
    assert [line.point for line in checklist.lines(draft) if not line.is_done] == [Point.PICTURE, Point.ALTERNATIVE]


def test_news_of_the_network_stay_in_their_language() -> None:
    query = sa.select(Update).where(Update.campaign_id.is_(None)).order_by(Update.published_on)
    news = ground.session().scalars(query)
    told = [(update.published_on.isoformat(), [words.language for words in update.texts]) for update in news]
    assert told == [("2019-07-11", ["en"]), ("2019-07-16", ["en"]), ("2019-07-18", ["ru"])]


def test_marches_are_ahead_and_on_their_weekday() -> None:
    march, vigil = events.visible("march-oslo"), events.visible("vigil-tbilisi")
    today = datetime.datetime.now(datetime.UTC).date()
    assert march.local_start.strftime("%A %H:%M") == "Saturday 15:00"
    assert march.local_end - march.local_start == datetime.timedelta(hours=2)
    assert 9 <= (march.local_start.date() - today).days < 17  # loaded before midnight, looked at after it
    assert vigil.local_start.strftime("%A %H:%M") == "Thursday 18:00"
    assert 13 <= (vigil.local_start.date() - today).days < 21
    assert march.steps[0].starts_at == march.starts_at


def test_numbers_are_those_of_the_rows() -> None:
    for slug, people in (("free-rasul-jafarov", 12_468), ("free-them-all", 7_931)):
        campaign_id = campaigns.visible(slug).id
        numbers = [row.number for row in signatures.numbered(campaign_id)]
        assert numbers == list(range(1, people + 1))
        assert signatures.total(campaign_id) == people
        assert sum(signatures.countries(campaign_id).values()) == people


def test_a_campaign_that_ended_keeps_its_number_and_nobody_s_name() -> None:
    for slug, people in (("joint-letter", 614), ("sing-for-democracy", 4_316)):
        campaign_id = campaigns.visible(slug).id
        assert signatures.total(campaign_id) == people
        assert list(signatures.numbered(campaign_id)) == []
        with pytest.raises(keyring.SecretMissing):
            contents.secret(campaign_id)


def test_the_passphrase_opens_what_was_sealed() -> None:
    rasul = campaigns.visible("free-rasul-jafarov")
    private_keys = keys.unlock(rasul.house, loading.passphrase_path(storage.settings()).read_text())
    secret = contents.secret(rasul.id)
    names = {
        sealing.open_with_house_key(
            sealing.Sealed(row.sealed, row.house_wrap, row.token_wrap),
            secret=secret,
            private_key=private_keys[row.key_id],
            context=contents.context(rasul.id, row.token_hash),
        )["name"]
        for row in signatures.numbered(rasul.id)
    }
    hard = {text.tidy(entry["name"]) for entry in reading.names()["survivors"]}
    assert hard <= names


def test_the_recovery_key_opens_every_house_that_has_a_key() -> None:
    file = loading.recovery_path(storage.settings())
    assert file.stat().st_mode & 0o777 == 0o600
    current = recovery.current()
    assert current is not None
    assert recovery.coverage(current)[1] == []
    rasul = campaigns.visible("free-rasul-jafarov")
    assert set(recovery.opened(rasul.house_id, file.read_text())) == {keys.current(rasul.house_id).id}


def test_everybody_has_a_logo_and_paper_came_back() -> None:
    rasul = campaigns.visible("free-rasul-jafarov")
    endorsers = [one.endorser for one in campaigns.endorsements(rasul.id)]
    assert len({endorser.logo for endorser in endorsers if endorser and endorser.logo}) == len(endorsers) == 12
    total = papersheets.total(papersheets.batches(rasul.id))
    assert (total.sheets, total.counted, total.signatures) == (24, 9, 134)


def test_public_names_are_shown_but_for_those_that_a_rule_catches() -> None:
    session = ground.session()
    rows = sa.select(Signature).where(Signature.campaign_id == campaigns.visible("free-rasul-jafarov").id)
    public = session.scalars(rows.where(Signature.visibility == Visibility.PUBLIC).order_by(Signature.id)).all()
    waiting = {row.public_name for row in public if row.review is Review.WAITING}
    assert waiting == {joke["name"] for joke in reading.names()["jokes"]}
    assert {row.review for row in public} == {Review.SHOWN, Review.WAITING}
    assert all(row.caught for row in public if row.review is Review.WAITING)
    assert sum(row.public_comment is not None for row in public) == 41
    assert {row.state for row in public} == {State.CONFIRMED}
    quiet = session.scalars(rows.where(Signature.visibility != Visibility.PUBLIC)).all()
    assert {(row.public_name, row.public_comment, row.review) for row in quiet} == {(None, None, None)}


def test_heads_that_are_counted_are_heads_that_said_so() -> None:
    session = ground.session()
    counted = {event.slug: event.coming for event in session.scalars(sa.select(Event)).unique()}
    assert counted == {"march-oslo": 412, "vigil-tbilisi": 37}
    said = sa.select(Event.slug, sa.func.sum(Rsvp.people)).join(Rsvp, Rsvp.event_id == Event.id).group_by(Event.slug)
    said = said.where(Rsvp.invalidation_id.is_(None))
    assert dict(session.execute(said).all()) == counted
    left_address = sa.select(Event.slug, sa.func.count()).join(Rsvp, Rsvp.event_id == Event.id).group_by(Event.slug)
    found = session.execute(left_address.where(Rsvp.sealed.is_not(None))).all()
    assert dict(found) == {"march-oslo": 24, "vigil-tbilisi": 3}

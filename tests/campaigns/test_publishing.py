"""The life of a campaign: which step is possible when, what it leaves behind, and what two who act at once get."""

import datetime
import threading

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring
from petitions.accounts import audit
from petitions.accounts.models import AuditEntry
from petitions.campaigns import checklist, publishing, queries, writing
from petitions.campaigns.checklist import Point
from petitions.campaigns.life import Move, Outcome, State
from petitions.campaigns.models import Campaign
from petitions.signatures import retention, signing
from petitions.signatures.models import Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def draft(clock) -> Campaign:
    made = factories.campaign(state=State.DRAFT, opened_on=None, portrait="a.png")
    keyring.current().shred(publishing.secret_name(made.id))
    return made


def now(campaign: Campaign) -> Campaign:
    database.session().expire_all()
    return database.session().get_one(Campaign, campaign.id)


def noted() -> list[str]:
    return [entry.what for entry in database.session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def sign(campaign: Campaign) -> None:
    person = factories.person()
    signing.sign(campaign, person, country="HR", visibility=Visibility.COUNTED, language="en")


def test_a_whole_life(draft, clock):
    publishing.open_now(draft, notes={"en": "It begins."}, by=7)
    sign(now(draft))
    clock.shift(datetime.timedelta(days=10))
    publishing.close(draft)
    clock.shift(datetime.timedelta(days=3))
    publishing.hand_over(draft, on=datetime.date(2015, 5, 12), notes={"en": "At the embassy.", "nb": ""})
    publishing.record_outcome(draft, Outcome.RELEASED, on=times.today(), notes={"en": "He is free."})
    publishing.archive(draft)
    ended = now(draft)
    assert (ended.state, ended.outcome, ended.text("en").outcome) == (State.OUTCOME, Outcome.RELEASED, "He is free.")
    assert (ended.opened_on, ended.closed_on) == (datetime.date(2015, 5, 1), datetime.date(2015, 5, 11))
    told = [(step.move.value, str(step.on), getattr(step.note("en"), "body", "")) for step in queries.steps(draft.id)]
    assert told == [
        ("open", "2015-05-01", "It begins."),
        ("close", "2015-05-11", ""),
        ("hand_over", "2015-05-12", "At the embassy."),
        ("outcome", "2015-05-14", "He is free."),
        ("archive", "2015-05-14", ""),
    ]
    assert noted()[:2] == ["campaign opened", "campaign closed"]
    assert audit.broken() is None
    assert queries.closed_campaigns() == []
    publishing.restore(draft)
    assert [campaign.id for campaign in queries.closed_campaigns()] == [draft.id]


DO = {
    Move.OPEN: publishing.open_now,
    Move.CLOSE: publishing.close,
    Move.HAND_OVER: lambda campaign: publishing.hand_over(campaign, on=times.today()),
    Move.OUTCOME: lambda campaign: publishing.record_outcome(campaign, Outcome.RELEASED, on=times.today()),
    Move.REOPEN: publishing.reopen,
    Move.ARCHIVE: publishing.archive,
    Move.RESTORE: publishing.restore,
}


@pytest.mark.parametrize("state", State)
def test_from_each_state_the_possible_steps_lead_on_and_no_others(state, clock):
    house = factories.house()
    for move in Move:
        campaign = factories.campaign(
            move.value,
            of=house,
            state=state,
            portrait="a.png",
            opened_on=None if state is State.DRAFT else times.today(),
        )
        may = move in publishing.possible(campaign)
        try:
            DO[move](campaign)
        except publishing.NotNow:
            assert not may, move
        else:
            assert may, move


def test_nothing_is_done_when_a_step_is_refused(draft):
    with pytest.raises(publishing.NotNow):
        publishing.close(draft, notes={"en": "No."})
    assert now(draft).state is State.DRAFT
    assert (queries.steps(draft.id), noted()) == ([], [])


@pytest.mark.parametrize(
    ("spoil", "point"),
    [
        ("UPDATE campaign_text SET demand = ''", Point.TEXTS),
        ("DELETE FROM petition_text_translation", Point.PETITION),
        ("UPDATE campaign_text SET addressee = ''", Point.ADDRESSEE),
        ("UPDATE campaign SET portrait = NULL", Point.PICTURE),
        ("UPDATE campaign_text SET portrait_alt = ''", Point.ALTERNATIVE),
        ("UPDATE house_key SET retired_on = '2015-05-01'", Point.KEY),
        ("UPDATE house SET sender = 'nobody'", Point.SENDER),
    ],
)
def test_a_draft_opens_only_when_every_point_is_green(draft, spoil, point):
    assert checklist.is_green(now(draft))
    with database.action() as session:
        session.execute(sa.text(spoil))
    assert [line.point for line in checklist.lines(now(draft)) if not line.is_done] == [point]
    with pytest.raises(publishing.NotReady):
        publishing.open_now(draft)
    assert keyring.current().names("campaign") == []


def test_days_lie_between_the_opening_and_today_in_baku(clock):
    campaign = factories.campaign(state=State.CLOSED)
    for days in (2, -1):
        with pytest.raises(publishing.BadDay):
            publishing.hand_over(campaign, on=times.today() + datetime.timedelta(days=days))
    publishing.hand_over(campaign, on=times.today() + datetime.timedelta(days=1))


def test_other_words_are_needed_in_the_main_language():
    campaign = factories.campaign(state=State.CLOSED)
    with pytest.raises(publishing.NoteMissing):
        publishing.record_outcome(campaign, Outcome.OTHER, on=times.today(), notes={"nb": "Utvist."})
    publishing.record_outcome(campaign, Outcome.OTHER, on=times.today(), notes={"en": "Deported."})
    publishing.record_outcome(campaign, Outcome.RELEASED, on=times.today(), notes={"en": "Free."})
    assert now(campaign).text("en").outcome == "Free."


def test_words_on_an_earlier_outcome_do_not_stand_under_a_later_one():
    ended = factories.campaign(state=State.CLOSED)
    writing.add_language(ended.id, "az", by=None)
    said = {"en": "Six and a half years.", "az": "Altı il yarım."}
    publishing.record_outcome(ended, Outcome.SENTENCED, on=times.today(), notes=said)
    publishing.record_outcome(ended, Outcome.RELEASED, on=times.today(), notes={"en": "She is free."})
    assert {text.language: text.outcome for text in now(ended).texts} == {"en": "She is free.", "az": None}


def test_words_that_were_written_ahead_of_the_outcome_stay():
    ended = factories.campaign(state=State.CLOSED)
    with database.action() as session:
        session.merge(ended).text("en").outcome_headline = "Free."
    publishing.record_outcome(ended, Outcome.RELEASED, on=times.today())
    assert now(ended).text("en").outcome_headline == "Free."


def test_reopened_it_takes_signatures_and_its_list_is_kept(clock):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    publishing.close(campaign)
    clock.shift(datetime.timedelta(days=89))
    publishing.reopen(campaign, notes={"en": "There is a new trial."})
    clock.shift(datetime.timedelta(days=89))
    assert retention.erase_overdue_lists() == []
    factories.confirmed(now(campaign), "ivan@example.org")


def test_once_the_list_is_erased_nothing_opens_the_campaign_again(clock):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    publishing.close(campaign)
    clock.shift(datetime.timedelta(days=91))
    assert Move.REOPEN in publishing.possible(now(campaign))
    retention.erase_overdue_lists()
    assert Move.REOPEN not in publishing.possible(now(campaign))
    with pytest.raises(publishing.ListErased):
        publishing.reopen(campaign)


def test_a_campaign_that_was_reopened_meanwhile_is_not_erased(clock, monkeypatch):
    """Somebody reopens between the look for overdue lists and the erasing of one."""
    campaign = factories.campaign()
    token = factories.confirmed(campaign)
    publishing.close(campaign)
    clock.shift(datetime.timedelta(days=91))

    def reopen_meanwhile(campaign_id: int) -> str:
        if not now(campaign).is_open:
            publishing.reopen(campaign)
        return publishing.secret_name(campaign_id)

    monkeypatch.setattr(retention.contents, "secret_name", reopen_meanwhile)
    assert retention.erase_overdue_lists() == []
    assert factories.row(token).sealed is not None
    assert keyring.current().names("campaign") == [publishing.secret_name(campaign.id)]


def test_of_two_who_close_at_once_one_is_told_that_it_is_done(app):
    campaign = factories.campaign()
    told: list[str] = []

    def close() -> None:
        with app.app_context():
            try:
                publishing.close(database.session().get_one(Campaign, campaign.id))
            except publishing.NotNow:
                told.append("not now")
            else:
                told.append("closed")

    people = [threading.Thread(target=close) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == ["closed", "not now", "not now", "not now"]
    assert len(queries.steps(campaign.id)) == 1

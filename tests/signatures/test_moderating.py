"""The queue of public names: what waits, deciding, thinking better of it."""

import click
import pytest

from petitions import database
from petitions.signatures import moderating, queries, tally, withdrawing, words
from petitions.signatures.models import Review, Signature, Visibility
from petitions.signatures.moderating import Search
from petitions.signatures.records import Reason
from petitions.signatures.rules import Rule
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context", "clock")


def public(campaign, number: int, name: str, **changes: object) -> str:
    return factories.confirmed(campaign, f"p{number}@example.org", name=name, visibility=Visibility.PUBLIC, **changes)


@pytest.fixture
def campaign():
    """Three names that wait, and one that does not."""
    made = factories.campaign()
    public(made, 1, "Agent 007")
    public(made, 2, "Ana Kovač", comment="See cheap-loans.example for more")
    public(made, 3, "Želja")
    public(made, 4, "ANA KOVAČ 2", comment="Freedom.")
    return made


def names(campaign, *search: object, **changes: object) -> list[str]:
    return [one.name for one in moderating.queue(campaign.id, Search(*search, **changes))]


def ids(campaign, review: Review = Review.WAITING) -> list[int]:
    return [one.id for one in moderating.queue(campaign.id, Search(review))]


def shown() -> list[str]:
    return [row.public_name for row in queries.public_names(1, 9)]


def test_what_a_rule_caught_waits_oldest_first(campaign):
    assert names(campaign) == ["Agent 007", "Ana Kovač", "ANA KOVAČ 2"]
    assert [one.rules for one in moderating.queue(campaign.id)] == [
        [Rule.DIGITS], [Rule.LINK, Rule.WORD], [Rule.DIGITS, Rule.CAPITALS],
    ]  # fmt: skip
    assert moderating.count_waiting(campaign.id) == 3
    assert names(campaign, Review.SHOWN) == ["Želja"]


def test_the_queue_is_searched_by_language_rule_and_beginning_of_a_name(campaign):
    assert names(campaign, rule=Rule.DIGITS) == ["Agent 007", "ANA KOVAČ 2"]
    assert names(campaign, name="ana KOVAC") == ["Ana Kovač", "ANA KOVAČ 2"]
    assert names(campaign, name="%") == names(campaign, language="ka") == []
    assert len(names(campaign, language="en")) == 3


def test_the_queue_goes_on_where_the_page_before_ended(campaign, monkeypatch):
    monkeypatch.setattr(moderating, "PAGE", 1)
    first, ahead = moderating.queue(campaign.id)
    assert moderating.queue(campaign.id, after=first.id)[0].id == ahead.id
    factories.shown(campaign)
    newest, next_one = moderating.queue(campaign.id, Search(Review.SHOWN))
    assert newest.id > next_one.id
    assert moderating.queue(campaign.id, Search(Review.SHOWN), after=newest.id)[0].id == next_one.id


def test_hiding_a_sentence_leaves_the_name(campaign):
    moderating.decide(campaign, ids(campaign)[1:2], Review.NAMED, reason=Reason.ADVERTISING, by=7)
    row = next(row for row in queries.public_names(campaign.id, 9) if row.public_name == "Ana Kovač")
    assert (row.shown_comment, row.public_comment) == (None, "See cheap-loans.example for more")


def test_a_decision_is_remembered_and_undone_once(campaign):
    decision = moderating.decide(campaign, ids(campaign), Review.SHOWN, reason=Reason.FINE, by=7)
    assert (decision.names, decision.organiser_id, decision.reason) == (3, 7, Reason.FINE)
    assert len(shown()) == 4
    assert moderating.undo(campaign, decision.id, by=7) == 0
    assert (shown(), len(ids(campaign))) == (["Želja"], 3)
    with pytest.raises(moderating.AlreadyUndone):
        moderating.undo(campaign, decision.id, by=7)


def test_undoing_leaves_what_was_decided_since(campaign):
    first = moderating.decide(campaign, ids(campaign), Review.SHOWN, reason=Reason.FINE, by=7)
    moderating.decide(campaign, ids(campaign, Review.SHOWN)[:1], Review.HIDDEN, reason=Reason.INSULT, by=8)
    assert moderating.undo(campaign, first.id, by=7) == 1
    assert [names(campaign, review) for review in (Review.HIDDEN, Review.SHOWN)] == [["ANA KOVAČ 2"], ["Želja"]]


def test_undoing_leaves_what_was_decided_the_same_way_again_until_that_is_undone(campaign):
    one = ids(campaign, Review.SHOWN)
    first, shown_again, last = (
        moderating.decide(campaign, one, review, reason=Reason.OTHER, by=7)
        for review in (Review.HIDDEN, Review.SHOWN, Review.HIDDEN)
    )
    moderating.undo(campaign, first.id, by=7)
    assert names(campaign, Review.HIDDEN) == ["Želja"]
    moderating.undo(campaign, last.id, by=7)
    moderating.undo(campaign, shown_again.id, by=7)
    assert names(campaign, Review.HIDDEN) == ["Želja"]


def test_decisions_are_undone_one_after_the_other(campaign):
    one = ids(campaign, Review.SHOWN)
    done = [
        moderating.decide(campaign, one, review, reason=Reason.OTHER, by=7)
        for review in (Review.HIDDEN, Review.SHOWN, Review.HIDDEN)
    ]
    for decision, then in zip(reversed(done), (Review.SHOWN, Review.HIDDEN, Review.SHOWN), strict=True):
        moderating.undo(campaign, decision.id, by=7)
        assert names(campaign, then) == ["Želja"]


def test_restoring_is_showing_again(campaign):
    moderating.decide(campaign, ids(campaign, Review.SHOWN), Review.HIDDEN, reason=Reason.OTHER, by=None)
    assert shown() == []
    moderating.decide(campaign, ids(campaign, Review.HIDDEN), Review.SHOWN, reason=Reason.FINE, by=None)
    assert shown() == ["Želja"]


def test_whoever_withdrew_stays_gone(campaign):
    token = public(campaign, 5, "Agent 008")
    chosen = ids(campaign)
    withdrawing.withdraw(token)
    decision = moderating.decide(campaign, chosen, Review.SHOWN, reason=Reason.FINE, by=None)
    tally.book()
    database.session().expire_all()
    assert (decision.names, len(shown())) == (3, 4)


def test_names_of_another_campaign_cannot_be_decided(campaign):
    other = factories.campaign("other", of=campaign.house)
    with pytest.raises(moderating.NothingChosen):
        moderating.decide(other, ids(campaign), Review.HIDDEN, reason=Reason.OTHER, by=None)
    decision = moderating.decide(campaign, ids(campaign), Review.HIDDEN, reason=Reason.OTHER, by=None)
    with pytest.raises(moderating.NoSuchDecision):
        moderating.undo(other, decision.id, by=None)


def test_the_command_shows_what_was_read_and_nothing_that_came_meanwhile(app, campaign, monkeypatch):
    first = ids(campaign)[0]

    def answer_late(*_words: object, **_options: object) -> str:
        with database.action() as session:
            session.get_one(Signature, first).public_name = "Agent 008"
        return "s"

    monkeypatch.setattr(click, "prompt", answer_late)
    said = app.test_cli_runner().invoke(args=["signatures", "review", campaign.slug])
    assert (said.exit_code, said.output.count("meanwhile")) == (0, 1)
    assert (names(campaign), len(shown())) == (["Agent 008"], 3)


def test_the_fifth_of_one_name_within_a_week_waits(clock):
    campaign = factories.campaign()
    for number in range(5):
        public(campaign, number, "Hans Troll" if number % 2 else "HANS Tröll")
    assert [one.rules for one in moderating.queue(campaign.id)] == [[Rule.REPEATED]]
    clock.shift(8 * 24 * 3600)
    public(campaign, 6, "Hans Troll")
    assert moderating.count_waiting(campaign.id) == 1


def test_a_house_writes_its_own_list(campaign):
    public(campaign, 5, "Zuckerbrot")
    words.write(campaign.house_id, "de", "zucker*  # sweet\n", by=7)
    public(campaign, 6, "Zuckerbrot")
    public(campaign, 7, "Arschgeige Zwei")
    assert names(campaign)[3:] == ["Zuckerbrot"]
    assert words.of_house(campaign.house_id)["de"] == "zucker*  # sweet"
    words.write(campaign.house_id, "de", words.default("de"), by=7)
    public(campaign, 8, "Arschgeige Drei")
    assert names(campaign)[4:] == ["Arschgeige Drei"]

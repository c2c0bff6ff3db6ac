"""Public names read one by one on the command line."""

import click
import pytest

from petitions import database
from petitions.accounts import audit
from petitions.campaigns import queries as campaigns
from petitions.signatures import moderating, withdrawing
from petitions.signatures.auditing import What
from petitions.signatures.models import Visibility
from tests import factories
from tests.support.together import at_once

REVIEW = ["signatures", "review", "free-rasul"]


@pytest.fixture
def tokens(app) -> list[str]:
    """The links of three people whose names wait."""
    with app.app_context():
        campaign = factories.campaign()
        return [
            factories.confirmed(
                campaign, f"p{number}@example.org", name=f"Agent {number}", visibility=Visibility.PUBLIC
            )
            for number in range(3)
        ]


@pytest.fixture
def review(app, tokens):
    """Review them with these answers."""

    def run(answers: str) -> str:
        done = app.test_cli_runner().invoke(args=REVIEW, input=answers)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_names_are_shown_hidden_and_left_one_by_one(app, review):
    assert "Agent 0" in (said := review("s\nh\nl\n")) and "Agent 2" in said
    assert said.endswith("Names that wait still: 1.\n")
    with app.app_context():
        assert [one.name for one in moderating.queue(1)] == ["Agent 2"]
    assert review("s\n").endswith("Nothing more waits.\n")
    assert review("").strip() == "Nothing more waits."


def test_a_queue_that_is_too_long_to_be_counted(review, monkeypatch):
    monkeypatch.setattr(moderating, "MANY", 2)
    assert review("l\nl\nl\n").endswith("Names that wait still: more than 2.\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_while_the_operator_thinks_what_was_erased_can_be_wiped(app, review, tokens, monkeypatch):
    wiped, prompt = [], click.prompt

    def withdraw_one(_one) -> bool:
        with app.app_context():
            if not wiped:
                withdrawing.withdraw(tokens[0])
            return database.wipe_traces(within=0.05)

    def think(*words, **options):
        wiped.extend(at_once(withdraw_one, [1]))
        return prompt(*words, **options)

    monkeypatch.setattr(click, "prompt", think)
    assert "This was changed, decided or withdrawn meanwhile." in review("s\ns\ns\n")
    assert wiped == [True] * 3


def test_the_log_has_a_signature_that_was_withdrawn_here_and_not_its_number(app, tokens):
    run = app.test_cli_runner().invoke(args=["signatures", "withdraw", "free-rasul", "3"])
    assert run.exit_code == 0, run.output
    with app.app_context():
        campaign = campaigns.visible("free-rasul")
        line = audit.of_house(campaign.house_id)[0]
        assert (line.what, line.thing) == (What.ERASED.value, f"campaign {campaign.id}")
        assert line.organiser_id is None

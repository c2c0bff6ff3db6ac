"""Rule: whatever people, worker and clock do in whatever order, signatures live as the design says (tests/support/lives.py)."""

import dataclasses
import datetime
import itertools
import os
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from petitions import delivering
from petitions.houses import keys
from petitions.signatures import confirming, invalidating, retention, rules, signing, tally, withdrawing
from petitions.signatures.models import Signature
from tests import factories
from tests.support import counts, stories
from tests.support.lives import Form
from tests.support.stories import Story

pytestmark = pytest.mark.promise

STEPS = counts.many(150, 5000)
EVERYTHING = {
    "sign 303", "sign 410",
    "confirm 303", "confirm 410", "reject 303", "reject 410", "withdraw 303",
    "correct 303", "correct 422", "correct 410",
    *(f"mail {template}" for template in stories.SUBJECTS),
    "page One press to go", "page Thank you.", "page We erased it", "page Your name is erased", "page Your signature",
    "page This link has ended", "page Found invalid",
    "decide shown", "decide hidden", "undo", "invalidate", "release all", "release but some",
    "list erased",
}  # fmt: skip
"""What a trial must have met, or it has proven little."""


@pytest.fixture
def world(app, client, smtp_sink, clock, tmp_path, monkeypatch) -> SimpleNamespace:
    """What all stories happen in."""
    limits = dict.fromkeys(app.config["SETTINGS"].rate_limits, "1000000/minute")
    monkeypatch.setattr(delivering, "CAPPED", {})  # what waits for another day is tried in tests/post
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], rate_limits=limits))
    with app.app_context():
        house = factories.house(has_key=False)
        private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    return SimpleNamespace(
        app=app, client=client, sink=smtp_sink, clock=clock, folder=tmp_path / "keyrings", private_keys=private_keys,
        numbers=itertools.count(), steps=0, met=Counter(),
    )  # fmt: skip


def live(world: SimpleNamespace, number: int) -> None:
    """Let so many stories happen. The same ones in every run of `make test`, others in every trial.

    What goes wrong is told as it happened: to look for a shorter story takes minutes.
    """
    story = type("Story", (Story,), {"world": world})
    options = settings(
        max_examples=number,
        stateful_step_count=stories.STEPS,
        deadline=None,
        database=None,
        derandomize=not counts.IS_TRIAL,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(story, settings=options)


def test_signatures_live_as_the_design_says(world, verdict) -> None:
    name = f"differences from the model in {STEPS:,} steps of signatures' lives"
    if counts.IS_TRIAL:
        for happens in GUARDS:  # what is rare, once at least
            tell(world, happens)
    # A trial goes on until it has met everything, for so long: the rest comes by chance.
    while world.steps < STEPS or (counts.IS_TRIAL and not met_all(world) and world.steps < 4 * STEPS):
        try:
            live(world, -(-STEPS // stories.STEPS))
        except AssertionError:
            verdict(name, "at least 1", goal=0)
            raise
    verdict(name, 0, goal=0)
    assert not counts.IS_TRIAL or met_all(world), EVERYTHING - world.met.keys()


def tell(world: SimpleNamespace, happens: Callable[[Story], None]) -> None:
    """One story that was thought out."""
    story = type("Story", (Story,), {"world": world})()
    happens(story)
    story.rows_and_numbers_are_as_they_should_be()
    story.teardown()


def met_all(world: SimpleNamespace) -> bool:
    return world.met.keys() >= EVERYTHING


ANA = Form("Ana Kovač", "ana@example.org", "HR", "public")
IVAN = Form("Ivan Kovač", "ana@example.org", "NO", "counted")
ALES = Form("Алесь Бяляцкі", "Ana+list@example.org", "NO", "recipient")


def a_second_person_signs(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.sign_and_get_the_mail(IVAN)
    story.confirm(1, is_second=False)  # the newest link of this mail withdraws


def a_third_person_signs(story: Story) -> None:
    for form in (ANA, IVAN, ALES):
        story.sign_and_get_the_mail(form)
    for one in (2, 1, 0):
        story.confirm(one, is_second=True)


def somebody_withdraws(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.count()
    story.withdraw(0)
    story.count()


def somebody_rejects_and_is_signed_for_again(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.reject(0)
    story.sign_and_get_the_mail(IVAN)


def a_link_is_opened_after_its_time(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.wait_for_days(datetime.timedelta(days=8))
    story.confirm_the_newest(is_second=False)


def a_form_is_sent_twice(story: Story) -> None:
    story.sign(ANA)
    story.send_the_last_form_again()


def a_campaign_ends(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.close()
    story.wait_for_the_end(datetime.timedelta(days=91))
    story.erase_what_is_overdue()
    story.withdraw(0)


def a_house_strikes_out_and_takes_back(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.count()
    story.invalidate("HR")
    story.count()
    story.release()
    story.count()


def somebody_struck_out_signs_again(story: Story) -> None:
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.invalidate("HR")
    story.wait_for_days(datetime.timedelta(days=1))  # or it is the same form once more
    story.sign_and_get_the_mail(ANA)
    story.confirm_the_newest(is_second=False)
    story.release()


def a_name_with_a_figure_waits(story: Story) -> None:
    story.sign_and_get_the_mail(dataclasses.replace(ANA, name="Ana Kovač 2"))
    story.confirm_the_newest(is_second=False)
    story.count()
    story.show_what_waits()
    story.undo_the_last_decision()


def _number_nobody_anew(patch: pytest.MonkeyPatch) -> None:
    """What came back keeps the number that the tally has booked as gone."""
    patch.setattr(invalidating.sa, "case", lambda *_when, **_else: Signature.number)


def _ask_no_second_person(patch: pytest.MonkeyPatch) -> None:
    place = confirming._place
    patch.setattr(confirming, "_place", lambda session, signature, _person: place(session, signature, 2))


GUARDS = {
    a_second_person_signs: _ask_no_second_person,
    a_third_person_signs: lambda patch: patch.setattr(confirming, "_place", lambda _session, _row, person: person),
    somebody_withdraws: lambda patch: patch.setattr(tally, "_uncount", lambda _session: Counter()),
    somebody_rejects_and_is_signed_for_again: lambda patch: patch.setattr(confirming, "reject", withdrawing.withdraw),
    a_link_is_opened_after_its_time: lambda patch: patch.setattr(confirming, "is_expired", lambda _row: False),
    a_form_is_sent_twice: lambda patch: patch.setattr(signing, "_fingerprint", lambda *_form: os.urandom(32)),
    a_house_strikes_out_and_takes_back: _number_nobody_anew,
    somebody_struck_out_signs_again: lambda patch: patch.setattr(invalidating, "_count_left", lambda _id: 0),
    a_name_with_a_figure_waits: lambda patch: patch.setattr(rules, "judge", lambda *_name: ()),
    a_campaign_ends: lambda patch: patch.setattr(retention, "erase_overdue_lists", list),
}
"""What happens, and how the guard of it is turned off."""


@pytest.mark.parametrize("happens", GUARDS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_a_guard_turned_off_is_a_difference(world, happens) -> None:
    """The control."""
    tell(world, happens)
    with pytest.MonkeyPatch.context() as patch:
        GUARDS[happens](patch)
        with pytest.raises(AssertionError):
            tell(world, happens)

"""The programme of an event, step by step."""

import pytest

from petitions import merging
from petitions.campaigns import writing as campaigns
from petitions.events import programme, timing, writing
from petitions.events.models import Event
from petitions.merging import Sheet
from tests.events.conftest import YEAR, at, now

NOTHING = Sheet({}, {})


@pytest.fixture
def add(vigil):
    """Put a step into the programme, at a time of the day."""

    def save(hour: str, what: str = "We meet.") -> Event:
        new = programme.New(f"{YEAR}-05-30T{hour}", what)
        programme.save(vigil.campaign_id, vigil.slug, NOTHING, new=new, by=None)
        return now(vigil)

    return save


def rewrite(event: Event, shown: dict[str, str] | None = None, **typed: str) -> Event:
    was = shown or programme.words(event)
    marks = {name: merging.mark(value) for name, value in was.items()}
    programme.save(event.campaign_id, event.slug, Sheet(was | typed, marks), by=None)
    return now(event)


def steps(event: Event, language: str = "en") -> list[str]:
    said = [(step, step.text(language, "en").what) for step in event.steps]
    return [f"{timing.local(step.starts_at, event.zone)[-5:]} {what}" for step, what in said]


def test_steps_stand_in_the_order_of_their_times(add):
    add("16:00", "We sing.")
    found = add("15:00")
    assert steps(found) == ["15:00 We meet.", "16:00 We sing."]
    number = found.steps[0].id
    assert steps(rewrite(found, **{f"{number}-at": f"{YEAR}-05-30T16:30"})) == ["16:00 We sing.", "16:30 We meet."]


def test_a_step_is_told_in_each_language_and_in_the_main_one_where_it_is_not(campaign, add):
    campaigns.add_language(campaign.id, "nb", by=None)
    found = add("15:00")
    assert steps(found, "nb") == ["15:00 We meet."]
    assert [count.on("programme") for count in writing.counts(found)] == [0, 1]
    number = found.steps[0].id
    found = rewrite(found, **{f"{number}-nb-what": "Vi møtes."})
    assert (steps(found), steps(found, "nb")) == (["15:00 We meet."], ["15:00 Vi møtes."])
    assert steps(rewrite(found, **{f"{number}-nb-what": ""}), "nb") == ["15:00 We meet."]


def test_steps_are_taken_out_with_their_words(vigil, add):
    number = str(add("15:00").steps[0].id)
    for _twice in range(2):
        programme.save(vigil.campaign_id, vigil.slug, NOTHING, without={number, "x", "1" * 500}, by=None)
    assert now(vigil).steps == []


@pytest.mark.parametrize("hour", ["14:59", "17:01"])
def test_a_step_lies_between_start_and_end(vigil, add, hour):
    with pytest.raises(programme.OutsideEvent) as refusal:
        add(hour)
    assert (refusal.value.field, now(vigil).steps) == ("new-at", [])


def test_of_two_who_write_at_once_the_second_is_asked(add):
    found = add("15:00")
    shown, name = programme.words(found), f"{found.steps[0].id}-en-what"
    rewrite(found, shown, **{name: "We gather."})
    with pytest.raises(merging.Conflict):
        rewrite(found, shown, **{name: "We come."})
    assert steps(now(found)) == ["15:00 We gather."]


def test_words_on_a_step_that_was_taken_out_meanwhile_store_nothing(vigil, add):
    found = add("15:00")
    shown, number = programme.words(found), found.steps[0].id
    programme.save(vigil.campaign_id, vigil.slug, NOTHING, without={str(number)}, by=None)
    assert rewrite(now(vigil), shown, **{f"{number}-en-what": "We come."}).steps == []


def test_a_programme_has_an_end(monkeypatch, add):
    monkeypatch.setattr(programme, "MOST", 1)
    add("15:00")
    with pytest.raises(programme.TooMany):
        add("16:00")


def test_the_programme_goes_with_the_day_and_not_with_the_clocks_of_another_place(add, change):
    add("15:20")
    assert steps(change(starts_at=f"{YEAR}-06-06T18:00", ends_at=f"{YEAR}-06-06T20:00")) == ["18:20 We meet."]
    found = change(zone="Asia/Baku")
    assert steps(found) == ["18:20 We meet."]
    assert [step.starts_at for step in found.steps] == [at(6, 6, 14, 20)]

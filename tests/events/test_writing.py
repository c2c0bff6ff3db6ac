"""Planning an event, and changing what is said of it."""

import threading

import pytest

from petitions import database, merging
from petitions.campaigns import writing as campaigns
from petitions.events import attendance, calendars, queries, timing, writing
from petitions.events.models import Kind, ProgrammeStep, State
from tests import factories
from tests.events.conftest import SAID, YEAR, at, now


def test_a_vigil_is_planned_by_the_house_of_its_campaign(campaign, vigil):
    found = now(vigil)
    assert (found.slug, found.kind, found.state) == ("vigil-for-rasul", Kind.VIGIL, State.PLANNED)
    assert (found.house_id, found.starts_at, found.ends_at) == (campaign.house_id, at(5, 30, 13), at(5, 30, 15))
    assert (found.text("en").headline_lines, found.capacity, found.sequence) == (["Vigil", "for Rasul"], None, 0)
    assert writing.words(found) == SAID


def test_the_address_comes_from_the_title_and_stays(campaign, vigil, change):
    assert writing.plan(campaign.id, SAID, by=None).slug == "vigil-for-rasul-2"
    assert writing.plan(campaign.id, SAID | {"en-title": "ვიჯილი"}, by=None).slug == "vijili"
    assert writing.plan(campaign.id, SAID | {"en-title": "守夜"}, by=None).slug == "event"
    assert change(en__title="March").slug == "vigil-for-rasul"


def test_of_two_who_take_an_address_at_once_the_second_gets_the_next(campaign, vigil, monkeypatch):
    answers = iter(["vigil-for-rasul", "vigil-for-rasul-2"])
    monkeypatch.setattr(queries, "free_slug", lambda _slug: next(answers))
    assert writing.plan(campaign.id, SAID, by=None).slug == "vigil-for-rasul-2"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"ends_at": f"{YEAR}-05-30T15:00"}, writing.EndsFirst),
        ({"starts_at": "2015-05-30T15:00", "ends_at": "2015-05-30T17:00"}, writing.HasPassed),
        ({"starts_at": "2027-03-28T02:30", "ends_at": f"{YEAR + 9}-03-28T04:00"}, timing.Skipped),
        ({"ends_at": "2027-10-31T02:30"}, timing.Twice),
    ],
)
def test_what_cannot_take_place_is_not_planned(campaign, typed, refusal):
    with pytest.raises(refusal):
        writing.plan(campaign.id, SAID | typed, by=None)
    assert queries.every(campaign.id) == []


def test_a_change_of_time_or_place_tells_calendars_and_one_of_words_does_not(vigil, change):
    assert change(en__title="Vigil", capacity="50", kind="march").sequence == 0
    assert change(starts_at=f"{YEAR}-05-30T14:30").sequence == 1
    assert change(zone="Asia/Baku").sequence == 2
    assert change(en__place="The cathedral").sequence == 3
    assert change(en__city="Bergen").sequence == 4
    found = now(vigil)
    assert found.starts_at == at(5, 30, 10, 30)
    entry = calendars.entry(found, "en").decode()
    assert "SEQUENCE:4" in entry
    assert f"DTSTART;TZID=Asia/Baku:{YEAR}0530T143000" in entry


def test_the_programme_moves_along(vigil, change):
    with database.action() as session:
        session.add(ProgrammeStep(event_id=vigil.id, starts_at=at(5, 30, 13, 20)))
    found = change(starts_at=f"{YEAR}-06-06T18:00", ends_at=f"{YEAR}-06-06T20:00")
    assert [step.starts_at for step in found.steps] == [at(6, 6, 16, 20)]


def test_a_translation_comes_and_goes_and_readers_get_it_once_it_is_whole(campaign, vigil, change):
    campaigns.add_language(campaign.id, "nb", by=None)
    half = change(nb__title="Vake")
    assert half.text("nb").language == "en"
    assert [len(count.missing) for count in writing.counts(half)] == [0, 6]
    whole = change(**{f"nb__{field}": "Ord" for field in ("headline", "summary", "place", "city", "directions")})
    assert whole.text("nb").language == "en"
    assert change(nb__accessibility="Ord").text("nb").title == "Vake"
    gone = change(**dict.fromkeys([f"nb__{field}" for field in writing.FIELDS], ""))
    assert [text.language for text in gone.texts] == ["en"]


def test_two_who_write_at_once_keep_what_each_changed(vigil, change):
    shown = writing.words(vigil)
    change(en__summary="We stand still.")
    found = change(shown, en__place="The cathedral")
    assert (found.text("en").summary, found.text("en").place) == ("We stand still.", "The cathedral")
    with pytest.raises(merging.Conflict):
        change(shown, en__summary="We sit.")
    assert now(vigil).text("en").summary == "We stand still."


def test_of_two_who_move_it_at_once_the_second_is_told_that_it_ends_first(vigil, change):
    shown = writing.words(vigil)
    change(starts_at=f"{YEAR}-05-30T16:00")
    with pytest.raises(writing.EndsFirst):
        change(shown, ends_at=f"{YEAR}-05-30T15:30")
    assert now(vigil).ends_at == at(5, 30, 15)


def test_there_are_never_fewer_places_than_people_who_come(vigil, change):
    attendance.rsvp(vigil, people=7, language="en")
    with pytest.raises(writing.TooFewPlaces) as refusal:
        change(capacity="6")
    assert (refusal.value.coming, now(vigil).capacity) == (7, None)
    assert change(capacity="7").capacity == 7


def test_who_takes_places_away_waits_for_whoever_is_just_taking_them(app, vigil):
    slug, campaign_id, refused = vigil.slug, vigil.campaign_id, []

    def take_away() -> None:
        sheet = merging.Sheet({"capacity": "1"}, {"capacity": merging.mark("")})
        with app.app_context():
            try:
                writing.save(campaign_id, slug, sheet, by=None)
            except writing.TooFewPlaces as refusal:
                refused.append(refusal.coming)

    other = threading.Thread(target=take_away)
    with database.action() as session:
        attendance._take_places(session, vigil.id, 2)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()
    assert refused == [2]
    assert (now(vigil).coming, now(vigil).capacity) == (2, None)


def test_an_event_of_another_campaign_is_not_there(vigil):
    other = factories.campaign("free-ana", of=factories.house("zagreb"))
    with pytest.raises(queries.NoSuchEvent):
        writing.save(other.id, vigil.slug, merging.Sheet({}, {}), by=None)

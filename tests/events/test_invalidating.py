"""RSVPs that nobody means: taken out of the head count by a rule, and let back in."""

import datetime

import pytest
import sqlalchemy as sa
import time_machine

from petitions import clock, database
from petitions.accounts import audit
from petitions.events import attendance, invalidating, mails, retention, telling
from petitions.events.invalidating import Criteria
from petitions.events.models import Cause, Event, Rsvp
from petitions.outbox import Envelope
from petitions.signatures import confirming
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

NINE = datetime.datetime(2015, 5, 1, 9, tzinfo=datetime.UTC)
ANA = "ana@example.org"
FLOOD = Criteria(first_at=NINE + datetime.timedelta(minutes=130), last_at=NINE + datetime.timedelta(hours=3))
"""The hour from eleven to twelve."""


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def links(_morning) -> dict[str, str]:
    """A march to which Ana comes at nine, a family at ten, and a program with 20 heads three times between eleven and twelve."""
    march, found = factories.event(capacity=100), {}
    found["ana"] = attendance.rsvp(march, people=1, language="en", email=ANA)
    _morning.shift(3600)
    found["family"] = attendance.rsvp(march, people=6, language="en")
    _morning.shift(3600)
    for number in range(3):
        found[f"program {number}"] = attendance.rsvp(march, people=20, language="en")
        _morning.shift(900)
    return found


@pytest.fixture
def march(links) -> Event:
    return database.session().scalars(sa.select(Event)).unique().one()


def coming(event: Event) -> int:
    return database.session().scalar(sa.select(Event.coming).where(Event.id == event.id))


def strike(event: Event, rule: Criteria = FLOOD):
    found = invalidating.preview(event, rule)
    return invalidating.invalidate(event, rule, last_id=found.last_id, cause=Cause.PROGRAM, by=None)


RULES = (
    (FLOOD, 3, 60),
    (Criteria(first_at=NINE, last_at=NINE + datetime.timedelta(hours=1)), 1, 1),
    (Criteria(last_at=NINE + datetime.timedelta(hours=2)), 2, 7),
    (Criteria(has_contact=False), 4, 66),
    (Criteria(has_contact=True), 1, 1),
    (Criteria(least_people=6), 4, 66),
    (Criteria(least_people=6, last_at=NINE + datetime.timedelta(hours=2)), 1, 6),
    (Criteria(first_at=NINE + datetime.timedelta(days=1)), 0, 0),
)
"""What is meant by each, in answers and in people."""


def test_a_rule_counts_answers_and_people_before_anything_is_done(march):
    for rule, *meant in RULES:
        found = invalidating.preview(march, rule)
        assert [found.answers, found.people] == meant, rule
    assert coming(march) == 67


def test_what_was_counted_leaves_the_number_and_frees_its_places(march):
    found = invalidating.preview(march, FLOOD)
    attendance.rsvp(march, people=20, language="en")
    made = invalidating.invalidate(march, FLOOD, last_id=found.last_id, cause=Cause.PROGRAM, by=7)
    assert (made.answers, made.people, coming(march)) == (3, 60, 27), "who came after the preview is not meant"
    attendance.rsvp(march, people=20, language="en")
    with pytest.raises(invalidating.NothingMatches):
        invalidating.invalidate(march, FLOOD, last_id=found.last_id, cause=Cause.PROGRAM, by=7)
    assert [one.id for one in invalidating.log(march.id)] == [made.id], "what meant nobody is not noted"


def test_all_of_it_counts_again_once_it_is_released(march):
    made = strike(march)
    assert invalidating.release(march, made.id, by=7) == 60
    assert coming(march) == 67
    with pytest.raises(invalidating.AlreadyReleased):
        invalidating.release(march, made.id, by=7)
    assert coming(march) == 67
    noted = [(entry.what, entry.thing) for entry in audit.of_house(march.house_id)]
    thing = f"campaign {march.campaign_id}, event march-oslo, people 60"
    assert noted == [("invalid RSVPs released", thing), ("RSVPs found invalid", thing)]


def test_nothing_comes_back_where_the_places_are_taken_meanwhile(march):
    made = strike(march)
    for _group in range(3):
        attendance.rsvp(march, people=20, language="en")
    with pytest.raises(invalidating.NoRoom):
        invalidating.release(march, made.id, by=None)
    assert (coming(march), invalidating.log(march.id)[0].released_at) == (67, None)


def test_who_is_out_of_the_count_frees_no_places_by_calling_off_and_takes_none_by_coming_with_more(march, links):
    made = strike(march)
    with pytest.raises(attendance.NotCounted):
        attendance.change(links["program 0"], 1)
    attendance.cancel(links["program 0"])
    assert coming(march) == 7
    assert invalidating.release(march, made.id, by=None) == 40
    assert coming(march) == 47


def test_what_was_called_off_after_a_backup_frees_places_once(march, links):
    attendance.cancel(links["family"])
    strike(march)
    with database.action() as session:
        # What a backup of before brings back: the answer out of the count, and the number without it.
        digest = attendance.tokens.digest(links["family"])
        session.add(Rsvp(event_id=march.id, people=6, language="en", token_hash=digest, invalidation_id=1))
    assert retention.bury_again() == 1
    assert coming(march) == 1


def test_nobody_writes_to_who_is_out_of_the_count(march, links):
    mail = Envelope(1, attendance.MAIL, ANA, "en", {"token": links["ana"]}, "<1@example.org>")
    assert mails.write_rsvp(mail, confirming.has_said_no).recipient == ANA
    (before,) = telling.reach([march])
    strike(march, Criteria(has_contact=True))
    (after,) = telling.reach([march])
    assert ((before.with_address, before.without), (after.with_address, after.without)) == ((1, 4), (0, 4))
    assert mails.write_rsvp(mail, confirming.has_said_no) is None


def test_the_fullest_hours_come_first(march):
    found = [(hour.at.hour, hour.answers, hour.people, hour.without_contact) for hour in invalidating.hours(march.id)]
    assert found == [(11, 3, 60, 3), (10, 1, 6, 1), (9, 1, 1, 0)]
    strike(march)
    assert [hour.at.hour for hour in invalidating.hours(march.id)] == [10, 9]


def test_the_hour_is_forgotten_two_days_after_the_event_also_where_nobody_left_an_address(march, _morning):
    vigil = factories.event("vigil", of=march.campaign, ends_at=march.ends_at + datetime.timedelta(days=1))
    attendance.rsvp(vigil, people=1, language="en")
    _morning.move_to(march.ends_at + datetime.timedelta(hours=49))
    retention.erase_contacts()
    assert (invalidating.hours(march.id), len(invalidating.hours(vigil.id))) == ([], 1)


def test_a_rule_means_one_event_and_never_everybody(march):
    vigil = factories.event("vigil", of=march.campaign)
    attendance.rsvp(vigil, people=20, language="en")
    made = strike(march, Criteria(last_at=clock.now() + datetime.timedelta(days=1)))
    assert (coming(march), coming(vigil)) == (0, 20)
    with pytest.raises(invalidating.NoSuchInvalidation):
        invalidating.release(vigil, made.id, by=None)
    for act in (
        invalidating.preview,
        lambda *which: invalidating.invalidate(*which, last_id=9, cause=Cause.TEST, by=None),
    ):
        with pytest.raises(invalidating.NoRule):
            act(march, Criteria())

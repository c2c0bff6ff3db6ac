"""Hosting: another House is asked first, and named once it agrees; whose addresses are sealed for it stays."""

import pytest
import time_machine

from petitions import database
from petitions.accounts import audit
from petitions.campaigns.models import Campaign, State
from petitions.events import attendance, hosting, planning, queries, writing
from petitions.events.models import Event
from petitions.houses import keys
from petitions.houses.models import House
from tests import factories
from tests.events.conftest import SAID, now

ANA = "ana@example.org"


@pytest.fixture
def zagreb(app_context) -> House:
    """Another House of the network."""
    return factories.house("zagreb")


@pytest.fixture
def asked(change, zagreb) -> Event:
    """A vigil of Oslo's campaign that Zagreb is asked to host."""
    return change(host="zagreb")


def log_of(house_id: int) -> list[str]:
    return [f"{entry.what}: {entry.thing}" for entry in audit.of_house(house_id)]


def test_another_house_is_asked_and_named_once_it_agrees(campaign, asked, zagreb):
    assert (asked.house.slug, asked.asked.slug) == ("oslo", "zagreb")
    assert [event.slug for event in queries.asking([zagreb.id])] == ["vigil-for-rasul"]
    assert queries.asking([campaign.house_id]) == []
    hosting.agree(asked, by=7)
    hosted = now(asked)
    assert (hosted.house.slug, hosted.awaits_host, hosted.is_guest) == ("zagreb", False, True)
    assert queries.asking([zagreb.id]) == []
    assert writing.words(hosted)["host"] == "zagreb"
    with pytest.raises(hosting.NotAsked):
        hosting.agree(asked, by=7)


def test_a_new_event_can_be_planned_for_another_house(campaign, zagreb):
    planned = writing.plan(campaign.id, SAID | {"host": "zagreb"}, by=None)
    assert (planned.house.slug, planned.asked.slug) == ("oslo", "zagreb")
    assert writing.words(planned)["host"] == "zagreb"


def test_both_houses_read_in_their_logs_what_became_of_it(campaign, asked, zagreb):
    hosting.agree(asked, by=None)
    planning.cancel(campaign.id, asked.slug, by=None)
    hosting.hand_back(now(asked), by=None)
    thing = f"campaign {campaign.id}, event vigil-for-rasul"
    done = [
        "House hosts an event no more", "event cancelled", "House agreed to host an event", "House asked to host an event",
    ]  # fmt: skip
    assert log_of(zagreb.id) == [f"{what}: {thing}" for what in done]
    own = log_of(campaign.house_id)[:4]
    assert own == [f"{what}: {thing}{'' if 'event cancelled' in what else f', house {zagreb.id}'}" for what in done]


def test_a_house_that_declines_is_asked_no_more_until_somebody_asks_it_again(asked, change, zagreb):
    hosting.decline(asked, by=None)
    assert (now(asked).house.slug, now(asked).awaits_host) == ("oslo", False)
    assert queries.asking([zagreb.id]) == []
    attendance.rsvp(now(asked), people=1, language="en")
    assert change(host="zagreb").awaits_host


def test_a_question_that_was_taken_back_cannot_be_answered(asked, change, zagreb):
    assert not change(host="oslo").awaits_host
    for answer in (hosting.agree, hosting.decline):
        with pytest.raises(hosting.NotAsked):
            answer(asked, by=None)
    assert log_of(zagreb.id)[0].startswith("House hosts an event no more")


def test_a_house_without_a_key_cannot_host(change):
    factories.house("baku", has_key=False)
    with pytest.raises(keys.NoHouseKey):
        hosting.agree(change(host="baku"), by=None)


def test_while_a_house_is_asked_nobody_leaves_an_address(asked):
    with pytest.raises(attendance.HostUnknown):
        attendance.rsvp(asked, people=1, language="en", email=ANA)
    assert now(asked).coming == 0
    attendance.rsvp(asked, people=2, language="en")
    hosting.agree(asked, by=None)
    with pytest.raises(attendance.HostUnknown):
        attendance.rsvp(asked_of_before(asked), people=1, language="en", email=ANA)
    attendance.rsvp(now(asked), people=1, language="en", email=ANA)
    assert now(asked).coming == 3


def asked_of_before(event: Event) -> Event:
    """The event as a page has it that was read before another House became the host."""
    oslo = queries.within(event.campaign_id, event.slug).campaign.house_id
    return Event(id=event.id, house_id=oslo)


def test_who_has_left_an_address_stays_with_the_house_for_which_it_is_sealed(vigil, change, zagreb):
    attendance.rsvp(vigil, people=1, language="en", email=ANA)
    with pytest.raises(writing.HostStays):
        change(host="zagreb")
    assert (now(vigil).house.slug, now(vigil).awaits_host) == ("oslo", False)


def test_nor_does_a_guest_hand_it_back(asked, change):
    hosting.agree(asked, by=None)
    attendance.rsvp(now(asked), people=1, language="en", email=ANA)
    with pytest.raises(writing.HostStays):
        hosting.hand_back(now(asked), by=None)
    with pytest.raises(writing.HostStays):
        change(host="oslo")
    assert change(en_place="Youngstorget").house.slug == "zagreb"


def test_a_draft_asks_nobody_and_says_nothing_of_itself(zagreb):
    draft: Campaign = factories.campaign("free-ana", of=factories.house("baku"), state=State.DRAFT)
    planned = writing.plan(draft.id, SAID | {"host": "zagreb"}, by=None)
    assert queries.asking([zagreb.id]) == []
    with pytest.raises(queries.NoSuchEvent):
        queries.asked(planned.slug, [zagreb.id])
    with pytest.raises(hosting.NotAsked):
        hosting.agree(planned, by=None)
    assert log_of(zagreb.id) == [f"House asked to host an event: campaign {draft.id}, house {draft.house_id}"]
    with database.action() as session:
        session.get_one(Campaign, draft.id).state = State.OPEN
    assert [event.slug for event in queries.asking([zagreb.id])] == [planned.slug]


def test_an_event_that_is_over_asks_nobody(asked, zagreb):
    with time_machine.travel(asked.ends_at, tick=False):
        assert queries.asking([zagreb.id]) == []
        with pytest.raises(hosting.NotAsked):
            hosting.agree(asked, by=None)

"""Calling an event off, planning it again, taking it back."""

import datetime

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring
from petitions.events import attendance, calendars, planning, queries
from petitions.events.models import EventText, Rsvp, State
from tests import factories
from tests.events.conftest import now


def test_an_event_is_called_off_once_and_planned_again(vigil):
    for _twice in range(2):
        planning.cancel(vigil.campaign_id, vigil.slug, by=None)
    found = now(vigil)
    assert (found.state, found.sequence) == (State.CANCELLED, 1)
    entry = calendars.entry(found, "en").decode()
    assert ("STATUS:CANCELLED" in entry, "SEQUENCE:1" in entry) == (True, True)
    with pytest.raises(attendance.EventOver):
        attendance.rsvp(found, people=1, language="en")
    assert queries.upcoming(vigil.campaign_id) == []
    planning.plan_again(vigil.campaign_id, vigil.slug, by=None)
    assert len(queries.upcoming(vigil.campaign_id)) == 1
    assert (now(vigil).state, now(vigil).sequence) == (State.PLANNED, 2)
    attendance.rsvp(now(vigil), people=1, language="en")


def test_whoever_promised_to_come_to_what_is_called_off_can_still_take_it_back(vigil):
    token = attendance.rsvp(vigil, people=3, language="en")
    planning.cancel(vigil.campaign_id, vigil.slug, by=None)
    with pytest.raises(attendance.EventOver):
        attendance.change(token, 2)
    attendance.cancel(token)
    assert now(vigil).coming == 0


def test_what_is_over_stays_as_it_was(campaign):
    start = times.now() - datetime.timedelta(hours=3)
    march = factories.event(of=campaign, starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    for act in (planning.cancel, planning.plan_again):
        with pytest.raises(attendance.EventOver):
            act(campaign.id, march.slug, by=None)
    assert now(march).sequence == 0


def test_an_event_goes_with_all_words_only_while_nobody_comes(vigil):
    token = attendance.rsvp(vigil, people=1, language="en", email="ana@example.org")
    with pytest.raises(planning.SomebodyComes):
        planning.remove(vigil.campaign_id, vigil.slug, by=None)
    attendance.cancel(token)
    planning.remove(vigil.campaign_id, vigil.slug, by=None)
    assert queries.every(vigil.campaign_id) == []
    left = [database.session().scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (EventText, Rsvp)]
    assert left == [0, 0]
    assert keyring.current().names(attendance.secret_name(vigil.id)) == []


def test_nobody_comes_to_what_is_removed_meanwhile(vigil):
    planning.remove(vigil.campaign_id, vigil.slug, by=None)
    with pytest.raises(attendance.EventOver):
        attendance.rsvp(vigil, people=1, language="en")

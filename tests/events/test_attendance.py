"""Attendance: head counts that never run over, contact data that is sealed and soon gone."""

import datetime
import re
import threading

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, keyring
from petitions.campaigns.models import Protection
from petitions.events import attendance, retention
from petitions.events.models import Event, Rsvp, State
from petitions.signatures import protecting
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("app_context")


def coming(event: Event) -> int:
    return database.session().scalar(sa.select(Event.coming).where(Event.id == event.id))


def test_people_come_without_saying_who_they_are():
    event = factories.event()
    token = attendance.rsvp(event, people=3, language="en")
    row = attendance.find(token)
    assert coming(event) == 3
    assert (row.has_contact, row.key_id, row.sealed) == (False, None, None)


def test_the_last_place_is_given_once():
    event = factories.event(capacity=5)
    attendance.rsvp(event, people=4, language="en")
    with pytest.raises(attendance.EventFull):
        attendance.rsvp(event, people=2, language="en")
    attendance.rsvp(event, people=1, language="en")
    assert coming(event) == 5


def test_of_forty_who_ask_at_once_for_ten_places_ten_come(app):
    event_id = factories.event(capacity=10).id
    answers: list[bool] = []

    def ask() -> None:
        with app.app_context():
            event = database.session().get(Event, event_id)
            try:
                attendance.rsvp(event, people=1, language="en")
                answers.append(True)
            except attendance.EventFull:
                answers.append(False)

    askers = [threading.Thread(target=ask) for _ in range(40)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers.count(True) == 10
    assert database.session().scalar(sa.select(sa.func.sum(Rsvp.people))) == 10


def test_changing_moves_the_head_count_and_calling_off_frees_the_places():
    event = factories.event(capacity=5)
    token = attendance.rsvp(event, people=2, language="en")
    attendance.change(token, 5)
    assert coming(event) == 5
    with pytest.raises(attendance.EventFull):
        attendance.change(token, 6)
    attendance.change(token, 1)
    assert coming(event) == 1
    attendance.cancel(token)
    assert coming(event) == 0
    with pytest.raises(attendance.LinkUnknown):
        attendance.cancel(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.CANCELLED},
        {"starts_at": times.now() - datetime.timedelta(hours=3), "ends_at": times.now() - datetime.timedelta(hours=1)},
    ],
    ids=["cancelled", "over"],
)
def test_nobody_comes_to_what_does_not_take_place(changes):
    with pytest.raises(attendance.EventOver):
        attendance.rsvp(factories.event(**changes), people=1, language="en")


def test_an_address_is_sealed_and_gets_a_mail_with_the_date(smtp_sink):
    event = factories.event()
    token = attendance.rsvp(event, people=2, language="en", email="ana@example.org", name="Ana")
    rounds.deliver_some()
    (message,) = smtp_sink.to("ana@example.org")
    (link,) = re.findall(r"https://calls\.example\.org/rsvp/(\w+)", message.get_body(("plain",)).get_content())
    assert attendance.find(link).id == attendance.find(token).id
    assert link != token, "only whoever reads the mail has what ends all mail"
    (calendar,) = message.iter_attachments()
    assert calendar.get_filename() == "march-oslo.ics"
    assert "SUMMARY:March for Rasul" in calendar.get_content()
    assert attendance.find(token).has_contact


@pytest.mark.parametrize("protection", [Protection.STANDARD, Protection.HIGH])
def test_the_mail_says_for_how_many_it_is_and_what_to_do_if_somebody_else_typed_the_address(smtp_sink, protection):
    event = factories.event()
    protecting.protect(event.campaign, protection)
    attendance.rsvp(event, people=3, language="en", email="ana@example.org")
    rounds.deliver_some()
    (message,) = smtp_sink.to("ana@example.org")
    for kind in ("plain", "html"):
        said = message.get_body((kind,)).get_content()
        assert "3 people are counted." in said
        assert "If it was not you, call off: then your address is erased" in said


def test_contact_data_is_erased_48_hours_after_the_event_and_the_head_count_stays(clock):
    event = factories.event()
    token = attendance.rsvp(event, people=2, language="en", email="ana@example.org")
    name = attendance.secret_name(event.id)
    clock.move_to(event.ends_at + datetime.timedelta(hours=47))
    assert retention.erase_contacts() == []
    clock.move_to(event.ends_at + datetime.timedelta(hours=49))
    assert retention.erase_contacts() == ["march-oslo"]
    assert keyring.current().names(name) == []
    assert not attendance.find(token).has_contact
    assert coming(event) == 2


def test_the_secret_of_an_event_goes_even_if_everybody_called_off(clock):
    event = factories.event()
    attendance.cancel(attendance.rsvp(event, people=2, language="en", email="ana@example.org"))
    clock.move_to(event.ends_at + datetime.timedelta(hours=49))
    retention.erase_contacts()
    assert keyring.current().names(attendance.secret_name(event.id)) == []


def test_whoever_answers_after_the_event_does_not_bring_its_secret_back(clock):
    event = factories.event()
    attendance.rsvp(event, people=2, language="en", email="ana@example.org")
    clock.move_to(event.ends_at + datetime.timedelta(hours=49))
    retention.erase_contacts()
    with pytest.raises(attendance.EventOver):
        attendance.rsvp(event, people=1, language="en", email="late@example.org")
    assert keyring.current().names(attendance.secret_name(event.id)) == []


def test_a_mail_for_an_rsvp_that_was_called_off_is_not_sent(smtp_sink):
    token = attendance.rsvp(factories.event(), people=1, language="en", email="ana@example.org")
    attendance.cancel(token)
    rounds.deliver_some()
    assert smtp_sink.deliveries == []

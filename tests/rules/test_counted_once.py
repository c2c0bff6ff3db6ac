"""Rule: whatever many people or programs do at the same moment counts once, and places and numbers come out even."""

import dataclasses
import secrets
import threading
import time
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

import config
from petitions import database, errors, outbox, tokens, turns
from petitions.campaigns.models import Campaign
from petitions.events import attendance
from petitions.events.models import Event, Rsvp
from petitions.outbox import OutboxMessage
from petitions.signatures import confirming, mailing_list, queries, signing, tally
from petitions.signatures.mailing_list import Choice
from petitions.signatures.models import Signature, State, Visibility
from tests import factories
from tests.support import counts, rounds
from tests.support.mailserver import MailServer
from tests.support.together import at_once

pytestmark = pytest.mark.promise

ROUNDS = counts.many(3, 20)
SENT = counts.many(25, 50)
PRESSED = counts.many(40, 100)
ASKED, PLACES = counts.many(120, 300), counts.many(20, 50)
CONFIRMED = counts.many(60, 1000)


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    """All ask from one network here; the limits have tests of their own."""
    return dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "100000/minute"))


def post(app: Flask, address: str, form: dict[str, str]) -> int:
    """Send a form until it is answered: whoever hears "not just now" presses the button again, as the page says."""
    while True:
        status = app.test_client().post(address, data=form).status_code
        if status != 503:
            return status


def all_of(query: sa.Select) -> list:
    database.session().rollback()
    return list(database.session().scalars(query))


# The same form, sent many times at once.


def rows_and_mails(app: Flask, smtp_sink: MailServer, number: int) -> tuple[int, int]:
    """What becomes of one form that is sent many times at the same moment."""
    email = f"round-{number}@example.org"
    form = {"name": "Ana Kovač", "email": email, "country": "HR", "visibility": "counted", "consent": "y"}
    answers = Counter(at_once(lambda _number: post(app, "/en/campaigns/free-rasul/sign", form), range(SENT)))
    assert answers == {303: SENT}
    rows = len(all_of(sa.select(Signature.id))) - number
    while rounds.deliver_some():
        pass
    return rows, len(smtp_sink.to(email))


@pytest.mark.usefixtures("app_context")
def test_a_form_that_is_sent_many_times_at_once_is_one_signature_and_one_mail(app, smtp_sink, verdict, clock) -> None:
    factories.campaign()
    found = [rows_and_mails(app, smtp_sink, number) for number in range(ROUNDS)]
    name = f"rows and mails of a form sent {SENT} times at once, {ROUNDS} times over"
    verdict(name, sorted(set(found)), goal=[(1, 1)])


@pytest.mark.usefixtures("app_context")
def test_the_check_sees_forms_that_are_not_recognised(app, smtp_sink, monkeypatch) -> None:
    monkeypatch.setattr(signing, "_fingerprint", lambda *_form: secrets.token_bytes(32))
    factories.campaign()
    rows, _mails = rows_and_mails(app, smtp_sink, 0)
    assert rows > 1


# One link, pressed many times at once.


def counted_and_thanked(app: Flask) -> tuple[int, int, int]:
    """Confirmed rows, the public number and mails of thanks, after one link was pressed many times at once."""
    campaign = factories.campaign()
    token = factories.signed(campaign)
    at_once(lambda _number: post(app, f"/confirm/{token}", {"act": "confirm"}), range(PRESSED))
    database.session().rollback()
    tally.book()
    confirmed = all_of(sa.select(Signature.id).where(Signature.state == State.CONFIRMED))
    thanks = all_of(sa.select(OutboxMessage.id).where(OutboxMessage.kind == confirming.THANKS))
    return len(confirmed), queries.total(campaign.id), len(thanks)


@pytest.mark.usefixtures("app_context")
def test_a_link_that_is_pressed_many_times_at_once_counts_one(app, verdict) -> None:
    verdict(f"confirmed, counted and thanked after {PRESSED} presses at once", counted_and_thanked(app), goal=(1, 1, 1))


@pytest.mark.usefixtures("app_context")
def test_the_check_sees_confirming_that_does_not_look_again(app, monkeypatch) -> None:
    def as_it_was(session, token) -> Signature:
        return session.scalar(sa.select(Signature).where(Signature.token_hash == tokens.digest(token)))

    monkeypatch.setattr(confirming, "_locked", as_it_was)
    monkeypatch.setattr(confirming, "_place", lambda _session, _signature, person: person)
    assert counted_and_thanked(app) != (1, 1, 1)


# More people than places.


def people_who_come(app: Flask) -> tuple[int, int, Counter[int]]:
    """How many were let in, how many the event says will come, and what everybody heard."""
    factories.event(capacity=PLACES)
    form = {"people": "1", "contact": "none"}
    answers = Counter(at_once(lambda _number: post(app, "/en/events/march-oslo/rsvp", form), range(ASKED)))
    (coming,) = all_of(sa.select(Event.coming))
    return sum(all_of(sa.select(Rsvp.people))), coming, answers


@pytest.mark.usefixtures("app_context")
def test_as_many_come_as_there_are_places(app, verdict) -> None:
    found = people_who_come(app)
    goal = (PLACES, PLACES, Counter({303: PLACES, 422: ASKED - PLACES}))
    verdict(f"{ASKED} ask at once for {PLACES} places: let in, noted, answers", found, goal=goal)


@pytest.mark.usefixtures("app_context")
def test_the_check_sees_places_that_are_read_first_and_taken_later(app, monkeypatch) -> None:
    def read_first(event: Event, *, people: int, language: str, **_contact: object) -> str:
        if event.coming + people > event.capacity:
            raise attendance.EventFull
        token, coming = tokens.new(), event.coming + people
        with database.action() as session:
            session.execute(sa.update(Event).where(Event.id == event.id).values(coming=coming))
            session.add(Rsvp(event_id=event.id, people=people, language=language, token_hash=tokens.digest(token)))
        return token

    monkeypatch.setattr(attendance, "rsvp", read_first)
    let_in, _coming, _answers = people_who_come(app)
    assert let_in > PLACES


# Several tallies at once.


class Tallies:
    """Three workers that count at once, while people confirm; `failures` are what they ran into."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.failures: list[str] = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._count) for _ in range(3)]

    def __enter__(self) -> "Tallies":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _count(self) -> None:
        while not self.ended.is_set():
            with self.app.app_context():
                self.book()

    def book(self) -> None:
        try:
            tally.book()
        except (SQLAlchemyError, errors.Refusal) as failure:
            self.failures.append(type(failure).__name__)


def signed(campaign) -> list[str]:
    """The links of many people who have signed."""
    for number in range(CONFIRMED):
        someone = factories.person(f"p{number}@example.org", updates=True)
        signing.sign(campaign, someone, country="HR", visibility=Visibility.COUNTED, language="en")
    messages = all_of(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(CONFIRMED))
    return [str(outbox.unlock(message).variables["token"]) for message in messages]


def count_with_three(app: Flask, campaign: Campaign) -> tuple[list[int], int, list[str]]:
    """The numbers that were given, the public number, and what went wrong, when people confirm under three tallies.

    The total of readers is added to what went wrong, if it is not everybody.
    """
    links = signed(campaign)

    def confirm_some(number: int) -> None:
        with app.app_context():
            for token in links[number::6]:
                confirming.confirm(token)

    with Tallies(app) as tallies:
        at_once(confirm_some, range(6))
    tallies.book()
    numbers = all_of(
        sa.select(Signature.number).where(Signature.campaign_id == campaign.id, Signature.number.is_not(None))
    )
    while tally.book():
        pass
    readers = mailing_list.counts(campaign.id, Choice()).total()
    return (
        sorted(numbers),
        queries.total(campaign.id),
        tallies.failures + [f"{readers} readers"] * (readers != CONFIRMED),
    )


@pytest.mark.usefixtures("app_context")
def test_three_tallies_at_once_give_each_number_once(app, verdict) -> None:
    numbers, total, failures = count_with_three(app, factories.campaign())
    wrong = set(numbers) ^ set(range(1, CONFIRMED + 1))
    name = f"three tallies over {CONFIRMED} who confirm: numbers wrong, total, failures"
    verdict(name, (len(wrong), total, failures), goal=(0, CONFIRMED, []))


def dawdle(_connection, _cursor, statement: str, *_more: object) -> None:
    """Take time between what was read and what is written, as a busy machine would."""
    if statement.startswith("UPDATE"):
        time.sleep(0.005)


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_check_sees_tallies_that_do_not_wait_for_each_other(app, monkeypatch) -> None:
    monkeypatch.setattr(turns, "take", lambda _session, _turn: None)
    sa.event.listen(database.db.engine, "before_cursor_execute", dawdle)
    right, house = (list(range(1, CONFIRMED + 1)), CONFIRMED, []), factories.house()
    # Where the machine is busy elsewhere they may not meet the first time.
    campaigns = (factories.campaign(f"campaign-{turn}", of=house) for turn in range(8))
    is_seen = any(count_with_three(app, campaign) != right for campaign in campaigns)
    sa.event.remove(database.db.engine, "before_cursor_execute", dawdle)
    assert is_seen

"""Posters say what is true now: of an ended campaign how it ended, of a march only until it is over."""

import datetime

import pytest

from petitions import clock as times
from petitions import database, i18n, images
from petitions.campaigns import endorsing, publishing
from petitions.campaigns.life import Outcome, Protection
from petitions.campaigns.models import Defender, DefenderText
from petitions.events import planning
from petitions.houses import writing
from petitions.houses.models import House, Organisation, OrganisationText
from petitions.posters import composing, designs
from petitions.posters.content import Standing
from petitions.posters.designs import Design
from tests import factories
from tests.support import pictures

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # what posters say does not depend on it
    pytest.mark.usefixtures("app_context"),
]


def composed(campaign, language="en"):
    database.session().expire_all()
    return composing.compose(campaign, language)


def test_a_closed_campaign_asks_nobody_to_sign_and_says_how_many_did(clock):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    assert composed(campaign).call == "Sign the petition"
    publishing.close(campaign)
    closed = composed(campaign)
    assert (closed.call, closed.ending.words) == ("See what came of it", "1 person has signed.")
    assert (closed.ending.headline, closed.ending.dates) == (("Free Rasul", "Jafarov"), "Closed on 1 May 2015")
    assert Design.TEAR_OFF not in designs.of(closed)
    assert {Design.RELEASED, Design.WORDS, Design.LETTER, Design.POSTCARD} <= set(designs.of(closed))
    publishing.hand_over(campaign, on=times.today())
    assert composed(campaign).ending.dates == "Handed over on 1 May 2015"
    with database.action():
        campaign.text("en").outcome_headline = "One letter"
    assert composed(campaign).ending.headline == ("One letter",)
    publishing.reopen(campaign)
    assert (composed(campaign).ending, composed(campaign).call) == (None, "Sign the petition")


def test_a_careful_campaign_says_at_least_how_many(clock):
    campaign = factories.campaign(protection=Protection.HIGH)
    for number in range(11):
        factories.confirmed(campaign, f"person-{number}@example.org")
    publishing.close(campaign)
    assert composed(campaign).ending.words == "At least 10 people have signed."


@pytest.mark.parametrize(
    ("outcome", "notes", "headline", "words"),
    [
        (Outcome.RELEASED, None, ("Free.",), "The petition closed."),
        (Outcome.RELEASED, {"en": "He is at home."}, ("Free.",), "He is at home."),
        (Outcome.SENTENCED, {"en": "Six years."}, ("Sentenced.",), "Six years."),
        (Outcome.OTHER, {"en": "The contest is over."}, ("How it ended.",), "The contest is over."),
    ],
)
def test_an_ended_campaign_says_how_it_ended_and_nothing_else(outcome, notes, headline, words):
    campaign = factories.campaign()
    publishing.close(campaign)
    publishing.record_outcome(campaign, outcome, on=times.today(), notes=notes)
    poster = composed(campaign)
    assert (poster.standing, poster.ending.headline, poster.ending.words) == (Standing.ENDED, headline, words)
    assert poster.ending.is_good == (outcome is Outcome.RELEASED)
    assert designs.of(poster) == [Design.RELEASED] + [Design.POSTCARD] * (outcome is Outcome.SENTENCED)


def test_the_words_of_the_organisers_come_first():
    campaign = factories.campaign()
    publishing.close(campaign)
    publishing.record_outcome(campaign, Outcome.RELEASED, on=times.today(), notes={"en": "He is free."})
    with database.action() as session:
        session.merge(campaign).text("en").outcome_headline = "Rasul\nis free"
        campaign.defenders[0].released_on = datetime.date(2016, 3, 17)
    ending = composed(campaign).ending
    assert (ending.headline, ending.dates) == (("Rasul", "is free"), "2 August 2014 – 17 March 2016")


def test_a_postcard_goes_to_the_first_who_is_not_free_and_shows_that_face():
    campaign = factories.campaign()
    assert composed(campaign).card.recipient == campaign.defenders[0].text("en").name
    with database.action() as session:
        first = campaign.defenders[0]
        first.released_on = datetime.date(2016, 3, 17)
        other = Defender(campaign=campaign, position=2)
        words = {"name": "Leyla Yunus", "heading": "", "story": ""}
        other.texts.append(DefenderText(language="en", **words))
        session.add(other)
    card = composed(campaign).card
    assert (card.recipient, card.greeting, card.person.name) == ("Leyla Yunus", "Dear Leyla Yunus,", "Leyla Yunus")
    with database.action():
        other.released_on = first.released_on
    assert composed(campaign).card is None


def test_a_march_that_is_called_off_or_over_is_on_no_poster(clock):
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    assert Design.MARCH in designs.of(composed(campaign))
    planning.cancel(campaign.id, event.slug, by=None)
    assert composed(campaign).gathering is None
    planning.plan_again(campaign.id, event.slug, by=None)
    assert composed(campaign).gathering
    clock.shift(datetime.timedelta(days=11))
    assert Design.MARCH not in designs.of(composed(campaign))


def test_the_house_shows_its_logo_and_those_behind_it_theirs_if_all_have_one():
    campaign = factories.campaign()
    name = images.store(pictures.encoded(pictures.photo(200, 200), "JPEG"))
    with database.action() as session:
        members = [Organisation(slug=f"member-{number}", country="NO", texts=[_named(number)]) for number in (1, 2)]
        session.add_all(members)
    for endorser in (campaign.house, *members):
        endorsing.add(campaign.id, endorsing.key(endorser), by=None)
    assert composed(campaign).logo is None
    assert composed(campaign).behind == ("Behind this call: Member 1 and Member 2",)
    for kind, number in ((House, campaign.house_id), (Organisation, members[0].id)):
        writing.show_logo(kind, number, name, noting=lambda *_: None)
    poster = composed(campaign)
    assert (poster.logo.name, poster.logo.picture, poster.backers) == ("House oslo", images.path(name), ())
    writing.show_logo(Organisation, members[1].id, name, noting=lambda *_: None)
    assert [backer.name for backer in composed(campaign).backers] == ["Member 1", "Member 2"]


def _named(number):
    return OrganisationText(language="en", name=f"Member {number}")


def test_an_event_is_shared_as_itself(clock):
    event = factories.event()
    with i18n.speaking("en"):
        poster = composing.compose_event(event, "en")
    assert poster.is_of_gathering
    assert (poster.url, poster.demand) == ("https://calls.example.org/en/events/march-oslo", "We walk.")

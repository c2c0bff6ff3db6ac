"""Posters say what the campaign says."""

import re
from datetime import timedelta

import pytest

from petitions import clock, database, i18n, images
from petitions.campaigns import picturing
from petitions.campaigns.life import State
from petitions.campaigns.models import DefenderText
from petitions.houses.models import HouseText
from petitions.papersheets import making as papersheets
from petitions.papersheets import queries
from petitions.posters import composing, designs
from petitions.posters.designs import Design
from tests import factories
from tests.support import pictures

pytestmark = pytest.mark.usefixtures("app_context")


def composed(campaign, language="en"):
    return composing.compose(campaign, language)


def test_it_has_the_words_of_its_language_and_the_house_that_answers_for_it() -> None:
    campaign = factories.campaign()
    poster = composed(campaign)
    assert poster.headline == tuple(campaign.text("en").headline_lines)
    assert (poster.imprint, poster.url) == (
        campaign.house.text("en").name,
        "https://calls.example.org/en/campaigns/free-rasul",
    )
    assert poster.contact == (campaign.house.site or "").removeprefix("https://")


def test_in_a_language_without_pages_it_calls_in_that_language_and_leads_to_pages_that_are_there() -> None:
    campaign = factories.campaign(language="ka")
    text = campaign.texts[0]
    text.language, text.call = "ka", "მოაწერე ხელი"
    poster = composed(campaign, "ka")
    assert (poster.language, poster.call) == ("ka", "მოაწერე ხელი")
    assert poster.url == "https://calls.example.org/en/campaigns/free-rasul"
    assert (poster.letter.closing, poster.card.slogan) == ("პატივისცემით,", "თქვენ არ ხართ დავიწყებული.")


def test_in_a_language_that_nobody_wrote_all_of_it_is_in_the_one_that_stands_in_for_it() -> None:
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    with database.action():  # Arabic words beside it are no reason to put them under an English headline
        campaign.house.texts.append(HouseText(language="ar", name="البيت", city="أوسلو", controller="البيت"))
        told = {"name": "رسول", "heading": "من هو", "story": "…", "sentence": None}
        campaign.defenders[0].texts.append(DefenderText(language="ar", **told))
    with i18n.speaking("ar"):
        posters = [composed(campaign, "ar"), composing.compose_event(event, "ar")]
    for poster in posters:
        assert (poster.language, poster.letter.closing, poster.gathering.kind) == ("en", "Yours sincerely,", "March")
        assert "/ar/" in poster.url and poster.gathering.day.isascii()
        assert all(words.isascii() for words in (poster.imprint, poster.people[0].name, poster.card.greeting))


def test_nobody_is_asked_to_sign_a_letter_in_another_language() -> None:
    campaign = factories.campaign()
    with database.action():
        campaign.texts[0].language = "nb"
    poster = composed(campaign, "nb")
    assert (poster.language, poster.letter.paragraphs) == ("nb", ())
    assert Design.LETTER not in designs.of(poster)


@pytest.mark.parametrize("language", [tongue.code for tongue in i18n.OTHERS])
def test_whoever_signs_a_paper_sheet_reads_what_becomes_of_it_in_its_language(language) -> None:
    campaign = factories.campaign(language=language)
    with database.action():
        campaign.texts[0].language = language
    batch = papersheets.make(campaign.id, language, 1, by=None)
    sheets = composing.sheets(campaign, queries.of_batch(campaign.id, batch), language).sheets
    said = " ".join((*sheets.columns, sheets.online, sheets.privacy, sheets.returned))
    assert not {"town", "sign", "handed", "sheets", "Town"} & set(re.findall(r"\w+", said))


def test_it_shows_the_picture_of_the_campaign_and_everybody_it_is_for() -> None:
    campaign = factories.campaign()
    before = composed(campaign)
    name = images.store(pictures.encoded(pictures.photo(), "JPEG"))
    picturing.hang(campaign.id, None, name, by=None)
    database.session().expire_all()
    after = composed(campaign)
    assert before.portrait is None
    assert after.portrait.portrait == images.path(name)
    assert [person.name for person in after.people] == [defender.text("en").name for defender in campaign.defenders]


def test_it_calls_to_the_next_march_while_the_campaign_is_open() -> None:
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    gathering = composed(campaign).gathering
    assert (gathering.place, gathering.city) == (event.text("en").place, event.text("en").city)
    assert gathering.url.endswith(f"/en/events/{event.slug}")
    assert gathering.day in gathering.line
    campaign.state = State.CLOSED
    database.session().flush()
    assert composed(campaign).gathering is None


def test_it_calls_to_the_event_of_its_own_house_first() -> None:
    campaign = factories.campaign()
    factories.event("vigil", of=campaign, house_id=factories.house("tbilisi").id)
    own = factories.event(
        "march", of=campaign, starts_at=clock.now() + timedelta(days=11), ends_at=clock.now() + timedelta(days=12)
    )
    assert composed(campaign).gathering.url.endswith(f"/en/events/{own.slug}")

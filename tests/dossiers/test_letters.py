"""The cover letter: proposed, written, kept, and printed with the numbers of the day."""

import datetime

import pytest

from petitions import database, merging
from petitions.campaigns.models import CampaignText, Endorsement
from petitions.dossiers import letters, wording
from petitions.houses.models import HouseText
from petitions.merging import Sheet
from petitions.papersheets import making as papersheets
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

DAY = datetime.date(2015, 5, 18)
ARABIC = {
    "title": "الحرية لرسول", "headline": "الحرية", "demand": "أفرجوا عنه.", "summary": "س", "addressee": "رئيس أذربيجان",
    "salutation": "إلى رئيس أذربيجان", "call": "وقّع", "portrait_alt": "", "poster_title": "علّقه",
}  # fmt: skip


@pytest.fixture
def campaign():
    house = factories.house()
    made = factories.campaign(of=house)
    with database.action():
        house.texts.append(HouseText(language="ar", name="بيت أوسلو", city="أوسلو", controller="بيت أوسلو، شارع 1"))
        made.texts.append(CampaignText(language="ar", **ARABIC))
    factories.confirmed(made, "a@example.org", country="NO")
    factories.confirmed(made, "b@example.org", country="AZ")
    return made


def saved(campaign, language, **words):
    shown = letters.words(campaign, language, campaign.language)
    marks = {name: merging.mark(value) for name, value in shown.items()}
    letters.save(campaign, language, Sheet(shown | words, marks), by=None)


def test_a_letter_is_proposed_in_both_languages_and_printed_only_when_it_is_kept(campaign):
    words = letters.words(campaign, "ar", "en")
    assert words["ar-recipient"] == "إلى رئيس أذربيجان"
    assert "أفرجوا عنه." in words["ar-body"] and "{signatures}" in words["ar-body"]
    assert "“Free Rasul Jafarov”" in words["en-body"] and "Azerbaijan must release him." in words["en-body"]
    assert (words["en-place"], words["en-signature"]) == ("Oslo", "House oslo")
    assert letters.printed(campaign, DAY) == ()
    saved(campaign, "ar")
    first, second = letters.printed(campaign, DAY)
    assert (first.language, second.language) == ("ar", "en")
    assert second.body.startswith("Your Excellency,\n\nOn behalf of all who signed it I hand over to you the petition")
    assert "Signatures: 2. Countries: 2." in second.body
    assert (second.house, second.address) == (
        "House oslo",
        "Human Rights House, 1 Street, Oslo\nprivacy@oslo.example.org",
    )


def test_the_numbers_are_those_of_the_day_on_which_it_is_printed(campaign):
    saved(campaign, "en", **{"en-body": "{signatures}, {countries}, {paper}"})
    factories.confirmed(campaign, "c@example.org", country="NO")
    batch = papersheets.make(campaign.id, "en", 1, by=None)
    papersheets.count(campaign.id, f"{batch}-1", 17, by=None)
    (only,) = letters.printed(campaign, DAY)
    assert only.body == "3, 2, 17"


def test_paper_signatures_are_in_the_proposal_once_there_are_some(campaign):
    assert "{paper}" not in letters.words(campaign, "en")["en-body"]
    batch = papersheets.make(campaign.id, "en", 1, by=None)
    papersheets.count(campaign.id, f"{batch}-1", 17, by=None)
    assert "{paper}" in letters.words(campaign, "en")["en-body"]


def test_the_same_language_is_one_letter(campaign):
    saved(campaign, "en")
    assert [one.language for one in letters.printed(campaign, DAY)] == ["en"]


def test_a_language_that_the_product_does_not_speak_gets_no_english(campaign):
    words = letters.words(campaign, "ka")
    assert words["ka-body"] == words["ka-recipient"] == ""
    saved(campaign, "ka", **{"ka-body": "თქვენო აღმატებულებავ", "ka-recipient": "პრეზიდენტს"})
    assert [one.language for one in letters.printed(campaign, DAY)] == ["ka", "en"]


def test_of_two_who_write_the_second_is_asked(campaign):
    shown = letters.words(campaign, "en")
    marks = {name: merging.mark(value) for name, value in shown.items()}
    letters.save(campaign, "en", Sheet(shown | {"en-body": "First."}, marks), by=None)
    with pytest.raises(merging.Conflict):
        letters.save(campaign, "en", Sheet(shown | {"en-body": "Second."}, marks), by=None)
    assert letters.words(campaign, "en")["en-body"] == "First."


def test_an_emptied_letter_is_not_printed(campaign):
    saved(campaign, "ar")
    saved(campaign, "ar", **{"ar-body": "", "en-body": ""})
    assert letters.printed(campaign, DAY) == ()
    assert letters.words(campaign, "en")["en-body"] == ""


def test_what_cannot_be_printed_is_told(campaign):
    assert letters.unprintable("Ana 😀\n𠮷 ნინო محمد") == "😀 𠮷"
    assert wording.unprintable(campaign, "en") == ""


def test_the_cover_has_who_stands_behind_the_campaign_and_the_letter_if_it_is_wanted(campaign):
    with database.action():
        campaign.endorsements.append(Endorsement(house=campaign.house, position=0))
    saved(campaign, "ar")
    made = {"language": "en", "day": DAY, "csv_name": "list.csv", "csv_sha256": "0" * 64}
    cover = wording.cover(campaign, **made)
    assert [(endorser.name, endorser.logo) for endorser in cover.endorsers] == [("House oslo", None)]
    assert len(cover.letters) == 2
    written_in = (cover.language, cover.petition_language, *(endorser.language for endorser in cover.endorsers))
    assert written_in == ("en", "en", "en")
    norwegian = wording.cover(campaign, **(made | {"language": "nb"}))
    assert (norwegian.language, norwegian.petition_language) == ("en", "en"), "nothing is written in Norwegian"
    assert wording.cover(campaign, **made, choices=wording.Choices(has_letter=False)).letters == ()

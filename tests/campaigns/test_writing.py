"""Writing a campaign: drafts, words in several languages, settings."""

import dataclasses

import pytest
import sqlalchemy as sa

from petitions import clock as times
from petitions import database, merging, slugs
from petitions.accounts.models import AuditEntry
from petitions.campaigns import queries, writing
from petitions.campaigns.models import Campaign, State
from petitions.merging import Sheet
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def begun(slug: str = "free-ana", **changes: str) -> Campaign:
    of = factories.house("zagreb")
    values = {"slug": slug, "language": "en", "title": "Free Ana", "demand": "Let her go."} | changes
    return writing.begin(of.id, **values, by=None)


def typed(campaign: Campaign, **words: str) -> Sheet:
    """What a form sends that showed all words of `campaign` and in which somebody typed `words`: `az_headline="…"`."""
    shown = writing.words(campaign)
    values = {name.replace("_", "-", 1): value for name, value in words.items()}
    return Sheet(shown | values, {name: merging.mark(value) for name, value in shown.items()})


def again(campaign: Campaign) -> Campaign:
    database.session().expire_all()
    found = database.session().get(Campaign, campaign.id)
    assert found
    return found


def said() -> list[str]:
    """What the audit log says, in order."""
    return list(database.session().scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)))


def test_a_new_campaign_is_a_draft_with_its_two_sentences():
    campaign = again(begun())
    assert (campaign.state, campaign.text().title, campaign.text().demand) == (State.DRAFT, "Free Ana", "Let her go.")
    assert campaign.text().headline_lines == ["Free Ana"]
    assert said() == ["campaign begun"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Free Rasul Jafarov", ["Free Rasul Jafarov"]),
        ("Release human rights lawyer Intigam Aliyev now", ["Release human rights", "lawyer Intigam Aliyev now"]),
        ("Stop " + 20 * "the arrests ", []),
        ("Free " + 50 * "a", []),
    ],
)
def test_a_title_is_the_first_headline_if_it_has_room(title, headline) -> None:
    made = begun(title=title.strip())
    assert made.text("en").headline_lines == headline


def test_a_draft_is_not_seen_by_the_public(client):
    begun()
    assert client.get("/en/campaigns/free-ana").status_code == 404


def test_an_address_that_is_taken_comes_with_one_that_is_free():
    begun()
    with pytest.raises(slugs.SlugTaken) as refused:
        writing.begin(1, slug="free-ana", language="en", title="Again", demand="", by=None)
    assert refused.value.free == "free-ana-2"
    assert said() == ["campaign begun"]


@pytest.mark.parametrize("language", ["", "xx", "en_US", "EN", "nb "])
def test_a_language_that_nobody_writes_in_is_refused(language):
    with pytest.raises(writing.LanguageUnknown):
        begun(language=language)


def test_words_are_stored_in_each_language_and_once_in_the_log():
    campaign = begun()
    writing.add_language(campaign.id, "az", by=None)
    writing.save_words(
        campaign.id, typed(again(campaign), az_title="Ana", en_petition="We ask.", az_petition="Biz."), by=None
    )
    words = writing.words(again(campaign))
    assert (words["az-title"], words["en-petition"], words["az-petition"]) == ("Ana", "We ask.", "Biz.")
    assert words["en-title"] == "Free Ana"
    assert said() == ["campaign begun", "campaign language added", "campaign words changed"]


def test_saving_without_a_change_changes_nothing(clock):
    campaign = begun()
    clock.shift(60)
    writing.save_words(campaign.id, typed(campaign), by=None)
    assert (times.now() - again(campaign).changed_at).total_seconds() == 60
    assert said() == ["campaign begun"]


def test_words_of_a_language_that_was_removed_meanwhile_are_not_stored():
    campaign = begun()
    writing.add_language(campaign.id, "az", by=None)
    sheet = typed(again(campaign), az_title="Ana")
    writing.remove_language(campaign.id, "az", by=None)
    writing.save_words(campaign.id, sheet, by=None)
    assert "az-title" not in writing.words(again(campaign))


def test_of_two_who_write_the_same_words_the_second_is_asked_and_nothing_of_hers_is_stored():
    campaign = begun()
    first, second = typed(campaign, en_demand="First"), typed(campaign, en_demand="Second", en_title="Second")
    writing.save_words(campaign.id, first, by=None)
    with pytest.raises(merging.Conflict) as refused:
        writing.save_words(campaign.id, second, by=None)
    assert refused.value.theirs == {"en-demand": "First"}
    assert again(campaign).text().title == "Free Ana"
    knowingly = dataclasses.replace(second, marks=second.marks | {"en-demand": merging.mark("First")})
    writing.save_words(campaign.id, knowingly, by=None)
    assert (again(campaign).text().demand, again(campaign).text().title) == ("Second", "Second")


def test_a_language_goes_with_all_its_words():
    campaign = factories.campaign()
    writing.add_language(campaign.id, "az", by=None)
    writing.save_words(campaign.id, typed(again(campaign), az_title="Rəsul", az_petition="Biz."), by=None)
    writing.remove_language(campaign.id, "az", by=None)
    assert [text.language for text in again(campaign).texts] == ["en"]
    assert [text.language for text in again(campaign).petition_text.texts] == ["en"]


def test_the_main_language_stays():
    campaign = begun()
    with pytest.raises(writing.MainLanguage):
        writing.remove_language(campaign.id, "en", by=None)
    with pytest.raises(writing.LanguageUnknown):
        writing.remove_language(campaign.id, "az", by=None)


def test_an_unfinished_translation_is_not_shown(client, app):
    app.config["PAGE_SECONDS"] = 0
    campaign = factories.campaign()
    writing.add_language(campaign.id, "az", by=None)
    writing.save_words(campaign.id, typed(again(campaign), az_headline="Azadlıq"), by=None)
    page = client.get("/az/campaigns/free-rasul").text
    assert "Azerbaijan must release him." in page
    assert "Azadlıq" not in page
    whole = {f"az_{field}": f"Söz {field}" for field in writing.NEEDED}
    writing.save_words(campaign.id, typed(again(campaign), **whole), by=None)
    assert "Söz headline" in client.get("/az/campaigns/free-rasul").text


def changed(campaign: Campaign, **settings: str) -> Sheet:
    shown = writing.settings(campaign)
    return Sheet(shown | settings, {name: merging.mark(value) for name, value in shown.items()})


def test_settings_of_a_draft_can_all_be_changed():
    campaign = begun()
    writing.add_language(campaign.id, "az", by=None)
    sheet = changed(campaign, slug="free-ana-now", language="az", signal="MINT", goal="5000")
    writing.save_settings(campaign.id, sheet, by=None)
    assert writing.settings(again(campaign)) == {
        "slug": "free-ana-now",
        "language": "az",
        "signal": "MINT",
        "goal": "5000",
    }


def test_the_address_of_a_campaign_that_has_been_open_stays():
    campaign = factories.campaign()
    with pytest.raises(writing.SlugInUse):
        writing.save_settings(campaign.id, changed(campaign, slug="other"), by=None)


def test_what_has_been_open_gets_no_main_language_in_which_it_is_not_whole():
    campaign = factories.campaign()
    writing.add_language(campaign.id, "az", by=None)
    with pytest.raises(writing.LanguageNotWhole):
        writing.save_settings(campaign.id, changed(again(campaign), language="az"), by=None)
    assert again(campaign).language == "en"


def test_an_address_that_another_took_meanwhile_is_refused():
    campaign, other = begun(), writing.begin(1, slug="other", language="en", title="Other", demand="", by=None)
    with pytest.raises(slugs.SlugTaken) as refused:
        writing.save_settings(other.id, changed(other, slug=campaign.slug), by=None)
    assert refused.value.free == "free-ana-2"
    with pytest.raises(writing.LanguageUnknown):
        writing.save_settings(other.id, changed(other, language="az"), by=None)


def test_a_campaign_that_is_gone_is_not_written():
    with pytest.raises(queries.NoSuchCampaign):
        writing.save_words(999, Sheet({}, {}), by=None)


def test_words_that_were_signed_stay_and_a_change_is_a_new_version():
    campaign = factories.campaign()
    factories.signed(campaign)
    writing.save_words(campaign.id, typed(again(campaign), en_petition="Let him go."), by=None)
    first, second = again(campaign).petition_texts
    assert (first.text("en").body, second.text("en").body) == ("We ask you to release him.\n\n1. Now.", "Let him go.")

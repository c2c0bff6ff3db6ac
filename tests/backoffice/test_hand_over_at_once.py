"""Two organisers at the record of one hand-over: neither loses what the other saved."""

import datetime

import pytest

from petitions import clock as times
from petitions.campaigns import publishing, writing
from petitions.campaigns import queries as campaigns
from tests import factories
from tests.support.editor import form_of

PAGE = "/organise/campaigns/free-rasul/handover"
PUBLIC = "/en/campaigns/free-rasul"
SAID = {"recipient": "The President", "place": "Baku"}


@pytest.fixture(autouse=True)
def campaign(app, house):
    """A campaign in two languages that has closed."""
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        made = factories.campaign(of=house)
        writing.add_language(made.id, "az", by=None)
        publishing.close(made)
        return made


def shown(page) -> dict[str, str]:
    return form_of(page, "flow")


def test_of_two_who_correct_at_once_nobody_loses_words(office, client, valid_html):
    office.post(PAGE, shown(office.get(PAGE)) | SAID)
    one, other = (shown(office.get(PAGE)) for _ in range(2))
    assert office.post(PAGE, one | {"place": "Baku, at the gate", "photo_alt": "A gate"}).status_code == 302
    met = office.post(PAGE, other | {"recipient": "The office of the President", "place": "Bakı"})
    assert met.status_code == 409
    assert all(words in met.text for words in ("Baku, at the gate", 'value="Bakı"', "Two people have written here"))
    assert ">Where</a>" in met.text
    valid_html(met.text)
    assert "The office of" not in client.get(PUBLIC).text
    assert office.post(PAGE, shown(met) | {"place-keep": "theirs"}).status_code == 302
    page = client.get(PUBLIC).text
    assert all(words in page for words in ("The office of the President", "Baku, at the gate"))
    assert shown(office.get(PAGE))["photo_alt"] == "A gate"


def test_of_two_who_record_it_at_once_nobody_loses_words(office, client, valid_html):
    one, other = (shown(office.get(PAGE)) for _ in range(2))
    tomorrow = (times.today() + datetime.timedelta(days=1)).isoformat()  # as it is in Baku
    office.post(PAGE, one | SAID)
    mine = {"on": tomorrow, "recipient": "His secretary", "place": "Baku", "note": "She smiled.", "place-az": "Bakı"}
    late = office.post(PAGE, other | mine | {"recipient-az": "Katib"})
    assert late.status_code == 409
    for words in ("Somebody recorded the hand-over meanwhile", tomorrow, "She smiled.", 'value="His secretary"'):
        assert words in late.text
    valid_html(late.text)
    met = office.post(PAGE, shown(late))
    assert (met.status_code, "Two people have written here" in met.text) == (409, True)
    assert office.post(PAGE, shown(met)).status_code == 302
    assert "His secretary" in client.get(PUBLIC).text
    assert "Katib · Bakı" in client.get("/az/campaigns/free-rasul").text


def test_a_hand_over_that_was_recorded_a_moment_ago_is_not_overwritten(app, office, client, monkeypatch):
    form, record = shown(office.get(PAGE)), publishing.hand_over

    def recorded_before(found, **told):
        monkeypatch.undo()
        record(found, on=times.today())
        record(found, **told)

    monkeypatch.setattr(publishing, "hand_over", recorded_before)
    late = office.post(PAGE, form | SAID | {"note": "She smiled."})
    assert (late.status_code, "She smiled." in late.text) == (409, True)


@pytest.mark.parametrize("is_a_moment_ago", [False, True])
def test_what_was_written_of_a_campaign_that_was_opened_again_is_not_lost(
    app, office, monkeypatch, valid_html, is_a_moment_ago
):
    form, record = shown(office.get(PAGE)), publishing.hand_over

    def reopen() -> None:
        publishing.reopen(campaigns.visible("free-rasul"))

    def reopened_before(found, **told):
        reopen()
        record(found, **told)

    if is_a_moment_ago:
        monkeypatch.setattr(publishing, "hand_over", reopened_before)
    else:
        with app.app_context():
            reopen()
    late = office.post(PAGE, form | SAID | {"note": "She smiled."})
    assert (late.status_code, late.text.count("Somebody has just changed the state")) == (409, 1)
    for words in (*SAID.values(), "She smiled."):
        assert f'<blockquote class="theirs" dir="auto">{words}</blockquote>' in late.text
    valid_html(late.text)


def test_words_in_a_language_that_the_other_took_out_are_not_lost(app, office):
    office.post(PAGE, shown(office.get(PAGE)) | SAID | {"recipient-az": "Prezident", "place-az": "Bakı"})
    one, other = (shown(office.get(PAGE)) for _ in range(2))
    office.post(PAGE, one | {"recipient-az": "", "place-az": ""})
    met = office.post(PAGE, other | {"photo_alt-az": "Qapı"})
    assert (met.status_code, 'value="Qapı"' in met.text) == (409, True)
    assert office.post(PAGE, shown(met)).status_code == 422  # the rest of the language is missing
    with app.app_context():
        writing.remove_language(campaigns.visible("free-rasul").id, "az", by=None)
    gone = office.post(PAGE, other | {"photo_alt-az": "Qapı"})
    assert (gone.status_code, "Qapı" in gone.text, "Somebody removed what" in gone.text) == (409, True, True)

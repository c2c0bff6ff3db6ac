"""The pages on posters: what an organiser is told before they are printed, and one file with all of them."""

import io
import itertools
import re
import threading
import time
import zipfile
from types import SimpleNamespace

import pytest

from petitions import database, storage
from petitions.accounts.rights import Role
from petitions.backoffice import findings, posters
from petitions.campaigns import endorsing, writing
from petitions.campaigns.life import Outcome
from petitions.campaigns.models import NEEDED, Campaign, State
from petitions.pdf.papers import Paper
from petitions.posters import checking, keeping
from petitions.posters.designs import Design
from tests import factories
from tests.support.chromium import axe

POSTERS = "/organise/campaigns/free-rasul/posters"
A5 = {"language": "en", "paper": "a5", "variant": "office"}


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        return factories.campaign(of=house)


def rows(page) -> dict[str, str]:
    """What is said of each language, by its own name."""
    found = {}
    for row in re.findall(r"<tr>\s*<td>(.*?)</tr>", re.sub("</?bdi>", "", page.text), re.S):
        language, *said = (re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", cell)).strip() for cell in row.split("</td>"))
        found[language] = " | ".join(said).strip("| ")
    return found


def looked_over(office, query=A5):
    """The page on posters, once somebody has had them looked over."""
    answer = office.post(f"{POSTERS}/look", query)
    assert answer.status_code == 302
    return office.get(answer.location)


def change(app, **words) -> None:
    with app.app_context(), database.action() as session:
        for name, value in words.items():
            setattr(session.get_one(Campaign, 1).texts[0], name, value)


def test_from_the_page_to_a_file_in_hand(app, office, campaign, doer, valid_html):
    fresh = office.get(POSTERS, query_string=A5)
    valid_html(fresh.text)
    assert rows(fresh) == {"English": "7 | Not looked over yet"}
    with app.app_context():
        assert not list(storage.folder("posters").iterdir()), "a page that is read makes something"
    page = looked_over(office)
    valid_html(page.text)
    assert rows(page) == {"English": "7 | Nothing to mend"}
    assert "Make a file of 7 posters" in page.text
    made = office.post(f"{POSTERS}/make", A5)
    waiting = office.get(made.location)
    valid_html(waiting.text)
    assert "It begins in a moment" in waiting.text
    told = office.get(f"{made.location}/progress.json").json
    assert (told["state"], told["percent"], told["words"]) == ("waiting", "0%", "0 of 7 posters")
    doer.do(1)
    ready = office.get(made.location)
    valid_html(ready.text)
    assert "Ready" in ready.text
    answer = office.get(f"{made.location}/posters.zip", buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=free-rasul-posters.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == 7
    assert "Ready" in office.get(POSTERS, query_string=A5).text


def test_what_is_chosen_is_looked_over_and_made(office, campaign):
    page = office.get(
        POSTERS, query_string={"paper": ["a5", "letter"], "variant": ["office", "press", "x"], "language": "xx"}
    )
    assert "Make a file of 19 posters" in page.text
    assert re.findall(r'value="([^"]+)" checked', page.text) == ["en", "a5", "letter", "office", "press"]


def test_the_page_is_there_at_once_and_what_was_looked_over_before_with_it(app, office, campaign, monkeypatch):
    change(app, demand=2000 * "word ")
    looked_over(office)
    monkeypatch.setattr(keeping, "TURN", threading.Lock())
    with keeping.TURN:  # somebody else is drawing, and does not end
        page = office.get(POSTERS, query_string=A5 | {"paper": ["a5", "a4"]})
    said = rows(page)["English"]
    assert said.startswith("9 | Words only (A5): left out, because the words are too long.")
    assert said.endswith("Not looked over yet")
    monkeypatch.setattr(posters, "LOOK", -1)
    assert "Look over the rest" in looked_over(office, {"paper": ["a5", "a4"]}).text, (
        "it ends when there is no time left"
    )


def test_a_poster_that_was_not_drawn_is_looked_at_again_later(office, campaign, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "SECONDS", 0.001)
        page = looked_over(office)
    assert "left out, because it could not be drawn" in rows(page)["English"]
    assert "Not looked over yet" not in page.text
    with monkeypatch.context() as patch:
        patch.setattr(
            checking,
            "time",
            SimpleNamespace(time=time.time, monotonic=itertools.chain([0, 0], itertools.repeat(20)).__next__),
        )
        said = rows(looked_over(office, {"paper": ["a5", "a4"]}))["English"]
    assert "(A5): left out, because it could not be drawn" in said
    assert "Not looked over yet" not in said, "the time is for those that nobody has looked over"
    monkeypatch.setattr(checking, "AGAIN", -1)
    assert "Not looked over yet" in office.get(POSTERS, query_string=A5).text
    assert rows(looked_over(office)) == {"English": "7 | Nothing to mend"}


@pytest.mark.browser
def test_what_was_not_looked_over_is_once_the_page_is_open(app, campaign, open_for, house):
    page = open_for()
    with keeping.TURN:
        page.goto(f"{POSTERS}?paper=a5")
        page.get_by_text("They are being looked over").wait_for()
        assert axe(page) == []
        page.get_by_label("A photocopier").check()
    page.get_by_text("Nothing to mend", exact=True).wait_for()
    assert page.get_by_text("Not looked over yet").count() == 0
    assert page.get_by_label("A photocopier").is_checked(), "somebody was choosing meanwhile"


def test_what_is_not_translated_is_named_and_leads_to_where_it_is_written(app, office, campaign):
    with app.app_context():
        writing.add_language(campaign.id, "az", by=None)
    page = office.get(POSTERS, query_string=A5)
    said = rows(page)["Azərbaycanca"]
    assert said.startswith("0 | Left out until this is written: Title, Headline, Demand")
    assert "Rasul Jafarov: Name, Heading of the story and Story" in said
    assert "Name of the House" in said
    assert 'href="/organise/campaigns/free-rasul/edit?language=az"' in page.text
    assert 'href="/organise/campaigns/free-rasul/defenders/1?language=az"' in page.text


def test_what_is_not_printed_need_not_be_translated(app, office, campaign):
    with app.app_context():
        writing.add_language(campaign.id, "az", by=None)
        with database.action() as session:
            text = next(text for text in session.get_one(Campaign, campaign.id).texts if text.language == "az")
            for name in NEEDED:
                setattr(text, name, "Azadlıq")
    said = rows(office.get(POSTERS, query_string={"paper": "a5"}))["Azərbaycanca"]
    assert said.startswith("6 | Not written in this language: Picture in words and Petition text")
    assert "Summary" not in said


def test_words_that_are_too_long_are_told_before_anything_is_printed(app, office, campaign):
    change(app, demand=60 * "Release him. ")
    said = rows(looked_over(office))["English"]
    assert said == (
        "7 | Words only (A5): with a small headline, because the words are long."
        " Tear-off strips (A5): without the strips, because the words are long. Texts"
    )
    change(app, demand=2000 * "word ")
    said = rows(looked_over(office, {"paper": ["a5", "a4"]}))["English"]
    assert said.startswith("7 | Words only (A5, A4): left out, because the words are too long.")


def test_those_behind_a_campaign_who_have_no_room_are_named(app, office, campaign, doer):
    with app.app_context():
        other = factories.house("zagreb", has_key=False)
        other.texts[0].name = 60 * "House of Houses "
        database.session().commit()
        endorsing.add(campaign.id, endorsing.key(other), by=None)
    told = "Words only (A5): without those who stand behind it, because there is no room."
    assert rows(looked_over(office))["English"] == f"7 | {told} Texts"
    made = office.post(f"{POSTERS}/make", A5)
    doer.do(1)
    assert f"<dd>{told}</dd>" in office.get(made.location).text


def test_signs_that_cannot_be_printed_are_named(app, office, campaign):
    change(app, demand="Release him \U00012000")
    page = looked_over(office)
    assert rows(page)["English"].startswith(
        "0 | All posters of the campaign left out: no typeface has these signs: \u2068\U00012000 (U+12000)\u2069"
    )
    assert "Make a file" not in page.text
    change(app, demand="Release him z" + 9 * "\u0301")
    assert "(U+007A U+0301 U+0301" in rows(looked_over(office))["English"]


def test_without_the_worker_the_page_says_so(office, campaign):
    made = office.post(f"{POSTERS}/make", A5)
    assert "is not running" in office.get(made.location).text


def test_it_can_be_stopped(office, campaign, doer):
    made = office.post(f"{POSTERS}/make", A5)
    office.post(f"{made.location}/stop")
    doer.do(1)
    assert "Nothing is left of the file." in office.get(made.location).text


def test_a_file_that_is_gone_is_no_error(app, office, campaign, doer):
    made = office.post(f"{POSTERS}/make", A5)
    doer.do(1)
    with app.app_context():
        next(storage.folder("printruns").iterdir()).unlink()
    assert office.get(f"{made.location}/posters.zip").location == made.location
    assert "has had its seven days" in office.get(made.location).text


def test_posters_of_a_draft_are_for_organisers_alone(app, sign_in, office, house, doer):
    with app.app_context():
        factories.campaign(of=house, state=State.DRAFT, opened_on=None)
    assert "leads nowhere until it is opened" in office.get(POSTERS, query_string=A5).text
    made = office.post(f"{POSTERS}/make", A5)
    doer.do(1)
    assert office.get(f"{made.location}/posters.zip", buffered=True).status_code == 200
    with app.app_context():
        factories.campaign("other", of=factories.house("zagreb"))
    reader = sign_in("r@example.org", of=house, role=Role.READER)
    for path in (POSTERS, made.location, f"{made.location}/posters.zip", f"{made.location}/progress.json"):
        assert reader.get(path).status_code == 404
    assert office.client.get("/en/campaigns/free-rasul/posters").status_code == 404


@pytest.mark.parametrize(("outcome", "name"), [(Outcome.RELEASED, "Free"), (Outcome.SENTENCED, "What came of it")])
def test_what_is_told_of_the_last_poster_calls_nobody_free_who_is_not(app, campaign, outcome, name):
    found = checking.Finding("en", checking.Trouble.UNDRAWN, Design.RELEASED, Paper.A4)
    with app.test_request_context("/organise/"):
        ended = database.session().get_one(Campaign, 1)
        ended.outcome = outcome
        (said,) = findings.sentences(ended, [found])
    assert said.words.startswith(f"{name} (A4)")


def test_what_is_to_be_mended_of_an_event_is_told_by_its_name(app, office, campaign, doer):
    with app.app_context():
        writing.add_language(campaign.id, "az", by=None)
        factories.event(of=campaign)
        vigil = factories.event("vigil", of=campaign)
        with database.action() as session:
            text = session.merge(vigil).texts[0]
            text.title, text.city, text.directions = "Vigil in Bergen", "", 900 * "Go left. "
    page = looked_over(office)
    said = rows(page)
    assert said["English"] == (
        "9 | Not written in this language: Vigil in Bergen: City"
        " March · \u2068Vigil in Bergen\u2069 (A5): without the directions, because the words are long. Texts"
    )
    assert "March for Rasul: Title" in said["Azərbaycanca"]
    assert "Vigil in Bergen: Title" in said["Azərbaycanca"]
    assert page.text.count('href="/organise/campaigns/free-rasul/events/vigil?language=en"') == 2
    made = office.post(f"{POSTERS}/make", A5)
    doer.do(1)
    assert "March · \u2068Vigil in Bergen\u2069 (A5): without" in office.get(made.location).text


def test_signs_of_an_event_that_cannot_be_printed_leave_out_its_poster(app, office, campaign):
    with app.app_context():
        factories.event(of=campaign)
        vigil = factories.event("vigil", of=campaign)
        with database.action() as session:
            session.merge(vigil).texts[0].place = "\U00012000"
    assert rows(looked_over(office))["English"].startswith(
        "8 | March · \u2068March for Rasul\u2069: left out, because no typeface has these signs: \u2068\U00012000"
    )

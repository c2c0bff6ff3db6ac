"""Campaigns as a whole: beginning one, people and days, settings, languages, copies, and who finds none of it."""

import datetime
import html
import re

import pytest

from petitions.accounts.rights import Role
from petitions.campaigns import queries
from petitions.campaigns.models import State
from tests import factories
from tests.support.editor import EDIT, HISTORY, PEOPLE, SETTINGS, form_of, save


def test_a_person_is_added_told_of_and_taken_out(office, campaign, now):
    answer = office.post(PEOPLE, {"name": "Ana Kovač"})
    page = answer.location
    assert save(office, page, en__story="She *wrote*.", arrested_on="2015-01-02").status_code == 302
    ana = now().defenders[1]
    assert (ana.text("en").story, ana.arrested_on) == ("She *wrote*.", datetime.date(2015, 1, 2))
    assert save(office, page, released_on="2014-01-01").status_code == 422
    assert save(office, page, sentenced_on="2014-01-01").status_code == 422
    office.post(f"{page}/up")
    assert now().first_defender.text("en").name == "Ana Kovač"
    assert "Ana Kovač" in office.get(f"{page}/remove").text
    assert office.post(f"{page}/remove").location == PEOPLE
    assert len(now().defenders) == 1
    assert office.get(page).status_code == 404


def test_what_happened_is_added_changed_and_taken_out(office, campaign, now):
    first = now().milestones[0].id
    save(office, HISTORY, new__on="2014-08-02", new__what="Arrested.")
    assert [one.text("en").what for one in now().milestones] == ["Arrested.", "Sentenced."]
    page = office.get(f"{HISTORY}?language=az")
    values = form_of(page) | {
        f"{first}-az-what": "Hökm.",
        f"{first}-is_whole_year": "y",
        f"{first}-until": "2015-04-17",
    }
    office.post(f"{HISTORY}?language=az", values)
    sentenced = now().milestones[1]
    assert (sentenced.text("az").what, sentenced.is_whole_year, sentenced.until) == (
        "Hökm.",
        True,
        datetime.date(2015, 4, 17),
    )
    office.post(HISTORY, form_of(office.get(HISTORY)) | {f"{first}-remove": "y"})
    assert [one.text("en").what for one in now().milestones] == ["Arrested."]
    assert save(office, HISTORY, new__what="When?").status_code == 422


def test_a_campaign_begins_with_five_answers(office, house, now):
    answers = {"house": "oslo", "language": "az", "title": "Azadlıq Ana", "demand": "Onu azad edin.", "slug": ""}
    suggested = office.post("/organise/campaigns/new", answers | {"do": "suggest"})
    assert 'value="azadliq-ana"' in suggested.text
    answer = office.post("/organise/campaigns/new", answers)
    assert answer.location == "/organise/campaigns/azadliq-ana/edit"
    assert (now("azadliq-ana").state, now("azadliq-ana").text().title) == (State.DRAFT, "Azadlıq Ana")
    assert office.get(answer.location).status_code == 200
    taken = office.post("/organise/campaigns/new", answers | {"slug": "azadliq-ana"})
    assert (taken.status_code, "azadliq-ana-2" in taken.text) == (422, True)


def test_a_house_of_others_is_no_choice(office, house, app):
    with app.app_context():
        factories.house("baku")
    answers = {"house": "baku", "language": "en", "title": "A title", "demand": "Do."}
    assert "Choose a House" in office.post("/organise/campaigns/new", answers).text


def test_settings_are_changed_and_the_address_leads_on(office, campaign, now):
    answer = save(office, SETTINGS, slug="rasul-free", goal="12 500", signal="SKY", language="az")
    assert answer.location == "/organise/campaigns/rasul-free/settings"
    changed = now("rasul-free")
    assert (changed.goal, changed.signal.name, changed.language) == (12500, "SKY", "az")


def test_a_goal_that_is_none_is_answered_with_a_number_as_the_reader_writes_it(sign_in, house, campaign):
    norwegian = sign_in("kari@example.org", of=house, language="nb")
    answer = save(norwegian, SETTINGS, slug="free-rasul", goal="many", signal="SKY", language="en")
    assert "100\xa0000\xa0000" in html.unescape(answer.text)


def test_languages_come_and_go(office, campaign, now):
    page = "/organise/campaigns/free-rasul/languages"
    assert office.post(page, {"language": "ka"}).location == f"{EDIT}?language=ka"
    assert [text.language for text in now().texts] == ["az", "en", "ka"]
    assert office.get(f"{page}/remove?language=ka").status_code == 200
    office.post(f"{page}/remove?language=ka")
    assert [text.language for text in now().texts] == ["az", "en"]
    for language in ("en", "ka", "xx", "1" * 300):
        assert office.post(f"{page}/remove?language={language}").location == page
    assert len(now().texts) == 2
    assert office.post(page, {"language": "xx"}).status_code == 422


def test_a_copy_is_a_draft_of_its_own(office, campaign, now):
    page = "/organise/campaigns/free-rasul/clone"
    assert 'value="free-rasul-2"' in office.get(page).text
    assert office.post(page, {"slug": "free-rasul"}).status_code == 422
    assert office.post(page, {"slug": "free-rasul-2"}).location == "/organise/campaigns/free-rasul-2/edit"
    assert now("free-rasul-2").text("en").title == "Free Rasul Jafarov"


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR])
def test_who_may_not_write_finds_no_editor(sign_in, house, campaign, role):
    other = sign_in("rune@example.org", of=house, role=role)
    for path in (EDIT, PEOPLE, HISTORY, SETTINGS, "/organise/campaigns/new", f"{EDIT[:-5]}/clone"):
        assert other.get(path).status_code == 404


def test_a_campaign_of_others_is_not_there(office, app):
    with app.app_context():
        other = factories.campaign("other", of=factories.house("baku"))
        number = other.defenders[0].id
    for path in ("edit", "settings", "clone", "preview", f"defenders/{number}/remove"):
        assert office.post(f"/organise/campaigns/other/{path}", {"text": "a", "slug": "mine"}).status_code == 404
    with app.app_context():
        assert queries.free_slug("mine") == "mine"


def test_a_draft_without_a_title_is_called_by_its_address(office, campaign):
    assert save(office, EDIT, en__title="").status_code == 302
    base = "/organise/campaigns/free-rasul"
    pages = ("", "state", "protection", "handover", "retention", "moderation", "find", "invalidation", "endorsements")
    for path in ("/organise/", *(f"{base}/{page}" for page in (*pages, "picture", "settings", "clone"))):
        page = office.get(path).text
        assert re.search(r"<(?:h1|h3|p class=.crumb.)[^>]*>(?:<a [^>]*>|<bdi>)*free-rasul<", page), path
    assert "<title>State: free-rasul" in office.get(f"{base}/state").text


def test_a_translation_without_a_title_yet_has_that_of_the_main_language(sign_in, house, campaign, office):
    save(office, EDIT, en__summary="")  # neither language is whole
    browser = sign_in("ida@example.org", of=house, language="az")
    assert ">Free Rasul Jafarov</a>" in browser.get("/organise/").text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_valid_html(sign_in, house, campaign, now, valid_html, language):
    browser = sign_in(f"{language}@example.org", of=house, language=language)
    base, number = "/organise/campaigns/free-rasul", now().defenders[0].id
    for page in (
        "/organise/campaigns/new",
        f"{base}/languages",
        f"{base}/languages/remove?language=az",
        f"{base}/clone",
        PEOPLE,
        *(f"{path}?language=az" for path in (EDIT, HISTORY, SETTINGS, f"{PEOPLE}/{number}")),
    ):
        valid_html(browser.get(page).text)
    typed = form_of(browser.get(EDIT)) | {"en-demand": "Mine", "en-headline": "a\nb\nc\nd"}
    valid_html(browser.post(EDIT, typed | {"do": "preview"}).text)
    valid_html(browser.post(EDIT, typed).text)
    save(browser, EDIT, en__demand="Theirs")
    valid_html(browser.post(EDIT, typed | {"en-headline": "a"}).text)
    assert browser.post("/organise/campaigns/new", {}).status_code == 422
    valid_html(browser.post("/organise/campaigns/new", {}).text)


DELETE = "/organise/campaigns/free-rasul/delete"


def test_a_draft_is_deleted_after_a_page_that_asks(sign_in, office, house, campaign):
    organiser = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    assert DELETE in organiser.get("/organise/campaigns/free-rasul/state").text
    page = organiser.get(DELETE)
    assert "Delete the draft “Free Rasul Jafarov”" in html.unescape(page.text)
    assert "Nothing was done. Try again." in organiser.client.post(DELETE).text
    assert organiser.get(EDIT).status_code == 200
    assert "The draft is deleted." in organiser.post(DELETE, follow_redirects=True).text
    assert organiser.get(EDIT).status_code == 404
    log = office.get("/organise/houses/oslo/log").text
    assert 'Draft deleted · <bdi>Free Rasul Jafarov</bdi> · <bdi class="word">free-rasul</bdi>' in log


def test_what_has_been_open_is_not_deleted(office, house, app, now):
    with app.app_context():
        factories.campaign(of=house)
    assert DELETE not in office.get("/organise/campaigns/free-rasul/state").text
    assert office.get(DELETE).location == "/organise/campaigns/free-rasul/state"
    assert "This campaign has been open." in office.post(DELETE, follow_redirects=True).text
    assert now().state is State.OPEN

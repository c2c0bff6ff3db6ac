"""The editor: what an organiser sees, types, and gets back."""

import datetime
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.rights import Role
from petitions.campaigns import milestones, queries, writing
from petitions.campaigns.merging import Sheet
from petitions.campaigns.models import Campaign, State
from tests import factories
from tests.support.office import Office

EDIT = "/organise/campaigns/free-rasul/edit"
PEOPLE = "/organise/campaigns/free-rasul/defenders"
HISTORY = "/organise/campaigns/free-rasul/milestones"
SETTINGS = "/organise/campaigns/free-rasul/settings"


@pytest.fixture
def campaign(app, house) -> Campaign:
    with app.app_context():
        made = factories.campaign(of=house, state=State.DRAFT, opened_on=None)
        writing.add_language(made.id, "az", by=None)
        new = milestones.New(datetime.date(2015, 4, 16), "Sentenced.")
        milestones.save(made.id, Sheet({}, {}), new=new, by=None)
        return made


@pytest.fixture
def now(app) -> Callable[[str], Campaign]:
    """The campaign at an address, as the database has it."""

    def read(slug: str = "free-rasul") -> Campaign:
        with app.app_context():
            found = database.session().query(Campaign).filter_by(slug=slug).one()
            _ = found.text(), found.petition_text, [one.campaign for one in (*found.defenders, *found.milestones)]
            return found

    return read


def form_of(page) -> dict[str, str]:
    """What the editor's form on `page` would send back, untouched."""
    html = page.text[page.text.index('class="editor"') :]
    html = html[: html.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") not in ("checkbox", "radio") or " checked" in tag:
            found[attributes.get("name")] = attributes.get("value", "")
    for attributes, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", html, re.S):
        found[re.search(r'name="([^"]*)"', attributes)[1]] = text.removeprefix("\r\n")
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", html, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[re.search(r'name="([^"]*)"', attributes)[1]] = chosen[1] if chosen else ""
    found.pop("do", None)
    found.pop(None, None)
    return {name: unescaped(value) for name, value in found.items()}


def unescaped(value: str) -> str:
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"), ("&", "&amp;")):
        value = value.replace(name, sign)
    return value


def save(office: Office, path: str, do: str = "save", **typed: str):
    """Open a page of the editor, type, press the button. `az_title` is the field "az-title"."""
    values = form_of(office.get(path)) | {name.replace("__", "-"): value for name, value in typed.items()}
    return office.post(path, values | {"do": do})


@pytest.mark.parametrize("path", [EDIT, f"{EDIT}?language=az", PEOPLE, HISTORY, f"{HISTORY}?language=az", SETTINGS])
def test_a_page_that_is_saved_untouched_changes_nothing(office, campaign, now, path):
    before = now().changed_at
    if path != PEOPLE:
        assert save(office, path).status_code == 302
    assert now().changed_at == before


def test_words_in_both_languages_are_saved_together(office, campaign, now):
    answer = save(
        office, f"{EDIT}?language=az", az__title="Rəsul", en__petition="We ask.\r\n\r\n1. Now\r\n", az__petition="Biz."
    )
    assert answer.location == f"{EDIT}?language=az"
    assert writing.words(now())["az-title"] == "Rəsul"
    assert now().petition_text.text("en").body == "We ask.\n\n1. Now"
    assert "Saved." in office.get(answer.location).text


def test_what_is_missing_is_shown_and_counted(office, campaign):
    page = office.get(f"{EDIT}?language=az").text
    assert "14 of 14 missing" in page
    assert page.count('class="cell missing"') == 10
    save(office, f"{EDIT}?language=az", az__title="Rəsul", az__headline="Azadlıq")
    page = office.get(f"{EDIT}?language=az").text
    assert "12 of 14 missing" in page
    assert page.count('class="cell missing"') == 8


def test_a_preview_loses_nothing_and_stores_nothing(office, campaign, now):
    page = save(
        office, f"{EDIT}?language=az", do="preview", az__petition="**Biz** <script>x</script>", az__title="Yeni"
    )
    assert page.status_code == 200
    assert "<strong>Biz</strong>" in page.text
    assert "<script>x" not in page.text
    assert form_of(page)["az-title"] == "Yeni"
    assert form_of(page)["az-petition"] == "**Biz** <script>x</script>"
    assert writing.words(now())["az-title"] == ""


def test_the_script_gets_the_same_preview(office, campaign):
    answer = office.post("/organise/campaigns/free-rasul/preview", {"text": "*we* <img src=x>"})
    assert answer.text == "<p><em>we</em> &lt;img src=x&gt;</p>\n"
    assert office.client.post("/organise/campaigns/free-rasul/preview", data={"text": "a"}).status_code == 422


def test_two_who_write_at_once_see_both_texts_and_choose(sign_in, office, house, campaign, now):
    other = sign_in("ida@example.org", of=house, role=Role.ORGANISER)
    mine = form_of(office.get(EDIT)) | {"en-demand": "Mine", "en-title": "My title"}
    save(other, EDIT, en__demand="Theirs", en__summary="Their summary")
    page = office.post(EDIT, mine)
    assert page.status_code == 409
    assert "Two people have written here at once" in page.text
    assert "Theirs</blockquote>" in page.text
    again = form_of(page)
    assert (again["en-demand"], again["en-title"], again["en-summary"]) == ("Mine", "My title", "Their summary")
    assert now().text().demand == "Theirs"
    assert office.post(EDIT, again | {"en-demand-keep": "theirs"}).status_code == 302
    assert (now().text().demand, now().text().title, now().text().summary) == ("Theirs", "My title", "Their summary")
    assert office.post(EDIT, again | {"en-demand-keep": "mine", "en-demand": "Both"}).status_code == 302
    assert now().text().demand == "Both"


def test_of_words_that_a_third_changed_meanwhile_one_is_asked_again(office, campaign, now):
    first = form_of(office.get(EDIT)) | {"en-demand": "Mine"}
    save(office, EDIT, en__demand="Second")
    again = form_of(office.post(EDIT, first))
    save(office, EDIT, en__demand="Third")
    page = office.post(EDIT, again)
    assert (page.status_code, "Third</blockquote>" in page.text) == (409, True)


def test_an_outdated_page_keeps_what_was_typed(office, campaign, now):
    page = office.post(EDIT, form_of(office.get(EDIT)) | {"en-title": "New", "csrf_token": "old"})
    assert page.status_code == 422
    assert "Nothing is lost" in page.text
    assert form_of(page)["en-title"] == "New"
    assert office.post(EDIT, form_of(page)).status_code == 302
    assert now().text().title == "New"


def test_words_that_the_public_needs_cannot_be_emptied(office, house, app, now):
    with app.app_context():
        factories.campaign(of=house)
    page = save(office, EDIT, en__demand="")
    assert page.status_code == 422
    assert "pages that the public sees need it" in page.text
    assert now().text().demand


def test_long_texts_in_two_languages_fit(office, campaign, now):
    text = "ა" * 7999
    assert save(office, f"{EDIT}?language=az", en__petition=text, az__petition=text).status_code == 302
    page = save(office, EDIT, en__petition="a" * 10_000)
    assert (page.status_code, "Shorten this to 8000 characters" in page.text) == (422, True)


def test_a_person_is_added_told_of_and_taken_out(office, campaign, now):
    answer = office.post(PEOPLE, {"name": "Ana Kovač"})
    page = answer.location
    assert save(office, page, en__story="She *wrote*.", arrested_on="2015-01-02").status_code == 302
    ana = now().defenders[1]
    assert (ana.text("en").story, ana.arrested_on) == ("She *wrote*.", datetime.date(2015, 1, 2))
    assert save(office, page, released_on="2014-01-01").status_code == 422
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
        assert queries.free_address("mine") == "mine"


def test_more_people_and_more_days_cost_no_more_questions(office, app, campaign):
    def questions(path: str) -> int:
        asked = []
        with app.app_context():
            engine = database.db.engine

            def note(*_arguments):
                asked.append(path)

            sa.event.listen(engine, "before_cursor_execute", note)
            assert office.get(path).status_code == 200
            sa.event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    pages = (EDIT, f"{EDIT}?language=az", PEOPLE, HISTORY, SETTINGS)
    before = {path: questions(path) for path in pages}
    for number in range(5):
        office.post(PEOPLE, {"name": f"Ana {number}"})
        save(office, HISTORY, new__on=f"2014-08-0{number + 1}", new__what="Something.")
    assert {path: questions(path) for path in pages} == before
    assert max(before.values()) <= 20


def test_what_was_written_about_something_that_another_took_out_is_not_lost(sign_in, office, house, campaign, now):
    other = sign_in("ida@example.org", of=house, role=Role.ORGANISER)
    day, person = f"{HISTORY}?language=az", f"{PEOPLE}/{now().defenders[0].id}"
    number = now().milestones[0].id
    typed = {
        f"{EDIT}?language=az": form_of(office.get(f"{EDIT}?language=az")) | {"az-demand": "Written in vain?"},
        day: form_of(office.get(day)) | {f"{number}-az-what": "Written in vain?"},
        person: form_of(office.get(person)) | {"en-story": "Written in vain?"},
    }
    other.post(HISTORY, form_of(other.get(HISTORY)) | {f"{number}-remove": "y"})
    other.post("/organise/campaigns/free-rasul/languages/remove?language=az")
    other.post(f"{person}/remove")
    for path, form in typed.items():
        answer = office.post(path, form)
        assert (answer.status_code, "Written in vain?</blockquote>" in answer.text) == (409, True)
    assert (
        office.post(EDIT, form_of(office.post(f"{EDIT}?language=az", typed[f"{EDIT}?language=az"]))).status_code == 302
    )

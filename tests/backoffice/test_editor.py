"""The editor: what an organiser sees, types, and gets back."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.rights import Role
from petitions.campaigns import writing
from tests import factories
from tests.support.editor import EDIT, HISTORY, PEOPLE, SETTINGS, form_of, save


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


def test_a_choice_is_not_lost_over_something_else_to_mend(office, campaign, now):
    mine = form_of(office.get(EDIT)) | {"en-demand": "Mine"}
    save(office, EDIT, en__demand="Theirs")
    again = form_of(office.post(EDIT, mine)) | {"en-demand-keep": "theirs"}
    faulty = office.post(EDIT, again | {"en-title": "a" * 500})
    assert faulty.status_code == 422
    assert office.post(EDIT, form_of(faulty) | {"en-title": "Free"}).status_code == 302
    assert now().text().demand == "Theirs"


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


def test_whoever_takes_a_milestone_out_sees_first_what_another_has_written_there(office, now, campaign):
    seen, number = form_of(office.get(HISTORY)), now().milestones[0].id
    office.post(HISTORY, seen | {f"{number}-en-what": "Other words."})
    answer = office.post(HISTORY, seen | {f"{number}-remove": "y"})
    assert (answer.status_code, "Other words.</blockquote>" in answer.text) == (409, True)
    assert office.post(HISTORY, form_of(answer)).status_code == 302
    assert now().milestones == []

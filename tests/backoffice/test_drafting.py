"""The way of a draft, from a first title to the page on which it is opened."""

import html
import re

import pytest

from petitions.campaigns.life import State
from tests import factories
from tests.support.editor import EDIT, form_of

NAMES = ["Texts", "Defenders", "Milestones", "Picture", "Languages", "Settings", "State"]


def ways(page) -> list[tuple[str, str]]:
    """The pages of the editor, as a page lists them: what stands before the name, and the name."""
    found = re.search(r'<ol class="ways">(.*?)</ol>', page.text, re.S)[1]
    return [
        tuple(part.strip() for part in re.match(r"(\d*)\s*([A-Za-z ]+)", plain).groups())
        for plain in (
            re.sub(r"<span class=\"tag.*?</span>|<[^>]+>", " ", item).strip() for item in found.split("<li>")[1:]
        )
    ]


def go_on(office, page):
    """Save and go on, or where there is nothing to save, go on. Returns the next page."""
    if 'value="next"' in page.text:
        answer = office.post(page.request.path, form_of(page) | {"do": "next"})
        assert answer.status_code == 302, page.request.path
        return office.get(answer.location)
    (link,) = re.findall(r'href="([^"]+)">Go on: ', page.text)
    return office.get(html.unescape(link))


def test_a_draft_leads_from_page_to_page_until_it_can_be_opened(office, campaign):
    page, seen = office.get(EDIT), []
    assert ways(page) == [(str(number), name) for number, name in enumerate(NAMES, start=1)]
    while "/state" not in page.request.path:
        seen.append(page.request.path.rsplit("/", 1)[1])
        page = go_on(office, page)
    assert seen == ["edit", "defenders", "milestones", "picture", "languages", "settings"]
    assert "Before it opens" in page.text


def test_the_way_stays_in_the_language_that_is_written(office, campaign):
    page = office.get(f"{EDIT}?language=az")
    answer = office.post(f"{EDIT}?language=az", form_of(page) | {"do": "next"})
    assert answer.location == EDIT.replace("edit", "defenders?language=az")


def test_what_is_wrong_on_a_page_is_mended_before_the_next(office, campaign):
    form = form_of(office.get(EDIT)) | {"en-title": "x" * 1000, "do": "next"}
    answer = office.post(EDIT, form)
    assert (answer.status_code, "Shorten this" in answer.text) == (422, True)


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_once_it_was_opened_the_editor_leads_nowhere(office, app, house, state):
    with app.app_context():
        factories.campaign(of=house, state=state)
    for name in ("edit", "defenders", "picture", "languages"):
        page = office.get(EDIT.replace("edit", name)).text
        assert "go on" not in page.lower().replace("go-on", "")
    assert ways(office.get(EDIT)) == [("", name) for name in NAMES[:-1]]
    assert office.post(EDIT, form_of(office.get(EDIT)) | {"do": "next"}).location == EDIT

"""The page on the programme of an event."""

import pytest

from petitions.campaigns import writing as campaigns
from petitions.events import queries, timing
from tests import factories
from tests.support.editor import form_of, save

EVENTS = "/organise/campaigns/free-rasul/events"
PAGE = f"{EVENTS}/march-oslo/programme"


@pytest.fixture
def march(app, house):
    """A march of a campaign in two languages, as the database has it."""
    with app.app_context():
        made = factories.campaign(of=house)
        campaigns.add_language(made.id, "nb", by=None)
        factories.event(of=made)

    def read():
        with app.app_context():
            found = queries.within(made.id, "march-oslo")
            _ = found.campaign
            return found

    return read


def test_a_programme_is_written_step_by_step_and_public(office, march, client, valid_html):
    page = office.get(PAGE)
    valid_html(page.text)
    assert "Nothing yet." in page.text
    start = form_of(page)["new-at"]
    assert start == timing.local(march().starts_at, "Europe/Oslo")
    assert save(office, PAGE, new__what="We meet.").location == PAGE
    valid_html(office.get(f"{PAGE}?language=nb").text)
    number = march().steps[0].id
    save(office, f"{PAGE}?language=nb", **{f"{number}__nb__what": "Vi møtes."})
    assert "<p>Vi møtes.</p>" in client.get("/nb/events/march-oslo").text
    assert "1 missing" not in office.get(f"{PAGE}?language=nb").text.split("</nav>")[1]
    save(office, PAGE, **{f"{number}-remove": "y", f"{number}__en__what": ""})
    assert march().steps == []


def test_what_is_missing_is_counted_on_both_pages_of_the_event(office, march):
    save(office, PAGE, new__what="We meet.")
    for page in (PAGE, f"{EVENTS}/march-oslo"):
        assert "9 of 9 missing" in office.get(f"{page}?language=nb").text
    assert office.get(f"{PAGE}?language=nb").text.count('class="cell missing"') == 1


def test_a_page_that_is_saved_untouched_changes_nothing(office, march, now):
    save(office, PAGE, new__what="We meet.")
    before = now().changed_at
    assert save(office, f"{PAGE}?language=nb").status_code == 302
    assert now().changed_at == before


def test_faults_are_told_beside_their_fields_and_nothing_is_stored(office, march):
    save(office, PAGE, new__what="We meet.")
    number = march().steps[0].id
    page = save(office, PAGE, **{f"{number}__at": "2015-05-30T15:00"})
    assert (page.status_code, "Choose a time between start and end of the event" in page.text) == (422, True)
    page = save(office, PAGE, **{f"{number}__en__what": ""})
    assert (page.status_code, "Write something here" in page.text) == (422, True)
    page = save(office, PAGE, new__what="We walk.", new__at="at three")
    assert (page.status_code, "Write day and hour as 2015-05-30 15:00" in page.text) == (422, True)
    assert form_of(page)["new-what"] == "We walk."
    assert [step.text("en").what for step in march().steps] == ["We meet."]


def test_two_who_write_at_once_lose_nothing(office, march):
    save(office, PAGE, new__what="We meet.")
    number = march().steps[0].id
    mine = form_of(office.get(PAGE)) | {f"{number}-en-what": "We come."}
    save(office, PAGE, **{f"{number}__en__what": "We gather."})
    page = office.post(PAGE, mine)
    assert (page.status_code, "We gather.</blockquote>" in page.text) == (409, True)
    save(office, PAGE, **{f"{number}-remove": "y"})
    page = office.post(PAGE, mine)
    assert (page.status_code, "We come.</blockquote>" in page.text) == (409, True)

"""News in the back office: written by two at once, published, tested, sent to those who agreed, and watched."""

import datetime
import re
import threading
import zoneinfo

import pytest

from petitions import clock, database, doing
from petitions.accounts.rights import Role
from petitions.houses import keys, unlocking
from petitions.signatures import tally
from petitions.updates import halting, mailing, writing
from petitions.updates.models import Update
from tests import factories
from tests.support import rounds
from tests.support.editor import form_of

NEWS = "/organise/campaigns/free-rasul/news"
MAILING = "/organise/campaigns/free-rasul/news/sendings/1"
WORDS = {"en-title": "Sentenced", "en-body": "Six and a *half* years."}


@pytest.fixture
def begun(office, campaign) -> str:
    """The address of news that have a title."""
    return office.post(NEWS, {"title": "Sentenced"}).location


@pytest.fixture
def published(app, campaign) -> Update:
    with app.app_context():
        return factories.update(of=campaign)


@pytest.fixture
def doer(app):
    """The process for jobs, doing what it is told."""
    made = doing.Doer(app, threading.Event())
    with app.app_context():
        made.holder.publish()
    return made


@pytest.fixture
def unlocked(app, office, house, campaign, published):
    """The browser of an administrator who has unlocked the names of two who want news."""
    with app.app_context():
        passphrase = keys.create(house.id, "tests")
        with database.action() as session:
            session.get(type(campaign), campaign.id).state = factories.State.OPEN
        ours = database.session().get(type(campaign), campaign.id)
        for email in ("ana@example.org", "iva@example.org"):
            factories.confirmed(ours, email, updates=True)
        tally.book()
        private_keys = keys.opened_by_passphrase(house.id, passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house.id, office.who.id, private_keys)
        while rounds.deliver_some():
            pass
    office.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)
    return office


def saved(browser, path: str, **typed: str):
    values = form_of(browser.get(path)) | {name.replace("_", "-"): value for name, value in typed.items()}
    return browser.post(path, values | {"do": "save"})


def test_the_address_follows_the_title_until_it_is_published_and_then_never_changes(app, office, campaign, begun):
    def address() -> str:
        with app.app_context():
            return database.session().get_one(Update, 1).slug

    assert address() == "sentenced"
    office.post(NEWS, {"title": "Six years"})
    saved(office, begun, en_title="Six years", en_body="Six and a half.")
    assert address() == "six-years-2"
    saved(office, begun, en_title="Six years!")
    assert address() == "six-years-2"
    saved(office, begun, en_title="")
    saved(office, begun, en_title="Free at last")
    assert address() == "free-at-last"
    office.post(f"{begun}/publish")
    saved(office, begun, en_title="Freed")
    office.post(f"{begun}/hide")
    saved(office, begun, en_title="Free again")
    assert address() == "free-at-last"


def test_news_are_begun_written_and_published(office, begun):
    assert "A draft" in office.get(begun).text
    assert saved(office, begun, en_body="Six and a *half* years.").status_code == 302
    assert office.get("/en/news/sentenced").status_code == 404
    office.post(f"{begun}/publish")
    assert "Published on" in office.get(begun).text
    with_news = office.get(NEWS).text
    assert "Sentenced" in with_news
    office.post(f"{begun}/hide")
    assert "A draft" in office.get(begun).text


def test_an_empty_list_says_what_news_are_for(office, campaign):
    assert "Whoever signed wants to know" in office.get(NEWS).text


def test_a_title_is_needed(office, campaign):
    answer = office.post(NEWS, {"title": " "})
    assert answer.status_code == 422
    assert "Write a title" in answer.text


def test_news_without_a_text_are_not_published(office, begun):
    assert "needed in the campaign" in office.post(f"{begun}/publish", follow_redirects=True).text
    assert "A draft" in office.get(begun).text


def test_the_other_language_stands_beside_the_main_one(office, begun):
    saved(office, f"{begun}?language=az", az_title="Hökm", az_body="Altı il yarım.")
    page = office.get(f"{begun}?language=az").text
    assert 'name="en-title"' in page
    assert 'value="Hökm"' in page


def test_the_preview_works_without_a_script(office, begun):
    values = form_of(office.get(begun)) | WORDS
    page = office.post(begun, values | {"do": "preview"}).text
    assert "Six and a <em>half</em> years." in page


def test_two_at_once_are_asked(office, sign_in, house, begun):
    other = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    mine, theirs = form_of(office.get(begun)), form_of(other.get(begun))
    other.post(begun, theirs | {"en-body": "Seven years.", "do": "save"})
    answer = office.post(begun, mine | {"en-body": "Six years.", "do": "save"})
    assert answer.status_code == 409
    assert "Seven years." in answer.text
    assert "Six years." in answer.text
    kept = form_of(answer) | {"en-body-keep": "mine", "do": "save"}
    assert office.post(begun, kept).status_code == 302
    assert "Six years." in office.get(begun).text


def test_what_was_typed_about_removed_news_is_not_lost(office, begun):
    values = form_of(office.get(begun)) | WORDS
    assert "Remove the news" in office.get(f"{begun}/remove").text
    office.post(f"{begun}/remove")
    answer = office.post(begun, values | {"do": "save"})
    assert answer.status_code == 409
    assert "Six and a *half* years." in answer.text
    assert office.get(begun).status_code == 404


def test_a_test_goes_to_oneself(office, app, begun, smtp_sink):
    saved(office, begun, en_body="Six years.")
    assert "A test is on its way to ane@example.org" in office.post(f"{begun}/test", follow_redirects=True).text
    with app.app_context():
        rounds.deliver_some()
    (message,) = smtp_sink.to("ane@example.org")
    assert message["Subject"] == "Test: Sentenced"


def test_what_has_no_text_is_not_tested(office, app, begun, smtp_sink):
    assert "Title and text are needed" in office.post(f"{begun}/test", follow_redirects=True).text
    with app.app_context():
        rounds.deliver_some()
    assert smtp_sink.to("ane@example.org") == []


def test_locked_names_ask_for_the_passphrase_first(office, published):
    assert office.get(f"{NEWS}/1/send").location.startswith("/organise/houses/oslo/unlock?next=")


def test_sent_to_those_who_agreed_after_their_number_was_shown(unlocked, app, doer, smtp_sink):
    page = unlocked.get(f"{NEWS}/1/send").text
    assert "2 people have agreed" in page
    assert "ana@example.org" not in page
    counted = unlocked.post(f"{NEWS}/1/send", {"do": "count", "languages": ["en"]})
    assert "2 people get it" in counted.text
    assert "in their own language" in counted.text
    answer = unlocked.post(f"{NEWS}/1/send", {"do": "send", "languages": ["en"], "starts_at": ""})
    assert answer.location == MAILING
    assert "On its way" in unlocked.get(MAILING).text
    doer.do(1)
    told = unlocked.get(f"{MAILING}/progress.json").json
    assert (told["state"], told["words"]) == ("running", "0 of 2 mails sent")
    with app.app_context():
        rounds.deliver_some()
    assert unlocked.get(f"{MAILING}/progress.json").json["state"] == "done"
    assert "2 of 2 mails sent" in unlocked.get(MAILING).text
    assert len(smtp_sink.to("ana@example.org")) == 2  # thanks, and the news
    assert "Sent" in unlocked.get(f"{NEWS}/1").text


def test_a_sending_begins_at_the_hour_that_was_chosen_on_the_clocks_of_the_house(unlocked, doer):
    there = clock.now().astimezone(zoneinfo.ZoneInfo("Europe/Oslo")) + datetime.timedelta(hours=3)
    chosen = {"starts_at": there.strftime("%Y-%m-%dT%H:%M")}
    said = f"{there.year}, {there:%H:%M}."
    assert said in unlocked.post(f"{NEWS}/1/send", {"do": "count"} | chosen).text
    unlocked.post(f"{NEWS}/1/send", {"do": "send"} | chosen)
    page = unlocked.get(MAILING).text
    assert said in page
    assert "Times are on the clocks of Europe/Oslo." in page
    assert f"{there.year}, {there:%H:%M}</a>" in unlocked.get(f"{NEWS}/1").text


@pytest.mark.parametrize(
    "chosen", [{}, {"languages": ["en"]}, {"countries": ["HR"]}], ids=["all", "language", "country"]
)
def test_sent_twice_leads_to_what_is_on_its_way(unlocked, app, doer, chosen):
    for _ in range(2):
        answer = unlocked.post(f"{NEWS}/1/send", {"do": "send"} | chosen)
        assert (answer.status_code, answer.location) == (302, MAILING)
    with app.app_context():
        assert len(mailing.of_update(1)) == 1
    assert unlocked.post(f"{NEWS}/1/send", {"do": "send", "languages": ["en"], "countries": ["HR"]}).location is None


def test_what_is_on_its_way_is_not_removed_and_nobody_is_asked(unlocked, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    answer = unlocked.get(f"{NEWS}/1/remove")
    assert answer.location == f"{NEWS}/1"
    assert "Stop that first." in unlocked.get(answer.location).text
    unlocked.post(f"{MAILING}/stop")
    assert "Remove the news" in unlocked.get(f"{NEWS}/1/remove").text


def test_a_sending_that_is_paused_waits_for_somebody(unlocked, doer):
    words = "The sending of news to signatories is paused."
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    assert words not in unlocked.get("/organise/").text
    unlocked.post(f"{MAILING}/pause")
    for page in ("/organise/", "/organise/campaigns/free-rasul/"):
        assert words in unlocked.get(page).text
        assert MAILING in unlocked.get(page).text
    unlocked.post(f"{MAILING}/resume")
    assert words not in unlocked.get("/organise/").text


def test_counting_sends_nothing(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "count"})
    with app.app_context():
        assert mailing.of_update(1) == []


def test_paused_gone_on_with_and_stopped(unlocked, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    unlocked.post(f"{MAILING}/pause")
    assert "It goes on where it was" in unlocked.get(MAILING).text
    unlocked.post(f"{MAILING}/resume")
    assert "On its way" in unlocked.get(MAILING).text
    unlocked.post(f"{MAILING}/stop")
    page = unlocked.get(MAILING).text
    assert "Stopped" in page
    assert "2 people did not get it" in page


def test_lost_keys_are_asked_for_on_the_dashboard(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    with app.app_context():
        doer.holder.leave()
    after = doing.Doer(app, threading.Event())
    with app.app_context():
        after.holder.publish()
    after.do(1)
    dashboard = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "the names must be unlocked again" in dashboard
    assert MAILING in dashboard
    assert "Waits for a passphrase" in unlocked.get(MAILING).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_restore_somebody_decides_whether_it_goes_on(unlocked, app, doer):
    unlocked.post(f"{NEWS}/1/send", {"do": "send"})
    with app.app_context():
        halting.halt(clock.now() - datetime.timedelta(days=1))
    dashboard = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "decide whether news to signatories goes on" in dashboard
    assert MAILING in dashboard
    page = unlocked.get(MAILING).text
    assert "Waits for your decision" in page
    assert "Go on, and some may get them twice." in page
    assert "whoever has got it does not get it again" not in page
    unlocked.post(f"{MAILING}/stop")
    assert "who has got it is not known" in unlocked.get(MAILING).text
    assert "There is nobody left to write to" in unlocked.get(f"{NEWS}/1/send").text
    assert "Sending of news halted" in unlocked.get("/organise/houses/oslo/log").text


def test_without_the_worker_the_page_says_so(unlocked):
    assert "is not running" in unlocked.post(f"{NEWS}/1/send", {"do": "send"}).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"languages": ["xx"]}, "Choose a language"),
        ({"countries": ["XX"]}, "Choose a country"),
        ({"starts_at": "tomorrow"}, "Write day and hour"),
        ({"starts_at": "2099-01-01T10:00"}, "within the next 20 hours"),
        ({"starts_at": "2001-01-01T10:00"}, "within the next 20 hours"),
    ],
)
def test_bad_choices_are_said_and_nothing_is_sent(unlocked, app, doer, form, words):
    answer = unlocked.post(f"{NEWS}/1/send", {"do": "send"} | form)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert mailing.of_update(1) == []


def test_where_nobody_agreed_the_page_says_so(app, office, house, published):
    with app.app_context():
        passphrase = keys.create(house.id, "tests")
        private_keys = keys.opened_by_passphrase(house.id, passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house.id, office.who.id, private_keys)
    office.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)
    assert "There is nobody to write to." in office.get(f"{NEWS}/1/send").text


def test_whoever_writes_may_not_send(sign_in, house, published):
    moderator = sign_in("mod@example.org", of=house, role=Role.MODERATOR)
    for path in ("", "/1", "/1/send"):
        assert moderator.get(f"{NEWS}{path}").status_code == 404


def test_news_mark_the_curve_and_drafts_do_not(app, unlocked, begun):
    page = unlocked.get("/organise/campaigns/free-rasul/").text
    assert "Six and a half years" in page
    assert not re.search(r"<[^>]*>Sentenced<", page)


def test_news_of_another_campaign_are_not_here(app, office, house, published):
    with app.app_context():
        factories.campaign("other", of=house)
        writing.begin(factories.campaign("third", of=house), "Other news", by=None)
    for path in ("/organise/campaigns/other/news/1", "/organise/campaigns/free-rasul/news/2"):
        assert office.get(path).status_code == 404

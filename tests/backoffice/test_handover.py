"""Handing over in the browser: files with names, the record, and what is erased when."""

import datetime
import io
import re
import threading

import pytest

from petitions import clock as times
from petitions import database, doing
from petitions.accounts.rights import Role
from petitions.campaigns import publishing, versions, writing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import HandOver
from petitions.campaigns.life import State as Life
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.houses import keys, unlocking
from petitions.houses.models import House
from petitions.jobs import State
from petitions.signatures import retention
from tests import factories
from tests.support import pictures

PAGE = "/organise/campaigns/free-rasul"


@pytest.fixture
def house(app) -> House:
    with app.app_context():
        made = factories.house(has_key=False)
        made.passphrase = keys.create(made.id, "tests")
        return made


@pytest.fixture
def campaign(app, house) -> Campaign:
    with app.app_context():
        made = factories.campaign(of=house)
        factories.confirmed(made, name="Ana Kovač")
        return made


@pytest.fixture
def doer(app):
    """The process for jobs, doing what it is told."""
    made = doing.Doer(app, threading.Event())
    with app.app_context():
        made.holder.publish()
    return made


@pytest.fixture
def unlocked(app, office, house):
    """The browser of an administrator who has unlocked the names."""
    with app.app_context():
        private_keys = keys.opened_by_passphrase(house.id, house.passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house.id, office.who.id, private_keys)
    office.client.set_cookie("names", token, domain="localhost", path="/organise", secure=True)
    return office


def asked(browser, **form) -> str:
    """Ask for a file; the address of its page."""
    answer = browser.post(
        f"{PAGE}/exports/new", {"kind": "csv", "language": "en", "columns": ["number", "name"]} | form
    )
    assert answer.status_code == 302, answer.text
    return answer.location


def close(app) -> None:
    with app.app_context():
        publishing.close(campaigns.visible("free-rasul"))


def test_from_unlocked_names_to_a_file_in_hand(unlocked, campaign, doer):
    page = asked(unlocked)
    assert "It begins in a moment" in unlocked.get(page).text
    told = unlocked.get(f"{page}/progress.json").json
    assert (told["state"], told["percent"]) == ("waiting", "0%")
    doer.do(1)
    shown = unlocked.get(page)
    assert "Ready" in shown.text
    assert "1 of 1 name" in shown.text
    action = re.search(r'action="([^"]+/files/[^"]+)"', shown.text)[1]
    answer = unlocked.post(action)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Ana Kovač" in answer.data.decode()
    assert "Ready" in unlocked.get(f"{PAGE}/handover").text


def test_the_version_can_be_chosen_where_several_were_signed(app, unlocked, campaign, doer):
    assert "Version of the text" not in unlocked.get(f"{PAGE}/exports/new").text
    with app.app_context():
        ours = campaigns.visible("free-rasul")
        with database.action() as session:
            versions.change_text(session, ours, {"en": "Release him now."})
        factories.confirmed(ours, "b@example.org")
    assert "Version of the text" in unlocked.get(f"{PAGE}/exports/new").text
    page = asked(unlocked, columns=["number", "version"])
    doer.do(1)
    shown = unlocked.get(page).text
    assert "Number · Version of the text" in shown
    file = unlocked.post(re.search(r'action="([^"]+/files/[^"]+)"', shown)[1])
    assert file.data.decode("utf-8-sig").splitlines() == ['"number","version"', '"1","1"', '"2","2"']


def test_locked_names_ask_for_the_passphrase_first(office, campaign, doer):
    answer = office.get(f"{PAGE}/exports/new")
    assert answer.location.startswith("/organise/houses/oslo/unlock?next=")


def test_a_second_factor_of_an_hour_ago_exports_and_fetches_nothing(app, sign_in, house, campaign, doer):
    stale = sign_in(of=house, proven=3600)
    for method, path in (
        (stale.get, "/exports/new"), (stale.post, "/exports/new"), (stale.post, "/exports/1/resume"),
        (stale.post, "/exports/1/files/list.csv"),
    ):  # fmt: skip
        assert method(PAGE + path).location.startswith("/organise/account/fresh"), path


def test_a_link_fetches_nothing(unlocked, campaign, doer):
    page = asked(unlocked)
    doer.do(1)
    action = re.search(r'action="([^"]+/files/[^"]+)"', unlocked.get(page).text)[1]
    assert unlocked.get(action).status_code == 405


def test_who_may_not_read_names_finds_no_page_of_them(sign_in, house, campaign):
    for role in (Role.READER, Role.MODERATOR):
        browser = sign_in(f"{role.value}@example.org", of=house, role=role)
        for path in ("/handover", "/exports/new", "/exports/1", "/exports/1/progress.json"):
            assert browser.get(PAGE + path).status_code == 404
        assert browser.get(f"{PAGE}/retention").status_code == 200
        assert browser.post(f"{PAGE}/retention/days", {"days": "60"}).status_code == 404


def test_another_campaign_has_not_this_export(app, unlocked, house, campaign, doer):
    asked(unlocked)
    with app.app_context():
        factories.campaign("other", of=house)
    assert unlocked.get("/organise/campaigns/other/exports/1").status_code == 404


def test_without_the_worker_the_page_says_so(unlocked, campaign):
    answer = unlocked.post(f"{PAGE}/exports/new", {"kind": "csv", "language": "en", "columns": ["name"]})
    assert "is not running" in answer.text


def test_bad_choices_are_said(unlocked, campaign, doer):
    for form in ({"kind": "exe"}, {"language": "xx"}, {"columns": ["email"]}, {"columns": []}):
        answer = unlocked.post(f"{PAGE}/exports/new", {"kind": "csv", "language": "en", "columns": ["name"]} | form)
        assert answer.status_code == 422, form
        assert "to mend" in answer.text


def test_a_paused_job_goes_on_after_unlocking(app, unlocked, campaign, doer):
    page = asked(unlocked)
    with app.app_context():
        doer.holder.leave()
    after = doing.Doer(app, threading.Event())
    with app.app_context():
        after.holder.publish()
    after.do(1)
    assert "It waits for you" in unlocked.get(page).text
    unlocked.post(f"{page}/resume")
    after.do(1)
    assert "Ready" in unlocked.get(page).text


def test_a_job_can_be_stopped(app, unlocked, campaign, doer):
    page = asked(unlocked)
    unlocked.post(f"{page}/stop")
    doer.do(1)
    assert "Nothing is left of the file" in unlocked.get(page).text
    with app.app_context():
        assert exporting.find(campaigns.visible("free-rasul"), 1).job.state is State.STOPPED


def test_a_hand_over_is_recorded_and_public(app, office, client, campaign):
    assert "Close the campaign before" in office.get(f"{PAGE}/handover").text
    close(app)
    form = {
        "on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku",
        "note": "He took it himself.", "sha256": "AB" * 32,
    }  # fmt: skip
    answer = office.post(f"{PAGE}/handover", form)
    assert answer.status_code == 302, answer.text
    assert "The President&#39;s office" in office.get(f"{PAGE}/handover").text
    page = client.get("/en/campaigns/free-rasul").text
    for words in ("Handed over", "The President&#39;s office", "Baku", "He took it himself.", "ab" * 32):
        assert words in page
    last = times.today() + datetime.timedelta(days=30)
    assert f"{last.day} {last:%B} {last.year}" in office.get(f"{PAGE}/retention").text


def test_a_hand_over_of_which_only_the_day_is_known_is_described_later(app, office, client, campaign):
    close(app)
    with app.app_context():
        publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())
    assert "Record the hand-over" in office.get(f"{PAGE}/handover").text
    answer = office.post(f"{PAGE}/handover", {"recipient": "The President's office", "place": "Baku"})
    assert answer.status_code == 302, answer.text
    assert "Record the hand-over" not in office.get(f"{PAGE}/handover").text
    assert "The President&#39;s office" in client.get("/en/campaigns/free-rasul").text


def test_a_hand_over_is_told_in_every_language_in_which_it_is_written(app, office, client, campaign, valid_html):
    with app.app_context():
        number = campaigns.visible("free-rasul").id
        for language in ("az", "nb"):
            writing.add_language(number, language, by=None)
    close(app)
    form = {"on": times.today().isoformat(), "recipient": "The President's office", "place": "Baku", "note": "At last."}
    half = office.post(f"{PAGE}/handover", form | {"place-az": "Bakı", "note-nb": "Endelig."})
    assert (half.status_code, "the rest of this language is there" in half.text) == (422, True)
    valid_html(half.text)
    az = {"recipient-az": "Prezident Administrasiyası", "place-az": "Bakı", "note-az": "Nəhayət."}
    assert office.post(f"{PAGE}/handover", form | az | {"note-nb": "Endelig."}).status_code == 302
    said = {"en": ("The President&#39;s office", "At last."), "az": ("Prezident Administrasiyası · Bakı", "Nəhayət.")}
    for language, words in (said | {"nb": ("The President&#39;s office", "Endelig.")}).items():
        page = client.get(f"/{language}/campaigns/free-rasul").text
        assert [word in page for word in words] == [True, True], language


def test_what_is_said_of_a_hand_over_can_be_corrected(app, office, client, campaign, valid_html):
    with app.app_context():
        writing.add_language(campaigns.visible("free-rasul").id, "az", by=None)
    close(app)
    form = {"recipient": "The Presidant", "place": "Baku", "recipient-az": "Prezident", "place-az": "Bakı"}
    office.post(f"{PAGE}/handover", form | {"on": times.today().isoformat()})
    page = office.get(f"{PAGE}/handover").text
    valid_html(page)
    for typed in form.values():
        assert f'value="{typed}"' in page
    assert office.post(f"{PAGE}/handover", form | {"recipient": "The President"}).status_code == 302
    assert "The President ·" in client.get("/en/campaigns/free-rasul").text
    assert "Prezident · Bakı" in client.get("/az/campaigns/free-rasul").text


def test_before_anybody_signed_no_list_is_called_erased(app, office, house):
    with app.app_context():
        factories.campaign("drafted", of=house, state=Life.DRAFT, opened_on=None)
    page = office.get("/organise/campaigns/drafted/handover").text
    assert ("There is no list yet" in page, "The list is erased" in page) == (True, False)


def test_a_photograph_stands_beside_the_record(app, office, client, campaign):
    assert office.get(f"{PAGE}/handover/photo").location == f"{PAGE}/handover"
    close(app)
    form = {
        "on": times.today().isoformat(),
        "recipient": "Somebody",
        "place": "Baku",
        "photo_alt": "Two people at a gate",
    }
    office.post(f"{PAGE}/handover", form)
    photo = {"act": "upload", "file": (io.BytesIO(pictures.encoded(pictures.photo(), "JPEG")), "IMG_1.jpg")}
    assert office.post(f"{PAGE}/handover/photo", photo).status_code == 303
    page = client.get("/en/campaigns/free-rasul").text
    assert 'alt="Two people at a gate"' in page
    assert (
        office.post(f"{PAGE}/handover/photo", {"act": "upload", "file": (io.BytesIO(b"x"), "x.jpg")}).status_code == 422
    )
    assert office.post(f"{PAGE}/handover/photo", {"act": "down"}).status_code == 303
    assert "Two people at a gate" not in office.get(f"{PAGE}/handover").text


def test_a_bad_record_is_not_kept(app, office, campaign):
    close(app)
    good = {"on": times.today().isoformat(), "recipient": "Somebody", "place": "Baku"}
    ahead = (times.today() + datetime.timedelta(days=2)).isoformat()
    naughty = ("x" * 10_000, "\u202eabc", "a\x00b", "", "http://example.org")
    bad = [{"on": day} for day in (ahead, "1800-01-01", "soon", "")] + [{"sha256": "zz"}, {"note": "x" * 3000}]
    bad += [{"note": value} for value in naughty if value]
    for form in bad + [{name: value} for name in ("recipient", "place") for value in naughty]:
        answer = office.post(f"{PAGE}/handover", good | form)
        assert answer.status_code == 422, form
        assert "to mend" in answer.text
    assert "Record the hand-over" in office.get(f"{PAGE}/handover").text


def test_days_are_chosen_within_bounds(office, campaign):
    for days in ("", "0", "6", "61", "-1", "x", "9" * 400):
        answer = office.post(f"{PAGE}/retention/days", {"days": days})
        assert (answer.status_code, "Write a number from 7 to 60" in answer.text) == (422, True)
    for days in ("14", " \u0661\u0664"):  # as a keyboard in Arabic types it
        assert office.post(f"{PAGE}/retention/days", {"days": days}).status_code == 302
        assert 'value="14"' in office.get(f"{PAGE}/retention").text


def test_fewer_days_do_not_take_the_list_away_at_once(app, office, campaign):
    close(app)
    with app.app_context():
        publishing.hand_over(campaigns.visible("free-rasul"), on=times.today())
        with database.action() as session:
            record = session.query(HandOver).one()
            record.on = record.recorded_on = times.today() - datetime.timedelta(days=20)
    assert "From 27 to 60" in office.get(f"{PAGE}/retention").text
    answer = office.post(f"{PAGE}/retention/days", {"days": "7"})
    assert answer.status_code == 422
    assert "The list would be gone within a week. Write 27 or more" in answer.text


def test_what_was_erased_is_said(app, office, campaign, client):
    close(app)
    with app.app_context():
        retention.erase_list(campaigns.visible("free-rasul").id)
    page = office.get(f"{PAGE}/retention").text
    assert "Erased on" in page
    assert "1 row went" in page
    assert "The list is erased" in office.get(f"{PAGE}/handover").text
    assert "was erased on" in client.get("/en/campaigns/free-rasul").text
    assert office.get(f"{PAGE}/exports/new").status_code in (302, 410)

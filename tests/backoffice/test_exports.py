"""Files with names, made and fetched in the browser while the names are unlocked."""

import datetime
import io
import re
import threading
import zipfile

import pypdfium2
import pytest

from petitions import clock, database, doing, working
from petitions.accounts.rights import Role
from petitions.campaigns import publishing, versions
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.houses import keys, unlocking
from petitions.houses.models import House
from petitions.jobs import Job, State
from petitions.signatures import withdrawing
from petitions.signatures.models import Visibility
from tests import factories

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


def test_times_are_those_of_the_clocks_of_the_house_and_the_page_says_so_once(app, unlocked, campaign, doer):
    asked(unlocked)
    with app.app_context(), database.action() as session:
        session.query(Job).one().asked_at = datetime.datetime(2015, 7, 1, 22, 30, tzinfo=datetime.UTC)
    page = unlocked.get(f"{PAGE}/handover").text
    assert "2 July 2015, 00:30 ·" in page
    assert page.count("Times are on the clocks of Europe/Oslo.") == 1
    assert "UTC" not in page


def test_a_dossier_comes_in_volumes_of_as_many_pages_as_were_asked_for(app, unlocked, campaign, doer):
    page = asked(unlocked, kind="dossier", volume_pages="25")
    with app.app_context():
        found = exporting.find(campaigns.visible("free-rasul"), int(page.rsplit("/", 1)[1]))
        assert found.volume_pages == 25
    answer = unlocked.post(f"{PAGE}/exports/new", {"kind": "dossier", "language": "en", "volume_pages": "3"})
    assert answer.status_code == 422
    assert "Write a number from 20 to 5000" in answer.text


def test_from_unlocked_names_to_a_file_in_hand(unlocked, campaign, doer):
    page = asked(unlocked)
    assert "It begins in a moment" in unlocked.get(page).text
    told = unlocked.get(f"{page}/progress.json").json
    assert (told["state"], told["percent"]) == ("waiting", "0%")
    doer.do(1)
    shown = unlocked.get(page)
    assert "Ready" in shown.text
    assert "1 of 1 signature" in shown.text
    action = re.search(r'action="([^"]+/files/[^"]+)"', shown.text)[1]
    answer = unlocked.post(action)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Ana Kovač" in answer.data.decode()
    assert "Ready" in unlocked.get(f"{PAGE}/handover").text


def test_a_dossier_says_what_it_is_and_comes_as_one_file(unlocked, campaign, doer):
    chosen = {"kind": "dossier", "profile": "initials", "order": "country", "language": "ru", "volume_pages": "25"}
    page = asked(unlocked, **chosen)
    doer.do(1)
    said = "Initials only · by country · Russian · volumes of 25 pages of names"
    for address in (page, f"{PAGE}/handover"):
        assert said in re.sub(r"\s+", " ", unlocked.get(address).text)
    assert unlocked.get(f"{page}/files.zip").status_code == 405
    answer = unlocked.post(f"{page}/files.zip")
    assert "attachment; filename=free-rasul-" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert [name.rsplit(".")[-1] for name in archive.namelist()] == ["pdf", "csv", "txt"]


def test_progress_counts_signatures_for_who_is_not_named_is_none_of_the_names(app, unlocked, campaign, doer):
    with app.app_context():
        factories.confirmed(campaigns.visible("free-rasul"), "b@example.org", visibility=Visibility.COUNTED)
    for job, (profile, said) in enumerate(
        {"names": "2 of 2 signatures", "initials": "2 of 2 signatures", "totals": "2 signatures"}.items(), start=1
    ):
        page = asked(unlocked, profile=profile, columns=["country"] if profile == "totals" else ["number", "name"])
        doer.do(job)
        assert f"{said}. Deleted on" in unlocked.get(page).text


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
        (stale.post, "/exports/1/files/list.csv"), (stale.post, "/exports/1/files.zip"),
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


def test_the_checksum_of_a_hand_over_is_the_one_that_the_cover_prints(app, unlocked, campaign, doer):
    asked(unlocked, kind="dossier")
    asked(unlocked)  # a table with other columns, whose checksum is printed nowhere
    for number in (1, 2):
        doer.do(number)
    with app.app_context():
        publishing.close(campaigns.visible("free-rasul"))
        printed = exporting.find(campaigns.visible("free-rasul"), 1).files
        table = next(file for file in printed if file.name.endswith(".csv"))
    page = unlocked.get(f"{PAGE}/handover").text
    assert re.search(r'name="sha256"[^>]*value="([^"]*)"', page)[1] == table.sha256
    cover = unlocked.post(f"{PAGE}/exports/1/files/{table.name.replace('.csv', '.pdf')}").data
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(cover))
    assert table.sha256 in "".join(words.split())
    form = {"on": clock.today().isoformat(), "recipient": "The President", "place": "Baku", "sha256": table.sha256}
    recorded = unlocked.post(f"{PAGE}/handover", form, follow_redirects=True).text
    assert f">{table.name}</bdi>" in recorded


def test_what_is_shown_of_the_names_is_chosen_told_and_logged(unlocked, campaign, doer, valid_html):
    valid_html(unlocked.get(f"{PAGE}/exports/new").text)
    page = asked(unlocked, profile="initials", order="country", lanes="2")
    doer.do(1)
    shown = unlocked.get(page).text
    assert "Initials only · by country" in " ".join(shown.split())
    file = unlocked.post(re.search(r'action="([^"]+/files/[^"]+)"', shown)[1])
    assert "-initials.csv" in file.headers["Content-Disposition"]
    assert file.data.decode("utf-8-sig").splitlines()[1:] == ['"1","A. K."']
    log = unlocked.get("/organise/houses/oslo/log").text
    assert "Initials only" in log
    assert "Initials only" in unlocked.get(f"{PAGE}/handover").text


def test_totals_are_made_while_names_are_locked_and_nothing_else_is(office, campaign, doer, valid_html):
    address = f"{PAGE}/exports/new?profile=totals"
    valid_html(office.get(address).text)
    assert office.post(address, {"kind": "dossier", "language": "en", "profile": "names"}).status_code == 422
    page = office.post(address, {"kind": "dossier", "language": "en"}).location
    doer.do(1)
    shown = office.get(page).text
    assert "Ready" in shown and "1 signature" in shown
    paper = next(action for action in re.findall(r'action="([^"]+/files/[^"]+)"', shown) if action.endswith(".pdf"))
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(office.post(paper).data))
    assert "totals only" in words and "Kovač" not in words


def test_who_may_not_read_names_makes_no_totals_either(sign_in, house, campaign):
    browser = sign_in("reader@example.org", of=house, role=Role.READER)
    assert browser.get(f"{PAGE}/exports/new?profile=totals").status_code == 404


def test_signs_of_the_campaign_that_cannot_be_printed_are_told(app, unlocked, campaign, doer):
    with app.app_context(), database.action():
        campaigns.visible("free-rasul").texts[0].title = "Free Rasul 😀"
    page = asked(unlocked, kind="dossier")
    assert "a mark stands for each: 😀" in unlocked.get(page).text


def test_who_has_left_since_a_file_was_made_may_be_in_it_and_its_page_says_so(
    app, unlocked, campaign, doer, valid_html
):
    warning = "On the day on which this file was made or since, 1 signature was withdrawn or found invalid"
    page = asked(unlocked)
    with app.app_context():
        token = factories.confirmed(campaigns.visible("free-rasul"), "iva@example.org")
        working.count()
        doer.do(1)
    assert warning not in unlocked.get(page).text
    with app.app_context():
        withdrawing.withdraw(token)
        working.count()
    found = unlocked.get(page).text
    valid_html(found)
    assert warning in found
    assert "only a file that is made tomorrow is sure" in found
    with app.app_context(), database.action() as session:  # made over midnight: whoever left before may be in it
        session.query(Job).one().ended_at += datetime.timedelta(days=1)
    assert warning in unlocked.get(page).text

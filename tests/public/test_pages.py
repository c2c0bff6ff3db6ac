"""Public pages as a reader gets them."""

import datetime
import gzip

import pytest
from sqlalchemy.exc import OperationalError

from petitions import clock as times
from petitions import database
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import State
from petitions.public.campaigns import next_goal
from petitions.signatures import tally
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import postgres

PAGE = "/en/campaigns/free-rasul"


@pytest.fixture(autouse=True)
def campaign(app):
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        return factories.campaign()


def test_the_campaign_page_says_who_what_whom_and_how_many(client):
    page = client.get(PAGE).text
    for words in (
        "Free Rasul",
        "Azerbaijan must release him.",
        "the President of Azerbaijan",
        "We ask you to release him.",
    ):
        assert words in page


def test_days_in_prison_are_counted_up_to_the_release(app, client, campaign):
    defender = campaign.first_defender
    assert defender.days_in_prison(datetime.date(2015, 5, 18)) == 289
    with app.app_context(), database.action() as session:
        defender.released_on = datetime.date(2016, 3, 17)
        session.merge(defender)
    assert ">593<" in client.get(PAGE).text


def test_a_preview_in_a_messenger_has_title_sentence_and_address(client):
    page = client.get(PAGE).text
    for name in ("og:title", "og:description", "og:url", "og:type"):
        assert f'property="{name}"' in page
    assert 'href="https://calls.example.org/en/campaigns/free-rasul"' in page
    for language in ("en", "nb", "az", "ru", "ar"):
        assert f'hreflang="{language}"' in page


def test_names_are_shown_once_read_and_never_as_markup(app, client, campaign):
    with app.app_context():
        token = factories.signed(
            campaign, name="Ana <Kovač> & Co", visibility=Visibility.PUBLIC, comment="<b>Free</b> him"
        )
        factories.confirming.confirm(token)
        tally.book()
    assert "Kovač" not in client.get(PAGE).text
    with app.app_context():
        factories.shown(campaign)
    page = client.get(PAGE).text
    assert "Ana &lt;Kovač&gt; &amp; Co" in page
    assert "&lt;b&gt;Free&lt;/b&gt; him" in page


def test_the_count_says_number_goal_and_when(app, client, campaign, clock):
    with app.app_context():
        factories.confirmed(campaign)
        database.beat(tally.HEARTBEAT)
    assert client.get("/campaigns/free-rasul/count.json").json == {
        "campaign": "free-rasul",
        "confirmed": 1,
        "at_least": False,
        "goal": 100,
        "as_of": "2015-05-01T12:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("goal", "total", "shown"),
    [(100, 0, 100), (100, 99, 100), (100, 100, 250), (15_000, 12_468, 15_000), (100, 600_000, 1_000_000)],
)
def test_a_goal_that_is_reached_gives_way_to_the_next(goal, total, shown):
    assert next_goal(goal, total) == shown


def test_a_closed_campaign_shows_its_outcome_and_no_form(app, client):
    with app.app_context():
        factories.campaign("closed", of=factories.house("other"), state=State.CLOSED)
    page = client.get("/en/campaigns/closed").text
    assert 'name="email"' not in page
    assert (times.today() + datetime.timedelta(days=90)).strftime("%Y") in page


def test_a_draft_is_nobodys_business(app, client):
    with app.app_context():
        factories.campaign("draft", of=factories.house("other"), state=State.DRAFT)
    assert client.get("/en/campaigns/draft").status_code == 404
    assert client.get("/campaigns/draft/count.json").status_code == 404
    assert "draft" not in client.get("/en/").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/campaigns/nothing", 404),
        ("/xx/", 404),
        ("/pictures/../../etc/passwd", 404),
        ("/pictures/" + "0" * 32 + ".png", 404),
        ("/fonts/headline-runic.woff2", 404),
        ("/en/campaigns/free-rasul/poster.pdf?paper=a0", 404),
        ("/en/campaigns/free-rasul/poster.pdf?design=other", 404),
        ("/confirm/nonsense", 410),
        ("/confirm/" + "2" * 27, 410),
        ("/withdraw/" + "2" * 27, 410),
        ("/rsvp/" + "2" * 27, 410),
    ],
)
def test_what_is_not_there_gets_a_page_that_helps(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "<a " in answer.text


def test_a_lost_address_answers_in_the_language_it_was_meant_in(client):
    assert '<html lang="ar" dir="rtl">' in client.get("/ar/campaigns/nothing").text
    assert '<html lang="nb"' in client.get("/no/such/page", headers={"Accept-Language": "no"}).text


def test_a_crash_shows_a_page_and_logs_no_words_of_the_visitor(app, client, monkeypatch, caplog):
    def fail(*_arguments):
        raise ValueError("ana@example.org")

    monkeypatch.setattr("petitions.public.campaigns.next_goal", fail)
    answer = client.get(PAGE)
    assert answer.status_code == 500
    assert "Something broke" in answer.text
    assert "ana@example.org" not in caplog.text + answer.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_page_that_is_ready_goes_out_though_the_database_has_gone(app, client):
    def cut_all(response):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        postgres.administer(url, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
        return response

    app.after_request(cut_all)
    for _ in range(3):
        assert client.get(PAGE).status_code == 200


def test_readiness_tells_what_is_wrong(app, client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["tally"]) == (503, "silent")
    with app.app_context():
        database.beat(tally.HEARTBEAT)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"database": "ok", "migrations": "ok", "tally": "ok", "outbox": "ok", "mail": "ok"},
    )


def test_a_page_is_made_once_a_second_however_often_it_is_asked_for(app, client, campaign):
    app.config["PAGE_SECONDS"] = 60
    first = client.get(PAGE)
    with app.app_context():
        factories.confirmed(campaign)
    assert client.get(PAGE).data == first.data
    app.config["PAGE_SECONDS"] = 0
    assert client.get(PAGE).data != first.data


@pytest.mark.parametrize("path", ["/en/campaigns/{}", "/en/events/{}", "/en/news/{}", "/en/privacy/{}", "/{}/"])
def test_an_address_of_odd_characters_leads_nowhere(client, path):
    for odd in ("a%00b", "%00", "%ff", "%ed%a0%80", "a%0d%0ab", "%f0%9f%98%80"):
        assert client.get(path.format(odd)).status_code == 404


def test_a_page_that_was_made_is_shown_while_the_database_is_away(app, client, monkeypatch):
    app.config["PAGE_SECONDS"] = 0.001
    made = client.get(PAGE)
    monkeypatch.setattr(campaigns, "visible", _away)
    assert (client.get(PAGE).status_code, client.get(PAGE).data) == (200, made.data)
    assert client.get("/ar/campaigns/free-rasul").status_code == 503


def _away(_slug):
    raise OperationalError("select", {}, Exception("gone"))


@pytest.mark.parametrize("accepted", ["gzip, br", "", "identity"])
def test_a_page_that_was_just_made_is_handed_out_as_it_was(app, client, monkeypatch, accepted):
    app.config["PAGE_SECONDS"] = 60
    asked = {"Accept-Encoding": accepted}
    first = client.get(PAGE, headers=asked)
    monkeypatch.setattr(campaigns, "visible", _away)
    again = client.get(PAGE, headers=asked)
    assert (again.status, list(again.headers), again.data) == (first.status, list(first.headers), first.data)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(PAGE, headers=asked | tag).status_code == 304
    assert client.head(PAGE, headers=asked).data == b""


def test_whoever_refuses_compression_or_asks_another_host_gets_a_page_of_their_own(app, client):
    app.config["PAGE_SECONDS"] = 60
    client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    plain = client.get(PAGE, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert "Free Rasul" in plain.text
    assert "other.example.org" not in client.get(PAGE, headers={"Host": "other.example.org"}).text


def test_a_slash_too_many_leads_to_the_right_address_of_no_other_host(client):
    answer = client.get("/en///campaigns/free-rasul?from=mail", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.location) == (308, f"{PAGE}?from=mail")
    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("odd", ["x-gzip", "*", "GZIP", "gzip, identity;q=0"])
def test_an_odd_request_spoils_no_page_for_those_who_come_after(app, client, odd):
    app.config["PAGE_SECONDS"] = 60
    client.get(PAGE, headers={"Accept-Encoding": odd})
    for accepted in ("gzip", "identity", odd):
        answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
        body = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
        assert b"Free Rasul" in body
        assert int(answer.headers["Content-Length"]) == len(answer.data)

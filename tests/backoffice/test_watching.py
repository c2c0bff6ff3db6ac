"""The dashboard and the start page: what they say at a glance, and to whom."""

import datetime
import re

import pytest

from petitions import clock as times
from petitions import database, outbox, working
from petitions.accounts.rights import Role
from petitions.campaigns import writing
from petitions.campaigns.models import Protection, State
from petitions.houses import keys
from petitions.signatures import withdrawing
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("clock")  # before anybody signs in

DASHBOARD = "/organise/campaigns/free-rasul/"


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        return factories.campaign(of=house)


def shown(html: str, words: str) -> str:
    """The number above `words`."""
    found = re.search(rf"<dt>{words}</dt>\s*<dd>([^<]*)</dd>", html)
    assert found, words
    return found[1]


def waiting(html: str) -> str:
    """The text of what waits, on one line."""
    return " ".join(re.sub("<[^>]+>", " ", html[html.index('id="needs"') : html.index('id="curve"')]).split())


def test_a_new_campaign_says_how_it_begins(office, campaign):
    page = office.get(DASHBOARD)
    assert page.status_code == 200
    assert "Nobody has signed yet" in page.text
    assert "No event is planned" in page.text
    assert "/organise/campaigns/free-rasul/events/new" in page.text
    assert "<svg class=" not in page.text


def test_today_and_the_total_are_told(app, office, campaign, clock):
    with app.app_context():
        first = factories.confirmed(campaign, "one@example.org")
        clock.shift(datetime.timedelta(days=1))
        for number in range(3):
            factories.confirmed(campaign, f"p{number}@example.org")
        withdrawing.withdraw(first)
        working.count()
    html = office.get(DASHBOARD).text
    assert (shown(html, "confirmed today"), shown(html, "confirmed in all")) == ("+2", "3")
    assert shown(html, "to the goal") == "97"
    assert "1 signature was withdrawn or found invalid." in html


def test_the_curve_is_drawn_and_its_numbers_can_be_read(app, office, campaign, clock):
    with app.app_context():
        factories.confirmed(campaign)
        factories.update(of=campaign)
    html = office.get(DASHBOARD).text
    assert "Confirmed signatures from 1 May 2015 to 1 May 2015, in the end 1." in html
    assert re.search(r'<th scope="row">1 May 2015</th>\s*<td class="n">\+1</td>\s*<td class="n">1</td>', html)
    assert "<bdi>The campaign opened</bdi>" in html
    assert "<bdi>Six and a half years</bdi>" in html
    assert "A day lasts from midnight to midnight UTC" in html


def test_a_curve_ends_where_it_rose_last_and_says_so(app, sign_in, house, campaign, clock):
    def dashboard(who: str) -> str:
        return sign_in(f"{who}@example.org", of=house).get(DASHBOARD).text

    with app.app_context():
        tokens = [factories.confirmed(campaign, f"p{number}@example.org") for number in range(60)]
        working.count()
        clock.shift(datetime.timedelta(days=20))
        factories.confirmed(campaign, "later@example.org")
        working.count()
    assert "The curve ends" not in dashboard("soon")
    assert "After the end of the curve" not in dashboard("still-soon")
    clock.shift(datetime.timedelta(days=1000))
    with app.app_context():
        factories.update(of=campaign)
        factories.event(of=campaign)
    with app.app_context():
        withdrawing.withdraw(tokens[0])
        working.count()
    quiet = dashboard("years-later")
    assert "The curve ends with the last signature." in quiet
    assert "<span>21 May 2015</span>" in quiet
    told = quiet.partition("After the end of the curve:")[2].partition("</ul>")[0]
    assert "14 February 2018: <bdi>Six and a half years</bdi>" in told
    assert "March for Rasul" not in told, "that is still to come"
    with app.app_context():
        factories.confirmed(campaign, "straggler@example.org")
        working.count()
    html = dashboard("after-one-more")
    assert "The curve ends with the last day on which many signed." in html
    assert "The number today: 61." in html
    assert "from 1 May 2015 to 21 May 2015, in the end 61." in html
    assert (shown(html, "confirmed today"), shown(html, "confirmed in all")) == ("0", "61")


def test_what_waits_is_a_sentence_each(app, office, campaign, clock):
    with app.app_context():
        factories.confirmed(campaign, name="Agent 007", visibility=Visibility.PUBLIC)
        factories.event(of=campaign, starts_at=times.now() + datetime.timedelta(days=2))
        rounds.deliver_some()
        database.beat("tally")
    html = office.get(DASHBOARD).text
    found = waiting(html)
    assert "<span>1 public name waits to be read.</span>" in html
    assert "Soon: March for Rasul, Sunday 3 May. Is everybody told?" in found
    assert "worker" not in found


def test_the_funnel_shows_whom_no_mail_reaches(app, office, campaign, smtp_sink, clock):
    with app.app_context():
        for answer in ("550 5.1.1 No such user", "554 5.7.1 Spam"):
            factories.signed(campaign, f"p{answer[:3]}@example.org")
            smtp_sink.misbehave("RCPT", answer, times=1)
            rounds.deliver_some()
        factories.confirmed(campaign)
    html = office.get(DASHBOARD).text
    funnel = " ".join(re.sub("<[^>]+>", " ", html[html.index('id="funnel"') : html.index('id="next"')]).split())
    assert "Form sent 3 100% Mail accepted 0 0% Unreachable 2 67% Confirmed 1 33%" in funnel


def test_a_silent_worker_and_a_stuck_mail_are_told(app, office, campaign, clock):
    assert "The worker does not run" in waiting(office.get(DASHBOARD).text)
    with app.app_context():
        factories.signed(campaign)
        clock.shift(datetime.timedelta(hours=2))
        database.beat("tally")
        assert outbox.waiting(5) == 1
    assert "Mail is stuck: the oldest one has waited for 2 hours." in waiting(office.get(DASHBOARD).text)


def test_an_erasure_that_comes_is_told(app, office, sign_in, house, campaign, clock):
    with app.app_context():
        with database.action() as session:
            campaign.state, campaign.closed_on = State.CLOSED, times.today()
            session.merge(campaign)
        database.beat("tally")
    assert "Nothing. All is read, translated and sent." in waiting(office.get(DASHBOARD).text)
    clock.shift(datetime.timedelta(days=80))
    with app.app_context():
        database.beat("tally")
    later = sign_in("later@example.org", of=house)
    assert "10 days until the list of names is erased." in waiting(later.get(DASHBOARD).text)


def test_a_house_without_a_key_and_a_draft_are_told(app, sign_in):
    with app.app_context():
        house = factories.house("bergen", has_key=False)
        factories.campaign("bare", of=house, state=State.DRAFT, opened_on=None)
    browser = sign_in(of=house)
    found = waiting(browser.get("/organise/campaigns/bare/").text)
    assert "The House has no key, so nobody can sign." in found
    assert "This campaign is a draft" in found
    with app.app_context():
        keys.create(house.id, "tests")
    assert "no key" not in waiting(browser.get("/organise/campaigns/bare/").text)


def test_a_reader_sees_the_dashboard_and_a_stranger_does_not(app, sign_in, campaign, house):
    with app.app_context():
        other = factories.house("zagreb")
    assert sign_in("reader@example.org", of=house, role=Role.READER).get(DASHBOARD).status_code == 200
    assert sign_in("iva@example.org", of=other).get(DASHBOARD).status_code == 404


def test_few_people_are_not_told_apart_where_a_signature_endangers(app, office, house):
    with app.app_context():
        for slug, protection in (("calm", Protection.STANDARD), ("careful", Protection.HIGH)):
            factories.confirmed(factories.campaign(slug, of=house, protection=protection))
    calm, careful = (office.get(f"/organise/campaigns/{slug}/").text for slug in ("calm", "careful"))
    assert "Croatia" in calm
    assert "Croatia" not in careful
    assert "All others" in careful


def test_the_start_page_tells_each_campaign_its_number_and_today(app, office, campaign, house, clock):
    with app.app_context():
        factories.campaign("second", of=house)
        factories.confirmed(campaign, visibility=Visibility.PUBLIC)
    html = " ".join(re.sub("<[^>]+>", " ", office.get("/organise/").text).split())
    assert "Free Rasul Jafarov confirmed in all 0 today 0" in html
    assert "Free Rasul Jafarov confirmed in all 1 today +1" in html


def test_the_start_page_says_what_to_do_first(office, sign_in):
    assert "No campaign yet." in office.get("/organise/").text
    assert "Its administrator can invite you." in sign_in("new@example.org").get("/organise/").text


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.ADMINISTRATOR, ["", "/organisations", "/organisers", "/words", "/key", "/retention", "/log"]),
        (Role.ORGANISER, ["/words", "/key", "/retention"]),
        (Role.MODERATOR, ["/words", "/retention"]),
        (Role.READER, ["/retention"]),
    ],
)
def test_the_pages_of_the_house_are_found_from_the_start_page_and_its_campaigns(sign_in, house, campaign, role, pages):
    browser = sign_in(of=house, role=role)
    ways = [f"/organise/houses/oslo{page}" for page in pages]
    start = re.findall(r'<h2 id="house-\d+">\s*<a href="([^"]+)"', browser.get("/organise/").text)
    assert start == ways[:1]
    around = re.search(r'<nav class="side".*?</nav>', browser.get(DASHBOARD).text, re.DOTALL)[0]
    assert re.findall(r'href="(/organise/houses/[^"]+)"', around) == ways


def test_each_page_is_called_as_the_way_to_it(office, campaign):
    around = re.search(r'<nav class="side".*?</nav>', office.get(DASHBOARD).text, re.DOTALL)[0]
    for url, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', around):
        page = office.get(url).text
        called = re.findall(r'<title>.*?</title>|<h1.*?</h1>|<p class="crumb".*?</p>', page, re.DOTALL)
        assert name in " ".join(called), url


@pytest.mark.parametrize(
    ("page", "name"), [("moderation/history", "To read"), ("protection", "State"), ("milestones", "Texts")]
)
def test_the_way_around_shows_where_one_is(office, campaign, page, name):
    here = re.findall(r'aria-current="page">([^<]+)<', office.get(f"{DASHBOARD}{page}").text.partition("<main")[0])
    assert here == [name]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("campaigns/new", "Your campaigns"), ("houses/oslo/logo", "The House"), ("account/change", "Your account"),
        ("houses/oslo/organisations/new", "Organisations"), ("account/fresh", "Your account"),
    ],
)  # fmt: skip
def test_it_shows_so_on_pages_without_a_campaign(office, page, name):
    assert f'aria-current="page">{name}<' in office.get(f"/organise/{page}").text


def test_the_network_finds_its_pages_from_everywhere(sign_in, house):
    browser = sign_in(is_network_administrator=True)
    assert '<a class="button" href="/organise/houses">' in browser.get("/organise/").text
    invite = browser.get("/organise/houses/oslo/administrator").text
    assert re.search(r'href="/organise/houses" aria-current="page"', invite)


@pytest.mark.parametrize("state", State)
def test_the_main_button_is_what_comes_next(app, office, house, clock, state):
    with app.app_context():
        ended = factories.campaign("ended", of=house)
        factories.confirmed(ended)
        with database.action() as session:
            session.merge(ended).state = state
    page = office.get("/organise/campaigns/ended/").text
    main = {State.DRAFT: ["Edit"], State.OPEN: ["Hand over"], State.CLOSED: ["Hand over"]}
    assert re.findall(r'<a class="button" href="[^"]+">([^<]+)</a>', page)[:1] == main.get(state, [])


def test_a_draft_is_told_what_its_curve_waits_for(app, office, house, clock):
    with app.app_context():
        factories.campaign("bare", of=house, state=State.DRAFT, opened_on=None)
    assert "once the campaign is open" in office.get("/organise/campaigns/bare/").text


def test_a_sign_stands_before_its_number_where_words_run_from_right_to_left(app, sign_in, house, campaign):
    with app.app_context():
        factories.confirmed(campaign)
    html = sign_in("layla@example.org", of=house, language="ar").get(DASHBOARD).text
    assert "<dd>\u200e+1</dd>" in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_drawn_is_valid_html(app, sign_in, house, campaign, valid_html, language):
    browser = sign_in(f"{language}@example.org", of=house, language=language)
    valid_html(browser.get(DASHBOARD).text)
    with app.app_context():
        factories.confirmed(campaign, visibility=Visibility.PUBLIC)
        factories.event(of=campaign)
    valid_html(browser.get(DASHBOARD).text)
    valid_html(browser.get("/organise/").text)


def test_what_is_not_translated_is_told_with_the_page_to_write_it(app, office, campaign):
    with app.app_context():
        writing.add_language(campaign.id, "az", by=None)
    html = office.get(DASHBOARD).text
    assert re.search(r"\d+ texts are missing in Azərbaycanca\.", waiting(html))
    assert f'href="{DASHBOARD}edit?language=az"' in html

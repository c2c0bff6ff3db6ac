"""News as readers find them: on pages, in feeds, and the link in mails that ends them."""

import re
from xml.etree import ElementTree

import pytest

from petitions import clock, database
from petitions.campaigns.models import Protection, State
from petitions.signatures import burying, unsubscribing
from petitions.updates import writing
from petitions.updates.models import Update, UpdateText
from tests import factories

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # pages hold no SQL

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
FEED = "/en/campaigns/free-rasul/news.atom"


@pytest.fixture
def news(app):
    """Two pieces of news, one of them in Arabic too, and a draft."""
    with app.app_context():
        campaign = factories.campaign()
        factories.update("old", of=campaign)
        update = factories.update("new", of=campaign)
        with database.action() as session:
            session.add(UpdateText(update_id=update.id, language="ar", title="خبر", body="<b>&</b> **مهم**"))
            draft = Update(slug="secret", campaign_id=campaign.id, published_on=clock.today(), is_draft=True)
            draft.texts.append(UpdateText(language="en", title="Not yet", body="Wait."))
            session.add(draft)
        return campaign


@pytest.mark.parametrize("of_campaign", [False, True], ids=["home", "campaign"])
def test_news_in_another_language_say_in_which(app, client, of_campaign):
    with app.app_context():
        campaign = factories.campaign()
        with database.action() as session:
            news = Update(slug="court", campaign_id=campaign.id if of_campaign else None, published_on=clock.today())
            news.texts.append(UpdateText(language="ru", title="Суд", body="Завтра."))
            session.add(news)
        factories.update("sentence", of=campaign if of_campaign else None)
    address = "/campaigns/free-rasul" if of_campaign else "/"
    english, russian = (client.get(f"/{language}{address}").text for language in ("en", "ru"))
    assert 'lang="ru" dir="auto">Суд</a> <span class="hint">Russian</span>' in english
    assert "Six and a half years</a></p>" in english
    assert ">Суд</a></p>" in russian
    assert 'lang="en" dir="auto">Six and a half years</a> <span class="hint">Английский</span>' in russian
    assert "· Russian</p>" in client.get("/en/news/court").text


def test_news_are_in_the_main_language_of_their_campaign_wherever_they_are_in_no_other(app, client):
    with app.app_context():
        campaign = factories.campaign(language="nb")
        news = factories.update("court", of=campaign)
        with database.action() as session:
            session.add(UpdateText(update_id=news.id, language="nb", title="Dommen", body="Seks og et halvt år."))
            session.add(UpdateText(update_id=news.id, language="ar", title="خبر", body="مهم"))
    for address in ("news/court", "campaigns/free-rasul", "campaigns/free-rasul/news.atom"):
        page = client.get(f"/az/{address}").text
        assert ("Dommen" in page, "Six and a half years" in page) == (True, False), address


@pytest.fixture
def link(app) -> str:
    """The way out of the news for somebody who signed, agreed and was counted."""
    with app.app_context():
        token = factories.confirmed(factories.campaign(), updates=True)
        return f"/unsubscribe/{factories.unsubscribe_link(token)}"


def wants_news(app) -> bool | None:
    with app.app_context():
        return database.session().query(factories.Signature.wants_news).scalar()


def test_the_feed_is_atom_in_the_language_of_its_address(client, news):
    answer = client.get(FEED.replace("en", "ar", 1))
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("public")
    feed = ElementTree.fromstring(answer.data)
    assert feed.get(f"{XML}lang") == "ar"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["خبر", "Six and a half years"]
    assert [entry.get(f"{XML}lang") for entry in entries] == ["ar", "en"]
    content = entries[0].find(f"{ATOM}content")
    assert (content.get("type"), content.text.strip()) == (
        "html", "<p>&lt;b&gt;&amp;&lt;/b&gt; <strong>مهم</strong></p>"
    )  # fmt: skip
    assert len({entry.find(f"{ATOM}id").text for entry in entries} | {feed.find(f"{ATOM}id").text}) == 3
    moments = [node.text for node in feed.iter() if node.tag in (f"{ATOM}updated", f"{ATOM}published")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)", moment) for moment in moments)
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == "https://calls.example.org/ar/campaigns/free-rasul/news.atom"
    assert links["alternate"] == "https://calls.example.org/ar/campaigns/free-rasul"


def test_links_within_our_site_lead_there_from_a_feed(app, client):
    with app.app_context():
        factories.update(of=factories.campaign())
        with database.action() as session:
            session.query(UpdateText).update({"body": "[Sign](/en/campaigns/free-rasul), [more](#more)"})
    content = ElementTree.fromstring(client.get(FEED).data).find(f"{ATOM}entry/{ATOM}content").text
    ours = "https://calls.example.org/en"
    assert re.findall('href="(.*?)"', content) == [f"{ours}/campaigns/free-rasul", f"{ours}/news/sentence#more"]
    assert 'href="/en/campaigns/free-rasul"' in client.get("/en/news/sentence").text


def test_a_feed_that_has_not_changed_is_not_sent_again(client, news):
    tag = client.get(FEED).headers["ETag"]
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304


def test_a_feed_without_news_is_a_feed(app, client):
    with app.app_context():
        factories.campaign()
    assert ElementTree.fromstring(client.get(FEED).data).findall(f"{ATOM}entry") == []


def test_a_draft_is_nowhere(client, news):
    for path in ("/en/campaigns/free-rasul", FEED):
        assert "Not yet" not in client.get(path).text
    assert client.get("/en/news/secret").status_code == 404
    assert client.get("/en/n/3").status_code == 404


def test_a_draft_of_the_network_is_nowhere(app, client):
    with app.app_context():
        draft = factories.update()
        with database.action():
            draft.is_draft = True
    assert "Six and a half years" not in client.get("/en/").text
    assert client.get("/en/news/sentence").status_code == 404


def test_the_campaign_leads_to_its_feed(client, news):
    page = client.get("/en/campaigns/free-rasul").text
    assert page.count(f'href="{FEED}"') == 2


def test_the_short_address_leads_to_the_page(client, news):
    assert client.get("/ar/n/2").location == "/ar/news/new"


def test_published_and_taken_off_again(app, client, news):
    with app.app_context():
        writing.publish(news, 3, by=None)
    assert client.get("/en/news/secret").status_code == 200
    with app.app_context():
        writing.hide(news, 3, by=None)
    app.config["PAGE_SECONDS"] = 0  # what was made a second ago is shown for a second
    assert client.get("/en/news/secret").status_code == 404


def test_one_page_one_button_and_reading_it_changes_nothing(app, client, link):
    for _ in range(2):
        page = client.get(link)
        assert "Send me no more news" in page.text
        assert "Set-Cookie" not in page.headers
    assert wants_news(app) is True
    answer = client.post(link, data={"act": "unsubscribe"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.location) == (303, link)
    assert wants_news(app) is False
    assert "Your signature stays as it is." in client.get(link).text
    assert "Send me no more news" not in client.get(link).text


def test_a_mail_program_ends_news_by_one_post_without_a_cookie(app, client, link):
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200  # a redirect is followed by no mail program
        assert "Set-Cookie" not in answer.headers
    assert wants_news(app) is False
    with app.app_context():
        assert database.session().query(factories.Signature.state).scalar().value == "confirmed"


@pytest.mark.parametrize("form", [{}, {"act": "withdraw"}, {"List-Unsubscribe": "Two-Clicks"}])
def test_what_is_no_press_ends_nothing(app, client, link, form):
    assert client.post(link, data=form).status_code == 303
    assert wants_news(app) is True


def test_a_form_of_another_site_ends_nothing(app, client, link):
    form = {"List-Unsubscribe": "One-Click"}
    assert client.post(link, data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert wants_news(app) is True


def test_the_link_can_do_nothing_else_and_others_cannot_do_this(app, client, link):
    token = link.rpartition("/")[2]
    for room in ("confirm", "withdraw"):
        assert client.get(f"/{room}/{token}").status_code == 410
    with app.app_context():
        own = factories.signed(factories.campaign("other", of=factories.house("zagreb")), "b@example.org")
    assert client.post(f"/unsubscribe/{own}", data={"List-Unsubscribe": "One-Click"}).status_code == 410
    assert client.get("/unsubscribe/nobody").status_code == 410


def test_a_backup_that_comes_back_sends_nobody_news_who_ended_them(app, link):
    with app.app_context():
        unsubscribing.unsubscribe(link.rpartition("/")[2])
        with database.action() as session:
            session.query(factories.Signature).update({"wants_news": True})
        assert burying.bury_again() == 1
    assert wants_news(app) is False


def test_news_of_a_campaign_that_protects_its_people_are_there_all_the_same(app, client):
    with app.app_context():
        campaign = factories.campaign(protection=Protection.HIGH, state=State.CLOSED)
        factories.update(of=campaign)
    assert "Six and a half years" in client.get(FEED).text

"""The log of a House, as its administrators read it."""

import enum
import html
import re

import pytest
import time_machine

from petitions import database, merging
from petitions.accounts import audit, leaving, members, sessions
from petitions.accounts.models import Membership
from petitions.accounts.rights import Role
from petitions.backoffice import logged
from petitions.campaigns import noting as changes
from petitions.campaigns import writing as campaigns
from petitions.dossiers import exporting
from petitions.houses import facts
from petitions.merging import Sheet
from petitions.papersheets import making
from petitions.updates import noting as news
from petitions.updates import writing as updates
from tests import factories
from tests.backoffice.test_account import ida as ida  # a fixture
from tests.support import asking

LOG = "/organise/houses/oslo/log"


def lines(page) -> list[str]:
    """What the log says was done, newest first."""
    cells = re.findall(r"<tr>.*?<td>.*?<td>.*?<td>(.*?)</td>", page.text, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in cells]


def test_every_entry_there_can_be_has_words():
    noted = {
        what.value
        for kind in enum.Enum.__subclasses__()
        if kind.__name__ == "What" and kind.__module__.startswith("petitions.")
        for what in kind
    }
    assert facts.What.HOUSE_MADE.value in noted
    assert set(logged.WHAT) == noted


def test_the_log_tells_who_got_which_role(office, rune, app):
    with app.app_context():
        member_id = database.session().query(Membership.id).filter_by(organiser_id=rune.who.id).scalar()
        members.change_role(office.who.memberships[0].house_id, member_id, Role.READER, by=office.who.id)
    assert lines(office.get(LOG))[0] == "Role changed · Rune Bakke · Reader"


def test_campaigns_stand_in_the_log_by_their_titles(office, campaign):
    added = lines(office.get(LOG))[1]
    assert added == "Language added · Free Rasul Jafarov · Azerbaijani"


@pytest.fixture
def note(app, house, office):
    """Write a line into the log of Oslo: what was done, and to what."""

    def write(what: enum.Enum, thing: str) -> None:
        with app.app_context(), database.action() as session:
            audit.note(session, what, organiser_id=office.who.id, house_id=house.id, thing=thing)

    return write


@pytest.fixture
def things(app, campaign, now) -> dict[str, str]:
    """What the log can speak of: the thing, as it is noted, and where one looks at it."""
    with app.app_context():
        factories.event(of=campaign)
        news = factories.update(of=campaign)
    defender = now().defenders[0]
    here, start = "/organise/campaigns/free-rasul", f"campaign {campaign.id}"
    return {
        f"{start}, event march-oslo": f"{here}/events/march-oslo",
        f"{start}, news {news.id}": f"{here}/news/{news.id}",
        f"{start}, defender {defender.id}": f"{here}/defenders/{defender.id}",
    }


def test_what_was_done_stands_there_by_its_title_and_leads_to_it(office, note, things):
    for thing in things:
        note(changes.What.WORDS, thing)
    page = office.get(LOG)
    assert lines(page)[2::-1] == [
        "Texts changed · Free Rasul Jafarov · March for Rasul",
        "Texts changed · Free Rasul Jafarov · Six and a half years",
        "Texts changed · Free Rasul Jafarov · Rasul Jafarov",
    ]
    for url in ("/organise/campaigns/free-rasul/", *things.values()):
        assert f'href="{url}"' in page.text
        assert office.get(url).status_code == 200


def test_who_stands_behind_a_campaign_is_called_by_name(app, office, note, house, campaign):
    with app.app_context():
        baku = factories.house("baku")
    for one in (house, baku):
        note(changes.What.ENDORSEMENTS, f"campaign {campaign.id}, house-{one.id} added")
    assert lines(office.get(LOG))[1::-1] == [
        f"Endorsements changed · Free Rasul Jafarov · House {slug} · Added" for slug in ("oslo", "baku")
    ]


def test_it_says_how_many_mails_and_which_file(office, note, things, campaign):
    told = list(things)[1]
    note(news.What.SENT, f"{told}, 1234 mails")
    note(news.What.STOPPED, f"{told}, after 1 mails")
    note(making.What.COUNTED, f"campaign {campaign.id}, ynn5c-009, 16 signatures")
    for file in ("zip", "file free-rasul-2015-11-03-2.pdf"):
        note(exporting.What.FETCHED, f"campaign {campaign.id}, export 9, names, {file}")
    start = "Free Rasul Jafarov · Six and a half years ·"
    assert lines(office.get(LOG))[4::-1] == [
        f"News sent to signatories · {start} 1,234 mails",
        f"Sending of news stopped · {start} after 1 mail",
        "Paper sheet counted · Free Rasul Jafarov · ynn5c-009 · 16 signatures",
        "File with names downloaded · Free Rasul Jafarov · No. 9 · All allowed names · All files in one (zip)",
        "File with names downloaded · Free Rasul Jafarov · No. 9 · All allowed names · free-rasul-2015-11-03-2.pdf",
    ]


def test_what_is_gone_keeps_its_number_when_another_has_it_now(office, note, things, campaign):
    thing = list(things)[1]
    for what in (news.What.BEGUN, news.What.REMOVED, news.What.CHANGED):
        note(what, thing)
    number = thing.rpartition(" ")[2]
    assert lines(office.get(LOG))[:3] == [
        "News changed · Free Rasul Jafarov · Six and a half years",
        f"News removed · Free Rasul Jafarov · No. {number}",
        f"News begun · Free Rasul Jafarov · No. {number}",
    ]


@pytest.fixture
def renamed(app, campaign) -> None:
    """The campaign, and news of it, are called otherwise since something was done to them; other news are gone."""

    def say(words: dict[str, str]) -> Sheet:
        return Sheet(words, {name: merging.mark("") for name in words})

    with app.app_context():
        first, second = (updates.begin(campaign, title, by=None).id for title in ("Six and a half", "Appeal"))
        shown = merging.mark(campaign.name())
        campaigns.save_words(campaign.id, Sheet({"en-title": "Free him"}, {"en-title": shown}), by=None)
        for language, title in (("en", "Six years"), ("az", "Altı il")):
            before = merging.mark("Six and a half" if language == "en" else "")
            updates.save(campaign, first, Sheet({f"{language}-title": title}, {f"{language}-title": before}), by=None)
        updates.remove(campaign, second, by=None)


@pytest.mark.usefixtures("renamed")
def test_an_old_line_keeps_the_titles_of_its_day(office, app, house):
    page = office.get(LOG)
    assert lines(page)[:6] == [
        "News removed · Free him · Appeal",
        "News changed · Free him · Six years",
        "News changed · Free him · Six years",
        "Texts changed · Free him · English",
        "News begun · Free Rasul Jafarov · Appeal",
        "News begun · Free Rasul Jafarov · Six and a half",
    ]
    assert page.text.count('href="/organise/campaigns/free-rasul/"') > 6, "old titles lead to what they are of, too"
    with app.app_context():
        assert audit.broken() is None


@pytest.mark.usefixtures("renamed")
def test_a_title_that_still_stands_is_said_in_the_language_of_the_reader(sign_in, house):
    said = lines(sign_in("leyla@example.org", of=house, language="az").get(LOG))
    assert (said[1].rpartition(" · ")[2], said[5].rpartition(" · ")[2]) == ("Altı il", "Six and a half")


def test_what_belongs_to_another_house_has_no_title_here(app, office, note, campaign):
    with app.app_context():
        other = factories.campaign("free-ana", of=factories.house("zagreb"))
        theirs = factories.update("news-ana", of=other)
        factories.event("march-ana", of=other)
    for thing in (
        f"{campaign.id}, news {theirs.id}",
        f"{campaign.id}, event march-ana",
        f"{other.id}, event march-ana",
    ):
        note(changes.What.WORDS, f"campaign {thing}")
    assert lines(office.get(LOG))[2::-1] == [
        f"Texts changed · Free Rasul Jafarov · No. {theirs.id}",
        "Texts changed · Free Rasul Jafarov · march-ana",
        f"Texts changed · No. {other.id} · march-ana",
    ]


def test_words_that_are_new_stay_as_they_were_written(office, note, campaign):
    note(changes.What.ENDORSEMENTS, f"campaign {campaign.id}, endorsement 3 removed")
    note(changes.What.WORDS, "campaign 77: cellar 4 to organiser 99")
    assert lines(office.get(LOG))[:2] == [
        "Texts changed · No. 77 · cellar 4 · somebody who left",
        "Endorsements changed · Free Rasul Jafarov · No. 3 · Removed",
    ]


def test_a_longer_log_asks_no_more_questions(office, note, things, app):
    with app.app_context():
        engine = database.db.engine

    def questions() -> int:
        office.get(LOG)
        with asking.counted(engine) as said:
            office.get(LOG)
        return len(said)

    for thing in things:
        note(changes.What.WORDS, thing)
    few = questions()
    for thing in [*things] * 10:
        note(changes.What.WORDS, thing)
    assert questions() == few


def test_times_are_those_of_the_clocks_of_the_house(office, note):
    with time_machine.travel("2015-07-01T22:30:00Z", tick=False):
        note(changes.What.WORDS, "campaign 1")
    page = office.get(LOG).text
    assert "2 July 2015, 00:30<" in page
    assert page.count("Europe/Oslo") == 1


def test_a_word_of_an_older_log_is_shown_as_it_is(office, house, app):
    class What(enum.Enum):
        OLD = "cellar opened"

    with app.app_context(), database.action() as session:
        audit.note(session, What.OLD, organiser_id=None, house_id=house.id, thing="cellar")
    assert lines(office.get(LOG))[0] == "cellar opened · cellar"


def test_the_network_has_a_log_of_what_belongs_to_no_house(sign_in, office, app):
    nora = sign_in("nora@example.org", name="Nora Dahl", is_network_administrator=True)
    nora.post("/organise/account/fresh", {"code": "123456"})
    lone = sign_in("lone@example.org", name="Lone")
    with app.app_context():
        sessions.end_all(lone.who.id)
        sessions.end_all(office.who.id)
    assert 'href="/organise/log"' in nora.get("/organise/houses").text
    page = nora.get("/organise/log")
    assert lines(page) == ["Signed out everywhere", "Wrong second factor"]
    assert page.text.index("Lone") < page.text.rindex("Nora Dahl")
    with app.app_context():
        (entry,) = audit.of_house(office.who.memberships[0].house_id)
        assert entry.what == "signed out everywhere", "of a House's people it stands in the log of the House"


def test_a_wrong_second_factor_of_somebody_of_a_house_is_no_matter_of_the_network(sign_in, office, rune):
    rune.post("/organise/account/fresh", {"code": "123456"})
    nora = sign_in("nora@example.org", is_network_administrator=True)
    assert lines(nora.get("/organise/log")) == []


def test_whose_account_is_deleted_is_signed_out_and_called_somebody_who_left(sign_in, office, rune, note, app):
    assert rune.get("/organise/").status_code == 200
    note(audit.What.ROLE_CHANGED, f"organiser {rune.who.id} to reader")
    with app.app_context():
        leaving.delete(rune.who.id)
    assert "/organise/account/login" in rune.get("/organise/").location
    assert lines(office.get(LOG))[:2] == [
        "Access ended · somebody who left",
        "Role changed · somebody who left · Reader",
    ]
    nora = sign_in("nora@example.org", is_network_administrator=True)
    assert lines(nora.get("/organise/log")) == ["Access ended · somebody who left · Removed"]

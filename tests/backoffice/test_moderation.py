"""The pages on which a House reads, hides, invalidates, and finds one person."""

import re

import pytest

from petitions import database, working
from petitions.accounts import audit
from petitions.accounts.rights import Role
from petitions.campaigns import queries as campaigns
from petitions.signatures import invalidating, moderating, queries, retention
from petitions.signatures.invalidating import Criteria
from petitions.signatures.models import Signature, Visibility
from petitions.signatures.records import Cause
from tests import factories
from tests.support.editor import form_of

PLACE = "/organise/campaigns/free-rasul"
QUEUE = f"{PLACE}/moderation"


@pytest.fixture
def campaign(app, house):
    """Names that wait, and one that does not."""
    with app.app_context():
        made = factories.campaign(of=house)
        names = ("Agent 007", "Ana Kovač", "Željko <b>Đurić</b>", "Ida Aas")
        for number, name in enumerate(names):
            comment = "See cheap-loans.example" if name == "Ana Kovač" else None
            factories.confirmed(
                made, f"p{number}@example.org", name=name, visibility=Visibility.PUBLIC, comment=comment
            )
        return made


@pytest.fixture
def moderator(sign_in, house, campaign):
    return sign_in("mia@oslo.example.org", of=house, role=Role.MODERATOR)


def heading(page) -> str:
    return " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)[1].split())


def shown(app) -> set[str]:
    with app.app_context():
        return {row.public_name for row in queries.public_names(campaigns.visible("free-rasul").id, 9)}


def ids(page) -> list[str]:
    """What is sent for each name that can be ticked: its number, and the mark of what is read."""
    return re.findall(r'name="chosen" value="(\d+:[0-9a-f]+)"', page.text)


def test_the_queue_shows_what_waits_and_why(moderator):
    page = moderator.get(QUEUE)
    assert heading(page) == "To read: 3"
    assert "Holds figures" in page.text
    assert "Željko &lt;b&gt;Đurić&lt;/b&gt;" in page.text
    assert "Ida Aas" not in page.text
    assert "Ida Aas" in moderator.get(f"{QUEUE}?tab=shown").text
    assert page.headers["Cache-Control"] == "no-store"


def test_one_press_shows_a_name_and_one_more_undoes_it(moderator, app, campaign):
    first = ids(moderator.get(QUEUE))[0]
    answer = moderator.post(f"{QUEUE}/decide", {"do": f"shown:{first}"})
    assert answer.status_code == 303
    notice = moderator.get(answer.location).text
    assert "1 name is shown" in notice
    assert "Agent 007" in shown(app)
    undo = re.search(r'action="([^"]+/undo)"', notice)[1]
    assert "Undone. It is as it was before." in moderator.post(undo, follow_redirects=True).text
    assert "Agent 007" not in shown(app)
    assert "undone" in moderator.get(f"{QUEUE}/history").text
    assert "That was undone before" in moderator.post(undo, follow_redirects=True).text


def test_what_is_ticked_is_hidden_with_a_reason(moderator, app, campaign):
    chosen = ids(moderator.get(QUEUE))[:2]
    moderator.post(f"{QUEUE}/decide", {"do": "hidden", "chosen": chosen, "reason": "advertising"})
    assert heading(moderator.get(QUEUE)) == "To read: 1"
    history = moderator.get(f"{QUEUE}/history").text
    assert ("2 names are hidden" in history, "Advertises" in history, "Ane Solberg" in history) == (True, True, True)
    hidden = moderator.get(f"{QUEUE}?tab=hidden")
    assert ids(hidden) == chosen[::-1]
    moderator.post(f"{QUEUE}/decide", {"do": "shown", "chosen": chosen, "tab": "hidden"})
    assert {"Agent 007", "Ana Kovač"} <= shown(app)


def test_no_rule_is_the_reason_where_none_has_caught_a_name(moderator):
    for tab, first in (("waiting", "rule"), ("shown", "other")):
        page = moderator.get(f"{QUEUE}?tab={tab}").text
        assert re.search(r'id="reason".*?value="(\w+)"', page, re.DOTALL)[1] == first
    assert 'value="rule"' not in page.split('id="reason"')[1].split("</select>")[0]


def test_what_a_colleague_has_decided_meanwhile_is_said_to_be(moderator):
    chosen = ids(moderator.get(QUEUE))[:2]
    moderator.post(f"{QUEUE}/decide", {"do": "hidden", "chosen": chosen})
    answer = moderator.post(f"{QUEUE}/decide", {"do": "hidden", "chosen": chosen}, follow_redirects=True).text
    assert "These were decided or withdrawn meanwhile." in answer
    assert "Tick one or more" not in answer


def test_words_that_nobody_has_read_are_not_shown(moderator, app, campaign):
    first, second, _third = ids(moderator.get(QUEUE))
    with app.app_context(), database.action() as session:
        session.get_one(Signature, int(first.partition(":")[0])).public_name = "Agent 008"
    for do in (
        {"do": f"shown:{first}"},
        {"do": "named", "chosen": [first]},
        {"do": f"shown:{first.partition(':')[0]}"},
    ):
        answer = moderator.post(f"{QUEUE}/decide", do, follow_redirects=True).text
        assert ("Nothing was decided. Try again." in answer, "Agent 008" in answer) == (True, True)
    answer = moderator.post(f"{QUEUE}/decide", {"do": "shown", "chosen": [first, second]}, follow_redirects=True).text
    assert ("1 name is shown" in answer, "To read: 2" in answer) == (True, True)
    assert shown(app) == {"Ida Aas", "Ana Kovač"}
    assert (
        "1 name is hidden" in moderator.post(f"{QUEUE}/decide", {"do": f"hidden:{first}"}, follow_redirects=True).text
    )


def test_a_comment_is_hidden_and_the_name_stays(moderator, client, app):
    one = ids(moderator.get(f"{QUEUE}?rule=link"))
    done = moderator.post(f"{QUEUE}/decide", {"do": "named", "chosen": one}, follow_redirects=True)
    assert "1 comment is hidden" in done.text
    page = client.get("/en/campaigns/free-rasul").text
    assert ("Ana Kovač" in page, "cheap-loans" in page) == (True, False)
    assert "Ana Kovač" in moderator.get(f"{QUEUE}?tab=named").text


@pytest.mark.parametrize(
    "data",
    [
        {}, {"do": "shown"}, {"do": "waiting", "chosen": ["1"]}, {"do": "shown:nobody"}, {"do": "hidden:99999999999999999"},
        {"do": "hidden", "chosen": ["-1", "\x00", "1e9", "²"]}, {"do": "\u202eshown:1"},
        {"do": "hidden", "chosen": ["1"], "csrf_token": "wrong"}, {"do": "x" * 10_000, "name": "x" * 10_000},
    ],
)  # fmt: skip
def test_nonsense_decides_nothing_and_says_so(moderator, data):
    page = moderator.post(f"{QUEUE}/decide", data, follow_redirects=True)
    assert page.status_code == 200
    assert 'class="said error"' in page.text
    assert heading(moderator.get(QUEUE)) == "To read: 3"


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "after=99999999999999999999", "tab=no", "rule=no", "language=xx", "name=%00",
        "name=%E2%80%AE%25_", "done=1", "done=x", "before=x",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(moderator, query):
    assert moderator.get(f"{QUEUE}?{query}").status_code == 200
    assert moderator.get(f"{QUEUE}/history?{query}").status_code == 200


def test_the_queue_goes_on_or_is_a_long_page(moderator, monkeypatch):
    monkeypatch.setattr(moderating, "PAGE", 2)
    more, long = re.findall(r'href="([^"]+(?:after=\d+|long=y))"', moderator.get(QUEUE).text)
    assert [len(ids(moderator.get(page))) for page in (QUEUE, more, long)] == [2, 1, 3]
    form = {"tab": "waiting", "long": "y", "chosen": ids(moderator.get(long)), "do": "shown"}
    assert "long=y" in moderator.post(f"{QUEUE}/decide", form).location


def test_signatures_are_counted_then_invalidated_then_released(moderator, client, app, campaign):
    place = f"{PLACE}/invalidation"
    page = moderator.post(f"{place}/count", {"domain": "Example.org", "cause": "program"})
    assert "4 signatures are meant" in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text.partition("Invalidate 4")[0]))
    hidden.pop("csrf_token", None)
    moderator.post(f"{place}/invalidate", hidden)
    with app.app_context():
        working.count()
    public = client.get("/en/campaigns/free-rasul").text
    assert "4 signatures were found invalid on" in " ".join(public.split())
    assert client.get("/campaigns/free-rasul/count.json").json["confirmed"] == 0
    release = re.search(r'action="([^"]+/release)"', moderator.get(place).text)[1]
    assert "4 signatures count again" in moderator.post(release, follow_redirects=True).text
    assert "They count again already" in moderator.post(release, follow_redirects=True).text
    with app.app_context():
        working.count()
    assert client.get("/campaigns/free-rasul/count.json").json["confirmed"] == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Name a day, a country, a mail domain or a name"),
        ({"domain": "no domain"}, "Write a mail domain such as example.org"),
        ({"country": "XX"}, "Choose a country"), ({"country": "NO", "cause": "no"}, "Choose a reason"),
        ({"first_day": "2015-05-02", "last_day": "2015-05-01"}, "The last day lies before the first one"),
        ({"first_day": "yesterday"}, "Write the day as 2015-05-18"), ({"name": "x" * 10_000}, "Shorten this to 200 characters"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_mended_in_words(moderator, data, words):
    for way in ("count", "invalidate"):
        page = moderator.post(f"{PLACE}/invalidation/{way}", {"cause": "other", "last_id": "9"} | data)
        assert page.status_code == 422
        assert words in page.text


def test_who_stays_out_counts_again_later(moderator, app, campaign):
    place = f"{PLACE}/invalidation"
    with app.app_context():
        ours, meant = campaigns.visible("free-rasul"), Criteria(domain="example.org")
        made = invalidating.invalidate(ours, meant, last_id=99, cause=Cause.OTHER, by=None)
        factories.confirmed(ours, "p0@example.org")
        invalidating.release(ours, made.id, by=None)
    page = moderator.get(place).text
    assert "Let the rest count again" in page
    again = moderator.post(re.search(r'action="([^"]+/release)"', page)[1], follow_redirects=True).text
    assert "1 stays out" in again


def test_a_mail_domain_of_a_list_without_addresses_is_refused_in_words(moderator, app, campaign):
    with app.app_context():
        retention.erase_list(campaigns.visible("free-rasul").id)
    for way in ("count", "invalidate"):
        form = {"domain": "example.org", "cause": "other", "last_id": "9"}
        page = moderator.post(f"{PLACE}/invalidation/{way}", form)
        assert page.status_code == 422
        assert "This list holds no addresses" in page.text


@pytest.mark.parametrize("name", ["\x00", "\u202e", "%", "\\", "'; --", "😀*"])
def test_a_pattern_of_nonsense_means_nobody(moderator, name):
    assert (
        "0 signatures are meant" in moderator.post(f"{PLACE}/invalidation/count", {"name": name, "cause": "other"}).text
    )


def test_one_person_is_found_by_the_address_and_nothing_is_kept(moderator, app, capfd, caplog):
    page = moderator.post(f"{PLACE}/find", {"email": "P0+x@example.org"})
    assert ("1 signature found" in page.text, "Agent 007" in page.text) == (True, True)
    assert page.headers["Cache-Control"] == "no-store"
    assert "0 signatures found" in moderator.post(f"{PLACE}/find", {"email": "nobody@example.org"}).text
    assert moderator.post(f"{PLACE}/find", {"email": "no address"}).status_code == 422
    said = capfd.readouterr()
    assert "@example.org" not in said.out + said.err + caplog.text


def test_what_is_found_is_hidden_or_erased(moderator, app, campaign):
    page = moderator.post(f"{PLACE}/find", {"email": "p3@example.org"}).text
    hide, erase = (re.search(rf'action="([^"]+/{act})"', page)[1] for act in ("hide", "erase"))
    mark = {"found": re.search(r'name="found" value="([^"]+)"', page)[1]}
    assert "are hidden" in moderator.post(hide, mark, follow_redirects=True).text
    assert "Ida Aas" not in shown(app)
    assert moderator.post(erase, mark | {"csrf_token": "wrong"}, follow_redirects=True).status_code == 200
    assert "withdrawn and erased" in moderator.post(erase, mark, follow_redirects=True).text
    assert moderator.post(erase, mark).status_code == 404
    with app.app_context():
        assert audit.broken() is None
        assert not any("@" in entry.thing for entry in audit.of_house(campaigns.visible("free-rasul").house_id))


def test_a_house_writes_its_words(moderator):
    place = "/organise/houses/oslo/words"
    assert "Arschgeige" not in moderator.get(place).text
    moderator.post(f"{place}/save?language=nb", {"words": "brunost*\n", "do": "save"})
    page = moderator.get(f"{place}?language=nb").text
    assert ("brunost*" in page, "fitte" in page) == (True, False)
    bad = moderator.post(f"{place}/save?language=nb", {"words": "brunost\n***", "do": "save"})
    assert (bad.status_code, "This line holds no letters" in bad.text) == (422, True)
    assert moderator.post(f"{place}/save?language=nb", {"words": "x" * 30_000}).status_code == 422
    assert moderator.post(f"{place}/save?language=zz", {"words": "brunost"}).status_code == 404
    moderator.post(f"{place}/save?language=nb", {"words": "***", "do": "default"})
    assert "fitte" in moderator.get(f"{place}?language=nb").text


def test_what_is_another_campaign_s_is_not_there(moderator, sign_in, app, campaign):
    with app.app_context():
        zagreb = factories.house("zagreb")
        other = factories.campaign("free-ana", of=zagreb)
        token = factories.confirmed(other, name="Agent 9", visibility=Visibility.PUBLIC)
        theirs = factories.row(token).id
        (read,) = moderating.queue(other.id)
    moderator.post(f"{QUEUE}/decide", {"do": f"shown:{theirs}:{read.mark}"})
    assert moderator.post(f"{PLACE}/signatures/{theirs}/erase").status_code == 404
    assert moderator.post(f"{PLACE}/signatures/{theirs}/hide").status_code == 404
    with app.app_context():
        assert moderating.count_waiting(campaigns.visible("free-ana").id) == 1
        assert queries.total(campaigns.visible("free-ana").id) == 1


def test_of_two_who_write_a_list_at_once_nobody_loses_words(moderator, sign_in, house, valid_html):
    place = "/organise/houses/oslo/words?language=nb"
    other = sign_in("ole@oslo.example.org", of=house, role=Role.MODERATOR)
    one, two = (form_of(browser.get(place), "flow") for browser in (moderator, other))
    save = place.replace("words", "words/save")
    assert moderator.post(save, one | {"words": "brunost"}).status_code == 303
    met = other.post(save, two | {"words": "lefse"})
    assert (met.status_code, "brunost" in met.text, "lefse" in met.text) == (409, True, True)
    valid_html(met.text)
    assert other.post(save, form_of(met, "flow") | {"words": "brunost\nlefse"}).status_code == 303
    assert form_of(moderator.get(place), "flow")["words"].split() == ["brunost", "lefse"]

"""One's own signature behind the link in the mail of thanks: what is kept of it, corrected, hidden, never shown to more people."""

import dataclasses
import re

import pytest
import sqlalchemy as sa

from petitions import database, sealing, tokens, working
from petitions.campaigns.models import Protection
from petitions.signatures import (
    burying,
    confirming,
    correcting,
    moderating,
    owning,
    protecting,
    queries,
    unsubscribing,
    withdrawing,
)
from petitions.signatures.models import Review, Share, ShareTally, Visibility, WithdrawalToken
from petitions.signatures.records import Reason
from tests import factories
from tests.support import databases
from tests.support.needles import Needles

pytestmark = databases.one

SAID = {"name": "Ana Kovač", "town": "Zagreb", "comment": "Free him now", "act": "correct"}


@pytest.fixture
def campaign(app):
    with app.app_context():
        return factories.campaign()


@pytest.fixture
def own(app, campaign):
    """The token of a public signature."""
    with app.app_context():
        token = factories.confirmed(campaign, town="Zagreb", comment="Free him now", visibility=Visibility.PUBLIC)
        working.count()
    return token


@pytest.fixture
def correct(client, own):
    """Send the form of one's own signature, with some fields filled in anew."""

    def send(**changes: str):
        return client.post(f"/withdraw/{own}/correct", data=SAID | {"visibility": "public"} | changes)

    return send


def names(campaign) -> list[str]:
    return [row.public_name for row in queries.public_names(campaign.id, 10)]


def shares(campaign) -> dict[str, int]:
    counted = sa.select(ShareTally.value, ShareTally.confirmed).where(ShareTally.share == Share.VISIBILITY)
    return {row.value: row.confirmed for row in database.session().execute(counted) if row.confirmed}


def test_the_page_says_all_that_is_kept(client, own):
    page = client.get(f"/withdraw/{own}").text
    facts = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(?:<bdi>)?(.*?)(?:</bdi>)?</dd>", page))
    assert facts == {
        "Name": "Ana Kovač",
        "Who may see it": "Everyone",
        "Town or city": "Zagreb",
        "Your comment": "Free him now",
        "Number": "1",
    }


def test_what_is_corrected_stands_on_page_and_list_at_once(app, client, campaign, own, correct, valid_html):
    answer = correct(name="Ana Kovačević", town="")
    assert (answer.status_code, answer.location) == (303, f"/withdraw/{own}?saved=yes")
    page = client.get(answer.location).text
    valid_html(page)
    assert "It is saved." in page
    assert "Ana Kovačević" in page
    with app.app_context():
        said = confirming.find(own)[1]
        assert said == dataclasses.replace(factories.person(), name="Ana Kovačević", town=None, comment="Free him now")
        assert names(campaign) == ["Ana Kovačević"]
        withdrawing.withdraw(own)  # the link is good for all the rest still


def test_a_name_is_hidden_at_once_and_gone_from_the_file(app, campaign, correct, tmp_path):
    search = Needles(["Zyxwpublic Zyxwname"])
    correct(name="Zyxwpublic Zyxwname")
    assert search.found_under(tmp_path) or "sqlite" not in app.config["SETTINGS"].database_url
    correct(name="Zyxwpublic Zyxwname", visibility="counted")
    with app.app_context():
        assert names(campaign) == []
        assert shares(campaign) == {"counted": 1}
        assert queries.total(campaign.id) == 1
    if "sqlite" in app.config["SETTINGS"].database_url:
        assert search.found_under(tmp_path) == set()


def test_hiding_goes_one_way(app, client, campaign, own, correct):
    correct(visibility="recipient")
    page = client.get(f"/withdraw/{own}").text
    assert 'value="public"' not in page
    assert 'value="counted"' in page
    assert correct(visibility="public").status_code == 422
    with app.app_context():
        assert names(campaign) == []
        with pytest.raises(correcting.MoreEyes):
            owning.correct(own, name="Ana", town=None, comment=None, visibility=Visibility.PUBLIC)


def test_what_the_house_took_off_waits_for_it_once_corrected(app, campaign, own, correct):
    with app.app_context():
        row = factories.row(own)
        moderating.decide(campaign, [row.id], Review.HIDDEN, reason=Reason.INSULT, by=None)
    correct(town="Split")
    with app.app_context():
        assert factories.row(own).review is Review.HIDDEN
    correct(town="Split", name="Ana Kovačić")
    with app.app_context():
        assert (factories.row(own).review, names(campaign)) == (Review.WAITING, [])


def test_a_careful_campaign_offers_no_public_name(app, client, campaign, own, correct):
    with app.app_context():
        protecting.protect(campaign, Protection.HIGH)
    page = client.get(f"/withdraw/{own}").text
    assert 'value="public"' not in page
    assert 'name="comment"' not in page
    assert correct(visibility="public").status_code == 422
    assert correct(visibility="recipient", name="Ana K").status_code == 303
    with app.app_context():
        assert confirming.find(own)[1].comment == "Free him now"


@pytest.mark.parametrize("change", [{"name": ""}, {"name": "12345"}, {"visibility": "all"}, {"comment": "x" * 301}])
def test_what_is_wrong_is_said_beside_the_form(app, own, correct, change):
    answer = correct(**change)
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Error: ", answer.text)
    assert '<details class="more" open>' in answer.text
    with app.app_context():
        assert confirming.find(own)[1].name == "Ana Kovač"


def test_only_its_own_link_corrects_and_only_what_is_confirmed(app, client, campaign, own):
    spare = tokens.new()
    with app.app_context():
        pending = factories.signed(campaign, "ivan@example.org")
        with database.action() as session:
            session.add(WithdrawalToken(token_hash=tokens.digest(spare), signature_id=factories.row(own).id))
    form = SAID | {"visibility": "counted", "name": "Somebody Else"}
    for link in (spare, pending):
        page = client.get(f"/withdraw/{link}").text
        assert "/correct" not in page
        assert 'value="withdraw"' in page
        assert client.post(f"/withdraw/{link}/correct", data=form).location == f"/withdraw/{link}"
    assert client.post(f"/withdraw/{own}/correct", data=form | {"act": ""}).location == f"/withdraw/{own}"
    with app.app_context():
        assert {confirming.find(link)[1].name for link in (own, pending)} == {"Ana Kovač"}
        with pytest.raises(withdrawing.LinkUnknown):
            owning.correct(spare, name="Somebody", town=None, comment=None, visibility=Visibility.COUNTED)


def test_no_other_token_seals_it_anew(app, own):
    with app.app_context(), pytest.raises(sealing.CannotOpen):
        row = factories.row(own)
        owning.contents.reseal_with_token(row, factories.person(), tokens.new())


@pytest.fixture
def news(app, own):
    """Whether news go to the signature, and what its seal says."""

    def gets() -> tuple[bool, bool]:
        with app.app_context():
            signature, said = confirming.find(own)
            return owning.gets_news(signature, said), said.updates

    return gets


def test_news_are_begun_and_ended_where_the_signature_is_corrected(app, client, own, correct, news):
    tick = re.compile(r'<input[^>]*name="updates"[^>]*>')
    assert "checked" not in tick.search(client.get(f"/withdraw/{own}").text)[0]
    correct(updates="y")
    assert news() == (True, True)
    page = client.get(f"/withdraw/{own}").text
    assert "You get news of this campaign." in page
    assert "checked" in tick.search(page)[0]
    correct()
    assert news() == (False, False)
    assert "You get news of this campaign." not in client.get(f"/withdraw/{own}").text


def test_news_that_a_mail_has_ended_are_begun_again(app, client, own, correct, news):
    correct(updates="y")
    with app.app_context():
        unsubscribing.unsubscribe(factories.unsubscribe_link(own))
    assert news() == (False, True)
    correct(name="Ana K")
    assert news() == (False, True), "nothing is begun by correcting a name"
    correct(updates="y")
    assert news() == (True, True)


def test_what_is_wrong_with_the_form_begins_nothing(own, correct, news):
    assert correct(updates="y", name="").status_code == 422
    assert news() == (False, False)


def test_a_backup_brings_back_no_news_that_their_owner_has_ended_and_ends_none_begun_again(app, own, correct, news):
    correct(updates="y")
    with app.app_context():
        backup = factories.row(own).sealed
    correct()
    with app.app_context():
        bring_back(own, backup)
        assert burying.bury_again() == 1
    assert not news()[0]
    correct(updates="y")
    with app.app_context():
        bring_back(own, backup)
        assert burying.bury_again() == 0
    assert news()[0]
    correct()
    with app.app_context():
        bring_back(own, backup)
        assert burying.bury_again() == 1
    assert not news()[0]


def bring_back(token: str, sealed: bytes) -> None:
    with database.action():
        row = factories.row(token)
        row.sealed, row.wants_news = sealed, True


def test_a_crash_after_news_were_begun_again_says_yes_of_nobody(app, own, correct, news):
    """The line is written only while the row says so: one that was ended meanwhile gets none."""
    correct(updates="y")
    correct()
    with app.app_context():
        unsubscribing.note_begun(factories.row(own).id)
        assert unsubscribing.ended() == [factories.row(own).token_hash]


def test_a_number_above_the_total_is_explained(app, client, campaign, own):
    hint = "Numbers of signatures that were withdrawn are not given again."
    with app.app_context():
        second = factories.confirmed(campaign, "ivan@example.org")
        working.count()
    assert hint not in client.get(f"/withdraw/{second}").text
    with app.app_context():
        withdrawing.withdraw(own)
        working.count()
    assert hint in client.get(f"/withdraw/{second}").text

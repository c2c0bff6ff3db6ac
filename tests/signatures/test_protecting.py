"""Protection: what a careful campaign shows and mails, what raising the level does to public names, and that it is not lowered."""

import threading

import pytest

from petitions import database, working
from petitions.campaigns.models import Campaign, Protection
from petitions.signatures import (
    confirming,
    figures,
    protecting,
    queries,
    showing,
    signing,
    tally,
    withdrawing,
)
from petitions.signatures.models import State, Visibility
from tests import factories
from tests.support import rounds

pytestmark = pytest.mark.usefixtures("app_context")

TELLING = ("Rasul", "Azerbaijan", "House", "petition", "sign", "Calls for Action", "Egertorget", "march")
"""Words that tell whoever sees a mail what it is about."""


def careful(**changes) -> Campaign:
    return factories.campaign(protection=Protection.HIGH, **changes)


def shown_names(campaign: Campaign) -> list[str | None]:
    database.session().expire_all()
    return [signature.public_name for signature in queries.public_names(campaign.id, 9)]


def publish_a_name(campaign: Campaign) -> str:
    return factories.confirmed(campaign, visibility=Visibility.PUBLIC, comment="Free him")


def test_raising_the_level_hides_public_names_for_good():
    campaign = factories.campaign()
    token = publish_a_name(campaign)
    assert shown_names(campaign) == ["Ana Kovač"]
    protecting.protect(campaign, Protection.HIGH)
    row = factories.row(token)
    assert (shown_names(campaign), row.public_name, row.public_comment) == ([], None, None)
    assert (row.folded_name, row.review, row.domain_tag) == (None, None, None)
    assert factories.row(token).visibility is Visibility.RECIPIENT
    assert queries.total(campaign.id) == 1
    assert figures.of(campaign.id).visibilities == {Visibility.RECIPIENT: 1}
    withdrawing.withdraw(token)
    tally.book()
    assert figures.of(campaign.id).visibilities == {}


def test_the_worker_hides_what_was_left_where_the_process_that_raised_the_level_was_ended(monkeypatch):
    campaign = factories.campaign()
    elsewhere = factories.campaign("free-leyla", of=campaign.house)
    tokens = [publish_a_name(campaign), factories.confirmed(campaign, "b@example.org", visibility=Visibility.PUBLIC)]
    untouched = publish_a_name(elsewhere)
    with database.action():
        struck = factories.row(tokens[1])
        struck.state, struck.invalidation_id = State.INVALIDATED, 1
    tally.book()

    def ended(_campaign_id):
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(protecting, "_forget_names", ended)
        protecting.protect(campaign, Protection.HIGH)
    assert factories.row(tokens[0]).public_name
    working.erase_overdue()
    database.session().expire_all()
    for row in map(factories.row, tokens):
        assert (row.public_name, row.public_comment, row.domain_tag) == (None, None, None)
    assert figures.of(campaign.id).visibilities == {Visibility.RECIPIENT: 1}
    assert factories.row(untouched).public_name and factories.row(untouched).domain_tag
    assert protecting.finish() == 0


def test_whoever_signed_for_everyone_and_confirms_after_the_level_rose_is_not_published():
    campaign = factories.campaign()
    token = factories.signed(campaign, visibility=Visibility.PUBLIC)
    protecting.protect(campaign, Protection.HIGH)
    database.session().expire_all()
    confirming.confirm(token)
    tally.book()
    assert (factories.row(token).review, factories.row(token).public_name) == (None, None)


def test_a_name_stays_secret_when_the_level_rises_while_it_is_being_confirmed(app, monkeypatch):
    """The level is stored, and whoever raised it has come to no signature yet."""
    monkeypatch.setattr(protecting, "_forget_names", lambda _campaign_id: None)
    campaign_id, find = factories.campaign().id, confirming.find
    token = factories.signed(database.session().get_one(Campaign, campaign_id), visibility=Visibility.PUBLIC)

    def protect():
        with app.app_context():
            protecting.protect(database.session().get_one(Campaign, campaign_id), Protection.HIGH)

    def find_before_the_level_rises(link):
        found = find(link)
        assert not found[0].campaign.is_careful
        organiser = threading.Thread(target=protect)
        organiser.start()
        organiser.join()
        return found

    monkeypatch.setattr(confirming, "find", find_before_the_level_rises)
    signature = confirming.confirm(token)
    assert (signature.public_name, signature.review) == (None, None)
    tally.book()
    assert shown_names(database.session().get_one(Campaign, campaign_id)) == []


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_what_somebody_signed_under_stays_promised(is_confirmed):
    """Mails that say nothing and numbers that are rounded, not only that no name is public."""
    campaign = careful()
    (factories.confirmed if is_confirmed else factories.signed)(campaign)
    with pytest.raises(protecting.Promised):
        protecting.protect(campaign, Protection.STANDARD)
    database.session().expire_all()
    assert campaign.is_careful


def test_a_level_that_nobody_has_signed_under_is_lowered():
    campaign = careful()
    protecting.protect(campaign, Protection.STANDARD)
    database.session().expire_all()
    assert not campaign.is_careful


def test_a_raising_that_was_cut_short_shows_nothing_and_is_ended_by_the_next(monkeypatch):
    campaign = factories.campaign()
    token = publish_a_name(campaign)
    with monkeypatch.context() as cut:
        cut.setattr(protecting, "_forget_names", lambda _campaign: None)
        protecting.protect(campaign, Protection.HIGH)
    assert (shown_names(campaign), factories.row(token).public_name) == ([], "Ana Kovač")
    protecting.protect(campaign, Protection.HIGH)
    assert factories.row(token).public_name is None


def test_the_level_that_it_has_takes_no_names_from_a_campaign():
    campaign = factories.campaign()
    publish_a_name(campaign)
    protecting.protect(campaign, Protection.STANDARD)
    assert shown_names(campaign) == ["Ana Kovač"]


def test_a_public_name_is_refused_also_to_a_form_that_was_loaded_before():
    campaign = factories.campaign()
    protecting.protect(campaign, Protection.HIGH)
    with pytest.raises(signing.NamesAreSecret):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.PUBLIC, language="en")


def test_mails_of_signing_say_nothing(smtp_sink):
    campaign = careful()
    token = factories.signed(campaign)
    rounds.deliver_some()
    confirming.confirm(token)
    factories.signed(campaign, name="Ana K.")
    rounds.deliver_some()
    withdrawing.withdraw(token)
    rounds.deliver_some()
    letters = smtp_sink.to("ana@example.org")
    assert {letter["Subject"] for letter in letters} == {"Please confirm", "Confirmed", "Confirmed already", "Erased"}
    for letter in letters:
        assert told_by(letter) == []
        assert letter["From"].startswith("Confirmation service ")
        assert "/en/c/" not in str(letter), (
            "an address that leads to the campaign for as long as the mail lies somewhere"
        )


def test_a_mail_of_the_minute_in_which_the_level_rises_says_nothing(smtp_sink):
    """Mails that ask to confirm are made once a minute, and anew when the campaign changes."""
    campaign = factories.campaign()
    factories.signed(campaign, "ana@example.org")
    rounds.deliver_some()
    protecting.protect(campaign, Protection.HIGH)
    database.session().expire_all()
    factories.signed(campaign, "ivan@example.org")
    rounds.deliver_some()
    (before,), (after,) = smtp_sink.to("ana@example.org"), smtp_sink.to("ivan@example.org")
    assert told_by(before) and not told_by(after)


def told_by(letter) -> list[str]:
    """The telling words in what a mail shows of itself; links and addresses are apart."""
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    text = " ".join([letter["Subject"], letter["From"].partition("<")[0], *parts])
    plain = " ".join(word for word in text.replace('"', " ").split() if "://" not in word).lower()
    return [word for word in TELLING if word.lower() in plain]


def test_the_check_of_mails_sees_one_that_tells(smtp_sink):
    """The control."""
    factories.signed(factories.campaign())
    rounds.deliver_some()
    assert {"Rasul", "petition", "House"} <= set(told_by(smtp_sink.to("ana@example.org")[0]))


def test_numbers_are_rounded_down_and_small_countries_are_not_told_apart(monkeypatch):
    campaign = careful()
    monkeypatch.setattr(queries, "countries", lambda _campaign: {"NO": 21, "AZ": 9, "GE": 2})
    assert [showing.number(campaign, exact) for exact in (0, 9, 10, 32)] == [0, 0, 10, 30]
    assert showing.countries(campaign) == {"NO": 21, "ZZ": 11}
    campaign.protection = Protection.STANDARD
    assert showing.number(campaign, 32) == 32
    assert showing.countries(campaign) == {"NO": 21, "AZ": 9, "GE": 2}
    database.session().rollback()

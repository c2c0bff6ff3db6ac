"""The mails of signing, as they arrive at a real mail server."""

import datetime
import re

import pytest
import sqlalchemy as sa

from petitions import clock, database, keyring, outbox
from petitions.campaigns import publishing
from petitions.outbox import OutboxMessage
from petitions.post import beats, traffic, waiting
from petitions.post.answers import Outcome
from petitions.signatures import confirming, mails, queries, withdrawing
from petitions.signatures.models import Signature, State
from tests import factories
from tests.support import rounds
from tests.support.mailserver import LOSE_REPLY

pytestmark = pytest.mark.usefixtures("app_context")


def links(message) -> list[str]:
    return re.findall(r"https://calls\.example\.org(\S+)", message.get_body(("plain",)).get_content())


def token_in(message, room: str) -> str:
    return next(link for link in links(message) if link.startswith(f"/{room}/")).rsplit("/", 1)[1]


def test_a_new_signature_is_asked_to_confirm_in_one_mail_to_one_person(smtp_sink):
    token = factories.signed(factories.campaign(), "ana@example.org", name="Ana Kovač")
    rounds.deliver_some()
    (message,) = smtp_sink.to("ana@example.org")
    assert message["Subject"] == "Confirm your signature: Free Rasul Jafarov"
    assert message["To"] == "ana@example.org"
    assert links(message) == [f"/confirm/{token}"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert factories.row(token).mailed_on == clock.today()


def test_a_title_that_is_not_translated_says_its_language(smtp_sink):
    factories.signed(factories.campaign(), language="ar")
    rounds.deliver_some()
    (delivery,) = smtp_sink.deliveries
    assert '<p class="title" dir="auto" lang="en"' in delivery.message.get_body(("html",)).get_content()


def test_nobody_is_asked_to_confirm_what_has_closed_meanwhile(smtp_sink):
    campaign = factories.campaign()
    factories.signed(campaign)
    publishing.close(campaign, notes={})
    rounds.deliver_some()
    assert smtp_sink.deliveries == []


def test_nothing_that_a_stranger_typed_is_in_a_mail_to_an_unconfirmed_address(smtp_sink):
    factories.signed(factories.campaign(), name="Buy Cheap Pills", comment="Best pills in town")
    rounds.deliver_some()
    (delivery,) = smtp_sink.deliveries
    text = "".join(part.get_content() for part in delivery.message.walk() if part.get_content_maintype() == "text")
    assert "ills" not in text


def test_text_and_html_say_the_same_link_and_the_html_loads_nothing(smtp_sink):
    token = factories.signed(factories.campaign())
    rounds.deliver_some()
    html = smtp_sink.deliveries[0].message.get_body(("html",)).get_content()
    assert f"/confirm/{token}" in html
    assert not re.search(r"<img|src=|url\(", html)


@pytest.mark.browser
def test_links_are_seen_in_the_dark_too(smtp_sink, browser):
    factories.confirmed(factories.campaign())
    rounds.deliver_some()
    page = browser.new_page(color_scheme="dark")
    page.set_content(smtp_sink.deliveries[-1].message.get_body(("html",)).get_content())
    colours = page.eval_on_selector_all("a:not(.button)", "links => links.map(link => getComputedStyle(link).color)")
    page.close()
    assert set(colours) == {"rgb(244, 242, 234)"}


def test_an_address_that_has_signed_learns_it_and_gets_a_link_that_can_only_withdraw(smtp_sink):
    campaign = factories.campaign()
    first = factories.confirmed(campaign, name="Ana")
    rounds.deliver_some()
    second = factories.signed(campaign, name="Ana Kovač")
    rounds.deliver_some()
    message = smtp_sink.to("ana@example.org")[-1]
    assert f"/confirm/{second}" in links(message)
    spare = token_in(message, "withdraw")
    with pytest.raises(confirming.LinkUnknown):
        confirming.find(spare)
    withdrawing.withdraw(spare)
    assert factories.row(first).state is State.WITHDRAWN


def test_a_mail_of_midnight_can_be_opened(clock, monkeypatch, smtp_sink):
    clock.move_to("2015-05-01T23:59:59.999Z")
    campaign, insert = factories.campaign(), outbox.locked_row

    def a_moment_later(*kind, **mail):
        clock.move_to("2015-05-02T00:00:00Z")
        return insert(*kind, **mail)

    monkeypatch.setattr(outbox, "locked_row", a_moment_later)
    token = factories.signed(campaign)
    rounds.deliver_some()
    message = smtp_sink.to("ana@example.org")[-1]
    assert f"/confirm/{token}" in links(message)


def test_two_people_at_an_address_get_a_link_each_and_no_third_confirmation(smtp_sink):
    campaign = factories.campaign()
    factories.confirmed(campaign, name="Ana")
    factories.confirmed(campaign, name="Ivan", person=2)
    third = factories.signed(campaign, name="Marija")
    while (
        rounds.deliver_some() + waiting.move()
    ):  # the mails of the others are not wanted any more, and leave their places
        pass
    message = smtp_sink.to("ana@example.org")[-1]
    assert len([link for link in links(message) if link.startswith("/withdraw/")]) == 2
    assert f"/confirm/{third}" not in links(message)


def test_whoever_said_this_was_not_me_is_not_written_to_again(smtp_sink):
    campaign = factories.campaign()
    token = factories.signed(campaign)
    rounds.deliver_some()
    confirming.reject(token)
    factories.signed(campaign, name="Somebody else")
    rounds.deliver_some()
    assert len(smtp_sink.to("ana@example.org")) == 1
    assert [row.state for row in rows()] == [State.REJECTED]


def test_a_signature_rejected_before_its_mail_went_out_gets_none(smtp_sink):
    token = factories.signed(factories.campaign())
    confirming.reject(token)
    rounds.deliver_some()
    assert smtp_sink.deliveries == []


def test_at_most_three_pending_signatures_are_kept_for_an_address(smtp_sink, clock):
    campaign = factories.campaign()
    for number in range(6):
        factories.signed(campaign, name=f"Name {'abcdef'[number]}")
    rounds.deliver_some()
    assert len(rows()) == mails.MOST_PENDING
    clock.shift(datetime.timedelta(hours=12))  # until midnight
    waiting.move()
    rounds.deliver_some()
    tokens = [link.rsplit("/", 1)[1] for delivery in smtp_sink.deliveries for link in links(delivery.message)]
    assert len(tokens) == mails.MOST_PENDING
    assert all(confirming.find(token) for token in tokens)  # no mail has a link that leads nowhere


def test_a_link_that_was_mailed_outlives_whatever_others_type(smtp_sink, clock):
    campaign = factories.campaign()
    own = factories.signed(campaign, name="Ana")
    rounds.deliver_some()
    for number in range(6):
        factories.signed(campaign, name=f"Name {'abcdef'[number]}")
    rounds.deliver_some()
    assert confirming.find(own)
    assert len(rows()) == 1 + mails.MOST_PENDING


def test_thanks_come_with_the_owners_own_link_and_withdrawal_is_acknowledged(smtp_sink):
    token = factories.signed(factories.campaign())
    confirming.confirm(token)
    rounds.deliver_some()
    thanks = smtp_sink.to("ana@example.org")[-1]
    assert f"/withdraw/{token}" in links(thanks)
    withdrawing.withdraw(token)
    rounds.deliver_some()
    assert len(smtp_sink.to("ana@example.org")) == 3 - 1  # the mail that asked to confirm was not wanted any more


def test_a_busy_mail_server_gets_the_same_mail_again_later(smtp_sink, clock):
    token = factories.signed(factories.campaign())
    smtp_sink.misbehave("DATA", "451 4.3.0 Try again later", times=1)
    rounds.deliver_some()
    assert smtp_sink.deliveries == []
    assert factories.row(token).mailed_on is None
    clock.shift(61)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1


def test_a_lost_answer_brings_a_copy_with_the_same_message_id(smtp_sink, clock):
    factories.signed(factories.campaign())
    smtp_sink.misbehave("DATA", LOSE_REPLY, times=1)
    rounds.deliver_some()
    clock.shift(61)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 2
    assert len({delivery.message["Message-ID"] for delivery in smtp_sink.deliveries}) == 1


def test_a_refused_address_does_not_hold_up_the_next(smtp_sink):
    campaign = factories.campaign()
    factories.signed(campaign, "gone@example.org")
    factories.signed(campaign, "ana@example.org")
    smtp_sink.misbehave("RCPT", "550 5.1.1 No such mailbox", times=1)
    rounds.deliver_some()
    assert [delivery.recipients for delivery in smtp_sink.deliveries] == [("ana@example.org",)]
    assert outbox.oldest_wait() is None


def test_a_worker_that_dies_after_taking_a_mail_gives_it_back(smtp_sink, clock):
    factories.signed(factories.campaign())
    assert len(outbox.lease(10, "a worker of old")) == 1
    rounds.deliver_some()
    assert smtp_sink.deliveries == []
    clock.shift(outbox.LEASE.total_seconds() + 1)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1


def test_two_workers_do_not_take_the_same_mail():
    campaign = factories.campaign()
    for number in range(4):
        factories.signed(campaign, f"p{number}@example.org")
    first, second = outbox.lease(2, beats.new_worker()), outbox.lease(10, beats.new_worker())
    assert len(first) == len(second) == 2
    assert not {message.id for message in first} & {message.id for message in second}


def test_mail_that_waited_three_days_is_given_up_and_its_days_secret_shredded(clock):
    factories.signed(factories.campaign())
    assert keyring.current().names(outbox.KEY) == ["outbox-2015-05-01"]
    clock.shift(datetime.timedelta(days=5))
    assert outbox.expire() == 1
    assert keyring.current().names(outbox.KEY) == []
    assert traffic.read().hour == {Outcome.GIVEN_UP: 1}


def test_mail_lives_72_hours_and_no_longer(clock):
    factories.signed(factories.campaign())
    clock.shift(datetime.timedelta(hours=71))
    assert outbox.expire() == 0
    assert outbox.oldest_wait() == datetime.timedelta(hours=71)
    clock.shift(datetime.timedelta(hours=2))
    assert outbox.expire() == 1


def test_a_secret_that_is_away_for_a_moment_costs_no_mail(smtp_sink, clock, keys_path):
    factories.signed(factories.campaign())
    keys_path.rename(keys_path.with_name("away"))
    rounds.deliver_some()
    keys_path.with_name("away").rename(keys_path)
    clock.shift(61)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1


def test_a_wrong_setting_of_ours_costs_no_mail(smtp_sink, clock):
    factories.signed(factories.campaign())
    smtp_sink.misbehave("MAIL", "550 5.7.1 Relaying denied", times=1)
    rounds.deliver_some()
    clock.shift(61)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 1


def test_mails_that_a_slow_server_leaves_no_time_for_go_back(smtp_sink, clock):
    campaign = factories.campaign()
    for number in range(3):
        factories.signed(campaign, f"p{number}@example.org")
    batch = outbox.lease(10, beats.new_worker())
    clock.shift(outbox.LEASE.total_seconds())
    outbox.give_back(batch)
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 3


def test_a_days_secret_stays_while_one_of_its_mails_waits(clock):
    factories.signed(factories.campaign())
    clock.shift(datetime.timedelta(days=2))
    assert outbox.expire() == 0
    assert keyring.current().names(outbox.KEY) == ["outbox-2015-05-01"]


def rows() -> list[Signature]:
    database.session().expire_all()
    return list(database.session().scalars(sa.select(Signature)))


def test_delivered_mail_leaves_no_row(smtp_sink):
    factories.confirmed(factories.campaign())
    rounds.deliver_some()
    assert database.session().scalar(sa.select(OutboxMessage.id)) is None
    assert queries.total(1) == 1

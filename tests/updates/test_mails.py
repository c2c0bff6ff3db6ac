"""The mail with news, as it arrives."""

import re

import pytest

from petitions import database
from petitions.campaigns.models import Protection
from petitions.signatures import protecting
from petitions.updates import mails
from tests import factories
from tests.support import rounds
from tests.updates.conftest import deliver_all

pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # words are the same on both
]

LONG = f"https://x.example/{'a' * 120}"
UNSUBSCRIBE = re.compile(r"https://calls\.example\.org/unsubscribe/([a-z0-9]+)")


def recipients(sink) -> list[str]:
    return sorted(address for delivery in sink.deliveries for address in delivery.recipients)


def news_to(sink, address: str) -> str:
    (message,) = sink.to(address)
    return message.get_body(("plain",)).get_content()


def test_a_language_that_is_not_written_is_named(readers, smtp_sink):
    readers.sent()
    (message,) = smtp_sink.to("rasul@example.org")
    assert message["Subject"] == "Six and a half years"
    assert message["Content-Language"] == "az"
    html = message.get_body(("html",)).get_content()
    assert '<div lang="en" dir="ltr">' in html
    assert "<em>sentenced</em>" in html
    assert "no translation" not in news_to(smtp_sink, "ana@example.org")
    assert "He was sentenced today." in news_to(smtp_sink, "ana@example.org")


def test_the_mail_says_how_it_is_ended_in_its_headers_too(readers, smtp_sink):
    readers.sent()
    (message,) = smtp_sink.to("ana@example.org")
    (token,) = set(UNSUBSCRIBE.findall(news_to(smtp_sink, "ana@example.org")))
    assert message["List-Unsubscribe"].strip() == f"<https://calls.example.org/unsubscribe/{token}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert token in message.get_body(("html",)).get_content()
    assert mails.TOKEN not in message.as_string()
    assert "To" in message
    tokens_of_all = {UNSUBSCRIBE.search(news_to(smtp_sink, address))[1] for address in recipients(smtp_sink)}
    assert len(tokens_of_all) == 3


def test_no_other_mail_has_these_headers(newsroom, smtp_sink):
    factories.signed(newsroom.campaign)
    deliver_all()
    assert smtp_sink.deliveries
    assert not any("List-Unsubscribe" in delivery.message for delivery in smtp_sink.deliveries)


def test_the_link_is_the_same_in_all_news(readers, smtp_sink):
    readers.sent()
    readers.update = readers.news("free")
    readers.sent()
    links = {UNSUBSCRIBE.search(str(message.get_body(("plain",))))[1] for message in smtp_sink.to("ana@example.org")}
    assert (len(smtp_sink.to("ana@example.org")), len(links)) == (2, 1)


def test_a_careful_campaign_says_nothing_of_itself(readers, smtp_sink):
    protecting.protect(readers.campaign, Protection.HIGH)
    readers.sent(languages=["en"])
    (delivery,) = smtp_sink.deliveries
    shown = "".join(part.get_content() for part in delivery.message.walk() if part.get_content_maintype() == "text")
    shown += delivery.message["Subject"] + delivery.message["From"]
    assert not re.search("Rasul|sentence|Six|House|petition|sign|campaign", shown, re.IGNORECASE)
    assert f"https://calls.example.org/en/n/{readers.update.id}" in shown
    assert delivery.message["List-Unsubscribe-Post"]


def test_a_correction_reaches_those_whose_mail_has_not_gone_out(readers, smtp_sink):
    readers.doer.do(readers.ask(languages=["en", "az"]).job_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("petitions.delivering.BATCH", 1)
        patch.setattr("petitions.delivering.BATCHES", 1)
        rounds.deliver_some()
    readers.write(en_title="Seven years")
    deliver_all()
    assert [delivery.message["Subject"] for delivery in smtp_sink.deliveries] == ["Six and a half years", "Seven years"]


def test_a_test_goes_to_its_organiser_alone_and_leads_nobody_out(readers, smtp_sink):
    mails.owe_test(readers.campaign, readers.update, readers.me, "nb")
    deliver_all()
    assert recipients(smtp_sink) == ["ingrid@example.org"]
    (message,) = smtp_sink.to("ingrid@example.org")
    assert message["Subject"] == "Test: Seks og et halvt år"
    assert "List-Unsubscribe" not in message


def test_a_test_says_so_in_the_language_of_its_organiser(readers, smtp_sink):
    with database.action():
        readers.me.language = "nb"
    mails.owe_test(readers.campaign, readers.update, readers.me, "en")
    deliver_all()
    (message,) = smtp_sink.to("ingrid@example.org")
    assert message["Subject"] == "Prøve: Six and a half years"


@pytest.fixture
def linked(readers) -> None:
    """News with a link within our site, and an address as long as some are."""
    readers.write(en_body=f"[Sign](/en/campaigns/free-rasul). {LONG}")


def test_links_within_our_site_lead_there_from_a_mail(readers, linked, smtp_sink):
    readers.sent(languages=["en"])
    (message,) = smtp_sink.to("ana@example.org")
    page = "https://calls.example.org/en/campaigns/free-rasul"
    html = message.get_body(("html",)).get_content()
    assert f'href="{page}"' in html and f'href="{LONG}"' in html
    assert not re.search(r'href="(?!https:|mailto:)', html)
    assert f"Sign ({page})." in news_to(smtp_sink, "ana@example.org")


@pytest.mark.browser
def test_a_long_address_makes_no_mail_wider_than_a_phone(readers, linked, smtp_sink, browser):
    readers.sent(languages=["en"])
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(smtp_sink.to("ana@example.org")[0].get_body(("html",)).get_content())
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide == 390

"""Every mail that the product can send, in every language: what its reader sees, and what a mail program makes of it."""

import dataclasses
import email
import email.policy
import html
import re
from functools import cache

import pytest

import config
from petitions import i18n
from petitions.demo import reading, samples
from petitions.mail import Letter
from tests.support import routes

# No sample depends on the database.
pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

MAILS = config.PROJECT / "templates" / "mails"
SITE = "https://calls.example.org/"
SAME_IN_ALL = {"--", "Calls for Action", samples.CODE}
"""What no language says otherwise."""
HEADINGS = {
    "en": "Every mail there is",
    "nb": "Alle e-poster som finnes",
    "az": "Göndərilə bilən bütün məktublar",
    "ru": "Все письма, какие есть",
    "ar": "كل الرسائل الممكنة",
}
"""What the page of all mails is called in each language."""


@pytest.fixture
def client(settings, make_app):
    """A browser at the demonstration."""
    return routes.browser(make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:")))


@cache
def letter(name: str, language: str) -> Letter:
    """A mail as a worker writes it: without a page around it."""
    return samples.letter(name, language)


def faulty(is_right) -> list[tuple[str, str]]:
    """The mails that are not right, by name and language."""
    every = [(name, language) for name in samples.SAMPLES for language in i18n.INTERFACE]
    return [(name, language) for name, language in every if not is_right(letter(name, language))]


def links(text: str) -> set[str]:
    return set(re.findall(r"https?://[^\s\"<>]+", text))


def words(mail: Letter) -> set[str]:
    """What a mail says, line by line, without its links."""
    shown = html.unescape(re.sub(r"<[^>]+>", "\n", mail.html.partition("<body")[2].partition(">")[2]))
    lines = {line.strip() for line in f"{mail.subject}\n{mail.text}\n{shown}".splitlines()}
    return {line for line in lines if line and not links(line)}


def left(mail: Letter, english: Letter, language: str) -> set[str]:
    """What `mail` says as in English, beyond what the demonstration's own words say in `language`."""
    known = str(reading.words()[language])
    return {
        line
        for line in words(mail) & words(english)
        if not all(part in SAME_IN_ALL or part in known for part in re.split(", | · ", line))
    }


def test_no_mail_is_without_a_sample():
    folders = {str(file.parent.relative_to(MAILS)) for file in MAILS.rglob("subject.txt")}
    assert {samples.template(name) for name in samples.SAMPLES} == folders


@pytest.mark.parametrize("language", [language for language in i18n.INTERFACE if language != "en"])
def test_nothing_is_left_in_english(language):
    translated = [name for name in samples.SAMPLES if name != "news.untranslated"]
    found = {name: left(letter(name, language), letter(name, "en"), language) for name in translated}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_sentence_that_is_left_in_english_is_seen():
    """The control."""
    english = letter("confirm", "en")
    assert "Somebody, most likely you, has signed this petition with your address:" in left(english, english, "nb")


def test_no_place_is_left_to_fill_in():
    assert faulty(lambda mail: not re.search(r"%\(|[{}]|\bNone\b|Undefined", f"{mail.subject} {mail.text}")) == []
    assert faulty(lambda mail: not re.search(r"%\(|\{[{%]|\bNone\b|Undefined", mail.html)) == []


def test_a_subject_is_one_line_and_the_title_of_the_html():
    def title(mail: Letter) -> str:
        return " ".join(html.unescape(mail.html.partition("<title>")[2].partition("</title>")[0]).split())

    assert faulty(lambda mail: mail.subject and len(mail.subject.splitlines()) == 1) == []
    assert faulty(lambda mail: title(mail) == mail.subject) == []


def test_a_mail_program_is_told_the_language_and_its_direction():
    def marks(mail: Letter) -> set[str]:
        return set(re.findall(r"\b(?:lang|dir)=\"[^\"]+\"", re.findall(r"<html[^>]*>", mail.html)[0]))

    assert faulty(lambda mail: email.message_from_bytes(mail.as_bytes())["Content-Language"] == mail.language) == []
    for language in i18n.LANGUAGES:
        expected = {f'lang="{language.tag}"', f'dir="{language.direction}"'}
        assert [name for name in samples.SAMPLES if marks(letter(name, language.code)) != expected] == []
    assert '<div lang="en" dir="ltr">' in letter("news.untranslated", "ar").html


def test_what_a_mail_program_reads_is_what_was_written():
    def read(mail: Letter) -> tuple[str, list[str]]:
        message = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
        return message["Subject"], message.get_body(("plain",)).get_content().splitlines()

    assert faulty(lambda mail: read(mail) == (mail.subject, mail.text.splitlines())) == []


def test_links_lead_to_the_site_and_are_the_same_in_both_parts():
    def hrefs(mail: Letter) -> set[str]:
        return {html.unescape(link) for link in re.findall(r"href=\"([^\"]+)\"", mail.html)}

    assert faulty(lambda mail: links(mail.text) == hrefs(mail)) == []
    assert faulty(lambda mail: all(link.startswith(SITE) for link in hrefs(mail))) == []


def test_what_a_mail_is_for_is_read_in_ten_seconds():
    """At 240 words a minute: all up to its button, or of an event up to where it is. Of news the title says it."""

    def begins_shortly(mail: Letter) -> bool:
        body = mail.html.partition("<body")[2].partition(">")[2]
        told = re.split(r"</b>\s*</p>|class=\"button\"", body)[0]
        return len(re.sub(r"<[^>]+>", " ", told).split()) <= 40

    longer = {name for name, _language in faulty(begins_shortly) if name in samples.SIGNATORIES}
    assert longer == {"news", "news.test", "already_signed", "already_signed.two"}
    assert "Your address has signed already." in " ".join(letter("already_signed", "en").text.split()[:40])


def test_a_mail_program_is_told_where_a_mail_ends_and_who_it_is_from_begins():
    def ends(mail: Letter) -> bool:
        return len(mail.text.partition("\n-- \n")[2].splitlines()) == 1

    assert {name for name, _language in faulty(ends)} == {name for name in samples.SAMPLES if name[:9] == "discreet/"}


def test_a_language_is_named_as_a_sentence_does():
    assert "på et annet: engelsk." in letter("news.untranslated", "nb").text
    assert "на другом: английский." in letter("news.untranslated", "ru").html


def test_whoever_comes_gets_the_date_for_the_calendar_and_news_say_how_they_end():
    def attached(mail: Letter) -> bool:
        return b"Content-Type: text/calendar" in mail.as_bytes()

    told = {"rsvp", "rsvp.several", "event_changed", "event_changed.moved", "event_changed.on", "event_cancelled"}
    assert {name for name, _language in faulty(lambda mail: not attached(mail))} == told
    ended = {name for name, _language in faulty(lambda mail: b"List-Unsubscribe:" not in mail.as_bytes())}
    assert ended == {"news", "news.untranslated", "discreet/news"}


def test_the_html_loads_nothing_and_tells_nobody_that_it_was_read():
    loads = re.compile(
        r"<(?:img|link|script|iframe|object|embed|video|audio)\b|\b(?:src|srcset|background)=|url\(|@import"
    )
    assert faulty(lambda mail: not loads.search(mail.html)) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES, ids=lambda language: language.code)
def test_the_page_shows_every_mail_and_is_in_the_language_of_the_mails(client, language):
    page = html.unescape(client.get(f"/demo/messages/{language.code}").text)
    assert f'<html lang="{language.tag}" dir="{language.direction}"' in page
    assert f">{HEADINGS[language.code]}</h1>" in page
    for name in samples.SAMPLES:
        mail, frame = letter(name, language.code), f"/demo/messages/{language.code}/{name}"
        assert mail.subject in page
        assert f'src="{frame}"' in page
        assert client.get(frame).text.replace('<base target="_top">', "") == mail.html


def test_the_mailbox_leads_to_the_page(client):
    assert 'href="/demo/messages/en"' in client.get("/demo/mailbox").text
    assert client.get("/demo/messages", headers={"Accept-Language": "ru"}).location == "/demo/messages/ru"


def test_there_is_no_page_of_other_languages_or_mails_nor_outside_the_demonstration(app, client):
    assert [client.get(f"/demo/messages/{path}").status_code for path in ("de", "en/nothing", "de/thanks")] == [404] * 3
    assert routes.browser(app).get("/demo/messages/en").status_code == 404

"""Pages for what is rarely done, in Chromium: the recovery key, an access that ends, a draft that goes, a hand-over."""

import pytest
import sqlalchemy as sa

from petitions import clock, database
from petitions.accounts import keyholding
from petitions.accounts.models import Organiser
from petitions.accounts.rights import Role
from petitions.campaigns import publishing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import HandOver, HandOverText, State
from petitions.houses import passphrases, recovery
from petitions.pdf import certificates
from tests import factories
from tests.support.chromium import WIDTHS, axe, broken_words
from tests.support.issuing import PASSWORD, Root

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

RECOVERY = "/organise/recovery-key"
HAND_OVER = "/organise/campaigns/free-rasul/handover"
BESIDE = """words => {
  const range = document.createRange();
  range.selectNodeContents(words);
  return words.closest("section").getBoundingClientRect().right - range.getBoundingClientRect().right;
}"""
"""How far to the left of the edge from which one reads in Arabic some words begin."""


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def handed_over(app, house):
    """A campaign whose hand-over is told in English, and a draft."""
    with app.app_context():
        factories.campaign("drafted", of=house, state=State.DRAFT, opened_on=None)
        factories.campaign(of=house)
        keyholding.keep_certificate(house.id, certificates.read(Root().issue(), PASSWORD), by=None)
        publishing.close(campaigns.visible("free-rasul"))
        told = HandOver(texts=[HandOverText(language="en", recipient="The President", place="Baku", photo_alt="")])
        notes = {"en": "He took it himself."}
        publishing.hand_over(campaigns.visible("free-rasul"), on=clock.today(), record=told, notes=notes)


@pytest.fixture
def open_for_all(app, open_for):
    """Open Chromium for somebody who runs the House, and the network, too."""

    def visit(**options):
        page = open_for(role=Role.ADMINISTRATOR, **options)
        with app.app_context(), database.action() as session:
            session.execute(sa.update(Organiser).values(is_network_administrator=True))
        return page

    return visit


def steps(page):
    """One page after another, each open in `page`."""
    page.goto(RECOVERY)
    yield "no recovery key"
    press(page, "main form button")
    yield "a recovery key that is shown"
    code = page.locator(".passphrase").inner_text()
    page.fill("#code", recovery.draft())
    press(page, "main form.flow button")
    yield "a recovery key that was typed wrong"
    page.fill("#code", code)
    press(page, "main form.flow button")
    yield "the recovery key"
    for name, path in {
        "end of an access": "/organise/houses/oslo/organisers/1/remove",
        "end of a draft": "/organise/campaigns/drafted/delete",
        "state of a draft": "/organise/campaigns/drafted/state",
        "hand-over": HAND_OVER,
        "certificate": "/organise/houses/oslo/key/certificate",
        "cover letter": "/organise/campaigns/free-rasul/letter?language=ar",
        "choices of a dossier": "/organise/campaigns/free-rasul/exports/new?profile=totals",
    }.items():
        page.goto(path)
        yield name


def press(page, button):
    with page.expect_navigation():
        page.locator(button).first.click()


@pytest.mark.usefixtures("handed_over")
@pytest.mark.parametrize(("language", "width"), [("en", WIDTHS["desktop"]), ("ar", WIDTHS["phone"])])
def test_axe_finds_nothing_and_nothing_is_cut_off(open_for_all, language, width, verdict):
    page, faults = open_for_all(language=language, width=width), []
    for name in steps(page):
        faults += [f"{name}: {fault}" for fault in (*axe(page), *broken_words(page))]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{name}: reaches beyond the screen")
    print("\n".join(faults))
    verdict("what axe finds on pages for what is rarely done, and what is cut off", len(faults), goal=0)


@pytest.mark.usefixtures("handed_over")
def test_english_words_stand_where_an_arabic_page_begins(open_for_all):
    page = open_for_all(language="ar", width=WIDTHS["phone"])
    page.goto(HAND_OVER)
    for words in ("The President · Baku", "He took it himself."):
        assert abs(page.get_by_text(words).evaluate(BESIDE)) < 2, words

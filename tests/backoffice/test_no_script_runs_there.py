"""Rule: what people write is shown as text to organisers, too. With markup in every word of the database no page of the back office
runs a script of theirs, has an element or attribute of theirs, or anything that our policy had to stop."""

import itertools
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.models import Organiser
from petitions.houses import passphrases
from petitions.signatures.models import Signature
from petitions.texts import InLanguage
from tests.browser.test_no_script_runs import WATCH
from tests.support import counts, naughty, nearby
from tests.support.chromium import Visitor
from tests.support.furnishing import Desk

pytestmark = [pytest.mark.browser, pytest.mark.promise]

EACH = counts.many(10, 1)
"""Every so-manieth page is looked at."""
FILES = (".pdf", ".png", ".json", ".zip")
THEIRS = """[...document.querySelectorAll("*")].filter((element) => element.localName.includes("naughty")
    || [...element.attributes].some(({ name, value }) => name.startsWith("on") || name.includes("naughty")
        || /^\\s*javascript:/i.test(value) && ["href", "src", "action", "data", "xlink:href"].includes(name))
).map((element) => `theirs: ${element.outerHTML.slice(0, 80)}`)"""


def stain() -> int:
    """Write markup into every word that somebody wrote. Returns into how many columns."""
    columns = [
        column
        for mapper in database.Base.registry.mappers if issubclass(mapper.class_, InLanguage)
        for column in mapper.local_table.columns if isinstance(column.type, sa.String) and not column.primary_key
    ]  # fmt: skip
    columns += [Organiser.__table__.c.name, Signature.__table__.c.public_name, Signature.__table__.c.public_comment]
    texts = itertools.cycle(text for text in naughty.MARKUP if text.isprintable())
    with database.action() as session:
        for column in columns:
            session.execute(sa.update(column.table).where(column.is_not(None)).values({column.name: next(texts)}))
    return len(columns)


# What a page shows does not depend on the database.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_no_page_of_the_back_office_does_what_words_say(app, browser, monkeypatch, verdict):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)
    desk, faults = Desk(app), []
    with app.app_context():
        assert stain() > 20
    pages = [page for rule, page in sorted(desk.pages().items()) if not rule.endswith(FILES)][::EACH]
    with nearby.served(app) as url:
        visitor = Visitor(browser, url)
        place = {"domain": urlsplit(url).hostname, "path": "/organise"}
        visitor.context.add_cookies(
            [{"name": one.key, "value": one.value} | place for one in desk.browser().client._cookies.values()]
        )
        visitor.page.add_init_script(WATCH)
        seen = 0
        for page in pages:
            seen += visitor.page.goto(page).status == 200
            found = visitor.page.evaluate("window.ran || []") + visitor.page.evaluate(THEIRS)
            faults += [f"{page}: {fault}" for fault in found]
        faults += visitor.complaints
        visitor.context.close()
    print(seen, "of", len(pages), "pages", *faults, sep="\n")
    assert seen > 0.6 * len(pages)
    verdict("what words did on pages of the back office", len(faults), goal=0)


def test_markup_that_is_not_shown_as_text_is_seen(browser):
    """The control."""
    page = browser.new_page()
    page.set_content(f"<p>{naughty.MARKUP[4]}</p><naughty-tag>x</naughty-tag>")
    assert len(page.evaluate(THEIRS)) == 2
    page.close()

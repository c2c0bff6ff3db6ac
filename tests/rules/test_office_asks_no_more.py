"""Rule: no page of the back office asks more questions of the database because there is more in it."""

from typing import NamedTuple

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.campaigns import queries as campaigns
from petitions.database import db
from petitions.signatures import queries
from tests.support import asking, databases, growth
from tests.support.furnishing import Desk

pytestmark = pytest.mark.promise

ELSEWHERE = frozenset(
    f"/organise/{rule}"
    for rule in (
        "account/login", "account/verify", "account/tf-validate", "account/tf-rescue", "account/reset/<token>",
        "account/mf-recovery", "account/wan-signin", "account/wan-delete", "account/tf-select", "invitation/<token>",
        "houses/<house>/key/passphrase", "houses/<house>/key/passphrase/typed", "recovery-key/new", "recovery-key/typed",
        "campaigns/<campaign>/languages/remove", "campaigns/<campaign>/delete", "campaigns/<campaign>/handover/photo",
        "campaigns/<campaign>/letter.pdf", "campaigns/<campaign>/posters/<int:job_id>/posters.zip", "events/<hosted>",
    )
)  # fmt: skip
"""What leads elsewhere, or shows nothing, as things are here: all else is a page that is looked at."""


@pytest.fixture
def desk(app) -> Desk:
    """Somebody who may see everything, with one of each thing behind every address."""
    made = Desk(app)
    with app.app_context():
        campaign = campaigns.visible(made.arguments["campaign"])
        growth.happen(campaign)
        growth.plan(campaign)
        growth.pile_up(campaign.house, campaign, 0)
    return made


class Look(NamedTuple):
    """What came of asking for a page a second time."""

    status: int
    questions: int


def looks(app, desk: Desk, pages: list[str]) -> dict[str, Look]:
    """What comes of asking for each page, and how many questions it asks."""
    found = {}
    with app.app_context():
        engine = db.engine
    for page in pages:
        browser = desk.browser()  # some pages of the account change what is asked by the next
        browser.get(page)
        with asking.counted(engine) as said:
            status = browser.get(page).status_code
        found[page] = Look(status, len(said))
    return found


def grown(app, desk: Desk, pages: list[str]) -> tuple[dict[str, Look], dict[str, Look]]:
    """The same before and after the network has grown."""
    before = looks(app, desk, pages)
    with app.app_context():
        campaign = campaigns.visible(desk.arguments["campaign"])
        growth.grow(campaign.house, campaign)
    return before, looks(app, desk, pages)


@databases.one
def test_no_page_asks_more_when_there_is_more(app, desk, verdict) -> None:
    pages = desk.pages()
    before, after = grown(app, desk, list(pages.values()))
    assert {rule for rule, page in pages.items() if before[page].status != 200} == ELSEWHERE
    found = {page: (before[page], after[page]) for page in before if before[page] != after[page]}
    print(len(pages), "pages", *found.items(), sep="\n")
    verdict("pages of the back office that ask more when there is more", len(found), goal=0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_asks_for_each_row_is_seen(app, desk) -> None:
    """The control."""

    def each() -> str:
        for signature in queries.public_names(campaigns.visible(desk.arguments["campaign"]).id, 1000):
            database.session().execute(sa.select(sa.literal(signature.id)))
        return ""

    app.add_url_rule("/organise/each", view_func=each)
    before, after = grown(app, desk, ["/organise/each"])
    assert after["/organise/each"].questions > before["/organise/each"].questions

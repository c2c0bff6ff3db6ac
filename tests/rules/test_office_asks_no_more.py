"""Rule: no page of the back office asks more questions of the database because there is more in it."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.models import Organiser
from petitions.database import db
from petitions.signatures import queries
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import asking, databases, growth, office
from tests.support.office import Office

pytestmark = pytest.mark.promise


@pytest.fixture
def house(app):
    with app.app_context():
        return factories.house()


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        made = factories.campaign(of=house)
        growth.happen(made)
        factories.confirmed(made, visibility=Visibility.PUBLIC)
        factories.event(of=made)
        growth.plan(made)
        factories.update(of=made)
        return made


@pytest.fixture
def who(app, house):
    with app.app_context():
        return office.organiser(of=house, is_network_administrator=True)


def questions(app, who: Organiser, pages: list[str]) -> dict[str, int]:
    """How many questions each page asks, when it is asked for the second time."""
    found = {}
    with app.app_context():
        engine = db.engine
    for page in pages:
        browser = Office(app, who)  # some pages of the account change what is asked by the next
        browser.get(page)
        with asking.counted(engine) as said:
            browser.get(page)
        found[page] = len(said)
    return found


def grown(app, who, house, campaign, pages) -> dict[str, tuple[int, int]]:
    """The pages that ask more, or fewer, questions in a network that has grown, and how many before and after."""
    before = questions(app, who, pages)
    with app.app_context():
        growth.grow(house, campaign)
    after = questions(app, who, pages)
    return {page: (before[page], after[page]) for page in pages if before[page] != after[page]}


@databases.one
def test_no_page_asks_more_when_there_is_more(app, who, house, campaign, verdict) -> None:
    named = {"house": house.slug, "campaign": campaign.slug, "member_id": str(who.memberships[0].id)}
    named |= {"event": "march-oslo", "update_id": "1"}
    pages = list(asking.office_pages(app, named).values())
    assert f"/organise/campaigns/{campaign.slug}/" in pages
    found = grown(app, who, house, campaign, pages)
    print(len(pages), "pages", *found.items(), sep="\n")
    verdict("pages of the back office that ask more when there is more", len(found), goal=0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_asks_for_each_row_is_seen(app, who, house, campaign) -> None:
    """The control."""

    def each() -> str:
        for signature in queries.public_names(campaign.id, 1000):
            database.session().execute(sa.select(sa.literal(signature.id)))
        return ""

    app.add_url_rule("/organise/each", view_func=each)
    assert set(grown(app, who, house, campaign, ["/organise/each"])) == {"/organise/each"}

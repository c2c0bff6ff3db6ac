"""Fixtures of the back office: `office` is the browser of an administrator of the House Oslo, `sign_in` any other's."""

import datetime
import threading
from collections.abc import Callable

import pytest

from petitions import database as data
from petitions import doing
from petitions.accounts.models import Organiser
from petitions.accounts.rights import Role
from petitions.campaigns import milestones, writing
from petitions.campaigns.models import Campaign, State
from petitions.houses.models import House
from petitions.merging import Sheet
from tests import factories
from tests.support import counts, databases, keyholders, nearby
from tests.support import office as offices
from tests.support.chromium import Visitor
from tests.support.office import Office


@pytest.fixture(scope="session", params=databases.KINDS if counts.IS_TRIAL else ["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """Pages hold no SQL: features and rules are tried on both databases, pages on one, and on both in a trial."""
    kind: str = request.param
    return kind


@pytest.fixture
def house(app) -> House:
    """The House Oslo."""
    with app.app_context():
        return factories.house()


@pytest.fixture
def sign_in(app) -> Callable[..., Office]:
    """Make an organiser and open a browser in which it is signed in: `sign_in("rune@example.org", of=house, role=Role.READER)`."""

    def make(email: str = "ane@example.org", *, proven: float | None = 0, **who: object) -> Office:
        with app.app_context():
            organiser: Organiser = offices.organiser(email, **who)
        browser = Office(app, organiser, proven=proven)
        browser.who = organiser
        return browser

    return make


@pytest.fixture
def office(sign_in, house) -> Office:
    """The browser of an administrator of Oslo."""
    return sign_in(of=house)


@pytest.fixture
def open_for(app, browser, sign_in, house):
    """Open Chromium for an organiser of Oslo who reads `language`."""
    visitors = []
    with nearby.served(app) as url:

        def visit(*, language: str = "en", role: Role = Role.ORGANISER, **options: object):
            who = sign_in(f"{len(visitors)}@example.org", of=house, role=role, language=language)
            visitors.append(Visitor(browser, url, language=language, **options))
            (cookie,) = who.client._cookies.values()
            visitors[-1].context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
            return visitors[-1].page

        yield visit
        for visitor in visitors:
            visitor.close()


@pytest.fixture
def nobody(app) -> Office:
    """A browser in which nobody is signed in."""
    return Office(app, None)


@pytest.fixture
def campaign(app, house) -> Campaign:
    """A draft of Oslo in two languages, the second of which is empty, with a day on which something happened."""
    with app.app_context():
        made = factories.campaign(of=house, state=State.DRAFT, opened_on=None)
        writing.add_language(made.id, "az", by=None)
        new = milestones.New(datetime.date(2015, 4, 16), "Sentenced.")
        milestones.save(made.id, Sheet({}, {}), new=new, by=None)
        return made


@pytest.fixture
def now(app) -> Callable[[str], Campaign]:
    """The campaign at an address, as the database has it."""

    def read(slug: str = "free-rasul") -> Campaign:
        with app.app_context():
            found = data.session().query(Campaign).filter_by(slug=slug).one()
            _ = found.text(), found.petition_text, [one.campaign for one in (*found.defenders, *found.milestones)]
            return found

    return read


@pytest.fixture
def doer(app):
    """The process for jobs, doing what it is told."""
    made = doing.Doer(app, threading.Event())
    with app.app_context():
        made.holder.publish()
    return made


@pytest.fixture
def ane(office, house, app):
    """Ane, an administrator who reads the names of Oslo, with her passphrase."""
    with app.app_context():
        office.passphrase = keyholders.reader(office.who.id)
        keyholders.make_key(house.id, office.who.id)
    return office


@pytest.fixture
def rune(sign_in, ane, house, app):
    """Rune, an organiser of Oslo with a passphrase, who was given nothing."""
    rune = sign_in("rune@example.org", of=house, role=Role.ORGANISER, name="Rune Bakke")
    with app.app_context():
        rune.passphrase = keyholders.reader(rune.who.id)
    return rune

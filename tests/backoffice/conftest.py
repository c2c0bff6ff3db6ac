"""Fixtures of the back office: `office` is the browser of an administrator of the House Oslo, `sign_in` any other's."""

from collections.abc import Callable

import pytest

from petitions.accounts.models import Organiser
from petitions.houses.models import House
from tests import factories
from tests.support import office as offices
from tests.support.office import Office


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
def nobody(app) -> Office:
    """A browser in which nobody is signed in."""
    return Office(app, None)

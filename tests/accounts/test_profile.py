"""What an organiser changes about the own account, when a button is pressed twice."""

import threading

import pytest

from petitions.accounts import audit, profile, sessions
from petitions.accounts.models import Organiser
from tests.support.office import organiser

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def ane(app_context) -> Organiser:
    """An organiser who has been read before, as a view has it."""
    return organiser()


def twice(app, press) -> None:
    """Press a button in another tab, and then here, where the page is older."""

    def there() -> None:
        with app.app_context():
            press("there")

    elsewhere = threading.Thread(target=there)
    elsewhere.start()
    elsewhere.join()
    press("here")


def test_of_two_names_the_last_one_stays(app, ane):
    twice(app, lambda tab: profile.change(ane.id, name=f"Ane {tab}", language="nb"))
    assert (ane.name, ane.language) == ("Ane here", "nb")


def test_signing_out_everywhere_twice_signs_out(app, ane):
    before = ane.fs_uniquifier
    twice(app, lambda _tab: sessions.end_all(ane.id))
    assert ane.fs_uniquifier != before
    assert audit.newest().what == "signed out everywhere"

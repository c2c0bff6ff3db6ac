"""Two browsers at one form of a House or a picture: the second is shown both texts, in every light and direction."""

import pytest

from petitions import images
from petitions.accounts.rights import Role
from petitions.campaigns import picturing
from tests import factories
from tests.support import pictures
from tests.support.chromium import LOOKS, axe

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]


@pytest.fixture(autouse=True)
def _campaign(app, house):
    """A campaign with a picture."""
    with app.app_context():
        made = factories.campaign(of=house)
        picturing.hang(made.id, None, images.store(pictures.encoded(pictures.photo(), "JPEG")), by=None)


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
@pytest.mark.parametrize(
    ("path", "name", "button"),
    [
        ("/organise/houses/oslo", "name-en", "form.wide button"),
        ("/organise/campaigns/free-rasul/picture", "alt-en", "button[value=mark]"),
    ],
    ids=["House", "picture"],
)
def test_of_two_browsers_the_second_is_shown_both_texts(open_for, path, name, button, language, width, is_dark):
    first = open_for(role=Role.ADMINISTRATOR, has_javascript=False)
    second = open_for(role=Role.ADMINISTRATOR, language=language, width=width, is_dark=is_dark)
    for page in (first, second):
        page.goto(path)
    first.fill(f"[name={name}]", "First")
    first.click(button)
    second.fill(f"[name={name}]", "Second")
    second.click(button)
    assert second.locator(".theirs").inner_text() == "First"
    assert second.input_value(f"[name={name}]") == "Second"
    assert axe(second) == []
    assert not second.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    second.locator(f"[name={name}-keep][value=theirs]").check()
    second.click(button)
    assert second.input_value(f"[name={name}]") == "First"

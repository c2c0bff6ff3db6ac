"""The box round a face in Chromium: drawn by pressing and pulling, or typed where there is no JavaScript."""

import pytest

from petitions import database, images
from petitions.campaigns import picturing
from petitions.campaigns.models import Campaign
from tests import factories
from tests.support import pictures
from tests.support.chromium import WIDTHS, axe

# What a page looks like does not depend on the database.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

PATH = "/organise/campaigns/free-rasul/picture"
SIDES = ("left", "top", "width", "height")


@pytest.fixture
def face(app, house):
    """Where the face of a campaign with a picture is, in hundredths, as the database has it."""
    with app.app_context():
        made = factories.campaign(of=house)
        picturing.hang(made.id, None, images.store(pictures.encoded(pictures.photo(), "JPEG")), by=None)

    def read() -> list[float]:
        with app.app_context():
            return [part * 100 for part in database.session().get_one(Campaign, made.id).face]

    return read


def pull(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press at one point of the picture and pull to another; both in hundredths of its sides."""
    area = page.locator("[data-marking]")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return box["x"] + box["width"] * point[0] / 100, box["y"] + box["height"] * point[1] / 100

    page.mouse.move(*at(start))
    page.mouse.down()
    page.mouse.move(*at(end), steps=4)
    page.mouse.up()


def save(page) -> None:
    page.click("button[value=mark]")
    page.locator(".said.success").wait_for()


@pytest.mark.parametrize(("language", "width"), [("en", WIDTHS["desktop"]), ("ar", WIDTHS["phone"])])
@pytest.mark.parametrize(
    ("start", "end"), [((22, 12), (62, 52)), ((62, 52), (22, 12)), ((62, 12), (22, 52))], ids=["on", "back", "across"]
)
def test_a_box_that_is_drawn_is_the_box_that_is_kept(open_for, face, language, width, start, end):
    page = open_for(language=language, width=width)
    page.goto(PATH)
    pull(page, start, end)
    assert axe(page) == []
    save(page)
    assert face() == pytest.approx([22, 12, 40, 40], abs=1)
    box = page.locator("[data-marking] rect").first
    assert [int(box.get_attribute(side)) for side in ("x", "y", "width", "height")] == [round(part) for part in face()]


def test_a_press_moves_the_box_and_leaves_it_inside_the_picture(open_for, face):
    page = open_for()
    page.goto(PATH)
    pull(page, (30, 60), (30, 60))
    save(page)
    assert face() == pytest.approx([10, 20, 40, 80], abs=1)


def test_without_javascript_the_numbers_are_typed(open_for, face):
    page = open_for(has_javascript=False)
    page.goto(PATH)
    assert not page.get_by_text("Draw a box round the face").is_visible()
    for side, number in zip(SIDES, ("22", "12", "40", "50"), strict=True):
        page.fill(f"[name={side}]", number)
    save(page)
    assert face() == pytest.approx([22, 12, 40, 50])

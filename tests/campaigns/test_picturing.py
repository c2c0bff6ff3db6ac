"""The picture of a campaign and those of its defenders."""

import pytest

from petitions import database, images, merging
from petitions.campaigns import cloning, defenders, picturing, writing
from petitions.campaigns.framing import USUAL
from petitions.merging import Sheet
from tests import factories
from tests.support import pictures

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def campaign():
    return factories.campaign()


@pytest.fixture
def picture() -> str:
    return images.store(pictures.encoded(pictures.photo(), "JPEG"))


FACE = {"left": "20", "top": "10", "width": "40", "height": "50"}


def typed(pictured, values: dict[str, str]) -> Sheet:
    """What a form that is opened now sends back, with these `values` typed."""
    shown = picturing.told(pictured)
    return Sheet(shown | values, {name: merging.mark(value) for name, value in shown.items()})


def test_a_picture_is_hung_marked_described_and_taken_down(campaign, picture) -> None:
    picturing.hang(campaign.id, None, picture, by=None)
    sheet = typed(campaign, FACE | {"alt-en": "A man", "alt-az": "Nobody wrote this page"})
    picturing.mark(campaign.id, None, sheet, by=None)
    database.session().expire_all()
    assert (campaign.portrait, campaign.face, campaign.focus) == (picture, (0.2, 0.1, 0.4, 0.5), (4, 4))
    assert {text.language: text.portrait_alt for text in campaign.texts} == {"en": "A man"}
    picturing.take_down(campaign.id, None, by=None)
    database.session().expire_all()
    assert campaign.portrait is None


def test_a_defenders_picture_is_its_own(campaign, picture) -> None:
    (defender,) = campaign.defenders
    picturing.hang(campaign.id, defender.id, picture, by=None)
    whole = {"left": "0", "top": "0", "width": "100", "height": "100", "alt-en": "A lawyer"}
    picturing.mark(campaign.id, defender.id, typed(defender, whole), by=None)
    database.session().expire_all()
    assert campaign.portrait is None
    assert (defender.portrait, defender.face, defender.text("en").portrait_alt) == (picture, (0, 0, 1, 1), "A lawyer")


def test_another_picture_has_its_face_elsewhere(campaign, picture) -> None:
    picturing.hang(campaign.id, None, picture, by=None)
    picturing.mark(campaign.id, None, typed(campaign, FACE), by=None)
    picturing.hang(campaign.id, None, picture, by=None)
    database.session().expire_all()
    assert campaign.face == (0.2, 0.1, 0.4, 0.5)  # the same one again
    picturing.hang(campaign.id, None, images.store(pictures.encoded(pictures.photo(500, 500), "PNG")), by=None)
    database.session().expire_all()
    assert campaign.face == USUAL


def test_a_copy_of_a_campaign_has_the_faces_where_they_are(campaign, picture) -> None:
    for defender_id in (None, campaign.defenders[0].id):
        picturing.hang(campaign.id, defender_id, picture, by=None)
        shown = picturing.find(campaign, defender_id)
        picturing.mark(campaign.id, defender_id, typed(shown, FACE), by=None)
    copy = cloning.clone(campaign, "again", by=None)
    assert (copy.portrait, copy.face) == (picture, (0.2, 0.1, 0.4, 0.5))
    assert (copy.defenders[0].portrait, copy.defenders[0].face) == (picture, (0.2, 0.1, 0.4, 0.5))


@pytest.mark.parametrize(
    "face",
    [(-0.1, 0, 0.5, 0.5), (0.6, 0, 0.5, 0.5), (0, 0.6, 0.5, 0.5), (0, 0, 0.01, 0.5), (float("nan"), 0, 0.5, 0.5)],
)
def test_a_face_is_inside_the_picture(face) -> None:
    with pytest.raises(picturing.BadFace):
        picturing.check_face(face)


def test_a_box_that_two_drew_is_inside_the_picture_too(campaign) -> None:
    first, second = typed(campaign, {"left": "60"}), typed(campaign, {"width": "60"})
    picturing.mark(campaign.id, None, first, by=None)
    with pytest.raises(picturing.BadFace):
        picturing.mark(campaign.id, None, second, by=None)
    assert campaign.face == pytest.approx((0.6, 0.1, 0.4, 0.8))


def test_words_that_others_wrote_meanwhile_stay(campaign) -> None:
    mine, again = typed(campaign, FACE), typed(campaign, {"alt-en": "Mine"})
    writing.save_words(
        campaign.id, Sheet({"en-portrait_alt": "Theirs"}, {"en-portrait_alt": merging.mark("Portrait")}), by=None
    )
    picturing.mark(campaign.id, None, mine, by=None)
    with pytest.raises(merging.Conflict) as refused:
        picturing.mark(campaign.id, None, again, by=None)
    assert refused.value.theirs == {"alt-en": "Theirs"}
    assert (campaign.face, campaign.text("en").portrait_alt) == ((0.2, 0.1, 0.4, 0.5), "Theirs")


def test_a_form_that_changes_nothing_leaves_no_trace(campaign, clock) -> None:
    before = campaign.changed_at
    clock.shift(60)
    picturing.mark(campaign.id, None, typed(campaign, {}), by=None)
    assert campaign.changed_at == before


def test_somebody_elses_defender_is_not_reached(campaign, picture) -> None:
    other = factories.campaign("other", of=campaign.house)
    with pytest.raises(defenders.NoSuchDefender):
        picturing.hang(campaign.id, other.defenders[0].id, picture, by=None)

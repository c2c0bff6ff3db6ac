"""Who answers for a poster and who stands behind it, on every design and machine."""

import dataclasses
import io
import itertools
import re

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image, ImageChops, ImageDraw

from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper, Screen
from petitions.posters import checking, plans, rendering
from petitions.posters.checking import Trouble
from petitions.posters.content import Logo
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Item
from petitions.posters.plans import PLANS
from tests.support import counts, paper
from tests.support.posters import POSTERS

HOUSE = "House of the logo"
BLUE = (0x3D, 0x7D, 0xD8)
LOOKS = [("en", Variant.OFFICE, False), ("ar", Variant.COPIER, True), ("az", Variant.PRESS, True)]
SHOWN = list(zip(Design, 3 * LOOKS, strict=True))
if counts.IS_TRIAL:
    SHOWN = list(itertools.product(Design, LOOKS))


@pytest.fixture(scope="module")
def logo(tmp_path_factory):
    """Makes a blue disc, on nothing or on white."""
    folder = tmp_path_factory.mktemp("logos")

    def make(side=400, colour=BLUE, *, is_opaque=False, name=HOUSE):
        picture = Image.new("RGBA", (side, side), "white" if is_opaque else (0, 0, 0, 0))
        ImageDraw.Draw(picture).circle((side / 2, side / 2), side / 2 - 1, fill=colour)
        file = folder / f"{side}-{colour}-{is_opaque}.png"
        picture.save(file)
        return Logo(name, file)

    return make


@pytest.fixture
def printed(tmp_path):
    """Renders a poster and returns the file."""

    def render(poster, design=Design.WORDS, form=Form(), plans=None):  # noqa: B008  # never changed
        path = tmp_path / f"{design.value}-{form.paper.value}-{poster.language}-{form.variant.value}.pdf"
        path.write_bytes(rendering.render(poster, form, paper.typecase(), plans or PLANS[design])[0])
        return path

    return render


def figures(path):
    """What the pictures show, by their alternative text."""
    with pikepdf.open(path) as document:
        return [str(part.Alt) for part in document.Root.StructTreeRoot.K[0].K if str(part.S) == "/Figure"]


def where(path, colour, dpi=72):
    """The box of that colour on the first page, in points."""
    page = paper.picture(path, dpi)
    far = ImageChops.difference(page, Image.new("RGB", page.size, colour)).convert("L").point(lambda d: 255 * (d < 8))
    return [side * 72 / dpi for side in far.getbbox()]


@pytest.mark.promise
@pytest.mark.parametrize(
    ("design", "look"), SHOWN, ids=lambda part: part.value if isinstance(part, Design) else part[0]
)
def test_every_design_has_the_logo_of_its_house(printed, logo, design, look):
    language, variant, is_opaque = look
    poster = dataclasses.replace(POSTERS[language], logo=logo(is_opaque=is_opaque))
    path = printed(poster, design, Form(variant=variant))
    assert HOUSE in figures(path)
    if variant is not Variant.PRESS:
        assert pdfa.validate_written(path, "2b").passed
        return
    with pikepdf.open(path) as document:
        operators = {str(found[1]) for page in document.pages for found in pikepdf.parse_content_stream(page)}
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        spaces = [str(item.ColorSpace) for item in streams if "/ColorSpace" in item]
    assert not operators & {"rg", "RG", "g", "G"}
    assert spaces == ["/DeviceCMYK"]


def test_right_to_left_the_logo_is_on_the_left(printed, logo):
    middles = {}
    for language in ("en", "ar"):
        left, _top, right, _bottom = where(printed(dataclasses.replace(POSTERS[language], logo=logo())), BLUE)
        middles[language] = (left + right) / 2
    assert middles["ar"] < Paper.A4.size[0] / 4 < 3 * Paper.A4.size[0] / 4 < middles["en"]
    assert middles["ar"] + middles["en"] == pytest.approx(Paper.A4.size[0], abs=3)


@pytest.mark.parametrize("on", (Paper.A5, Paper.A2), ids=lambda on: on.value)
def test_a_small_logo_is_not_blown_up(printed, logo, on):
    left, _top, right, _bottom = where(printed(dataclasses.replace(POSTERS["en"], logo=logo(40)), form=Form(on)), BLUE)
    assert right - left == pytest.approx(40 / 150 * 72, abs=2.5)


@pytest.mark.parametrize(
    ("made", "beside"),
    [({}, (0, 0, 0)), ({"is_opaque": True}, (255, 255, 255)), ({"colour": (20, 40, 20)}, (255, 255, 255))],
    ids=["seen", "opaque", "dark"],
)
def test_a_logo_on_black_gets_white_only_where_it_needs_it(printed, logo, made, beside):
    path = printed(dataclasses.replace(POSTERS["en"], logo=logo(**made)), Design.MARCH)
    left, top, _right, _bottom = where(path, made.get("colour", BLUE), 144)
    assert paper.picture(path, 144).getpixel((round(2 * left) + 1, round(2 * top) + 1)) == pytest.approx(beside, abs=1)


def test_a_copier_gets_lines_of_a_logo_and_dots_of_a_photograph(printed, logo, tmp_path):
    photograph = tmp_path / "photograph.jpg"
    Image.radial_gradient("L").save(photograph)
    plain = paper.picture(printed(POSTERS["en"], form=Form(variant=Variant.COPIER)), 150)
    for found, shades in ((logo(colour=(255, 214, 10)), 0.9), (Logo(HOUSE, photograph), 0.55)):
        poster = dataclasses.replace(POSTERS["en"], logo=found)
        page = paper.picture(printed(poster, form=Form(variant=Variant.COPIER)), 150)
        box = (page.width - 120, page.height - 110, page.width - 66, page.height - 52)
        tones = page.crop(box).convert("L").histogram()
        assert ImageChops.difference(page, plain).getbbox()
        assert max(tones[:40]) > 20
        assert (sum(tones[:40] + tones[215:]) > 0.9 * sum(tones)) == (shades == 0.9)


class TestThoseBehindIt:
    def poster(self, logo, count, **changes):
        backers = tuple(logo(name=f"Backer {number}") for number in range(count))
        return dataclasses.replace(POSTERS["en"], logo=logo(), backers=backers, **changes)

    @pytest.mark.parametrize("design", (Design.WORDS, Design.WALL, Design.MARCH), ids=lambda design: design.value)
    def test_their_logos_stand_in_one_line(self, printed, logo, design):
        found = figures(printed(self.poster(logo, 11), design))
        assert [name for name in found if name.startswith("Backer")] == [f"Backer {number}" for number in range(11)]

    @pytest.mark.parametrize(("language", "side"), [("en", 0), ("ar", 1)])
    def test_a_strip_below_them_ends_with_them(self, printed, logo, language, side):
        few = tuple(logo(is_opaque=True) for _number in range(3))
        page = paper.picture(printed(dataclasses.replace(POSTERS[language], backers=few)), 50)
        foot = page.crop((0, round(0.87 * page.height), page.width, page.height)).convert("L")
        start, _top, end, _bottom = foot.point(lambda tone: 255 if tone > 250 else 0).getbbox()
        assert (
            (start < 0.1 * page.width, end < 0.5 * page.width) == (True, True)
            if side == 0
            else start > 0.5 * page.width
        )

    def test_the_sentence_in_their_place_is_larger_than_the_imprint(self, printed, logo):
        with pikepdf.open(
            printed(self.poster(logo, 40, behind=(60 * "House and House ", "Many stand behind.")))
        ) as file:
            sizes = [float(size) for size in re.findall(rb" ([0-9.]+) Tf", file.pages[0].Contents.read_bytes())]
        assert sorted(set(sizes))[1] > 1.3 * min(sizes)

    def test_where_logos_do_not_fit_or_are_missing_there_are_names(self, printed, logo):
        for count in (0, 40):
            path = printed(self.poster(logo, count, behind=("Behind this call: Ana and Bob", "Many.")), Design.MARCH)
            assert not any(name.startswith("Backer") for name in figures(path))
            assert "Behind this call: Ana and Bob" in paper.words(path)

    def test_where_names_do_not_fit_there_is_the_sentence(self, printed, logo):
        words = paper.words(
            printed(self.poster(logo, 0, behind=("House and House " * 60, "More than 100 stand behind.")), Design.MARCH)
        )
        assert "House and House" not in words
        assert "More than 100 stand behind." in words

    def test_they_give_way_before_the_plan_does(self, logo, tmp_path):
        poster = self.poster(logo, 3, behind=("Behind this call: Ana and Bob",))
        content, way = rendering.render(poster, Form(), paper.typecase(), (_full, *PLANS[Design.WORDS]))
        path = tmp_path / "poster.pdf"
        path.write_bytes(content)
        assert (way.plan, figures(path)) == (0, [f"QR: {poster.url}", HOUSE])
        assert [one.what for one in checking.findings(Item(poster, Design.WORDS, Form()), way)] == [
            Trouble.NO_ENDORSERS
        ]

    @pytest.mark.parametrize(
        ("count", "behind", "what"),
        [
            (3, ("Ana and Bob", "Many."), []),
            (40, ("Ana and Bob", "Many."), [Trouble.NO_LOGOS]),
            (40, (60 * "House and House ", "Many."), [Trouble.NO_NAMES]),
            (0, (60 * "House and House ", "Many."), [Trouble.NO_NAMES]),
            (40, (60 * "House and House ",), [Trouble.NO_ENDORSERS]),
            (0, (), []),
        ],
    )
    def test_what_gave_way_of_them_is_told(self, logo, count, behind, what):
        poster = self.poster(logo, count, behind=behind)
        for design in (Design.MARCH, Design.LETTER):
            way = rendering.way_of(poster, Form(), paper.typecase(), PLANS[design])
            told = checking.findings(Item(poster, design, Form()), way)
            assert [one.what for one in told] == (what if design is Design.MARCH else []), "a letter names nobody"


def _full(sheet):
    """A plan that holds the words of a poster, but nobody beside them."""
    if sheet.poster.behind or sheet.poster.backers:
        raise rendering.TooFull
    PLANS[Design.WORDS][0](sheet)


def test_a_large_call_stands_clear_of_the_address_below_it(printed, logo):
    """Arabic goes deeper below its line than other scripts."""
    backers = tuple(logo(name=f"Backer {number}") for number in range(11))
    page = paper.picture(printed(dataclasses.replace(POSTERS["ar"], logo=logo(), backers=backers)), 150).convert("L")
    foot = page.crop((page.width // 2, page.height - 560, page.width - 64, page.height - 280))
    ground = foot.getpixel((5, 5))
    spans = (foot.crop((0, y, foot.width, y + 1)).getextrema() for y in range(foot.height))
    rows = [is_inked for is_inked, _rows in itertools.groupby(low < ground - 40 for low, _high in spans)]
    assert rows[-5:] == [True, False, True, False, True]  # the call, the address, the march


@pytest.mark.parametrize("screen", Screen, ids=lambda screen: screen.value)
def test_a_picture_to_share_has_the_logo(printed, logo, screen):
    poster = dataclasses.replace(POSTERS["en"], logo=logo())
    assert HOUSE in figures(printed(poster, form=Form(screen), plans=plans.SHARED))


def test_the_same_logo_gives_the_same_bytes(logo):
    poster = dataclasses.replace(POSTERS["ar"], logo=logo(), backers=(logo(), logo(is_opaque=True)))
    first = rendering.render(poster, Form(), paper.typecase(), PLANS[Design.MARCH])[0]
    assert rendering.render(poster, Form(), paper.typecase(), PLANS[Design.MARCH])[0] == first
    assert pikepdf.open(io.BytesIO(first)).check_pdf_syntax() == []

"""Every design, on every machine: what a printer, a reader and an archive find in it."""

import dataclasses
import functools
import io
import re

import pikepdf
import pytest
import zxingcpp
from pikepdf import pdfa
from PIL import ImageFilter
from reportlab.lib.units import mm

from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper, Screen
from petitions.posters import designs, plans, rendering, tear_off, wall
from petitions.posters.content import Person
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import anatomy, counts, paper
from tests.support.posters import ARMENIAN, FELLOWS, LONG, POSTERS, RASUL, photograph, with_portrait

OFFICE = Form()
ON_BARE_PAPER = (Design.LETTER, Design.PAPER_SHEET)
WITHOUT_CODE = (Design.LETTER, Design.POSTCARD)
SLUG, BLEED = 13 * mm, 3 * mm
LEGIBLE = 6
"""Points, on A4."""
KINDS = {"linocut": POSTERS["en"], "photograph": with_portrait(POSTERS["en"], RASUL.portrait), "words": ARMENIAN}
LOOKED_AT = [("en", Variant.OFFICE), ("ar", Variant.COPIER), ("az", Variant.PRESS)]
if counts.IS_TRIAL:
    LOOKED_AT = [(language, variant) for language in POSTERS for variant in Variant]


@functools.cache
def made(design, poster, form=OFFICE):
    """The file and the way in which its words were held."""
    return rendering.render(poster, form, paper.typecase(), PLANS[design])


@pytest.fixture
def printed(tmp_path):
    """Renders a poster and returns the file."""

    def render(design, poster, form=OFFICE):
        path = tmp_path / f"{design.value}.pdf"
        path.write_bytes(made(design, poster, form)[0])
        return path

    return render


@pytest.fixture(scope="module")
def photographed(tmp_path_factory):
    """A poster with a photograph of nobody."""
    return with_portrait(POSTERS["en"], photograph(tmp_path_factory.mktemp("photograph"), (900, 1200)))


@pytest.mark.promise
@pytest.mark.parametrize("design", Design, ids=lambda design: design.value)
@pytest.mark.parametrize(("language", "variant"), LOOKED_AT, ids=lambda part: getattr(part, "value", part))
def test_codes_are_read_and_words_are_whole(verdict, printed, design, language, variant):
    poster = POSTERS[language]
    path = printed(design, poster, Form(variant=variant))
    found = {code.text for code in zxingcpp.read_barcodes(paper.picture(path, 130))}
    leads_to = {poster.gathering.url if design is Design.MARCH else poster.url}
    if design is Design.PAPER_SHEET:
        leads_to |= {poster.sheets.counted_at + poster.sheets.codes[0]}
    verdict(
        "codes of a poster lead where they should",
        found == (leads_to if design not in WITHOUT_CODE else set()),
        goal=True,
    )
    assert paper.words(path).count(poster.imprint) >= (language != "ar")
    content, way = made(design, poster, Form(variant=variant))
    assert way == (0, 0)
    assert anatomy.faults(content) == []
    assert anatomy.overlapping(content) == []
    assert variant is Variant.PRESS or not anatomy.spills(content)
    assert anatomy.smallest(content) > LEGIBLE


@pytest.mark.parametrize("variant", (Variant.OFFICE, Variant.COPIER), ids=lambda variant: variant.value)
@pytest.mark.parametrize("design", Design, ids=lambda design: design.value)
def test_what_an_office_prints_is_fit_for_an_archive(printed, photographed, design, variant):
    """PDF/A-2b, by a validator that approves nothing it does not know."""
    for poster in (POSTERS["az"], photographed):
        if design in designs.of(poster):
            assert pdfa.validate_written(printed(design, poster, Form(variant=variant)), "2b").passed


@pytest.mark.parametrize(
    ("kind", "design"), [(kind, design) for kind, poster in KINDS.items() for design in designs.of(poster)], ids=str
)
def test_a_print_shop_gets_four_inks_and_nothing_else(photographed, design, kind):
    poster = photographed if kind == "photograph" else KINDS[kind]
    with pikepdf.open(io.BytesIO(made(design, poster, Form(variant=Variant.PRESS))[0])) as document:
        page = document.pages[0]
        operators = {str(found[1]) for page in document.pages for found in pikepdf.parse_content_stream(page)}
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        spaces = {
            str(item.ColorSpace) for item in streams if item.get("/Subtype") == "/Image" and "/ColorSpace" in item
        }
        overprinting = [
            state
            for each in document.pages
            for state in each.Resources.get("/ExtGState", {}).values()
            if state.get("/op")
        ]
        boxes = [[round(float(side), 1) for side in box] for box in (page.mediabox, page.bleedbox, page.trimbox)]
    assert not operators & {"rg", "RG", "g", "G"}
    assert spaces <= {"/DeviceCMYK"}
    assert overprinting  # black letters do
    width, height = Paper.A4.size
    for box, low in zip(boxes, (0, SLUG - BLEED, SLUG), strict=True):
        assert box == pytest.approx([low, low, width + 2 * SLUG - low, height + 2 * SLUG - low], abs=0.1)


def test_the_ground_of_a_print_shop_reaches_over_the_trim_and_marks_stand_outside(printed):
    page = paper.picture(printed(Design.WORDS, POSTERS["en"], Form(variant=Variant.PRESS)), 72)
    trim, bleed = round(SLUG), round(SLUG - BLEED)
    assert (
        page.getpixel((bleed + 3, page.height // 2)) == page.getpixel((trim + 5, page.height // 2)) != (255, 255, 255)
    )
    assert page.getpixel((bleed - 3, page.height // 2)) == (255, 255, 255)
    corner = page.crop((0, 0, trim + 2, bleed - 2)).convert("L")
    assert corner.getextrema()[0] < 200  # a crop mark


def test_a_copier_gets_no_large_black(printed, photographed):
    for poster in (POSTERS["en"], photographed):
        page = paper.picture(printed(Design.PORTRAIT, poster, Form(variant=Variant.COPIER)), 72).convert("L")
        black = page.point(lambda value: 255 if value < 60 else 0)
        # A square of 14 mm of solid black is a spot on the glass; letters and strokes of a cut are narrower.
        assert black.filter(ImageFilter.BoxBlur(20)).getextrema()[1] < 255
        assert {page.getpixel(corner) for corner in ((2, 838), (590, 838))} == {255}


@pytest.mark.parametrize("on", (Paper.A5, Paper.A2, Paper.LETTER), ids=lambda on: on.value)
@pytest.mark.parametrize("design", Design, ids=lambda design: design.value)
def test_it_fills_every_paper(printed, design, on):
    path = printed(design, POSTERS["en"], Form(on))
    page = paper.picture(path, 30)
    sides = [side / 72 * 30 for side in on.size]
    assert (page.width, page.height) == pytest.approx(sides, abs=1.1)
    assert (page.getpixel((1, 1)) == (255, 255, 255)) == (design in ON_BARE_PAPER)


@pytest.mark.parametrize("count", range(1, designs.MOST_FACES + 1))
def test_a_wall_is_balanced(count):
    width, height = 188 * mm, 120 * mm
    rows = wall.rows(count, width, height)
    assert sum(rows) == count
    assert max(rows) - min(rows) <= 1
    assert rows == sorted(rows)


@pytest.mark.parametrize("count", (2, 7, 24))
def test_everybody_has_a_face_and_a_name_on_the_wall(printed, count):
    people = (RASUL, *(FELLOWS * 5))[:count]
    poster = dataclasses.replace(POSTERS["en"], people=tuple(people))
    path = printed(Design.WALL, poster, Form(Paper.A3))
    words = paper.words(path)
    assert all(words.count(person.name) >= people.count(person) for person in people if person is not FELLOWS[2])
    with pikepdf.open(path) as document:
        parts = [str(part.S) for part in document.Root.StructTreeRoot.K[0].K]
    assert parts.count("/Figure") == count + 1


def test_a_long_name_takes_two_lines(printed):
    people = [dataclasses.replace(RASUL, name="Khadija Rovshan qizi Ismayilova")] * 24
    path = printed(Design.WALL, dataclasses.replace(POSTERS["en"], people=tuple(people)))
    assert "Khadija Rovshan" in paper.words(path)
    assert anatomy.smallest(path.read_bytes()) > LEGIBLE


@pytest.mark.parametrize(
    "name", ["ı̢̃͘j่̨̔Åͥb͏İ̟͔̿", "ग्ग््कक աนևกևค რთ —!明…;明- ……?··!. 44735 גבבאדדדד ححدثتﻻحخ »)>{[{< ١٠٣٤٣١٣١٢ ำคน้น้้ก iتاŋتŋßخد"]
)
def test_names_on_the_wall_keep_off_pictures_and_each_other(name):
    people = (RASUL, Person(name, None, "", None), dataclasses.replace(RASUL, name=name))
    content, way = made(Design.WALL, dataclasses.replace(POSTERS["ru"], people=people))
    assert way == (0, 0)
    assert anatomy.overlapping(content) == []


def test_words_that_nobody_could_read_are_not_printed():
    endless = dataclasses.replace(POSTERS["en"], demand="a" * 500, headline=("b" * 500,))
    for design in (Design.WORDS, Design.PORTRAIT, Design.LETTER, Design.POSTCARD):
        with pytest.raises(rendering.TooFull):
            made(design, dataclasses.replace(endless, imprint="c" * 500))


def test_who_has_no_picture_has_a_name(printed):
    poster = dataclasses.replace(POSTERS["en"], people=(RASUL, Person("Leyla Yunus", None, "", None)))
    assert "Leyla Yunus" in paper.words(printed(Design.WALL, poster))


def test_there_are_nine_strips_to_tear_off(printed):
    codes = zxingcpp.read_barcodes(paper.picture(printed(Design.TEAR_OFF, POSTERS["en"]), 200))
    assert [code.text for code in codes].count(POSTERS["en"].url) == tear_off.STRIPS + 1


def test_the_march_says_when_and_where(printed):
    words = re.sub(r"\s+", " ", paper.words(printed(Design.MARCH, POSTERS["az"])))
    assert "30 MAY, ŞƏNBƏ" in words
    assert all(word in words for word in ("15:00", "EGERTORGET", "OSLO", "RƏSUL ÜÇÜN YÜRÜŞ"))


def test_the_march_names_its_host_below_the_way(printed):
    with pikepdf.open(printed(Design.MARCH, POSTERS["en"])) as document:
        spoken = [str(part.get("/ActualText", "")) for part in document.Root.StructTreeRoot.K[0].K]
    gathering = POSTERS["en"].gathering
    assert spoken.index(gathering.directions) < spoken.index(gathering.host)


@pytest.mark.parametrize("design", (Design.PORTRAIT, Design.MARCH, Design.TEAR_OFF), ids=lambda design: design.value)
def test_what_does_not_fit_gets_a_plainer_plan(design):
    poster = dataclasses.replace(
        LONG,
        demand=LONG.demand * 5,
        people=POSTERS["en"].people,
        gathering=dataclasses.replace(LONG.gathering, directions=LONG.gathering.directions * 4),
    )
    assert made(design, LONG)[1].plan == 0 or design is Design.MARCH
    assert made(design, poster)[1].plan > 0


def test_a_campaign_is_offered_what_it_has_something_for():
    alone = dataclasses.replace(ARMENIAN, gathering=None, ending=None, sheets=None)
    assert designs.of(alone) == [Design.WORDS, Design.TEAR_OFF, Design.LETTER, Design.POSTCARD]
    assert designs.of(POSTERS["en"]) == list(Design)


@pytest.mark.parametrize("screen", Screen, ids=lambda screen: screen.value)
@pytest.mark.parametrize("language", ("en", "ar", "ru"))
def test_a_picture_to_share_has_face_and_words_apart(language, screen):
    """The signal is round the face, black round the words."""
    content, way = rendering.render(POSTERS[language], Form(screen), paper.typecase(), plans.SHARED)
    assert way == (0, 0)
    with pikepdf.open(io.BytesIO(content)) as document:
        parts = [(str(part.S), str(part.get("/ActualText", ""))) for part in document.Root.StructTreeRoot.K[0].K]
    assert parts[0] == ("/H1", POSTERS[language].title)
    assert ("/Figure", "") in parts


def test_a_long_letter_goes_on_overleaf_and_ends_with_the_signature(printed):
    poster = POSTERS["en"]
    paragraphs = tuple(f"{number}. {poster.demand} {poster.demand}" for number in range(1, 25))
    letter = dataclasses.replace(poster.letter, paragraphs=paragraphs, closing="Yours,", signature="Signature")
    path = printed(Design.LETTER, dataclasses.replace(poster, letter=letter))
    words = re.sub(r"\s+", " ", paper.words(path))
    with pikepdf.open(path) as document:
        assert len(document.pages) > 1
        spoken = [str(part.get("/ActualText", "")) for part in document.Root.StructTreeRoot.K[0].K]
    assert [int(number) for number in re.findall(r"(\d+)\. Defending", words)] == list(range(1, 25))
    assert words.rindex("24. Defending") < words.index("Yours,") < words.rindex("Signature")
    assert spoken.index(paragraphs[0]) < spoken.index("Yours,")


def test_no_letter_leaves_the_place_to_sign_alone_however_long_it_is(printed):
    poster, two = POSTERS["en"], 0
    for count in range(14, 30):
        paragraphs = tuple(f"{number}. We ask you to release him." for number in range(1, count))
        letter = dataclasses.replace(poster.letter, paragraphs=paragraphs, closing="Yours,")
        pages = paper.words(printed(Design.LETTER, dataclasses.replace(poster, letter=letter))).split("\f")
        (signed,) = [page for page in pages if "Yours," in page]
        assert "We ask you to release him." in signed
        two += "1. We ask" not in signed
    assert 3 < two < 14


def test_postcards_have_a_face_on_one_side_and_the_prisoner_on_the_other(printed):
    poster = POSTERS["az"]
    path = printed(Design.POSTCARD, poster)
    with pikepdf.open(path) as document:
        kinds = [
            [str(part.S) for part in document.Root.StructTreeRoot.K[0].K if part.Pg == page.obj]
            for page in document.pages
        ]
    assert [page.count("/Figure") for page in kinds] == [4, 0]
    assert paper.words(path).count(poster.card.recipient) >= 4


def test_a_picture_to_share_leaves_out_what_is_long():
    poster = dataclasses.replace(POSTERS["en"], demand=POSTERS["en"].demand * 20)
    with pikepdf.open(
        io.BytesIO(rendering.render(poster, Form(Screen.STORY), paper.typecase(), plans.SHARED)[0])
    ) as document:
        said = [str(part.get("/ActualText", "")) for part in document.Root.StructTreeRoot.K[0].K]
    assert poster.title in said
    assert poster.demand not in said


def test_a_march_beyond_every_plan_is_refused():
    gathering = dataclasses.replace(LONG.gathering, host="Haus der Menschenrechte " * 60)
    with pytest.raises(rendering.TooFull):
        made(Design.MARCH, dataclasses.replace(LONG, gathering=gathering))

"""Posters as they come out of the printer."""

import dataclasses
import functools
import re

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops
from reportlab.lib.units import mm

from petitions.pdf.capitals import capitals
from petitions.pdf.papers import Paper
from petitions.posters import plans, rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.rendering import Unprintable
from tests.support import paper
from tests.support.posters import ARMENIAN, GEORGIAN, LONG, POSTERS, RASUL, photograph, with_portrait

AMBER, BLACK, WHITE = (0xFF, 0xD6, 0x0A), (0, 0, 0), (255, 255, 255)


@pytest.fixture
def printed(tmp_path):
    """Renders a poster and returns the file."""

    def render(poster, on=Paper.A4):
        path = tmp_path / f"{poster.language}-{on.value}.pdf"
        path.write_bytes(_rendered(poster, on))
        return path

    return render


@functools.cache
def _rendered(poster, on):
    return render(poster, on)


def render(poster, on=Paper.A4, design=Design.PORTRAIT):
    """The poster as an office prints it, by the plan that its words need."""
    return rendering.render(poster, Form(on), paper.typecase(), plans.PLANS[design])[0]


def _codes(path):
    return zxingcpp.read_barcodes(paper.picture(path, 110))


def _address(poster):
    return poster.url.removeprefix("https://")


def _flowing(text):
    return re.sub(r"\s+", " ", text)


def _differs(picture, colour):
    """The box of what is not of that colour, or None."""
    return ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).getbbox()


@pytest.mark.parametrize("on", (Paper.A4, Paper.A3), ids=lambda on: on.value)
@pytest.mark.parametrize("language", POSTERS)
class TestEachLanguageAndPaper:
    def test_the_code_is_read_from_the_page(self, printed, language, on):
        [code] = _codes(printed(POSTERS[language], on))
        assert code.text == POSTERS[language].url

    def test_all_typefaces_are_ours_and_embedded(self, printed, language, on):
        found = paper.typefaces(printed(POSTERS[language], on))
        assert found
        assert all(is_embedded and "+NotoSans" in name for name, is_embedded in found.items())

    def test_the_page_has_the_size_of_the_paper(self, printed, language, on):
        with pikepdf.open(printed(POSTERS[language], on)) as document:
            [page] = document.pages
            assert document.check_pdf_syntax() == []
            sides = [float(side) / mm for side in page.mediabox[2:]]
        assert sides == pytest.approx({Paper.A4: [210, 297], Paper.A3: [297, 420]}[on], abs=0.1)


@pytest.mark.parametrize("poster", [POSTERS[language] for language in ("en", "nb", "az", "ru")] + [GEORGIAN, ARMENIAN])
def test_every_text_can_be_copied_from_the_poster(printed, poster):
    words = _flowing(paper.words(printed(poster)))
    demand = {word for word in poster.demand.split() if word.isalpha()}
    assert demand <= set(words.split())
    shouted = capitals(" ".join(poster.headline), poster.language)
    assert set(shouted.split()) <= set(words.split())
    assert set(poster.call.split()) <= set(words.split())
    assert all(
        text in words for text in (_address(poster), poster.imprint, poster.gathering.line if poster.gathering else "")
    )


def test_a_character_that_cannot_be_printed_is_named():
    poster = dataclasses.replace(POSTERS["en"], headline=("Free 😀", "Rasul"), imprint="House 🏠😀")
    with pytest.raises(Unprintable) as refusal:
        render(poster)
    assert refusal.value.characters == ("😀", "🏠")


def test_a_tower_of_marks_is_named_as_far_as_it_shows():
    with pytest.raises(Unprintable) as refusal:
        render(dataclasses.replace(POSTERS["en"], demand="Free Rasul z" + "\u0301" * 200))
    assert refusal.value.characters == ("z" + "\u0301" * 4,)


@pytest.mark.parametrize("poster", [POSTERS["ar"], ARMENIAN, POSTERS["ru"]], ids=["ar", "hy", "ru"])
def test_the_same_poster_gives_the_same_bytes(poster):
    first = render(poster)
    render(GEORGIAN, Paper.A3)
    assert render(poster) == first


def test_arabic_mirrors_the_plan_but_not_the_face(printed):
    sides, lit = {}, {}
    for language in ("en", "ar"):
        path = printed(POSTERS[language])
        page = paper.picture(path, 110)
        [code] = zxingcpp.read_barcodes(page)
        sides[language] = "left" if code.position.bottom_right.x < page.width / 2 else "right"
        # The light comes from the left: more of the bare paper is in the left half of the face.
        face = (
            page.crop((0, 0, page.width, round(page.height * 0.3))).convert("L").point(lambda v: 255 if v > 250 else 0)
        )
        halves = [face.crop((x, 0, x + page.width // 2, face.height)).histogram()[255] for x in (0, page.width // 2)]
        lit[language] = halves[0] > halves[1]
    assert sides == {"en": "right", "ar": "left"}
    assert lit == {"en": True, "ar": True}


@pytest.mark.parametrize("portrait", [RASUL.portrait, None], ids=["portrait", "words"])
@pytest.mark.parametrize("poster", [LONG, GEORGIAN, ARMENIAN, *POSTERS.values()], ids=lambda poster: poster.language)
def test_words_keep_clear_of_the_edges(printed, poster, portrait):
    poster = with_portrait(poster, portrait)
    page = paper.picture(printed(poster), 72)
    ground = page.getpixel((2, page.height - 2))
    margin = round(10.5 * mm)
    lower = page.crop((0, page.height // 2, page.width, page.height)) if portrait else page
    for box in ((0, 0, margin, lower.height), (lower.width - margin, 0, lower.width, lower.height)):
        assert _differs(lower.crop(box), ground) is None
    assert _differs(page.crop((0, page.height - round(7 * mm), page.width, page.height)), ground) is None


@pytest.mark.parametrize("poster", [LONG, GEORGIAN, *POSTERS.values()], ids=lambda poster: poster.language)
def test_the_picture_reaches_the_top_and_takes_a_third(printed, poster):
    page = paper.picture(printed(poster), 72)
    assert page.getpixel((3, 3)) == AMBER
    heights = [y for y in range(page.height) if page.getpixel((3, y)) != AMBER]
    assert 0.32 <= heights[0] / page.height <= 0.55
    assert all(page.getpixel((3, y)) == BLACK for y in heights[2:])


def test_a_linocut_is_printed_as_stencils(printed):
    with pikepdf.open(printed(POSTERS["en"])) as document:
        pictures = [item for item in document.objects if isinstance(item, pikepdf.Stream) and "/ImageMask" in item]
        others = [item for item in document.objects if isinstance(item, pikepdf.Stream) and "/ColorSpace" in item]
    assert len(pictures) == 2
    assert others == []


def test_a_photograph_is_printed_in_black_and_signal_only(printed, tmp_path):
    poster = with_portrait(POSTERS["en"], photograph(tmp_path, (900, 1200)), face=(0.3, 0.2, 0.4, 0.4))
    top = paper.picture(printed(poster), 72).crop((0, 0, 595, 250))
    # Amber has almost no blue and five parts red to four parts green; between it and black that holds.
    for _, (red, green, blue) in top.getcolors(top.width * top.height):
        assert blue < 60
        assert abs(green - red * 0.84) < 30


def test_a_large_photograph_makes_no_large_file(tmp_path):
    poster = with_portrait(POSTERS["en"], photograph(tmp_path, (3000, 4000)))
    assert len(render(poster, Paper.A3)) < 2_500_000
    assert len(render(POSTERS["en"], Paper.A3)) < 200_000


def test_a_poster_without_portrait_is_all_signal(printed):
    page = paper.picture(printed(with_portrait(POSTERS["en"], None)), 72)
    assert {page.getpixel(corner) for corner in ((2, 2), (590, 2), (2, 838), (590, 838))} == {AMBER}
    [code] = _codes(printed(with_portrait(POSTERS["en"], None)))
    assert code.text == POSTERS["en"].url


def test_a_screen_reader_finds_the_parts_in_order(printed):
    with pikepdf.open(printed(POSTERS["az"])) as document:
        root = document.Root
        assert str(root.Lang) == "az"
        parts = [
            (str(part.S), str(part.get("/ActualText", part.get("/Alt", "")))) for part in root.StructTreeRoot.K[0].K
        ]
    poster = POSTERS["az"]
    assert parts == [
        ("/H1", "Rəsul Cəfərova azadlıq"),
        ("/Figure", RASUL.portrait_alt),
        ("/P", poster.demand),
        ("/Figure", f"QR: {poster.url}"),
        ("/P", poster.call),
        ("/P", _address(poster)),
        ("/P", poster.gathering.line),
        ("/P", f"{poster.imprint} · {poster.contact}"),
    ]


def test_the_file_says_what_it_is_and_when_it_was_made(printed):
    with pikepdf.open(printed(POSTERS["ru"])) as document:
        about = document.docinfo
        assert str(about.Title) == "Свободу Расулу Джафарову"
        assert str(about.CreationDate).startswith("D:20150518")

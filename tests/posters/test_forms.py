"""What every paper, every machine and every language gets."""

import dataclasses
import io
import itertools

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from pikepdf import pdfa
from reportlab.lib.colors import CMYKColor
from reportlab.pdfgen.canvas import Canvas

from petitions.campaigns.models import Signal
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper, Screen
from petitions.posters import checking, designs, keeping, plans, rendering, tear_off
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Item
from petitions.posters.plans import PLANS
from petitions.posters.sheet import Sheet
from tests.support import anatomy, counts, looking, paper
from tests.support.posters import ARMENIAN, FELLOWS, GEORGIAN, POSTERS, RASUL, SERBIAN, drawn_alone

pytestmark = pytest.mark.promise
SPOKEN = [*POSTERS.values(), SERBIAN, GEORGIAN, ARMENIAN]
LEGIBLE = 4.5
"""Points on paper, however small it is."""
ENOUGH = 7
"""Of the contrast of text: what WCAG 2.2 asks at its highest level."""


def of_each(*others):
    """Each design with each of `others`, in one language after the other; in all of them in a trial."""
    crossed = []
    for number, (design, *rest) in enumerate(itertools.product(Design, *others)):
        spoken = [poster for poster in SPOKEN if design in designs.of(poster)]
        turn = spoken if counts.IS_TRIAL else [spoken[number % len(spoken)]]
        crossed += [pytest.param(design, poster, *rest, id=_id(design, poster, *rest)) for poster in turn]
    return crossed


def _id(design, poster, *rest):
    return "-".join([design.value, poster.language, *(one.value for one in rest)])


def drawn(design, poster, form=Form()):  # noqa: B008  # never changed
    return rendering.render(poster, form, paper.typecase(), PLANS[design])[0]


@pytest.mark.parametrize(("design", "poster", "on"), of_each(Paper))
def test_every_paper_holds_every_design(verdict, design, poster, on):
    way = rendering.way_of(poster, Form(on), paper.typecase(), PLANS[design])
    verdict("plainer plan of a design in a language on a paper, and what gave way", tuple(way), goal=(0, 0))


@pytest.mark.parametrize(("design", "poster"), of_each())
def test_letters_and_codes_are_read_on_the_smallest_paper(design, poster):
    content = drawn(design, poster, Form(Paper.A5))
    assert anatomy.smallest(content) >= LEGIBLE
    if design is Design.TEAR_OFF:
        codes = zxingcpp.read_barcodes(looking.pages(content, 300)[0])
        assert [code.text for code in codes].count(poster.url) == tear_off.STRIPS + 1


@pytest.mark.parametrize("on", (Paper.A4, Paper.A3), ids=lambda on: on.value)
def test_a_wall_has_room_for_any_number(on):
    people = (RASUL, *FELLOWS * 5)
    for count in range(2, designs.MOST_FACES + 1):
        poster = dataclasses.replace(POSTERS["az"], people=people[:count])
        assert rendering.way_of(poster, Form(on), paper.typecase(), PLANS[Design.WALL]) == (0, 0), count


@pytest.mark.parametrize("screen", Screen, ids=lambda screen: screen.value)
def test_every_picture_to_share_holds_its_words(screen):
    for poster in SPOKEN:
        assert rendering.way_of(poster, Form(screen), paper.typecase(), plans.SHARED) == (0, 0)


@pytest.mark.parametrize(("design", "poster", "variant"), of_each((Variant.OFFICE, Variant.COPIER)))
def test_in_every_language_it_is_fit_for_an_archive(verdict, tmp_path, design, poster, variant):
    path = tmp_path / "poster.pdf"
    path.write_bytes(drawn(design, poster, Form(variant=variant)))
    verdict("a poster is PDF/A-2b", pdfa.validate_written(path, "2b").passed, goal=True)


def unmarked(page):
    """What a page draws that is neither told to screen readers nor kept from them."""
    depth = 0
    for _operands, operator in pikepdf.parse_content_stream(page):
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
        if depth == 0 and str(operator) in {
            "f",
            "f*",
            "S",
            "s",
            "B",
            "B*",
            "b",
            "b*",
            "Tj",
            "TJ",
            "'",
            "sh",
            "Do",
            "EI",
        }:
            yield str(operator)


@pytest.mark.parametrize(("design", "poster"), of_each())
def test_a_screen_reader_is_told_language_heading_and_pictures(design, poster):
    with pikepdf.open(io.BytesIO(drawn(design, poster))) as document:
        parts = list(document.Root.StructTreeRoot.K[0].K)
        kinds = [str(part.S) for part in parts]
        shown = [str(part.get("/Alt", "")) for part in parts if str(part.S) == "/Figure"]
        assert str(document.Root.Lang) == poster.language
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo.Title) == poster.title
        drawn_unmarked = [operator for page in document.pages for operator in unmarked(page)]
    assert kinds.count("/H1") == 1 and drawn_unmarked == []
    assert kinds[0] == "/H1" or design is Design.LETTER  # who writes stands above whom they write to
    assert all(shown)


@pytest.mark.parametrize(("design", "poster"), of_each())
def test_a_print_shop_gets_marks_on_every_plate_and_no_colour_of_light(verdict, design, poster):
    content = drawn(design, poster, Form(variant=Variant.PRESS))
    other = anatomy.spaces(content) - {"/DeviceCMYK", "/Separation"}
    verdict("colours for a print shop that are none of its inks", sorted(other), goal=[])
    with pikepdf.open(io.BytesIO(content)) as document:
        states = set()  # a page without black letters has none: the front of a postcard with a face
        for page in document.pages:
            plates = [str(space[1]) for space in page.Resources.ColorSpace.values() if str(space[0]) == "/Separation"]
            assert plates == ["/All"]
            for state in page.Resources.get("/ExtGState", {}).values():
                states |= {(name, int(value)) for name, value in state.items()}
        assert {("/op", 1), ("/OPM", 1)} <= states


def test_an_office_gets_colours_of_light():
    """The control of the one above."""
    assert "/DeviceRGB" in anatomy.spaces(drawn(Design.PORTRAIT, POSTERS["en"]))


def test_large_black_is_rich_and_black_of_letters_is_one_ink():
    with pikepdf.open(io.BytesIO(drawn(Design.PORTRAIT, POSTERS["en"], Form(variant=Variant.PRESS)))) as document:
        [page] = document.pages
        inks = {
            tuple(round(float(part), 2) for part in operands)
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "k"
        }
    assert {(0.5, 0.4, 0.3, 1), (0, 0, 0, 1)} <= inks
    assert max(sum(ink) for ink in inks) <= 2.4  # more would not dry


@pytest.mark.parametrize("variant", Variant, ids=lambda variant: variant.value)
@pytest.mark.parametrize("signal", Signal, ids=lambda signal: signal.name)
def test_whatever_is_read_stands_out(signal, variant):
    """No word stands on a picture, but beside it on a ground of one colour (see `anatomy.overlapping`)."""
    poster = dataclasses.replace(POSTERS["en"], signal=signal.value)
    sheet = Sheet(Canvas(io.BytesIO()), poster, Form(variant=variant), paper.typecase())
    for colours in (sheet.dark(), sheet.light(), sheet.plain()):
        for ink, ground in ((colours.headline, "ground"), (colours.text, "ground"), (colours.on_bar, "bar")):
            assert contrast(ink, getattr(colours, ground)) >= ENOUGH


def contrast(one, other):
    """Of two colours, by WCAG 2.2."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    if isinstance(colour, CMYKColor):
        inks = (colour.cyan, colour.magenta, colour.yellow)
        lights = [(1 - ink) * (1 - colour.black) for ink in inks]
    else:
        lights = [colour.red, colour.green, colour.blue]
    linear = [light / 12.92 if light <= 0.04045 else ((light + 0.055) / 1.055) ** 2.4 for light in lights]
    return sum(part * light for part, light in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_postcards_say_where_to_cut():
    """Black with white beside it: the front is black, the back is bare."""
    for page in looking.pages(drawn(Design.POSTCARD, POSTERS["en"]), 254):  # ten pixels are a millimetre
        grey, (across, down) = page.convert("L"), (page.width / 2, page.height / 2)
        ends = [(across - 4, end, across + 4, end + 20) for end in (10, page.height - 30)]
        ends += [(end, down - 4, end + 20, down + 4) for end in (10, page.width - 30)]
        for end in ends:
            darkest, lightest = grey.crop(tuple(map(round, end))).getextrema()
            assert darkest < 90 < 200 < lightest


def test_hundreds_of_sheets_come_in_one_file_each_with_its_own_code():
    count = counts.many(40, 500)
    codes = tuple(f"k7q2m-{number:03d}" for number in range(1, count + 1))
    poster = dataclasses.replace(POSTERS["ar"], sheets=dataclasses.replace(POSTERS["ar"].sheets, codes=codes))
    content = keeping.opened(drawn_alone(poster, Design.PAPER_SHEET, Form(), paper.FONTS)).content
    document = pypdfium2.PdfDocument(content)
    assert len(document) == count
    for number in range(0, count, counts.many(13, 1)):
        read = {code.text for code in zxingcpp.read_barcodes(document[number].render(scale=2.5).to_pil())}
        assert read == {poster.url, f"{poster.sheets.counted_at}{codes[number]}"}
    document.close()


def test_figures_run_from_the_left_on_an_arabic_poster():
    poster = dataclasses.replace(
        POSTERS["ar"], demand="أُفرج عن 593 سجينًا في ٢٤ مايو ٢٠١٥ (المادة ١٧٩).", gathering=None
    )
    found = "".join(anatomy.figures(drawn(Design.WORDS, poster)))
    assert all(figures in found for figures in ("593", "٢٤", "٢٠١٥", "١٧٩"))


@pytest.mark.parametrize(("count", "told"), [(24, []), (25, ["not everybody"])])
def test_who_has_no_room_on_a_wall_is_told(count, told):
    poster = dataclasses.replace(POSTERS["en"], people=(RASUL, *FELLOWS * 5)[:count])
    item = Item(poster, Design.WALL, Form())
    way = rendering.way_of(poster, item.form, paper.typecase(), PLANS[Design.WALL])
    assert [one.what.value for one in checking.findings(item, way)] == told

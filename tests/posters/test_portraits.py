"""Whatever portrait comes, its face is on the poster, whole."""

import dataclasses
import io
import itertools

import pytest
import segno
import zxingcpp
from PIL import Image

from petitions.images import intake
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper
from petitions.posters import rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import counts, looking, paper
from tests.support.posters import POSTERS, drawn_alone, with_portrait

pytestmark = pytest.mark.promise
FACE = "a face"
USUAL, HIGH, ASIDE = (0.3, 0.1, 0.4, 0.6), (0.15, 0.04, 0.7, 0.88), (0.62, 0.3, 0.25, 0.3)
SQUARE, UPRIGHT, LYING = (200, 200), (1500, 2000), (900, 600)
SIZES = (SQUARE, UPRIGHT, LYING)
if counts.IS_TRIAL:
    SIZES += ((200, 1000), (1000, 200), (3000, 2000), (4000, 5000))
WITH_PICTURE = (Design.PORTRAIT, Design.TEAR_OFF, Design.RELEASED, Design.POSTCARD)


def grey(size, box):
    """A picture of nobody, and the box of its face: a code, so that whoever reads it from the poster has seen all of it."""
    width, height = size
    code = Image.open(io.BytesIO(_code())).convert("L")
    side = round(min(box[2] * width, box[3] * height)) // code.width * code.width
    left, top = round((box[0] + box[2] / 2) * width - side / 2), round((box[1] + box[3] / 2) * height - side / 2)
    picture = Image.new("L", size, 110)
    picture.paste(code.resize((side, side), Image.Resampling.NEAREST), (left, top))
    return picture, (left / width, top / height, side / width, side / height)


def _code():
    content = io.BytesIO()
    segno.make(FACE, error="l", micro=False).save(content, kind="png", border=3)
    return content.getvalue()


def as_jpeg(picture, mode="L"):
    return saved(picture.convert("RGB").convert(mode), "JPEG", quality=95)


def as_palette(picture):
    return saved(picture.convert("RGB").quantize(8), "PNG")


def as_sixteen_bits(picture):
    return saved(picture.convert("I").point(lambda value: value * 257).convert("I;16"), "PNG")


def as_cut_out(picture):
    """With nothing behind the face."""
    clear = picture.point(lambda value: 0 if value == 110 else 255)
    return saved(Image.merge("LA", (picture, clear)), "PNG")


def as_veiled(picture):
    """Seen through."""
    return saved(Image.merge("RGBA", (*[picture] * 3, picture.point(lambda _value: 200))), "PNG")


def saved(picture, kind, **options):
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


KINDS = {
    "grey": as_jpeg, "colour": lambda picture: as_jpeg(picture, "RGB"), "CMYK": lambda picture: as_jpeg(picture, "CMYK"),
    "palette": as_palette, "sixteen bits": as_sixteen_bits, "cut out": as_cut_out, "veiled": as_veiled,
}  # fmt: skip
# Each kind, each size, each box and each design once in a run of the tests; all of them with each other in a trial.
CASES = list(itertools.product(KINDS, SIZES, (USUAL, HIGH, ASIDE), WITH_PICTURE))
if not counts.IS_TRIAL:
    CASES = [case for number, case in enumerate(CASES) if number % 17 == 0]
    CASES.append(("grey", LYING, USUAL, Design.POSTCARD))  # cut where the picture begins


@pytest.fixture
def kept(tmp_path):
    """Takes a picture in as the product does and returns the file for print."""

    def take(content):
        suffix, pixels = next(iter(intake.take_in(content).files.items()))
        file = tmp_path / f"portrait.{suffix}"
        file.write_bytes(pixels)
        return file

    return take


def codes_on(content):
    """What is read at once, or at a closer look: a face of 27 pixels is a small one."""
    pages = (looking.pages(content, dpi, most=1)[0] for dpi in (72, 130, 300))
    codes = ({code.text for code in zxingcpp.read_barcodes(page)} for page in pages)
    return next((found for found in codes if FACE in found), set())


@pytest.mark.parametrize(("kind", "size", "box", "design"), CASES, ids=str)
def test_a_face_is_on_the_poster_whole(verdict, kept, kind, size, box, design):
    picture, face = grey(size, box)
    poster = with_portrait(POSTERS["en"], kept(KINDS[kind](picture)), face)
    content, way = rendering.render(poster, Form(Paper.LETTER), paper.typecase(), PLANS[design])
    assert way == (0, 0)
    verdict("a face is on the poster, whole", FACE in codes_on(content), goal=True)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_face_that_nobody_boxed_is_looked_for_where_most_are(kept, size):
    picture, _face = grey(size, USUAL)
    poster = with_portrait(POSTERS["az"], kept(as_jpeg(picture)), None)
    content, _plan = rendering.render(poster, Form(), paper.typecase(), PLANS[Design.TEAR_OFF])
    assert FACE in codes_on(content)


def test_everybody_on_the_wall_has_a_whole_face(kept):
    picture, face = grey(UPRIGHT, HIGH)
    [person] = with_portrait(POSTERS["en"], kept(as_jpeg(picture)), face).people
    poster = dataclasses.replace(POSTERS["en"], people=(person,) * 5)
    content, _plan = rendering.render(poster, Form(Paper.A3), paper.typecase(), PLANS[Design.WALL])
    codes = zxingcpp.read_barcodes(looking.pages(content, 130)[0])
    assert [code.text for code in codes].count(FACE) == 5


@pytest.fixture(scope="module")
def largest(tmp_path_factory):
    """A poster with the largest portrait that is taken in."""
    picture, face = grey((8000, 8000), USUAL)
    pixels = intake.take_in(as_jpeg(picture, "RGB"))
    file = tmp_path_factory.mktemp("largest") / "portrait.jpg"
    file.write_bytes(pixels.files["jpg"])
    return with_portrait(POSTERS["en"], file, face)


@pytest.mark.parametrize("variant", Variant if counts.IS_TRIAL else [Variant.PRESS], ids=lambda variant: variant.value)
def test_the_largest_portrait_is_drawn_in_little_memory(largest, variant):
    """By the program that draws for the product: it has a limit, and dies of it."""
    answer = drawn_alone(largest, Design.PORTRAIT, Form(Paper.A2, variant), paper.FONTS)
    assert FACE in codes_on(answer.partition(b"\n")[2])

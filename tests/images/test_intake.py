"""What comes in as a picture and what is kept of it: pixels, the right side up, and nothing else."""

import itertools

import pytest
from PIL import Image

from petitions import images, storage
from petitions.images import intake
from tests.support import naughty, pictures, programs

pytestmark = pytest.mark.usefixtures("app_context")

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


@pytest.fixture(scope="module")
def database() -> str:
    """Pictures are files: one database will do."""
    return "sqlite"


@pytest.fixture
def kept():
    """All files that are kept."""
    return lambda: {file.name: file.read_bytes() for file in storage.folder("pictures").iterdir()}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photograph_is_kept_for_paper_and_for_screens(kind, kept) -> None:
    picture = images.Picture.of(images.store(pictures.encoded(pictures.photo(1700, 1300), kind)))
    assert (picture.width, picture.height, picture.suffix) == (1700, 1300, "jpg")
    assert picture.widths == [400, 800, 1200, 1600]
    assert set(kept()) == {picture.name, *map(picture.at, picture.widths)}
    for width in picture.widths:
        assert pictures.opened(images.read(picture.at(width))).size == (width, round(1300 * width / 1700))
    assert images.kind(picture.at(400)) == "image/webp"


@pytest.mark.parametrize(
    ("size", "kept_size"), [((4032, 3024), (4032, 3024)), ((8000, 6000), (4000, 3000)), ((6000, 5000), (3000, 2500))]
)
def test_a_photograph_as_phones_take_them_is_kept_whole(size, kept_size) -> None:
    pixels = intake.take_in(pictures.encoded(pictures.photo(*size), "JPEG"))
    assert (pixels.width, pixels.height) == kept_size


def test_the_same_picture_has_the_same_name(kept) -> None:
    content = pictures.encoded(pictures.photo(), "JPEG")
    assert images.store(content) == images.store(content)
    assert len(kept()) == 4


def test_a_cut_of_few_tones_is_kept_as_it_is_and_is_light() -> None:
    cut = Image.new("LA", (800, 600), (0, 0))
    cut.paste((0, 255), (200, 100, 600, 600))
    cut.paste((255, 255), (300, 200, 400, 300))
    picture = images.Picture.of(images.store(pictures.encoded(cut, "PNG")))
    assert (picture.suffix, picture.widths) == ("png", [])
    found = pictures.opened(images.read(picture.name)).convert("LA")
    assert found.getpixel((250, 150)) == (0, 255)
    assert found.getpixel((350, 250)) == (255, 255)
    assert found.getpixel((10, 10))[1] == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_photograph_that_was_cut_out_keeps_its_shape(kind) -> None:
    cut_out = pictures.photo(600, 800)
    cut_out.putalpha(Image.radial_gradient("L").resize((600, 800)).point(lambda value: 255 - value))
    picture = images.Picture.of(images.store(pictures.encoded(cut_out, kind)))
    assert not picture.is_photo
    assert picture.suffix == "webp"
    assert pictures.opened(images.read(picture.at(400))).getchannel("A").getextrema()[0] < 20


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_but_pixels_is_kept(kind, kept) -> None:
    content = pictures.with_place(kind)
    assert pictures.NEEDLE in content  # the control
    assert pictures.opened(content).getexif().get_ifd(0x8825)
    images.store(content)
    for name, file in kept().items():
        found = pictures.opened(file)
        assert pictures.NEEDLE not in file, name
        assert not found.getexif(), name
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment", "photoshop"} & set(found.info), name


@pytest.mark.parametrize(("kind", "orientation"), [*itertools.product(["JPEG"], range(1, 9)), ("WEBP", 6), ("AVIF", 6)])
def test_the_right_side_is_up(kind, orientation) -> None:
    """The dark corner is where whoever took the picture saw it: EXIF's eight orientations, one after the other."""
    dark = {
        1: "right top",
        2: "left top",
        3: "left low",
        4: "right low",
        5: "left low",
        6: "right low",
        7: "right top",
        8: "left top",
    }
    name = images.store(pictures.with_place(kind, orientation=orientation))
    found = pictures.opened(images.read(name)).convert("L")
    assert found.size == ((1200, 900) if orientation > 4 else (900, 1200))
    places = {"left": 40, "right": found.width - 40, "top": 40, "low": found.height - 40}
    tones = {f"{x} {y}": found.getpixel((places[x], places[y])) for x in ("left", "right") for y in ("top", "low")}
    assert min(tones, key=tones.get) == dark[orientation]


def test_colours_of_another_profile_become_those_of_screens() -> None:
    content = pictures.with_turned_colours()
    red, green, _blue = pictures.opened(content).getpixel((300, 300))
    assert red > green  # the control
    red, green, _blue = pictures.opened(images.read(images.store(content))).getpixel((300, 300))
    assert green > red


@pytest.mark.parametrize(
    "picture",
    [
        lambda: pictures.encoded(pictures.photo().convert("CMYK"), "JPEG"),
        lambda: pictures.encoded(pictures.photo().convert("P"), "PNG"),
        lambda: pictures.encoded(pictures.photo().convert("1"), "PNG"),
        lambda: pictures.encoded(Image.linear_gradient("L").convert("I;16"), "PNG"),
        lambda: pictures.encoded(
            pictures.photo(), "JPEG", icc_profile=b"no profile at all", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"
        ),
        lambda: pictures.encoded(pictures.photo(1, 1), "PNG"),
        lambda: pictures.encoded(pictures.photo(3, 3000), "PNG"),
    ],
    ids=["CMYK", "palette", "one bit", "sixteen bits", "damaged notes", "one pixel", "a line"],
)
def test_odd_but_good_pictures_are_taken(picture) -> None:
    images.store(picture())


def test_what_is_something_else_as_well_is_refused(kept) -> None:
    for _name, content in pictures.polyglots():
        with pytest.raises(images.Mixed):
            images.store(content)
    assert not kept()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_follows_a_picture_is_not_kept(kind, kept) -> None:
    images.store(pictures.encoded(pictures.photo(400, 400), kind) + b"MZ" + pictures.NEEDLE)
    assert not any(pictures.NEEDLE in file for file in kept().values())


@pytest.mark.promise
def test_pictures_that_mean_harm_are_refused_in_a_second_within_300_mebibytes(verdict) -> None:
    costs = {name: programs.cost(intake.command(), content) for name, content in pictures.harmful()}
    print(*costs.items(), sep="\n")
    assert not [name for name, cost in costs.items() if '"refused"' not in cost.answer]
    slowest = max(cost.cpu for cost in costs.values())
    largest = max(cost.mebibytes for cost in costs.values())
    verdict("seconds until the worst picture is refused", f"{slowest:.2f}", goal="≤ 1", is_kept=slowest <= 1)
    verdict("MiB that it takes", round(largest), goal="≤ 300", is_kept=largest <= 300)


def test_a_decoder_without_limits_takes_more() -> None:
    """The control."""
    assert programs.cost(programs.UNLIMITED, pictures.empty_png(20_000, 20_000)).mebibytes > 300


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (lambda: b"", images.UnknownFormat),
        (lambda: pictures.SVG, images.Drawing),
        (lambda: b"\xef\xbb\xbf \n" + pictures.SVG, images.Drawing),
        (lambda: pictures.encoded(pictures.photo(64, 64), "GIF"), images.UnknownFormat),
        (lambda: pictures.encoded(pictures.photo(64, 64), "TIFF"), images.UnknownFormat),
        (lambda: pictures.zipped(), images.UnknownFormat),
        (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", images.UnknownFormat),
        (lambda: pictures.moving("PNG"), images.Animated),
        (lambda: pictures.moving("WEBP"), images.Animated),
        (lambda: pictures.moving("AVIF"), images.Animated),
        (lambda: pictures.encoded(pictures.photo(), "JPEG")[:9000], images.Broken),
        (lambda: pictures.encoded(pictures.photo(), "PNG")[:5000], images.Broken),
        (lambda: pictures.encoded(pictures.photo(), "WEBP")[:900], images.Broken),
        (lambda: pictures.encoded(pictures.photo(), "AVIF")[:900], images.Broken),
        (lambda: b"\xff\xd8\xff" + pictures.SVG, images.Broken),
        (lambda: b"\x89PNG\r\n\x1a\n" + pictures.zipped(), images.Broken),
        (lambda: pictures.enlarged("JPEG", 50_000, 50_000), images.TooLarge),
        (lambda: pictures.empty_png(50_000, 50_000), images.TooLarge),
        (lambda: pictures.encoded(pictures.photo(300, 500), "PNG"), images.TooSmall),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_a_page_is_refused_by_name(content, refusal, kept) -> None:
    with pytest.raises(refusal):
        images.store(content(), least=400)
    assert not kept()


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_size_beyond_its_own_format_is_refused(kind, kept) -> None:
    """The library gives up before the size is known: too large or damaged, either is right."""
    with pytest.raises(images.BadPicture):
        images.store(pictures.enlarged(kind, 50_000, 50_000))
    assert not kept()


def test_more_bytes_than_are_taken_are_refused() -> None:
    with pytest.raises(images.TooHeavy):
        images.store(pictures.encoded(pictures.photo(), "JPEG") + bytes(intake.MOST_BYTES))


def test_whatever_strangers_send_is_refused_or_taken() -> None:
    for content in naughty.ALL[::7]:
        with pytest.raises(images.BadPicture):
            images.store(content)


def test_a_decoder_that_dies_is_a_refusal(monkeypatch, tmp_path) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(intake, "DECODER", program)
    with pytest.raises(images.TooLarge):
        images.store(pictures.encoded(pictures.photo(), "JPEG"))


def test_a_decoder_that_takes_too_long_is_ended(monkeypatch, tmp_path) -> None:
    program = tmp_path / "sleeps.py"
    program.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(intake, "DECODER", program)
    monkeypatch.setattr(intake, "SECONDS", 0.5)
    with pytest.raises(images.TooLarge):
        images.store(pictures.encoded(pictures.photo(), "JPEG"))

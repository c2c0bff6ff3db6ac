"""Posters as they come out of the printer."""

import dataclasses
import datetime
import functools
import io
import re

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.units import mm

import config
from petitions.campaigns import poster_pdf
from petitions.campaigns.poster_pdf import Poster, Unprintable
from petitions.pdf.capitals import capitals
from petitions.pdf.papers import Paper
from tests.support import paper

AMBER, BLACK, WHITE = (0xFF, 0xD6, 0x0A), (0, 0, 0), (255, 255, 255)
PORTRAIT = (config.PROJECT / "petitions" / "demo" / "portraits" / "rasul.png").read_bytes()
POSTERS = {
    "en": Poster(
        language="en",
        headline=("Free Rasul", "Jafarov"),
        demand="Defending human rights is not a crime. Azerbaijan must release Rasul Jafarov, immediately and "
        "unconditionally.",
        march="March · Saturday 30 May · 15:00 · Oslo, Egertorget",
        call="Sign the petition",
        url="https://calls.example.org/en/campaigns/free-rasul-jafarov",
        imprint="Human Rights House Oslo",
        portrait=PORTRAIT,
        portrait_alt="Linocut portrait of a young man",
        face=(0.35, 0.03, 0.3, 0.76),
        signal="#ffd60a",
        made_on=datetime.date(2015, 5, 18),
    )
}


def _in(language, headline, demand, march, call, imprint):
    url = f"https://calls.example.org/{language}/campaigns/free-rasul-jafarov"
    texts = {"headline": headline, "demand": demand, "march": march, "call": call, "imprint": imprint}
    POSTERS[language] = dataclasses.replace(POSTERS["en"], language=language, url=url, **texts)


_in(
    "nb",
    ("Frihet for", "Rasul Jafarov"),
    "Å forsvare menneskerettigheter er ingen forbrytelse. Aserbajdsjan må løslate Rasul Jafarov, straks og uten vilkår.",
    "Marsj · lørdag 30. mai · kl. 15.00 · Oslo, Egertorget",
    "Skriv under",
    "Menneskerettighetshuset i Oslo",
)
_in(
    "az",
    ("Rəsul Cəfərova", "azadlıq"),
    "İnsan hüquqlarını müdafiə etmək cinayət deyil. Azərbaycan hakimiyyəti Rəsul Cəfərovu dərhal və qeyd-şərtsiz azad "
    "etməlidir.",
    "Yürüş · 30 may, şənbə · 15:00 · Oslo, Egertorget",
    "Petisiyanı imzala",
    "Oslo İnsan Hüquqları Evi",
)
_in(
    "ru",
    ("Свободу Расулу", "Джафарову"),
    "Защита прав человека — не преступление. Азербайджан должен немедленно и без всяких условий освободить Расула "
    "Джафарова.",
    "Марш · суббота, 30 мая · 15:00 · Осло, Эгерторгет",
    "Подпишите петицию",
    "Дом прав человека в Осло",
)
_in(
    "ar",
    ("الحرية لرسول", "جعفروف"),
    "الدفاع عن حقوق الإنسان ليس جريمة. على السلطات في أذربيجان الإفراج فورًا ودون شروط عن رسول جعفروف.",
    "مسيرة · السبت 30 مايو · 15:00 · أوسلو (Egertorget)",
    "وقّع العريضة",
    "بيت حقوق الإنسان في أوسلو",
)
LONG = dataclasses.replace(
    POSTERS["en"],
    language="de",
    headline=(
        "Freiheit für alle politischen Gefangenen",
        "in den Gefängnissen der Republik",
        "Aserbaidschan, sofort und bedingungslos",
    ),
    demand="Wer Menschenrechte verteidigt, begeht kein Verbrechen. " * 6,
    march="Demonstration · Samstag, 30. Mai 2015 · 15 Uhr · Berlin, Pariser Platz vor dem Brandenburger Tor",
    call="Unterschreiben Sie die Petition",
)
GEORGIAN = dataclasses.replace(
    POSTERS["en"],
    language="ka",
    headline=("თავისუფლება", "რასულ ჯაფაროვს"),
    demand="ადამიანის უფლებების დაცვა დანაშაული არ არის. აზერბაიჯანმა დაუყოვნებლივ უნდა გაათავისუფლოს რასულ ჯაფაროვი.",
    march=None,
    call="მოაწერე ხელი",
)
ARMENIAN = dataclasses.replace(
    POSTERS["en"],
    language="hy",
    headline=("Ազատություն", "Ռասուլ Ջաֆարովին"),
    demand="Մարդու իրավունքների պաշտպանությունը հանցագործություն չէ։",
    march="Երթ · շաբաթ, 30 մայիսի · 15:00 · Երևան",
    call="Ստորագրիր",
    portrait=None,
)


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
    return poster_pdf.render(poster, on, paper.library())


def _codes(path):
    return zxingcpp.read_barcodes(paper.picture(path, 110))


def _flowing(text):
    return re.sub(r"\s+", " ", text)


def _photograph(size):
    noise = Image.merge("RGB", [Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(2))] * 3)
    content = io.BytesIO()
    noise.save(content, "JPEG", quality=85)
    return content.getvalue()


def _differs(picture, colour):
    """The box of what is not of that colour, or None."""
    return ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).getbbox()


@pytest.mark.parametrize("on", Paper, ids=lambda on: on.value)
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
    assert all(text in words for text in (poster.address, poster.imprint, poster.march or ""))


def test_a_character_that_cannot_be_printed_is_named():
    poster = dataclasses.replace(POSTERS["en"], headline=("Free 😀", "Rasul"), imprint="House 🏠😀")
    with pytest.raises(Unprintable) as refusal:
        poster_pdf.render(poster, Paper.A4, paper.library())
    assert refusal.value.characters == ("😀", "🏠")


@pytest.mark.parametrize("poster", [POSTERS["ar"], ARMENIAN, POSTERS["ru"]], ids=["ar", "hy", "ru"])
def test_the_same_poster_gives_the_same_bytes(poster):
    first = poster_pdf.render(poster, Paper.A4, paper.library())
    poster_pdf.render(GEORGIAN, Paper.A3, paper.library())
    assert poster_pdf.render(poster, Paper.A4, paper.library()) == first


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


@pytest.mark.parametrize("portrait", [PORTRAIT, None], ids=["portrait", "words"])
@pytest.mark.parametrize("poster", [LONG, GEORGIAN, ARMENIAN, *POSTERS.values()], ids=lambda poster: poster.language)
def test_words_keep_clear_of_the_edges(printed, poster, portrait):
    poster = dataclasses.replace(poster, portrait=portrait)
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


def test_a_photograph_is_printed_in_black_and_signal_only(printed):
    poster = dataclasses.replace(POSTERS["en"], portrait=_photograph((900, 1200)), face=(0.3, 0.2, 0.4, 0.4))
    top = paper.picture(printed(poster), 72).crop((0, 0, 595, 250))
    # Amber has almost no blue and five parts red to four parts green; between it and black that holds.
    for _, (red, green, blue) in top.getcolors(top.width * top.height):
        assert blue < 60
        assert abs(green - red * 0.84) < 30


def test_a_large_photograph_makes_no_large_file():
    poster = dataclasses.replace(POSTERS["en"], portrait=_photograph((3000, 4000)))
    assert len(poster_pdf.render(poster, Paper.A3, paper.library())) < 2_500_000
    assert len(poster_pdf.render(POSTERS["en"], Paper.A3, paper.library())) < 200_000


def test_a_poster_without_portrait_is_all_signal(printed):
    page = paper.picture(printed(dataclasses.replace(POSTERS["en"], portrait=None)), 72)
    assert {page.getpixel(corner) for corner in ((2, 2), (590, 2), (2, 838), (590, 838))} == {AMBER}
    [code] = _codes(printed(dataclasses.replace(POSTERS["en"], portrait=None)))
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
        ("/Figure", poster.portrait_alt),
        ("/P", poster.demand),
        ("/P", poster.call),
        ("/P", poster.address),
        ("/Figure", f"QR: {poster.url}"),
        ("/P", poster.march),
        ("/P", poster.imprint),
    ]


def test_the_file_says_what_it_is_and_when_it_was_made(printed):
    with pikepdf.open(printed(POSTERS["ru"])) as document:
        about = document.docinfo
        assert str(about.Title) == "Свободу Расулу Джафарову"
        assert str(about.CreationDate).startswith("D:20150518")

"""Looking letters up must give what shaping gives, and nothing may leave its width or print as an empty box."""

import re
import unicodedata
from pathlib import Path

import pytest

from petitions.pdf import fonts, shaping, taming, typesetting
from petitions.pdf.sources import Cut
from petitions.pdf.taming import REPLACEMENT
from petitions.pdf.typesetting import NARROWEST, Typecase, Typesetter

LOOKED_UP = (
    "Rəsul Cəfərov", "İlqar Məmmədov", "Алесь Бяляцкі", "Світлана Коваленко-Їжакевич", "Љиљана Ђорђевић",
    "Željko Đurić", "Łukasz Żółć", "Åse Ødegård", "ნინო ბერიძე", "Հակոբյան", "O’Brien", "王小明", "Οδυσσέας",
)  # fmt: skip


@pytest.fixture(scope="module")
def chain():
    folder = Path(__file__).parents[2] / ".fonts"
    fonts.build(folder, report=print)
    return fonts.open_library(folder).chain(Cut.REGULAR)


@pytest.fixture
def typecase():
    return Typecase()


@pytest.fixture
def typesetter(typecase, chain):
    return Typesetter(typecase, chain)


def _glyphs(line):
    return b"".join(re.findall(rb"\((.*?)\)", line.operators(9), re.DOTALL))


@pytest.mark.parametrize("name", LOOKED_UP)
def test_letters_looked_up_are_those_that_shaping_finds(typecase, typesetter, chain, name):
    line = typesetter.within(100_000, name)
    (run,) = shaping.shape(name, chain).runs
    typeface = typecase.typeface(run.typeface, chain)
    codes = "".join(typeface.code(glyph.number, glyph.text) for glyph in run.glyphs)
    assert line.pieces[0].shown == b"(%b)Tj" % codes.encode("utf-16-be")


def test_many_texts_have_the_codes_that_each_has_alone(chain, typesetter):
    """Whatever letter a text ends with, and however many letters the typeface has shown before."""
    letters = [chr(code) for code in range(0x21, 0x530) if typesetting.LETTER_BY_LETTER.fullmatch(chr(code))]
    first = chain.holders("0")[0]
    texts = [f"An{letter}" for letter in letters if chain.holders(letter)[:1] == (first,)]
    for text in ["0", *texts]:
        typesetter.shown(9, 100_000, text)
    assert len(texts) > 600
    assert typesetter.codes(100_000, texts) == [typesetter.codes(100_000, [text])[0] for text in texts]


def test_a_name_beside_another_script_leaves_its_letters_to_the_best_typeface(chain, typesetter):
    for text in ("0", "Иван 北京", "Иван"):
        line = typesetter.shown(9, 100_000, text)
    assert line.typeface == typesetter.commonest


def test_every_letter_that_may_be_looked_up_stands_alone(chain, typesetter):
    letters = [chr(code) for code in range(0x20, 0x3400) if typesetting.LETTER_BY_LETTER.fullmatch(chr(code))]
    for letter in letters:
        if list(chain.holders(letter)) and unicodedata.is_normalized("NFC", letter):
            assert unicodedata.combining(letter) == 0
            assert typesetter.within(100_000, letter).width == shaping.shape(letter, chain).width


@pytest.mark.parametrize("name", ["محمد الأمين", "נועה לוי"])
def test_words_shaped_alone_stand_as_in_the_whole_line(typesetter, name):
    whole, words = typesetter.line(name), typesetter.within(100_000, name)
    assert words.width == pytest.approx(whole.width)
    assert _glyphs(words) == _glyphs(whole)


def test_a_line_that_is_a_little_too_long_is_squeezed(typesetter):
    width = typesetter.within(100_000, "Åse Ødegård").width
    line = typesetter.within(width * 0.9, "Åse Ødegård")
    assert line.stretch == pytest.approx(0.9, abs=0.01)
    assert line.width == pytest.approx(width * 0.9)
    assert b"Tz" in line.operators(9) and line.operators(9).endswith(b"100 Tz")


@pytest.mark.parametrize("name", ["W" * 200, "محمد " * 40, "王小明" * 60, "कृष्णा " * 30, "a" + "\u0301" * 150])
@pytest.mark.parametrize("limit", [500, 3000, 17_000])
def test_no_line_leaves_its_width(typesetter, name, limit):
    line = typesetter.within(limit, name)
    assert line.width <= limit
    assert line.stretch >= NARROWEST or limit < 1000


def test_text_after_a_squeezed_line_is_not_squeezed(typesetter):
    assert typesetter.within(5000, "Åse Ødegård").operators(9).endswith(b"100 Tz")


def test_a_raised_mark_does_not_raise_what_follows(typesetter):
    assert typesetter.line("مُحَمَّد").operators(9).count(b"Ts") >= 1
    rises = re.findall(rb"([-\d.]+) Ts", typesetter.line("مُحَمَّد").operators(9))
    assert float(rises[-1]) == 0


@pytest.mark.parametrize(
    ("text", "printed"),
    [("Ana 😀", f"Ana {REPLACEMENT}"), ("👩🏽\u200d🚀", REPLACEMENT * 2), ("𠮷野家", f"{REPLACEMENT}野家")],
)
def test_what_no_typeface_has_is_marked_and_kept_in_mind(typecase, typesetter, chain, text, printed):
    missing = shaping.shape(text, chain).missing
    assert taming.replaced(text, missing).replace("\u200d", "") == printed
    typesetter.within(100_000, text)
    assert typecase.unprintable == set(missing)

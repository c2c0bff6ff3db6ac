"""What each script does its own way: the italics of Serbian, the marks of Armenian, the capitals of Georgian and Turkish."""

import dataclasses

import pytest

from petitions.pdf import shaping
from petitions.pdf.capitals import capitals
from petitions.pdf.papers import Paper
from petitions.pdf.sources import Cut
from petitions.posters import plans, rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from tests.support import paper
from tests.support.posters import POSTERS

MKHEDRULI = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"
SHOUTED = (Cut.EXTRA_CONDENSED_BLACK, Cut.BLACK)


def glyphs(text, cut, language):
    line = shaping.shape(text, paper.typecase().chain(cut), language=language)
    return [glyph.number for run in line.runs for glyph in run.glyphs]


@pytest.mark.parametrize("letter", "бгдпт")
def test_serbian_italics_have_their_own_letter(letter):
    for text in (letter, f"а{letter}и"):
        assert glyphs(text, Cut.ITALIC, "sr") != glyphs(text, Cut.ITALIC, "ru")
    assert glyphs(letter, Cut.ITALIC, "sr") == glyphs(letter, Cut.ITALIC, "sr_Cyrl")


def test_serbian_letters_are_those_of_russian_where_both_write_them_alike():
    for cut, alike in (
        (Cut.ITALIC, "авежзиклмнорсуфхцчш"),
        (Cut.REGULAR, "гдпт"),
        (Cut.EXTRA_CONDENSED_BLACK, "БГДПТ"),
    ):
        assert [glyphs(letter, cut, "sr") for letter in alike] == [glyphs(letter, cut, "ru") for letter in alike]


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.value)
@pytest.mark.parametrize("mark", "՛՜՞")
def test_armenian_marks_stand_above_and_touch_no_letter(mark, cut):
    chain = paper.typecase().chain(cut)
    for word in (f"ինչո{mark}ւ", capitals(f"ինչո{mark}ւ", "hy")):
        line = shaping.shape(word, chain, language="hy")
        assert (line.missing, len(line.runs)) == ((), 1)
        boxes = shaping.glyph_boxes(line, chain)
        assert len(boxes) == len(word)
        above = boxes[word.index(mark)]
        middle = max(box.top for box in boxes) / 2
        assert above.bottom > middle
        for box in boxes:
            assert (
                box == above or box.right <= above.left + 25 or above.right <= box.left + 25 or box.top <= above.bottom
            )


@pytest.mark.parametrize("cut", SHOUTED, ids=lambda cut: cut.value)
def test_georgian_capitals_are_of_one_height(cut):
    chain = paper.typecase().chain(cut)
    shouted = capitals(MKHEDRULI, "ka")
    assert all("\u1c90" <= letter <= "\u1cbf" for letter in shouted)
    line = shaping.shape(shouted, chain, language="ka")
    assert line.missing == ()
    boxes = shaping.glyph_boxes(line, chain)
    assert len(boxes) == len(MKHEDRULI)
    heights = sorted(box.top - box.bottom for box in boxes)
    assert heights[-3] < 1.15 * heights[0]  # some have a tail
    small = shaping.glyph_boxes(shaping.shape(MKHEDRULI, chain, language="ka"), chain)
    assert max(box.top - box.bottom for box in small) > 1.3 * min(box.top - box.bottom for box in small)


@pytest.mark.parametrize(
    ("language", "headline", "printed"),
    [
        ("az", ("İlqara ədalət", "ığdır"), "İLQARA ƏDALƏT IĞDIR"),
        ("tr", ("insan hakları", "ışık istiyoruz"), "İNSAN HAKLARI IŞIK İSTİYORUZ"),
        ("de", ("Freiheit für", "Herrn Weiß"), "FREIHEIT FÜR HERRN WEISS"),
        ("hy", ("Արամ և Աննա", "Ինչո՞ւ"), "ԱՐԱՄ ԵՎ ԱՆՆԱ ԻՆՉՈ՞Ւ"),
        ("ka", ("თავისუფლება", "ნინოს"), "ᲗᲐᲕᲘᲡᲣᲤᲚᲔᲑᲐ ᲜᲘᲜᲝᲡ"),
    ],
)
def test_a_headline_is_shouted_as_its_language_shouts(tmp_path, language, headline, printed):
    poster = dataclasses.replace(POSTERS["en"], language=language, headline=headline, gathering=None)
    path = tmp_path / "poster.pdf"
    path.write_bytes(rendering.render(poster, Form(Paper.A5), paper.typecase(), plans.PLANS[Design.WORDS])[0])
    assert set(printed.split()) <= set(paper.words(path).split())

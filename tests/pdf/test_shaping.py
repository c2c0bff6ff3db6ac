"""Lines of text in every script, as glyphs and as they are printed."""

import itertools
import threading

import pytest
from PIL import ImageChops
from reportlab.pdfgen.canvas import Canvas

from petitions import pdf
from petitions.pdf import shaping
from petitions.pdf.sources import Cut
from tests.support import paper

NAMES = (
    "Rəsul Cəfərov", "İlqar Məmmədov", "Алесь Бяляцкі", "Наталля Сацункевіч", "Світлана Коваленко-Їжакевич",
    "Љиљана Ђорђевић", "Željko Đurić", "Łukasz Żółć", "Åse Ødegård", "ნინო ბერიძე", "Արմեն Հակոբյան", "محمد الأمين",
    "مُحَمَّد", "נועה לוי", "कृष्णा शर्मा", "สมชาย ใจดี", "王小明", "Jose\u0301", "O’Brien", "D'Angelo", "Sukarno",
    "Jean-Luc de La Tour-d’Auvergne", "Ž" * 200,
)  # fmt: skip
FROM_THE_RIGHT = ("محمد الأمين", "مُحَمَّد", "נועה לוי")


@pytest.fixture(scope="module")
def chain():
    return paper.typecase().chain(Cut.REGULAR)


@pytest.fixture
def printed(tmp_path, chain):
    """Prints lines below each other, 18 points high, and returns the file."""

    def print_lines(*lines, **how):
        path = tmp_path / "lines.pdf"
        canvas = Canvas(str(path), pagesize=(4000, 40 * len(lines)), initialFontName=chain.first, invariant=1)
        for number, line in enumerate(reversed(lines)):
            shaping.draw(canvas, 10, 40 * number + 12, line, 18, chain, **how)
        canvas.save()
        return path

    return print_lines


def _glyphs(line):
    return [glyph for run in line.runs for glyph in run.glyphs]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.value)
def test_every_name_has_its_glyphs_in_every_cut(name, cut):
    chain = paper.typecase().chain(cut)
    line = shaping.shape(name, chain)
    assert line.missing == ()
    assert line.width > 0
    assert all(glyph.number for glyph in _glyphs(line))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in FROM_THE_RIGHT])
def test_a_copied_name_is_the_name(printed, name):
    copied = paper.words(printed(name)).strip()
    assert copied == ("José" if name.startswith("Jose") else name)


@pytest.mark.parametrize("name", FROM_THE_RIGHT)
def test_right_to_left_names_run_from_the_right(chain, name):
    texts = [glyph.text for glyph in _glyphs(shaping.shape(name, chain)) if glyph.text != "\u034f"]
    letters = [letter for letter in name if letter.isalpha()]
    drawn = [letter for text in texts for letter in text[::-1] if letter.isalpha()]
    assert drawn == letters[::-1]


def test_what_no_typeface_has_is_named_once_and_leaves_no_box(chain):
    line = shaping.shape("Ana 😀 👨‍👩‍👧 😀 ❤️ ab", chain)
    assert line.missing == ("😀", "👨", "👩", "👧", "❤")
    assert all(glyph.number for glyph in _glyphs(line))


def test_letters_are_kerned(chain):
    apart = sum(shaping.shape(letter, chain).width for letter in "AVAT")
    assert shaping.shape("AVAT", chain).width < apart - 50


@pytest.mark.parametrize(("word", "pieces"), [("محمد", 1), ("م\u200cح\u200cم\u200cد", 4)])
def test_arabic_letters_join_on_paper(printed, word, pieces):
    inked = ImageChops.invert(paper.picture(printed(word, align="end"), 288).convert("L"))
    columns = [inked.crop((x, 0, x + 1, inked.height)).getbbox() is not None for x in range(400)]
    assert sum(now and not before for before, now in itertools.pairwise(columns)) == pieces


def test_a_zero_width_non_joiner_keeps_letters_apart(chain):
    bound, parted = shaping.shape("میخواهم", chain), shaping.shape("می\u200cخواهم", chain)
    assert [glyph.number for glyph in _glyphs(bound)] != [glyph.number for glyph in _glyphs(parted)]
    assert any("\u200c" in glyph.text for glyph in _glyphs(parted))


def test_vowel_marks_take_no_room_of_their_own(chain):
    assert shaping.shape("مُحَمَّد", chain).width == pytest.approx(shaping.shape("محمد", chain).width, rel=0.05)
    assert shaping.ink(shaping.shape("مُحَمَّد", chain), chain).top > shaping.ink(shaping.shape("محمد", chain), chain).top


def test_arabic_figures_are_drawn_from_the_left(chain):
    for figures in ("١٢٣", "۱۲۳", "123"):
        drawn = "".join(glyph.text for glyph in _glyphs(shaping.shape(f"يوم {figures} مايو", chain)))
        assert figures in drawn


def test_a_bracketed_word_keeps_its_brackets(chain):
    drawn = "".join(glyph.text for glyph in _glyphs(shaping.shape("أوسلو: Oslo (Egertorget)", chain)))
    assert drawn.startswith("Oslo (Egertorget)")


def test_serbian_italics_have_their_own_letters():
    italic = paper.typecase().chain(Cut.ITALIC)
    russian = [glyph.number for glyph in _glyphs(shaping.shape("гпт", italic, language="ru"))]
    serbian = [glyph.number for glyph in _glyphs(shaping.shape("гпт", italic, language="sr"))]
    assert russian != serbian


def test_a_letter_and_its_marks_share_a_typeface(chain):
    assert len(shaping.shape("x\u0300\u0323", chain).runs) == 1


def test_punctuation_does_not_cut_a_word_into_runs(chain):
    assert [run.typeface for run in shaping.shape("ნინო ბერიძე-ნინო", chain).runs] == ["NotoSansGeorgian-Regular"]


def test_composed_and_decomposed_names_are_the_same_line(chain):
    assert shaping.shape("Jose\u0301", chain) == shaping.shape("José", chain)


def test_ink_is_what_is_printed(printed, chain):
    box = shaping.ink(shaping.shape("Հg", chain), chain)
    scale = 144 / 72
    left, top, right, bottom = ImageChops.invert(paper.picture(printed("Հg"), 144).convert("L")).getbbox()
    assert left / scale == pytest.approx(10 + box.left * 0.018, abs=1)
    assert right / scale == pytest.approx(10 + box.right * 0.018, abs=1)
    assert 40 - top / scale == pytest.approx(12 + box.top * 0.018, abs=1)
    assert 40 - bottom / scale == pytest.approx(12 + box.bottom * 0.018, abs=1)


@pytest.mark.parametrize("marked", ["وقّع", "مُحَمَّد", "x\u0300\u0323\u0301"])
def test_what_follows_a_marked_letter_stands_on_its_line(tmp_path, chain, marked):
    def drawn(*lines):
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), pagesize=(200, 200), initialFontName=chain.first)
        for place, text in enumerate(lines):
            shaping.draw(canvas, 10, 150 - 100 * place, text, 40, chain, direction="ltr")
        canvas.save()
        return paper.picture(path, 72).crop((0, 100, 200, 200))

    assert ImageChops.difference(drawn(marked, "Ana"), drawn("", "Ana")).getbbox() is None


def test_an_empty_line_has_no_ink(chain):
    assert shaping.ink(shaping.shape(" ", chain), chain) == (0, 0, 0, 0)


def test_right_to_left_text_ends_where_left_to_right_text_starts(printed):
    path = printed("مرحبا", align="start")
    # x is its right edge: at 10 points, all of it lies beyond the page.
    assert ImageChops.invert(paper.picture(path, 72).convert("L")).crop((12, 0, 4000, 40)).getbbox() is None
    path = printed("مرحبا", align="end")
    assert ImageChops.invert(paper.picture(path, 72).convert("L")).crop((12, 0, 4000, 40)).getbbox() is not None


def test_only_our_typefaces_are_in_the_file_and_all_embedded(printed):
    found = paper.typefaces(printed("Rəsul", "ნინო", "王小明"))
    assert all(found.values())
    assert all("NotoSans" in name for name in found)


def test_the_same_lines_give_the_same_bytes_whatever_was_printed_before(printed, chain):
    first = printed("कृष्णा", "مُحَمَّد").read_bytes()
    printed("शर्मा", "أوسلو", "Ճանապարհ")
    assert printed("कृष्णा", "مُحَمَّد").read_bytes() == first


def test_threads_that_print_at_once_do_not_mix_up_their_letters(tmp_path, chain):
    def work(number):
        path = tmp_path / f"{number}.pdf"
        with pdf.LOCK:
            canvas = Canvas(str(path), pagesize=(700, 40), initialFontName=chain.first)
            shaping.draw(canvas, 10, 12, texts[number], 18, chain)
            canvas.save()

    texts = [f"Nº {number} կանխավճար ნინო" for number in range(8)]
    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [paper.words(tmp_path / f"{number}.pdf").strip() for number in range(8)] == texts

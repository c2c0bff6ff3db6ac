"""Paragraphs that fill their box."""

import pytest

from petitions.pdf import blocks, shaping
from petitions.pdf.sources import Cut
from tests.support import paper

RUSSIAN = (
    "Защита прав человека — не преступление. Азербайджан должен немедленно и без всяких условий освободить Расула."
)
ENGLISH = (
    "Defending human rights is not a crime. Azerbaijan must release Rasul Jafarov, immediately and unconditionally."
)


@pytest.fixture(scope="module")
def bold():
    return paper.typecase().chain(Cut.BOLD)


def _widths(block, chain):
    return [shaping.shape(line, chain).width * block.size / 1000 for line in block.lines]


@pytest.mark.parametrize("width", [150, 300, 450])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN])
def test_a_paragraph_stays_in_its_box_and_loses_no_word(bold, text, width):
    block = blocks.fill(text, bold, width, 200, smallest=8, largest=40, language="ru")
    assert block.height <= 200
    assert max(_widths(block, bold)) <= width * 1.001
    assert " ".join(block.lines).replace("\u00a0", " ") == text


def test_lines_are_even(bold):
    block = blocks.fill(ENGLISH, bold, 400, 100, smallest=10, largest=23, language="en")
    widths = _widths(block, bold)
    assert min(widths) > 0.75 * max(widths)


def test_more_room_gives_larger_type(bold):
    sizes = [
        blocks.fill(ENGLISH, bold, 300, height, smallest=6, largest=60, language="en").size for height in (60, 120, 240)
    ]
    assert sizes == sorted(set(sizes))


def test_a_text_that_cannot_fit_comes_at_the_smallest_size_and_says_how_tall_it_is(bold):
    block = blocks.fill(ENGLISH * 5, bold, 200, 50, smallest=12, largest=20, language="en")
    assert block.size == 12
    assert block.height > 50


def test_a_word_wider_than_the_line_is_set_smaller_rather_than_cut(bold):
    block = blocks.fill("Donaudampfschifffahrtsgesellschaft", bold, 60, 50, smallest=12, largest=20, language="de")
    assert block.lines == ("Donaudampfschifffahrtsgesellschaft",)
    assert _widths(block, bold)[0] == pytest.approx(60, rel=0.01)


@pytest.mark.parametrize("width", range(120, 420, 30))
def test_no_line_begins_with_a_dash_or_ends_with_a_short_russian_word(bold, width):
    block = blocks.fill(RUSSIAN, bold, width, 250, smallest=8, largest=30, language="ru")
    assert not any(line.startswith("—") for line in block.lines)
    assert not any(line.endswith((" и", " не")) for line in block.lines)


def test_few_lines_before_large_type(bold):
    assert len(blocks.fewest_lines("Sign the petition", bold, 100, smallest=9, largest=30, language="en").lines) == 1
    assert len(blocks.fewest_lines("Sign the petition", bold, 100, smallest=14, largest=30, language="en").lines) == 2


def test_one_line_shrinks_to_its_width(bold):
    assert blocks.one_line("Sign", bold, 500, largest=12, language="en") == 12
    size = blocks.one_line("Sign the petition", bold, 50, largest=12, language="en")
    assert shaping.shape("Sign the petition", bold).width * size / 1000 == pytest.approx(50)


def test_two_lines_share_their_words(bold):
    three_words = shaping.shape("word word word", bold).width / 100
    block = blocks.fewest_lines("word " * 4, bold, three_words * 1.01, smallest=10, largest=10.1, language="en")
    assert block.lines == ("word word", "word word")


def test_a_text_that_no_poster_holds_is_broken_once_and_loses_no_word(bold):
    """To try it even, in many sizes, takes minutes for some thousand words."""
    text = " ".join(["him"] * 601)
    block = blocks.fewest_lines(text, bold, 300, smallest=10, largest=13, language="en")
    assert (block.size, " ".join(block.lines)) == (10, text)

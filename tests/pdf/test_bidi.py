"""The order of left-to-right and right-to-left text in one line."""

import random

import pytest
from bidi import get_display

from petitions.pdf import bidi


def _shown(text, base):
    levels = bidi.levels(text, base)
    return "".join(text[place] for place in bidi.visual_order(levels))


@pytest.mark.parametrize("base", [0, 1])
def test_any_text_is_ordered_as_another_implementation_orders_it(base):
    # The Rust half of python-bidi is written from the standard by others; it gives text, not levels.
    chance = random.Random(9)
    signs = "ab אבעج123٣٤+-.,:/% ()[]{}«»\u0301\u064e$&!"
    texts = ["".join(chance.choices(signs, k=chance.randint(1, 14))) for _ in range(4000)]
    assert [_shown(text, base) for text in texts] == [get_display(text, base_dir="LR"[base]) for text in texts]


def test_brackets_stay_around_what_they_hold():
    # Without rule N0 the opening bracket ends up on the wrong side.
    assert _shown("ab (cd) אב", 1) == "בא ab (cd)"


def test_figures_keep_their_order_between_right_to_left_letters():
    assert "١٢٣" in _shown("اب ١٢٣ جد", 1)
    assert "123" in _shown("اب 123 جد", 1)


def test_joiners_take_the_level_of_what_they_join():
    text = "می\u200cخواهم"
    assert set(bidi.levels(text, 1)) == {1}


def test_isolates_do_not_break_anything():
    text = "a \u2067בג\u2069 b"
    assert len(bidi.levels(text, 0)) == len(text)


@pytest.mark.parametrize("base", [0, 1])
def test_what_is_no_character_yet_does_not_break_anything(base):
    text = "ab \u0378 אב \U0001ffff"
    assert len(bidi.levels(text, base)) == len(text)


def test_blanks_at_the_end_belong_to_the_paragraph():
    assert bidi.levels("אב  ", 0)[-2:] == [0, 0]


@pytest.mark.parametrize(("text", "base"), [("abc", 0), ("אבג", 1), ("12 אב", 1), ("12", 0), ("", 0)])
def test_the_first_letter_decides_the_direction(text, base):
    assert bidi.base_level(text, None) == base


def test_a_given_direction_overrides_the_first_letter():
    assert bidi.base_level("abc", "rtl") == 1
    assert bidi.base_level("אבג", "ltr") == 0

"""Running text in lines: every word once, nothing too wide, and titles with lines of one length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.pdf import wrapping


@given(st.lists(st.text("abcdeә", min_size=1, max_size=30), max_size=30), st.integers(5, 40))
def test_no_line_is_too_wide_and_no_letter_is_lost(words, width):
    lines = wrapping.wrapped(" ".join(words), width, len)
    assert all(0 < len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)


def test_lines_break_at_blanks():
    assert wrapping.wrapped("We call on you to free him", 11, len) == ["We call on", "you to free", "him"]


def test_words_joined_by_a_hard_space_stay_together():
    assert wrapping.wrapped("on 16\u00a0April 2015", 8, len) == ["on", "16\u00a0April", "2015"]


def test_chinese_breaks_anywhere_but_not_before_a_full_stop():
    assert wrapping.wrapped("释放他。现在", 3, len) == ["释放", "他。现", "在"]


def test_a_mark_is_never_parted_from_its_letter():
    lines = wrapping.wrapped("กี่กี่กี่กี่", 4, len)
    assert all(line.startswith("ก") for line in lines)


def test_nothing_makes_no_line():
    assert wrapping.wrapped(" \n", 10, len) == []


@pytest.mark.parametrize(
    ("text", "lines"), [("free them all now", ["free them", "all now"]), ("free", ["free"]), ("", [])]
)
def test_the_lines_of_a_title_are_of_about_one_length(text, lines):
    assert wrapping.balanced(text, 14, len) == lines


def test_what_clings_together_goes_to_the_next_line():
    assert wrapping.wrapped("the sentence passed on 16 April in Baku was", 25, len, language="en") == [
        "the sentence passed on",
        "16 April in Baku was",
    ]
    assert wrapping.wrapped("свобода и справедливость и законность", 26, len, language="ru") == [
        "свобода и справедливость",
        "и законность",
    ]


def test_no_last_word_stands_alone_where_there_is_room_for_two():
    assert wrapping.wrapped("we ask you to let them all go now", 30, len) == ["we ask you to let them all", "go now"]
    assert wrapping.wrapped("untouched philosophers abandon", 22, len) == ["untouched philosophers", "abandon"]


def test_a_blank_that_is_none_breaks_nothing():
    assert wrapping.wrapped("a \u00a0 b", 9, len, language="ru")

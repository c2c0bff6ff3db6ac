"""Tokens and codes."""

import pytest

from petitions import tokens


def test_codes_are_typed_without_mistakes():
    assert len({tokens.new_code() for _ in range(500)}) == 500
    assert not {*"01oil"} & {*"".join(tokens.new_code() for _ in range(500))}


@pytest.mark.parametrize(
    "typed",
    ["A2B 34C", "a٢b-٣٤c", "a۲b ۳۴c", "ａ２ｂ３４ｃ", "Ａ２Ｂ\u3000３４Ｃ", "a2b34c\u200f"],
    ids=["latin", "arabic", "persian", "wide", "capital", "marks"],
)
def test_codes_are_read_in_the_digits_of_every_keyboard(typed):
    assert tokens.tidy_code(typed) == "a2b34c"

"""Markdown as a mail without HTML has it."""

import pytest

from petitions import plaintext

NEWS = """## What *happened*

He was **sentenced** to [six years](https://x.example/a_b).
Read <https://y.example/>, write [to us](mailto:us@x.example), not [there](http://z.example).

- one `code`
  1. in it
- two

3. third

   and more
4. fourth

> He *said*
> this

\\*As it is\\*
"""
READABLE = """What happened

He was sentenced to six years (https://x.example/a_b).
Read https://y.example/, write to us (us@x.example), not there.

- one code
  1. in it
- two

3. third

   and more

4. fourth

> He said
> this

*As it is*"""


def test_no_marks_are_left_and_addresses_stand_behind_their_words():
    assert plaintext.readable(NEWS) == READABLE


@pytest.mark.parametrize("source", ["", "\n\n", "***", "[]()", "- \n- "])
def test_what_says_nothing_is_empty(source):
    assert plaintext.readable(source) == ""


def test_a_point_without_words_stops_no_mail():
    assert plaintext.readable("- one\n-\n\nGo on") == "- one\n\nGo on"
    assert plaintext.readable("- one\n-\n- three") == "- one\n- three"


def test_between_arabic_words_an_address_is_read_from_left_to_right():
    assert plaintext.readable("[هنا](https://x.example/). نص") == "هنا \u2066(https://x.example/)\u2069. نص"

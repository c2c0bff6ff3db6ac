"""Markdown as a mail without HTML has it."""

import pytest
from markupsafe import escape

from petitions import formats, plaintext

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


PAGE = "https://calls.example.org/en/news/sentence"


def test_a_link_within_our_site_is_whole_outside_of_it():
    source = "[Sign](/en/campaigns/free-rasul), [more](#more) or [there](https://x.example/)"
    there = "(https://x.example/)"
    assert plaintext.readable(source) == f"Sign, more or there {there}"
    whole = f"Sign (https://calls.example.org/en/campaigns/free-rasul), more ({PAGE}#more) or there {there}"
    assert plaintext.readable(source, PAGE) == whole
    assert 'href="/en/campaigns/free-rasul"' in formats.markdown(source)
    assert 'href="https://calls.example.org/en/campaigns/free-rasul"' in formats.markdown(source, PAGE)
    assert f'href="{PAGE}#more"' in formats.markdown(source, PAGE)
    assert formats.markdown("[x](//[x)", PAGE), "what is no address stops nothing"


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("See https://x.example/a_b_c?d=1&e=2.", "https://x.example/a_b_c?d=1&e=2"),
        ("(https://x.example/a_(b)), and", "https://x.example/a_(b)"),
        ("**https://x.example/ü**", "https://x.example/ü"),
        ("انظر https://x.example/a، ثم", "https://x.example/a"),
        ("<https://x.example/>", "https://x.example/"),
    ],
)
def test_an_address_that_stands_bare_is_a_link_and_stands_there_once(source, url):
    html = formats.markdown(source)
    assert f'href="{escape(url)}"' in html
    assert html.count("<a ") == 1
    assert plaintext.readable(source).count(url) == 1
    assert "(https" not in plaintext.readable(source).replace("(https://x.example/a_(b)", "")


@pytest.mark.parametrize("source", ["`https://x.example/`", "http://x.example/", "https://...", "xhttps://x.example/"])
def test_what_is_no_address_is_no_link(source):
    assert "<a" not in formats.markdown(source)


def test_a_link_within_a_link_is_one():
    assert formats.markdown("[https://x.example/](https://y.example/)").count("<a ") == 1


def test_of_a_picture_its_words_stay_everywhere():
    source = "Look: ![the *court* <b>](https://x.example/court.png)!"
    assert formats.markdown(source) == "<p>Look: the court &lt;b&gt;!</p>\n"
    assert plaintext.readable(source) == formats.plain(source) == "Look: the court <b>!"

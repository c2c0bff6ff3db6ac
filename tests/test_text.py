"""What people type: every name of the world is taken, what deceives is not."""

import pytest

from petitions import addresses, text
from tests.factories import HARD_NAMES


@pytest.mark.parametrize("name", HARD_NAMES)
def test_every_name_is_taken(name):
    text.check_name(text.tidy(name), most=200)


def test_names_are_kept_composed_and_on_one_line():
    assert text.tidy("  Jose\u0301 \n\t Pérez ") == "José Pérez"


@pytest.mark.parametrize("name", ["လျှို့ဝှက်", "김민수", "தமிழ்", "አበበ", "Ana \U0001f6dc", "Ana \ufffd", "ﷲ"])
def test_names_of_other_scripts_are_taken(name):
    text.check_name(text.tidy(name), most=200)


@pytest.mark.parametrize("nothing", ["\u3164", "\uffa0\u115f", "\u2060\U000e0041", "\u034f"])
def test_a_name_that_shows_nothing_is_none(nothing):
    assert text.tidy(nothing) == ""


@pytest.mark.parametrize("tidy", [text.tidy, text.tidy_block])
def test_no_more_marks_are_put_in_order_than_any_writing_has(tidy):
    """To order thousands takes seconds, and nobody else is answered meanwhile."""
    kept = tidy("a" + "\u0301" * 15_500 + "\u0316" * 15_500 + " Ana")
    assert len(kept) < 40
    assert kept.endswith(" Ana")
    assert text.stacks(kept), "it is refused all the same"


def test_isolates_are_stripped():
    assert text.tidy("\u2068محمد\u2069 \u200eAna") == "محمد Ana"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("12345", text.NoLetters),
        ("🌱🌱", text.NoLetters),
        ("x" * 201, text.TooLong),
        ("Ana\u202eavoK", text.Deceptive),
        ("Ana\x00", text.Deceptive),
        ("Ana\uffff", text.Deceptive),
        ("Ana\U0010fffe", text.Deceptive),
        ("A\u0301\u0301\u0301\u0301\u0301na", text.Stacked),
        ("https://evil.example", text.HasLink),
        ("Visit www.evil.example", text.HasLink),
        ("cheap-pills.com", text.HasLink),
    ],
)
def test_what_deceives_is_refused_by_name(typed, refusal):
    with pytest.raises(refusal):
        text.check_name(text.tidy(typed), most=200)


@pytest.mark.parametrize(
    ("typed", "code", "word", "is_inside"),
    [
        ("Free Ra\u202esul now", "U+202E", "Rasul", True),
        ("Free \x07Rasul", "U+0007", "Rasul", True),
        ("Free Rasul \x07 now", "U+0007", "Rasul", False),
        ("Free them\n\ue000\nall", "U+E000", "them", False),
        ("Free Ra\uffffsul", "U+FFFF", "Rasul", True),
        ("Free Rasul \U0001fffe", "U+1FFFE", "Rasul", False),
        ("\x00 Free", "U+0000", "", False),
        ("\x00\x00", "U+0000", "", False),
        ("自" * 90 + "\x07" + "由" * 90, "U+0007", "自" * 20 + "由" * 20, True),
    ],
)
def test_where_an_invisible_character_is_can_be_said(typed, code, word, is_inside):
    with pytest.raises(text.Deceptive) as refusal:
        text.check_block(text.tidy_block(typed), most=1000)
    found = refusal.value
    assert (found.code, found.word, found.is_inside) == (code, word, is_inside)
    assert str(found) == "deceptive", "nothing of it gets into a log"


@pytest.mark.parametrize("name", ["St. John", "J. R. R. Tolkien", "Ana-Marija d.o.o."])
def test_a_full_stop_is_no_link(name):
    text.check_name(name, most=200)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ana@Example.ORG ", "Ana@example.org"),
        ("ana@bücher.example.org", "ana@xn--bcher-kva.example.org"),
        ("o'brien+x@example.org", "o'brien+x@example.org"),
    ],
)
def test_an_address_is_checked_by_its_form(typed, kept):
    assert addresses.tidy(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "ana",
        "ana@",
        "@example.org",
        "svitlana@example",
        "a b@example.org",
        "ana@example.org\nbcc:x@y.zz",
        "ana@[127.0.0.1]",
        f"{'a' * 65}@example.org",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(addresses.BadAddress):
        addresses.tidy(typed)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@yandex.rj", "ana@yandex.ru"),
        ("ana@mail.ry", "ana@mail.ru"),
        ("ana@gmail.com", None),
        ("ana@mail.ru", None),
        ("ana@hrh.example.org", None),
        ("ana@humanrightshouse.org", None),
        ("ana@mail.ee", None),
    ],
)
def test_a_slip_in_a_well_known_domain_is_noticed(address, meant):
    assert addresses.probably_meant(address) == meant


@pytest.mark.parametrize(
    "spellings",
    [
        ("ana.kovac@gmail.com", "AnaKovac@googlemail.com", "anakovac+petition@gmail.com"),
        ("rasul@yandex.ru", "rasul@ya.ru", "Rasul@yandex.com"),
        ("ana+1@example.org", "ANA@EXAMPLE.org"),
        ("ana.kovac@proton.me", "ana_kovac@pm.me", "anakovac@protonmail.com"),
        ("ana-kovac@yandex.ru", "ana.kovac@ya.ru"),
    ],
)
def test_one_mailbox_has_one_canonical_address(spellings):
    assert len({addresses.canonical(spelling) for spelling in spellings}) == 1


def test_different_people_have_different_canonical_addresses():
    assert addresses.canonical("a.b@example.org") != addresses.canonical("ab@example.org")


def test_a_text_of_several_lines_keeps_its_lines_and_links():
    tidied = text.tidy_block("  * one \r\n\ttwo\u200b  \r\n\r\nhttps://example.org\n\n")
    assert tidied == "  * one\n    two\n\nhttps://example.org"
    text.check_block(tidied, most=100)


@pytest.mark.parametrize(
    "typed", ["a\0b", "a\u202eb", "a\x1b[1m", "\ue000", "\ud83d", "\ufffe", "\ufdd0", "\ufdef", "\U0002ffff"]
)
def test_a_text_of_several_lines_deceives_nobody(typed):
    with pytest.raises(text.Deceptive):
        text.check_block(text.tidy_block(typed), most=100)
    with pytest.raises(text.TooLong):
        text.check_block("a" * 101, most=100)
    with pytest.raises(text.Stacked):
        text.check_block("z" + "\u0301\u0300" * 3, most=100)

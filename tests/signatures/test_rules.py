"""The rules that catch public names and comments: what they catch and let pass, in every language the product serves."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest

from petitions import i18n
from petitions.signatures import folding, rules, words
from petitions.signatures.rules import Rule
from tests import factories
from tests.support import real_names, trolls
from tests.support.together import at_once

LANGUAGES = {*i18n.INTERFACE, "be", "uk", "ka", "hy", "pl", "hr", "bs", "sr", "fr", "de"}
TABLE = Path(__file__).parent / "rules_by_language.txt"
EXAMPLES = [
    tuple(cell.strip() for cell in line.split("|", 3))
    for line in TABLE.read_text().splitlines()
    if line and not line.startswith("#")
]
DEFAULTS = words.pattern(tuple(words.default(language) for language in words.languages()))


def caught(name: str, comment: str | None = None, listed: re.Pattern[str] = DEFAULTS) -> set[str]:
    return {rule.value for rule in rules.judge(name, comment, listed)}


@pytest.mark.parametrize(("language", "by", "name", "comment"), EXAMPLES, ids=lambda cell: cell[:20])
def test_the_table_is_kept(language, by, name, comment):
    assert caught(name, comment or None) == (set() if by == "-" else set(by.split()))


def test_every_language_has_its_list_and_its_examples():
    assert set(words.languages()) == LANGUAGES
    examples = Counter(example[0] for example in EXAMPLES)
    passed = Counter(example[0] for example in EXAMPLES if example[1] == "-")
    assert {language: number for language, number in examples.items() if number < 20} == {}
    assert set(passed) == set(examples) == LANGUAGES


@pytest.mark.promise
def test_nearly_every_troll_is_caught_and_hardly_anybody_else(verdict):
    jokes, people = trolls.names(500), real_names.names(5000)
    missed = [name for name, _trick in with_repeats(jokes) if not _trick]
    waiting = [(name, by) for name, by in with_repeats(people) if by]
    print(*missed, sep="\n")
    print(*waiting, sep="\n")
    verdict("of 500 joke names caught", f"{1 - len(missed) / 500:.1%}", goal="≥ 95%", is_kept=len(missed) <= 25)
    verdict(
        "of 5,000 real names from 20 places caught",
        f"{len(waiting) / 5000:.1%}",
        goal="≤ 2%",
        is_kept=len(waiting) <= 100,
    )


def test_without_the_lists_jokes_pass_and_a_list_that_is_too_broad_stops_people():
    """The control."""
    nothing, too_much = words.pattern(()), words.pattern(("*an*",))
    assert sum(not by for _name, by in with_repeats(trolls.names(500), nothing)) > 25
    assert sum(bool(by) for _name, by in with_repeats(real_names.names(5000), too_much)) > 100


def with_repeats(names: list[str], listed: re.Pattern[str] = DEFAULTS) -> list[tuple[str, set[str]]]:
    """What catches each of these names, who sign one after the other."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        folded = folding.fold(name)
        found.append((name, caught(name, listed=listed) | ({"repeated"} if seen[folded] >= rules.OFTEN else set())))
        seen[folded] += 1
    return found


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_says_why(app, rule):
    with app.test_request_context():
        assert rules.why(rule)


def test_a_list_is_read_without_its_remarks():
    assert words.entries("# remark\nbread\n\n butter*  # and this\nbread\n") == ["bread", "butter*"]
    assert words.unreadable("bread\n***\n1984") == ["***", "1984"]


@pytest.mark.parametrize(
    ("listed", "text", "is_caught"),
    [
        ("bread", "Give us bread", True), ("bread", "Breadalbane", False), ("bread*", "Breadalbane", True),
        ("bread*", "Gingerbread", False), ("*bread*", "Gingerbreads", True), ("=bread", "bread", True),
        ("=bread", "Give us bread", False), ("two words", "Twowords", True), ("two words", "TWO  WORDS!", True),
        ("bread", "b r e a d", True), ("bread", "br3ad", True), ("bread", "brèad", True), ("brèad", "bread", False),
        ("book", "boooook", True), ("book", "bok", False), ("press sign", "presssign", True),
        ("press sign", "press sign", True), ("press sign", "presign", False), ("a a*", "aabc", True),
        ("(", "((", False), ("", "anything", False), ("a|b", "a b", True), (".*", "anything", False),
    ],
)  # fmt: skip
def test_a_word_of_a_list_finds(listed, text, is_caught):
    assert bool(set(filter(words.pattern((listed,)).search, folding.readings(text)))) is is_caught


@pytest.mark.parametrize("listed", ["aaaaa", "a a a a a"])
def test_no_word_of_a_list_makes_a_comment_long_to_read(listed):
    found, start = words.pattern((listed,)), time.process_time()
    assert not found.search(f" {'a' * 200}b ")
    assert time.process_time() - start < 0.5


def test_two_who_write_the_first_list_of_a_house_at_once_both_get_their_turn(app, app_context):
    house_id = factories.house().id

    def write(word):
        with app.app_context():
            words.write(house_id, "nb", word, by=None)
        return word

    done = at_once(write, ["brunost", "lefse", "laks", "sild"])
    assert len(done) == 4
    assert words.of_house(house_id)["nb"] in done

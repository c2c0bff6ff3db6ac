import re
from collections.abc import Iterator
from typing import Any

import pytest

from petitions import i18n, text
from petitions.demo import people, reading
from petitions.signatures import content

LANGUAGES = sorted(i18n.INTERFACE)
TRANSLATIONS = sorted(set(i18n.INTERFACE) - {"en"})

# Quotation marks and apostrophes that a language's own typography knows.
MARKS = {"en": "“”’", "nb": "«»", "az": "“”", "ru": "«»", "ar": "«»"}
ALL_MARKS = set("“”„‟‘’‚‛«»‹›\"'`´")

HIS_NAME = {
    "en": "Rasul Jafarov",
    "nb": "Rasul Jafarov",
    "az": "Rəsul Cəfərov",
    "ru": "Расул Джафаров",
    "ar": "رسول جعفروف",
}


def pieces(table: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text under `table` with the way to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from pieces(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def written(language: str) -> dict[str, str]:
    return dict(pieces(reading.words()[language]))


def in_one_language() -> dict[str, str]:
    """The language of each update that is not translated, by its slug."""
    return {entry["slug"]: entry["only_in"] for entry in reading.network()["updates"] if "only_in" in entry}


def shared(language: str) -> dict[str, str]:
    """What is written in `language` and in all others."""
    alone = tuple(f"updates.{slug}." for slug in in_one_language())
    return {path: piece for path, piece in written(language).items() if not path.startswith(alone)}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_everything_is_written_in_every_language(language: str) -> None:
    assert shared(language).keys() == shared("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_empty(language: str) -> None:
    assert [path for path, piece in written(language).items() if not piece.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_in_one_language_stand_in_no_other(language: str) -> None:
    own = {slug for slug, only in in_one_language().items() if only == language}
    assert {slug for slug in reading.words()[language]["updates"] if slug in in_one_language()} == own


def test_what_the_network_names_has_words_and_all_words_are_used() -> None:
    network, words = reading.network(), reading.words()["en"]

    def slugs(kind: str) -> set[str]:
        return {entry["slug"] for entry in network[kind]}

    assert words["houses"].keys() == slugs("houses")
    assert words["organisations"].keys() == slugs("organisations")
    assert words["campaigns"].keys() == slugs("campaigns")
    assert words["events"].keys() == slugs("events")
    assert words["updates"].keys() == slugs("updates") - {
        slug for slug, only in in_one_language().items() if only != "en"
    }
    for campaign in network["campaigns"]:
        milestones = words["campaigns"][campaign["slug"]]["milestones"]
        assert milestones.keys() == {milestone["what"] for milestone in campaign["milestones"]}
    for event in network["events"]:
        assert words["events"][event["slug"]]["programme"].keys() == {step["what"] for step in event["programme"]}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_says_the_same_numbers_and_dates(language: str) -> None:
    english = shared("en")
    different = {
        path: piece
        for path, piece in shared(language).items()
        if sorted(re.findall(r"\d+", piece)) != sorted(re.findall(r"\d+", english[path]))
        and not path.endswith(".controller")  # made-up postal codes are written as their countries do
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    foreign = {
        path: piece for path, piece in written(language).items() if ALL_MARKS & set(piece) - set(MARKS[language])
    }
    assert foreign == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_his_name_is_written_as_the_language_writes_it(language: str) -> None:
    assert reading.words()[language]["defenders"]["rasul"]["name"] == HIS_NAME[language]
    whole = " ".join(written(language).values())
    assert HIS_NAME[language] in whole
    for other in set(HIS_NAME.values()) - {HIS_NAME[language]}:
        assert other.split()[1] not in whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_headline_has_one_to_three_lines(language: str) -> None:
    headlines = {path: piece for path, piece in written(language).items() if path.endswith("headline")}
    assert len(headlines) == 10
    assert {path for path, piece in headlines.items() if not 1 <= len(piece.splitlines()) <= 3} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_demands_are_numbered_from_one(language: str) -> None:
    for campaign in reading.words()[language]["campaigns"].values():
        numbers = re.findall(r"^(\d+)\. ", campaign["petition"], re.MULTILINE)
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert len(numbers) >= 2


def test_every_name_would_be_taken_by_the_form() -> None:
    for entry in (entry for entry in reading.network()["campaigns"] if "people" in entry):
        crowd = people.crowd(entry)
        assert len(crowd) == entry["people"]
        for person in crowd:
            assert text.tidy(person.name) == person.name
            text.check_name(person.name, most=content.LONGEST_NAME)
            if person.comment:
                text.check_line(person.comment, most=content.LONGEST_COMMENT)


def test_the_names_that_must_survive_everything_are_there() -> None:
    hard = [entry["name"] for entry in reading.names()["survivors"]]
    assert "Jose\u0301" in hard  # decomposed
    assert {"Rəsul Cəfərov", "王小明", "مُحَمَّد", "D'Angelo", "O’Brien", "Sukarno"} <= set(hard)
    assert max(map(len, hard)) == 200


def test_the_same_people_sign_at_every_loading() -> None:
    entry = reading.network()["campaigns"][0]
    assert people.crowd(entry) == people.crowd(entry)

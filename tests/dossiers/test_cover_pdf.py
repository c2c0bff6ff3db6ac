"""The cover says what a reader of the list would otherwise wonder at."""

from petitions.dossiers.rows import Row
from tests.dossiers.samples import DAY, ENGLISH


def cover_of(paper, *numbers):
    rows = [Row(number, "Åse Ødegård", "Oslo", "NO", DAY) for number in numbers]
    return " ".join(paper(rows).text.split())


def test_the_cover_explains_numbers_that_are_missing(paper):
    assert ENGLISH.gaps not in cover_of(paper, 1, 2)
    assert ENGLISH.gaps in cover_of(paper, 1, 3)

"""The cover says what a reader of the list would otherwise wonder at."""

import datetime

from petitions.charts import Note
from petitions.dossiers.rows import Row
from tests.dossiers.samples import DAY, ENGLISH


def cover_of(paper, *numbers):
    rows = [Row(number, "Åse Ødegård", "Oslo", "NO", DAY) for number in numbers]
    return " ".join(paper(rows).text.split())


def test_the_cover_explains_numbers_that_are_missing(paper):
    assert ENGLISH.gaps not in cover_of(paper, 1, 2)
    assert ENGLISH.gaps in cover_of(paper, 1, 3)


def test_the_cover_draws_how_the_number_grew(paper):
    grown = [
        Row(number, "Åse Ødegård", "Oslo", "NO", DAY - datetime.timedelta(days=9 - number)) for number in (1, 5, 9)
    ]
    text = " ".join(paper(grown).text.split())
    assert ENGLISH.growth in text
    assert "10 May 2015 18 May 2015" in text


def test_what_happened_is_marked_on_the_curve_and_told_below(paper):
    grown = [
        Row(number, "Åse Ødegård", "Oslo", "NO", DAY - datetime.timedelta(days=9 - number)) for number in (1, 5, 9)
    ]
    notes = (Note(datetime.date(2015, 5, 14), "Sentence condemned"), Note(datetime.date(2014, 8, 2), "Long before"))
    text = " ".join(paper(grown, notes=notes).text.split())
    assert "14 May 2015: Sentence condemned" in text
    assert "Long before" not in text


def test_what_happened_after_the_end_of_the_curve_is_told_below_it(paper):
    grown = [Row(number, None, "Oslo", "NO", DAY - datetime.timedelta(days=9 - number)) for number in (1, 5, 9)]
    notes = (Note(DAY, "Handed over"), Note(DAY.replace(year=2017), "Set free"))
    text = " ".join(paper(grown, notes=notes).text.split())
    assert f"Handed over {ENGLISH.afterwards} – 18 May 2017: Set free" in text
    assert ENGLISH.afterwards not in " ".join(paper(grown, notes=notes[:1]).text.split())


def test_one_who_came_years_later_does_not_press_the_curve_flat(paper):
    days = [DAY + datetime.timedelta(days=number % 20) for number in range(100)]
    rows = [Row(number, None, "Oslo", "NO", day) for number, day in enumerate([*days, DAY.replace(year=2018)], start=1)]
    text = " ".join(paper(rows).text.split())
    assert "18 May 2015 6 June 2015" in text
    assert ENGLISH.later in text
    assert ENGLISH.later not in " ".join(paper(rows[:-1]).text.split())


def test_a_list_of_one_day_has_no_curve(paper):
    assert ENGLISH.growth not in cover_of(paper, 1, 2)

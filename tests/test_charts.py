"""Charts: shapes that say what the numbers say, whatever these are."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions import charts
from petitions.charts import Note

FIRST = datetime.date(2015, 4, 20)


def on(day: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=day)


def test_the_line_ends_at_the_total_and_the_highest_bar_is_the_best_day():
    curve = charts.curve({FIRST: 10, on(2): 5}, first=FIRST, last=on(3), goal=20)
    assert [step.total for step in curve.steps] == [10, 10, 15, 15]
    assert [bar.height for bar in curve.bars] == [1, 0, 0.5, 0]
    assert curve.goal is not None
    assert curve.points[-1] == pytest.approx((1, curve.goal.up * 15 / 20))
    assert curve.best.first == FIRST


def test_a_goal_far_away_does_not_press_the_curve_flat():
    curve = charts.curve({FIRST: 10}, first=FIRST, last=on(3), goal=15_000)
    assert curve.goal is None
    assert curve.points[-1][1] > 0.9


def test_years_are_drawn_in_bars_that_can_be_seen():
    curve = charts.curve({FIRST: 10, on(4000): 1}, first=FIRST, last=on(4000))
    assert len(curve.bars) <= charts.MOST_BARS
    assert (curve.stretch, curve.total, curve.last) == (91, 11, on(4000))


@pytest.mark.parametrize(
    ("gains", "until", "last"),
    [
        ({0: 100, 30: 50}, 40, 40),
        ({0: 100, 30: 50}, 4000, 30),
        ({0: 100, 30: 50, 3900: 2}, 4000, 30),
        ({0: 100, 30: 50, 3900: 60}, 4000, 3900),
        ({0: 100, 400: 50, 500: 2}, 520, 520),
        ({0: 100, 2000: 1, 3900: 50, 3950: 40}, 4000, 4000),
        ({}, 9, 9),
        ({0: 9, 10: 0}, 500, 0),
        ({0: 9, 12: 1}, 10, 12),
    ],
)
def test_a_short_campaign_is_not_pressed_together_by_the_quiet_years_after_it(gains, until, last):
    assert charts.end({on(day): gain for day, gain in gains.items()}, until=on(until)) == on(last)


def test_what_happened_stands_where_it_happened_and_neighbours_share_a_number():
    notes = [Note(on(5), "a march"), Note(on(50), "news"), Note(on(51), "more news"), Note(on(500), "later")]
    curve = charts.curve({FIRST: 10}, first=FIRST, last=on(80), notes=notes)
    assert [[note.words for note in mark.notes] for mark in curve.marks] == [["a march"], ["news", "more news"]]
    assert [mark.number for mark in curve.marks] == [1, 2]
    assert [note.words for note in curve.later] == ["later"]
    assert curve.marks[0].across == pytest.approx(5.5 / 81)


def test_right_to_left_is_the_mirror():
    curve = charts.curve({FIRST: 10}, first=FIRST, last=on(9), notes=[Note(FIRST, "opened")])
    mirrored = curve.seen("rtl")
    assert curve.seen("ltr") == curve
    assert mirrored.points[0] == (1, 0)
    assert mirrored.bars[0].across == pytest.approx(1 - curve.bars[0].across - curve.bars[0].width)
    assert mirrored.marks[0].across > 0.9


def test_small_countries_go_into_the_rest():
    counts = {"NO": 40, "DE": 12, "AZ": 9, "GE": 30}
    assert charts.largest(counts, 2) == ([("NO", 40), ("GE", 30)], 21)
    assert charts.largest(counts, 8, least=10) == ([("NO", 40), ("GE", 30), ("DE", 12)], 9)


@given(
    st.dictionaries(st.integers(-3, 900), st.integers(-50, 10**6), max_size=30),
    st.integers(0, 900),
    st.none() | st.integers(1, 10**7),
)
def test_nothing_leaves_the_frame(changes, days, goal):
    moved = {on(day): change for day, change in changes.items()}
    curve = charts.curve(moved, first=FIRST, last=on(days), goal=goal, notes=[Note(day, "x") for day in moved])
    assert curve.total == sum(moved.values())
    assert all(0 <= across <= 1 and 0 <= up <= 1 for across, up in curve.points)
    assert all(bar.across >= 0 and bar.across + bar.width <= 1 and 0 <= bar.height <= 1 for bar in curve.bars)
    assert all(0 <= level.up <= 1 for level in [*curve.levels, *([curve.goal] if curve.goal else [])])
    assert all(0 <= mark.across <= 1 and 0 <= mark.up <= 1 for mark in curve.marks)
    assert len(curve.levels) <= 5

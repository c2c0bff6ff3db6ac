import datetime

import pytest
import time_machine

from petitions.demo import dating


@pytest.mark.parametrize("day", range(20, 27))
def test_the_day_is_the_weekday_and_far_enough_ahead_whatever_today_is(day: int) -> None:
    today = datetime.date(2026, 11, day)
    with time_machine.travel(f"{today}T23:30:00Z", tick=False):
        found = dating.next_day("saturday", 10)
    assert found.strftime("%A") == "Saturday"
    assert 10 <= (found - today).days <= 16

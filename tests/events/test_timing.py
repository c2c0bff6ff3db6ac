"""Clocks of a place and the moments they mean."""

import datetime
import zoneinfo

import pytest

from petitions.events import timing


def read(local: str, zone: str) -> str:
    return timing.moment(local, zone, field="starts_at").isoformat()


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-05-30T15:00", "Europe/Oslo", "2026-05-30T13:00:00+00:00"),
        ("2026-01-30T15:00", "Europe/Oslo", "2026-01-30T14:00:00+00:00"),
        ("2026-01-30T15:00", "Asia/Kolkata", "2026-01-30T09:30:00+00:00"),
        ("2026-03-29T03:00", "Europe/Oslo", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T01:59", "Europe/Oslo", "2026-10-24T23:59:00+00:00"),
    ],
)
def test_a_time_means_a_moment_and_comes_back(local, zone, moment):
    assert read(local, zone) == moment
    assert timing.local(datetime.datetime.fromisoformat(moment), zone) == local


def test_a_time_that_the_clocks_leave_out_or_show_twice_is_refused():
    with pytest.raises(timing.Skipped):
        read("2026-03-29T02:30", "Europe/Oslo")
    with pytest.raises(timing.Twice) as refusal:
        read("2026-10-25T02:30", "Europe/Oslo")
    assert refusal.value.field == "starts_at"


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("NO", "Europe/Oslo"),
        ("RU", "Europe/Moscow"),
        ("UA", "Europe/Kyiv"),
        ("AZ", "Asia/Baku"),
        ("XK", "Europe/Belgrade"),
        ("??", "UTC"),
    ],
)
def test_a_house_is_offered_the_zone_of_its_country(country, zone):
    assert timing.usual(country) == zone


def test_every_zone_that_is_offered_has_clocks():
    assert len(timing.zones()) > 300
    assert set(timing.CAPITALS.values()) <= set(timing.zones())
    assert [zoneinfo.ZoneInfo(zone).key for zone in timing.zones()] == list(timing.zones())

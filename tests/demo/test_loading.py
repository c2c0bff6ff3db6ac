import copy
import dataclasses
import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

import config
from petitions import database
from petitions.campaigns import queries as campaigns
from petitions.demo import loading, reading
from petitions.events import queries as events
from petitions.signatures import figures
from petitions.signatures.models import Signature
from tests.support import databases

pytestmark = [pytest.mark.usefixtures("app_context"), databases.one]  # `test_network` looks at both

FEWEST = 65
"""Enough for every name that is hard to set, and everybody who says something."""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> config.Settings:
    return databases.settings(tmp_path, database_url, demo=True)


@pytest.fixture(autouse=True)
def small_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer people of as many kinds, sooner."""
    network = copy.deepcopy(reading.network())
    for campaign in network["campaigns"]:
        if "people" in campaign:
            campaign["people"] = max(campaign["people"] // 100, FEWEST)
    for place in network["houses"][1:] + network["organisations"]:
        del place["logo"]  # each takes a tenth of a second to read
    monkeypatch.setattr(reading, "network", lambda: network)


def load() -> list[str]:
    said: list[str] = []
    loading.load(report=said.append)
    database.session().rollback()
    return said


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        name: sorted(map(tuple, database.session().execute(sa.select(table))), key=repr)
        for name, table in database.db.metadata.tables.items()
    }


def test_loading_again_changes_nothing() -> None:
    assert len(load()) == 6
    before = everything()
    assert load() == []
    assert everything() == before


def test_what_has_passed_is_dated_anew_and_nobody_signs_again() -> None:
    load()
    before = everything()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=20), tick=False):
        load()
        march = events.visible("march-oslo")
        assert march.starts_at > datetime.datetime.now(datetime.UTC)
        assert march.local_start.strftime("%A %H:%M") == "Saturday 15:00"
        assert march.steps[0].starts_at == march.starts_at
        assert march.sequence == 1
    assert everything()["signature"] == before["signature"]
    assert everything()["rsvp"] == before["rsvp"]


def test_a_loading_that_broke_off_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(Exception):
        pass

    def fail() -> int:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(loading.tally, "book", fail)
        with pytest.raises(PowerCut):
            load()
    assert everything()["tally"] == []
    load()
    assert len(everything()["tally"]) == 5
    whole = everything()
    assert load() == []
    assert everything() == whole


def test_what_people_signed_since_is_left_to_the_worker() -> None:
    """A start takes as long over a million rows: it counts nobody but those whom it made up."""
    load()
    campaign = campaigns.visible("free-rasul-jafarov")
    with database.action() as session:
        session.execute(sa.update(Signature).where(Signature.campaign_id == campaign.id).values(noted=0))
    before = everything()
    assert load() == []
    assert everything() == before


def test_the_real_thing_takes_no_demonstration(app: Flask, settings: config.Settings) -> None:
    app.config["SETTINGS"] = dataclasses.replace(settings, demo=False)
    with pytest.raises(loading.NotADemonstration):
        loading.load()
    assert campaigns.open_campaigns() == []


def test_the_curve_grows_from_day_to_day() -> None:
    load()
    campaign = campaigns.visible("free-rasul-jafarov")
    found = figures.of(campaign.id)
    assert len(found.days) > 10
    assert found.days[-1].day <= datetime.date(2015, 6, 14)
    assert sum(found.changes.values()) == found.total
    assert found.asked >= found.mailed > found.total

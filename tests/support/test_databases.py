"""The databases of the tests are what they say, and clean for every test."""

import datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from petitions import clock as product_clock
from petitions import database as product_database
from petitions import durability
from petitions.database import Heartbeat, db


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.usefixtures("app_context")
def test_each_test_begins_with_an_empty_database(round_: int) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Heartbeat)) == 0
    product_database.beat("tally")
    assert product_database.last_beat("tally") is not None


@pytest.mark.usefixtures("app_context")
def test_the_database_is_the_one_the_test_says(database: str) -> None:
    assert db.engine.dialect.name == database


@pytest.mark.usefixtures("app_context")
def test_the_databases_of_tests_keep_what_they_acknowledge() -> None:
    durability.check()


def test_the_clock_stands_still_until_it_is_moved(clock: time_machine.Traveller) -> None:
    assert product_clock.today() == datetime.date(2015, 5, 1)
    clock.shift(datetime.timedelta(days=1))
    assert product_clock.today() == datetime.date(2015, 5, 2)


def test_the_client_reaches_the_product(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200

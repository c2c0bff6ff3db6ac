"""The pages on which a House reads names, on a list of a million: processor time, with and without their indexes.

    python -m bench.moderating [--signatures 1000000] [--rounds 9] [--database URL]

The list is made of rows that nobody sealed: none of these pages opens one. The database has to be a migrated, empty one; without
a URL an SQLite file is made and thrown away.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from petitions import database
from petitions.database import db
from petitions.houses import keys
from petitions.signatures import content
from tests import factories
from tests.support import databases, office

GOAL_MS = 100
ONE_DAY = {"first_day": "2015-05-02", "last_day": "2015-05-02"}
PLACE = "/organise/campaigns/free-rasul"
PAGES = {
    "what waits": ("GET", "/moderation", {}),
    "what waits, a page later": ("GET", "/moderation?after=300000", {}),
    "caught by a link": ("GET", "/moderation?rule=link", {}),
    "shown, newest first": ("GET", "/moderation?tab=shown", {}),
    "shown, in a rare language": ("GET", "/moderation?tab=shown&language=ar", {}),
    "shown, by the beginning of a name": ("GET", "/moderation?tab=shown&name=name+77", {}),
    "history": ("GET", "/moderation/history", {}),
    "invalidations": ("GET", "/invalidation", {}),
    "one address": ("POST", "/find", {"email": "somebody@example.org"}),
    "count: a day and a country": ("POST", "/invalidation/count", ONE_DAY | {"country": "NO"}),
    "count: a mail domain": ("POST", "/invalidation/count", {"domain": "spam.example"}),
    "count: a pattern of names": ("POST", "/invalidation/count", {"name": "*777*"}),
    "count: a country": ("POST", "/invalidation/count", {"country": "NO"}),
}  # fmt: skip
SEARCHING = frozenset({"count: a pattern of names", "count: a country"})
"""They go through the whole index by their nature: told, not held to the goal."""
INDEXES = ("ix_signature_review", "ix_signature_name", "ix_signature_day", "ix_signature_domain")

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, :count))",
}
BYTES = {"sqlite": "zeroblob({size})", "postgresql": "decode(repeat('00', {size}), 'hex')"}
MARK = {"sqlite": "CAST(printf('%032d', n) AS BLOB)", "postgresql": "convert_to(lpad(n::text, 32, '0'), 'UTF8')"}
DAY = {"sqlite": "date('2015-05-01', '+' || (n % 30) || ' days')", "postgresql": "date '2015-05-01' + (n % 30)"}
INSERT = """
INSERT INTO signature (campaign_id, petition_text_id, key_id, state, visibility, country, language, day, mailed_on, sealed,
    house_wrap, token_wrap, token_hash, tag, domain_tag, person, number, is_counted, is_reader, public_name, folded_name,
    public_comment, review, caught)
{numbers}
SELECT :campaign, :text, :key, 'confirmed', CASE WHEN n % 3 = 0 THEN 'public' ELSE 'recipient' END,
    CASE WHEN n % 10 = 0 THEN 'NO' ELSE 'AZ' END, CASE WHEN n % 90000 = 0 THEN 'ar' ELSE 'en' END, {day}, {day},
    {sealed}, {wrap}, {wrap}, {mark}, {mark}, CASE WHEN n % 1000 = 0 THEN :domain ELSE :other END, 1, n, {true}, {true},
    CASE WHEN n % 3 = 0 THEN 'Name ' || n END, CASE WHEN n % 3 = 0 THEN 'name ' || n END,
    CASE WHEN n % 30 = 0 THEN 'A sentence of somebody who wants to say something.' END,
    CASE WHEN n % 300 = 0 THEN 'waiting' WHEN n % 3 = 0 THEN 'shown' END, CASE WHEN n % 300 = 0 THEN 'digits' END
FROM numbers
"""


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signatures", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = databases.application(
            databases.settings(folder, options.database or f"sqlite:///{folder / 'petitions.db'}")
        )
        with app.app_context():
            organiser = _settle(options.signatures)
        browser = office.Office(app, organiser)
        found = {page: _milliseconds(browser, page, options.rounds) for page in PAGES}
        _drop_indexes(app)
        without = {page: _milliseconds(browser, page, 1) for page in PAGES}
    for page, milliseconds in found.items():
        goal = "" if page in SEARCHING else f" (goal {GOAL_MS})"
        print(f"{page:34} {milliseconds:7.1f} ms{goal}; without indexes {without[page]:8.1f}")


def _settle(count: int) -> object:
    """A campaign with so many signatures, and somebody who may moderate it."""
    flask_migrate.upgrade()
    house = factories.house()
    campaign = factories.campaign(of=house)
    secret = content.secret(campaign.id)
    values = {
        "count": count,
        "campaign": campaign.id,
        "text": campaign.petition_text.id,
        "key": keys.current(house.id).id,
        "domain": content.domain_tag("@spam.example", secret),
        "other": content.domain_tag("@example.org", secret),
    }
    kind = db.engine.dialect.name
    statement = INSERT.format(
        numbers=NUMBERS[kind],
        day=DAY[kind],
        sealed=BYTES[kind].format(size=529),
        wrap=BYTES[kind].format(size=81),
        mark=MARK[kind],
        true="true" if kind == "postgresql" else "1",
    )
    with database.action() as session:
        session.execute(sa.text("SET statement_timeout = 0") if kind == "postgresql" else sa.text("SELECT 1"))
        session.execute(sa.text(statement), values)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE signature")
    return office.organiser(of=house)


def _milliseconds(browser: office.Office, page: str, rounds: int) -> float:
    """The median of so many rounds, after one that warms up: processor time, which others on the machine do not lengthen."""
    method, path, data = PAGES[page]
    times = []
    for _round in range(rounds + 1):
        began = time.process_time()
        answer = browser.get(PLACE + path) if method == "GET" else browser.post(PLACE + path, {"cause": "other"} | data)
        times.append((time.process_time() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{page}: {answer.status}")
    return statistics.median(times[1:])


def _drop_indexes(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        for index in INDEXES:
            connection.exec_driver_sql(f"DROP INDEX {index}")


if __name__ == "__main__":
    main()

"""The pages of the back office with a million signatures in the database: server time, and questions asked.

    python -m bench.office [--people 1000000] [--rounds 15] [--postgresql]

Pages are asked for within this process, signed in, as a browser would: all that the server does is in the time, the network
is not. The control is a route of the same program that returns as many bytes and asks nothing. Rounds go through all pages, and
medians count. Questions are counted at 1,000 signatures, too, and must be as many.
"""

import argparse
import datetime
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from petitions import clock, database
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.database import db
from petitions.signatures import records
from petitions.signatures.models import CountryTally, DayTally, Share, ShareTally, Tally
from petitions.signatures.records import ReaderTally
from tests import factories
from tests.support import asking, databases, growth, postgres
from tests.support.furnishing import Desk
from tests.support.office import Office

GOAL = 100
"""Milliseconds."""
FEW = 1000
DAYS = 400
"""On so many days people signed."""


class Answer(NamedTuple):
    """One answer."""

    milliseconds: float
    cpu: float
    """Of them, those that this process worked: what a quiet machine would take, but for the database's own work."""
    status: int
    size: int


class Times(NamedTuple):
    """Medians of a page, in milliseconds."""

    page: float
    cpu: float
    control: float
    status: int


class Bench:
    """A House in which there is something of everything and a campaign that many have signed, and who looks at every page."""

    def __init__(self, app: Flask, people: int) -> None:
        with app.app_context():
            flask_migrate.upgrade()
        self.desk = Desk(app)
        with app.app_context():
            campaign = campaigns.visible(self.desk.arguments["campaign"])
            with database.action():
                campaign.opened_on = clock.today() - datetime.timedelta(days=DAYS - 1)
            for number in range(4):
                factories.event(f"event-{number}", of=campaign)
                factories.update(f"news-{number}", of=campaign)
                growth.happen(campaign)
                growth.pile_up(campaign.house, campaign, number)
            growth.plan(campaign)
            growth.sign(campaign, people, is_numbered=True)
            _total(campaign, people + 1)
            database.beat("tally")
            self.engine = db.engine
        self.desk.unlock()  # it took a while
        self.pages = self.desk.pages()

    def questions(self) -> dict[str, int]:
        """How many questions each page asks."""
        found = {}
        for rule, address in self.pages.items():
            browser = self.desk.browser()
            browser.get(address)
            with asking.counted(self.engine) as said:
                browser.get(address)
            found[rule] = len(said)
        return found

    def times(self, rounds: int) -> dict[str, Times]:
        """How long each page takes, and the control after it."""
        pages: dict[str, list[Answer]] = {rule: [] for rule in self.pages}
        bare: dict[str, list[Answer]] = {rule: [] for rule in self.pages}
        for _round in range(rounds):
            for rule, address in self.pages.items():
                browser = self.desk.browser()
                browser.get(address)
                pages[rule].append(_ask(browser, address))
                bare[rule].append(_ask(browser, f"/bare/{pages[rule][-1].size}"))
        return {
            rule: Times(
                statistics.median(answer.milliseconds for answer in pages[rule]),
                statistics.median(answer.cpu for answer in pages[rule]),
                statistics.median(answer.milliseconds for answer in bare[rule]),
                pages[rule][-1].status,
            )
            for rule in self.pages
        }


def _ask(browser: Office, address: str) -> Answer:
    start, cpu = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    size = len(answer.get_data())
    return Answer(1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu), answer.status_code, size)


def _total(campaign: Campaign, people: int) -> None:
    """The totals, as the tally would have left them, on as many days as people would have taken."""
    numbers = range(1, people + 1)
    names = (growth.COUNTRIES, growth.LANGUAGES)
    countries, languages = (Counter(some[number % len(some)] for number in numbers) for some in names)
    readers = Counter((*(some[number % len(some)] for some in names), records.stretch(number)) for number in numbers)
    with database.action() as session:
        for table in (Tally, CountryTally, ShareTally, DayTally, ReaderTally):
            session.execute(sa.delete(table).where(table.campaign_id == campaign.id))
        session.add(Tally(campaign_id=campaign.id, confirmed=people, last_number=people))
        session.add_all(CountryTally(campaign_id=campaign.id, country=c, confirmed=n) for c, n in countries.items())
        session.add_all(
            ReaderTally(campaign_id=campaign.id, country=country, language=language, stretch=stretch, readers=n)
            for (country, language, stretch), n in readers.items()
        )
        shares = (
            (Share.LANGUAGE, languages),
            (Share.VISIBILITY, {"public": people // 4, "recipient": people * 3 // 4}),
        )
        for share, counts in shares:
            session.add_all(
                ShareTally(campaign_id=campaign.id, share=share, value=value, confirmed=count)
                for value, count in counts.items()
            )
        for back in range(DAYS):
            day = clock.today() - datetime.timedelta(days=back)
            some = people // DAYS
            session.add(DayTally(campaign_id=campaign.id, day=day, asked=some, mailed=some, confirmed=some, gone=0))


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    server = postgres.Postgres() if options.postgresql else None
    try:
        with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
            before = Bench(_app(Path(few), server, "few"), FEW).questions()
            start = time.perf_counter()
            bench = Bench(_app(Path(many), server, "many"), options.people)
            print(f"{options.people:,} signatures in {time.perf_counter() - start:.0f} seconds")
            _tell(bench.times(options.rounds), before, bench.questions())
    finally:
        if server:
            server.stop()


def _app(folder: Path, server: postgres.Postgres | None, name: str) -> Flask:
    url = f"sqlite:///{folder / 'petitions.db'}"
    if server:
        postgres.administer(server.url("postgres"), "CREATE DATABASE {}", name)
        url = postgres.name_of(server.url("postgres"), name)
    app = databases.application(databases.settings(folder, url))
    app.add_url_rule("/bare/<int:size>", "bare", lambda size: "x" * size)
    return app


def _tell(times: dict[str, Times], before: dict[str, int], after: dict[str, int]) -> None:
    print(f"{'page':58}{'status':>7}{'ms':>8}{'cpu':>8}{'control':>9}{'questions':>11}")
    for rule, one in sorted(times.items()):
        asked = str(after[rule]) if before[rule] == after[rule] else f"{before[rule]} → {after[rule]}"
        print(f"{rule:58}{one.status:>7}{one.page:>8.1f}{one.cpu:>8.1f}{one.control:>9.1f}{asked:>11}")
    slow = [rule for rule, one in times.items() if one.page > GOAL]
    print(
        f"pages over {GOAL} ms: {len(slow)} (goal 0); pages that ask more: {sum(after[r] > before[r] for r in after)} (goal 0)"
    )


if __name__ == "__main__":
    main()

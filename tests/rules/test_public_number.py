"""Rule: the public number equals what the list, its PDF and its CSV say, also while people confirm and withdraw."""

import contextlib
import csv
import datetime
import io
import itertools
import re
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions import database, errors, outbox, working
from petitions.campaigns import versions
from petitions.campaigns.models import Campaign, Protection
from petitions.dossiers import making, reading
from petitions.dossiers.rows import WrongTotal
from petitions.houses import keys
from petitions.signatures import confirming, figures, protecting, queries, tally, withdrawing
from petitions.signatures.models import CountryTally, Signature, State, Tally, TextTally, Visibility
from tests import factories
from tests.support import counts, paper

pytestmark = pytest.mark.promise

PEOPLE = counts.many(70, 500)
LISTS = counts.many(2, 10)
"""How often a list is made while people come and go."""
DAY = datetime.date(2015, 5, 18)
VISIBILITIES = (Visibility.PUBLIC, Visibility.RECIPIENT, Visibility.COUNTED)


@dataclass
class Network:
    """A House with a campaign, and what opens its signatures."""

    campaign_id: int
    private_keys: dict
    folder: Path

    @property
    def campaign(self) -> Campaign:
        return database.session().get_one(Campaign, self.campaign_id)


@pytest.fixture
def network(app, tmp_path) -> Network:
    with app.app_context():
        house = factories.house(has_key=False)
        private_keys = keys.unlock(house, keys.create(house.id, "tests"))
        return Network(factories.campaign(of=house).id, private_keys, tmp_path)


def come(network: Network, first: int, last: int) -> list[str]:
    """People sign and confirm, in all visibilities. Returns their tokens."""
    tokens = []
    for number in range(first, last):
        token = factories.signed(
            network.campaign, f"p{number}@example.org", name=f"Ana {'abcdefghij'[number % 10]}",
            visibility=VISIBILITIES[number % 3],
        )  # fmt: skip
        confirming.confirm(token)
        tokens.append(token)
        with database.action() as session:
            session.execute(sa.delete(outbox.OutboxMessage))  # nobody reads them here
    return tokens


def make(network: Network, name: str = "list") -> tuple[Path, Path]:
    """The list as files: PDF and CSV."""
    out, table = network.folder / f"{name}.pdf", network.folder / f"{name}.csv"
    making.make(network.campaign, network.private_keys, out=out, table=table, language="en", day=DAY)
    return out, table


def on_paper(out: Path) -> dict[str, int]:
    """The number on the cover, and the rows that stand below each other."""
    text = paper.words(out)
    cover = re.search(r"([\d,]+)\s+[\d,]+\s+[\d,]+\s+confirmed signatures", text)
    assert cover
    rows = re.findall(r"^\s*(\d+) .* 20\d\d-\d\d-\d\d$", text, re.MULTILINE)
    return {"cover of the PDF": int(cover[1].replace(",", "")), "rows of the PDF": len(set(rows))}


def in_table(table: Path) -> int:
    return sum(int(row.get("signatures", 1)) for row in rows_of(table))


def rows_of(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))


def numbers(network: Network, client) -> dict[str, int]:
    """The number in every place that tells it, at a quiet moment."""
    campaign = network.campaign
    out, table = make(network)
    with closing(reading.rows(campaign, network.private_keys)) as rows:
        listed = sum(1 for _row in rows)
    page = client.get(f"/en/campaigns/{campaign.slug}").text
    shown = re.search(r'<dt>people have signed</dt>\s*<dd class="num">([\d,]+)<', page)
    assert shown
    confirmed = sa.select(sa.func.count()).where(Signature.state == State.CONFIRMED)
    return {
        "count.json": client.get(f"/campaigns/{campaign.slug}/count.json").json["confirmed"],
        "page": int(shown[1].replace(",", "")),
        "countries": sum(queries.countries(campaign.id).values()),
        "languages": sum(figures.of(campaign.id).languages.values()),
        "visibilities": sum(figures.of(campaign.id).visibilities.values()),
        "days": sum(figures.of(campaign.id).changes.values()),
        "versions of the text": database.session().scalar(sa.select(sa.func.sum(TextTally.confirmed))) or 0,
        "rows of the list": listed,
        "lines of the CSV": in_table(table),
        "confirmed rows": database.session().scalar(confirmed) or 0,
        **on_paper(out),
    }


def live(network: Network) -> None:
    """People come; every fifth leaves again, some before they were counted."""
    tokens = come(network, 0, PEOPLE)
    for token in tokens[::10]:
        withdrawing.withdraw(token)
    working.count()
    for token in tokens[5::10]:
        withdrawing.withdraw(token)
    working.count()


def test_every_place_tells_the_same_number(app, client, network, verdict) -> None:
    with app.app_context():
        live(network)
        found = numbers(network, client)
    assert found["confirmed rows"] == PEOPLE - 2 * len(range(0, PEOPLE, 10))
    verdict("public numbers that differ: page, count.json, list, PDF, CSV", len(set(found.values())) - 1, goal=0)


def test_a_tally_that_forgets_withdrawals_is_seen(app, client, network, monkeypatch) -> None:
    """The control: with the tally's guard off, and the list's own that refuses to contradict it."""
    monkeypatch.setattr(tally, "_uncount", lambda _session: Counter())
    monkeypatch.setattr(tally, "_UNCOUNTED", sa.false())
    with app.app_context():
        live(network)
        with pytest.raises(errors.Unavailable):
            make(network)
        monkeypatch.setattr(queries, "total", queries.count_of_numbered)
        assert len(set(numbers(network, client).values())) > 1


def test_a_number_changed_by_hand_makes_no_list(app, network, monkeypatch) -> None:
    """The guards behind each other: the list refuses to begin, and were it to begin, to end."""
    with app.app_context():
        come(network, 0, 3)
        working.count()
        with database.action() as session:
            session.execute(sa.update(Tally).values(confirmed=4))
        with pytest.raises(errors.Unavailable):
            make(network)
        monkeypatch.setattr(queries, "count_of_numbered", lambda _campaign: 4)
        with pytest.raises(WrongTotal):
            make(network)
    assert list(network.folder.glob("*list.*")) == []


class Crowd:
    """People who confirm, withdraw and are counted meanwhile, in a thread of their own."""

    def __init__(self, app, network: Network) -> None:
        self.app, self.network = app, network
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._come_and_go)
        self.people = 0

    def __enter__(self) -> "Crowd":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self.thread.join()

    def _come_and_go(self) -> None:
        with self.app.app_context():
            while not self.stopping.is_set():
                first = 100_000 + self.people
                (gone, _stays) = come(self.network, first, first + 2)
                self.people += 2
                withdrawing.withdraw(gone)
                working.count()


def test_a_list_made_while_people_come_and_go_agrees_with_itself(app, client, network, verdict) -> None:
    wrong = 0
    with app.app_context():
        come(network, 0, PEOPLE)
        with Crowd(app, network) as crowd:
            for number in range(LISTS):
                out, table = make(network, f"list-{number}")
                wrong += len({in_table(table), *on_paper(out).values()}) != 1
        assert crowd.people
        verdict("lists that contradict themselves while people come and go", wrong, goal=0)
        working.count()
        assert len(set(numbers(network, client).values())) == 1


def test_whoever_joins_while_a_list_is_begun_is_on_the_next(app, network, monkeypatch, database) -> None:
    counted, people = queries.count_of_numbered, itertools.count(200_000)

    def join() -> None:
        with app.app_context():
            number = next(people)
            come(network, number, number + 1)
            working.count()

    def count_then_join(campaign_id: int) -> int:
        found = counted(campaign_id)
        other = threading.Thread(target=join)
        other.start()
        other.join()
        return found

    with app.app_context():
        come(network, 0, 3)
        monkeypatch.setattr(queries, "count_of_numbered", count_then_join)
        out, table = make(network)
        assert {in_table(table), *on_paper(out).values()} == {3}
        if database == "postgresql":  # the control; on SQLite every transaction is a snapshot
            monkeypatch.setattr(making.database, "snapshot", contextlib.nullcontext)
            with pytest.raises(WrongTotal):
                make(network)


def shown_to_the_public(client, token: str) -> dict[str, int]:
    """What every public place says of a careful campaign's number: at least so many."""
    places = {
        "page": ("/en/campaigns/free-rasul", r"people have signed, at least</dt>\s*<dd class=\"num\">([\d,]+)<"),
        "index": ("/en/", r"people have signed, at least</dt>\s*<dd class=\"num\">([\d,]+)<"),
        "thanks": (f"/confirm/{token}", r"You are one of ([\d,]+) or more"),
    }
    told = {place: re.search(pattern, client.get(path).text) for place, (path, pattern) in places.items()}
    answer = client.get("/campaigns/free-rasul/count.json").json
    assert answer["at_least"]
    return {place: int(found[1].replace(",", "")) for place, found in told.items() if found} | {
        "count.json": answer["confirmed"]
    }


def test_a_careful_campaign_says_at_least_and_never_too_many(app, client, network, verdict) -> None:
    app.config["PAGE_SECONDS"] = 0
    with app.app_context():
        token = come(network, 0, 37)[1]
        working.count()
        exact = making.total(network.campaign)
        protecting.protect(network.campaign, Protection.HIGH)
        out, table = make(network)
        assert (exact, in_table(table), on_paper(out)["cover of the PDF"]) == (37,) * 3
        assert on_paper(out)["rows of the PDF"] == len([row for row in rows_of(table) if row["number"]]) < 37
    found = shown_to_the_public(client, token)
    wrong = [place for place in ("page", "index", "thanks", "count.json") if found.get(place) != 30]
    verdict("places where a careful campaign's number is not rounded down", len(wrong), goal=0)


def test_a_careful_campaign_s_list_does_not_tell_small_countries_apart(app, network) -> None:
    with app.app_context():
        come(network, 0, 12)
        working.count()
        with database.action() as session:
            session.execute(sa.update(Signature).where(Signature.number > 10).values(country="AZ"))
            session.execute(sa.update(CountryTally).values(confirmed=10))
            session.add(CountryTally(campaign_id=network.campaign_id, country="AZ", confirmed=2))
        protecting.protect(network.campaign, Protection.HIGH)
        _out, table = make(network)
        rows = rows_of(table)
    people: Counter[str] = Counter()
    for row in rows:
        people[row["country"]] += int(row["signatures"])
    assert people == {"HR": 10, "ZZ": 2}
    assert {row["town"] for row in rows if row["country"] == "ZZ"} == {""}


def test_the_cover_says_which_versions_were_signed_by_how_many(app, network) -> None:
    with app.app_context():
        come(network, 0, 5)
        working.count()
        with database.action() as session:
            versions.change_text(session, network.campaign, {"en": "Release them all."})
        database.session().expire_all()
        come(network, 5, 7)
        working.count()
        out, _table = make(network)
    text = " ".join(paper.words(out).split())
    assert "2 people signed these words." in text
    assert re.search(r"Version 1 of [^.]+\. 5 people signed these words\.", text)
    assert "Release them all." in text
    assert "We ask you to release him." in text

"""Making the list: the names that the addressee may see, in numbers that add up."""

import csv
import datetime
import hashlib
import io
import subprocess

import pytest
from sqlalchemy import event

from petitions import database, keyring, sealing
from petitions.campaigns import versions
from petitions.database import db
from petitions.dossiers import making
from petitions.houses import keys
from petitions.papersheets import making as papersheets
from petitions.signatures import confirming, queries, retention, withdrawing
from petitions.signatures.models import Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

DAY = datetime.date(2015, 5, 18)


@pytest.fixture
def house():
    return factories.house(has_key=False)


def made(campaign, private_keys, folder, **options):
    out, table = folder / "list.pdf", folder / "list.csv"
    done = making.make(campaign, private_keys, out=out, table=table, language="en", day=DAY, **options)
    return done, list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))


def test_names_are_shown_by_their_owners_choice_and_everybody_is_counted(house, tmp_path):
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    factories.confirmed(campaign, "a@example.org", name="Åse Ødegård", visibility=Visibility.PUBLIC)
    factories.confirmed(campaign, "b@example.org", name="Łukasz Żółć", visibility=Visibility.RECIPIENT, town="Łódź")
    factories.confirmed(campaign, "c@example.org", name="Secret Person", visibility=Visibility.COUNTED, town="Hidden")
    factories.signed(campaign, "d@example.org", name="Never Confirmed")
    progress: list[int] = []
    done, rows = made(campaign, private_keys, tmp_path, progress=progress.append)
    shown = [(row["number"], row["name"], row["town"]) for row in rows]
    assert shown == [("1", "Åse Ødegård", "Zagreb"), ("2", "Łukasz Żółć", "Łódź"), ("3", "name withheld", "")]
    assert done.sha256 == hashlib.sha256((tmp_path / "list.csv").read_bytes()).hexdigest()
    assert (tmp_path / "list.pdf").stat().st_mode & 0o777 == 0o600


def test_those_on_paper_are_told_apart_and_change_no_figure(house, tmp_path):
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    factories.confirmed(campaign, "a@example.org")
    batch = papersheets.make(campaign.id, "en", 2, by=None)
    for number, signatures in ((1, 17), (2, 4)):
        papersheets.count(campaign.id, f"{batch}-{number}", signatures, by=None)
    _done, rows = made(campaign, private_keys, tmp_path)
    command = ["pdftotext", "-layout", tmp_path / "list.pdf", "-"]
    words = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert "Besides these, 21 people signed on paper." in " ".join(words.split())
    assert len(rows) == 1


def test_a_signature_withdrawn_a_moment_ago_is_not_on_the_list(house, tmp_path):
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    gone = factories.confirmed(campaign, "a@example.org", name="Gone Person")
    factories.confirmed(campaign, "b@example.org", name="Ana Kovač")
    withdrawing.withdraw(gone)
    just_now = factories.signed(campaign, "c@example.org", name="Just Now")
    confirming.confirm(just_now)
    _done, rows = made(campaign, private_keys, tmp_path)
    assert [(row["number"], row["name"]) for row in rows] == [("2", "Ana Kovač"), ("3", "Just Now")]


def test_rows_sealed_for_two_keys_need_both(house, tmp_path):
    first = keys.unlock(house, keys.create(house.id, "first"))
    campaign = factories.campaign(of=house)
    factories.confirmed(campaign, "a@example.org", name="Ana Kovač")
    second = keys.unlock(house, keys.create(house.id, "second"))
    factories.confirmed(campaign, "b@example.org", name="Ivan Kovač")
    with pytest.raises(sealing.CannotOpen):
        made(campaign, second, tmp_path)
    assert list(tmp_path.glob("*list*")) == []
    _done, rows = made(campaign, first | second, tmp_path)
    assert [row["name"] for row in rows] == ["Ana Kovač", "Ivan Kovač"]


def test_a_list_of_several_versions_says_of_each_row_which_one_was_signed(house, tmp_path):
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    factories.confirmed(campaign, "a@example.org", name="Ana Kovač")
    _done, before = made(campaign, private_keys, tmp_path)
    assert "version" not in before[0]
    with database.action() as session:
        versions.change_text(session, campaign, {"en": "Release him now."})
    factories.confirmed(campaign, "b@example.org", name="Ivan Kovač")
    _done, rows = made(campaign, private_keys, tmp_path)
    assert [(row["name"], row["version"]) for row in rows] == [("Ana Kovač", "1"), ("Ivan Kovač", "2")]
    paper = subprocess.run(["pdftotext", "-layout", tmp_path / "list.pdf", "-"], check=True, capture_output=True)
    lines = [line.split() for line in paper.stdout.decode().splitlines()]
    assert ["No.", "Name", "Town", "Country", "Version", "Date"] in lines
    signed = [line[-2] for line in lines if "Kovač" in line]
    assert signed == ["1", "2"]


def test_an_erased_list_is_not_made(house, tmp_path):
    private_keys = keys.unlock(house, keys.create(house.id, "tests"))
    campaign = factories.campaign(of=house)
    factories.confirmed(campaign)
    retention.erase_list(campaign.id)
    with pytest.raises((keyring.SecretMissing, making.errors.Unavailable)):
        made(campaign, private_keys, tmp_path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_reads_a_list_in_order_and_does_not_sort_it_in_memory(house):
    campaign = factories.campaign(of=house)
    asked: list[tuple[str, tuple]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    list(queries.numbered(campaign.id))
    event.remove(db.engine, "before_cursor_execute", note)
    ((statement, parameters),) = [one for one in asked if "signature.sealed" in one[0]]
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert "uq_signature_number" in str(plan)
    assert "TEMP B-TREE" not in str(plan)

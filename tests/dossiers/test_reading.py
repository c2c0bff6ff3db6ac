"""The list as it is read: by country without sorting, with no more of a name than its reader is to have."""

import csv
import datetime
import io
import subprocess
import threading

import pytest
from sqlalchemy import event

from petitions import database, errors
from petitions.campaigns import versions
from petitions.campaigns.models import Protection
from petitions.database import db
from petitions.dossiers import making, reading, wording
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.houses import keys
from petitions.papersheets import making as papersheets
from petitions.signatures import tally, withdrawing
from petitions.signatures.models import Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

DAY = datetime.date(2015, 5, 18)
PEOPLE = (
    ("Åse Ødegård", "NO", Visibility.PUBLIC),
    ("Łukasz Żółć", "PL", Visibility.RECIPIENT),
    ("Secret Person", "NO", Visibility.COUNTED),
    ("Rəsul Cəfərov", "AZ", Visibility.RECIPIENT),
    ("Kari Nordmann", "NO", Visibility.RECIPIENT),
)
BY_COUNTRY = Choices(order=Order.COUNTRY)


@pytest.fixture
def house():
    return factories.house(has_key=False)


@pytest.fixture
def private_keys(house):
    return keys.unlock(house, keys.create(house.id, "tests"))


@pytest.fixture
def campaign(house, private_keys):
    made = factories.campaign(of=house)
    for number, (name, country, visibility) in enumerate(PEOPLE):
        factories.confirmed(
            made, f"{number}@example.org", name=name, country=country, visibility=visibility, town="Somewhere"
        )
    return made


@pytest.fixture
def written(campaign, private_keys, tmp_path):
    """Write the list as `choices` ask; the words of the paper, and the rows of the table."""

    def written(choices, opened=private_keys, of=campaign):
        out, table = tmp_path / "list.pdf", tmp_path / "list.csv"
        making.make(of, opened, out=out, table=table, language="en", day=DAY, choices=choices)
        command = ["pdftotext", "-layout", out, "-"]
        paper = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
        return " ".join(paper.split()), rows

    return written


def test_by_country_rows_come_in_the_order_of_names_and_inside_of_numbers(written):
    paper, table = written(BY_COUNTRY)
    assert [(row[0], row[3]) for row in table[1:]] == [("4", "AZ"), ("1", "NO"), ("3", "NO"), ("5", "NO"), ("2", "PL")]
    assert "Norway 3 1 Åse Ødegård Somewhere" in paper
    assert "This copy shows the names of all who allow the addressee to see them." in paper


def test_small_countries_of_a_careful_campaign_stay_together_and_in_the_order_of_numbers(written, campaign):
    with database.action():
        campaign.protection = Protection.HIGH
    paper, table = written(BY_COUNTRY)
    assert [(row[0], row[2], row[3], row[4]) for row in table[1:]] == [
        (number, "", "ZZ", "Other countries") for number in ("1", "2", "4", "5", "")
    ]
    assert "Other countries 4 1 Åse Ødegård 2026" in paper and "Unknown" not in paper


@pytest.mark.parametrize("order", Order)
def test_who_is_only_counted_in_a_careful_campaign_is_no_line_whose_country_and_day_could_be_nobody_elses(
    written, campaign, order
):
    for number in range(30):
        visibility = Visibility.COUNTED if number % 3 else Visibility.RECIPIENT
        country = ("NO", "NO", "SE")[number % 3]
        factories.confirmed(
            campaign, f"x{number}@example.org", name=f"Ola {number}", country=country, visibility=visibility
        )
    with database.action():
        campaign.protection = Protection.HIGH
    paper, table = written(Choices(order=order))
    assert table[0][-1] == "signatures" and sum(int(row[-1]) for row in table[1:]) == 35
    lines = [row for row in table[1:] if row[0]]
    assert {row[1] for row in lines}.isdisjoint({"name withheld", "Secret Person"}) and len(lines) == 14
    # No number, no day, no town: one row for each country that is told apart.
    assert [row for row in table[1:] if not row[0]] == [
        ["", "name withheld", "", "NO", "Norway", "", "11"], ["", "name withheld", "", "SE", "Sweden", "", "10"],
    ]  # fmt: skip
    assert "35 14 21 confirmed signatures with a name name withheld" in paper
    assert "Those whose names are withheld are counted, but have no line on this list." in paper
    assert (
        "Numbers that are missing belong to signatures that have no name here, were withdrawn or found invalid."
        in paper
    )
    assert paper.count("name withheld") == 1, "on the cover, and on no line"
    assert "Norway 12" not in paper if order is Order.NUMBER else "Norway 12 1 Åse Ødegård" in paper


def test_a_careful_campaign_all_of_whose_people_are_only_counted_has_a_list_without_lines(written, house):
    quiet = factories.campaign(of=house, slug="quiet")
    for number in range(3):
        factories.confirmed(quiet, f"q{number}@example.org", country="NO", visibility=Visibility.COUNTED)
    with database.action():
        quiet.protection = Protection.HIGH
    paper, table = written(BY_COUNTRY, of=quiet)
    assert [(row[0], row[3], row[-1]) for row in table[1:]] == [("", "ZZ", "3")]
    assert "3 0 3 confirmed signatures" in paper


@pytest.mark.parametrize("of", [Profile.NAMES, Profile.INITIALS])
def test_a_workbook_of_a_careful_campaign_adds_up_too(campaign, private_keys, of):
    with database.action():
        campaign.protection = Protection.HIGH
    rows = []

    class Table:
        write, close = rows.append, staticmethod(lambda: None)

    told = []
    making.write_table(campaign, private_keys, Table(), choices=Choices(profile=of), progress=told.append)
    assert [(row.number, row.people) for row in rows] == [(1, 1), (2, 1), (4, 1), (5, 1), (0, 1)] and told == [5]


def test_initials_stand_for_allowed_names_on_paper_and_in_the_table(written):
    paper, table = written(Choices(profile=Profile.INITIALS))
    assert table[0] == ["number", "name", "country", "country_name", "date"]
    assert [row[1] for row in table[1:]] == ["Å. Ø.", "Ł. Ż.", "name withheld", "R. C.", "K. N."]
    assert "5 4 1 confirmed signatures with initials name withheld" in paper
    assert "This copy shows initials instead of names, and no towns." in paper
    assert not any(word in paper for word in ("Ødegård", "Somewhere", "Secret"))


def test_totals_need_no_key_and_name_nobody(written):
    paper, table = written(Choices(profile=Profile.TOTALS), opened={})
    assert table == [
        ["country", "country_name", "signatures"], ["AZ", "Azerbaijan", "1"], ["NO", "Norway", "3"], ["PL", "Poland", "1"],
    ]  # fmt: skip
    assert "5 3 confirmed signatures countries" in paper
    assert "This copy has totals only, and no list of names." in paper
    assert "The totals by country are in the file list.csv" in paper
    assert "Ødegård" not in paper and "Å. Ø." not in paper


@pytest.mark.parametrize("profile", Profile)
def test_only_the_copy_with_names_says_that_the_sheets_with_names_go_along(written, campaign, profile):
    batch = papersheets.make(campaign.id, "en", 1, by=None)
    papersheets.count(campaign.id, f"{batch}-1", 17, by=None)
    paper, _table = written(Choices(profile=profile))
    assert "Besides these, 17 people signed on paper." in paper
    assert ("The sheets are handed over" in paper) == (profile is Profile.NAMES)


def test_how_many_countries_it_is_does_not_tell_which_and_one_is_one(written, campaign, house):
    with database.action():
        campaign.protection = Protection.HIGH
    paper, _table = written(Choices(profile=Profile.TOTALS), opened={})
    assert "5 3 confirmed signatures countries" in paper
    alone = factories.campaign(of=house, slug="alone")
    factories.confirmed(alone, "one@example.org", country="NO")
    paper, _table = written(Choices(profile=Profile.TOTALS), opened={}, of=alone)
    assert "1 1 confirmed signature country" in paper and "countries" not in paper


def test_a_version_that_was_signed_on_paper_alone_is_printed_and_one_that_nobody_signed_is_not(written, campaign):
    def change(words):
        with database.action() as session:
            versions.change_text(session, campaign, {"en": words})
        database.session().expire_all()

    for number, words in enumerate(
        ("Words on a sheet.", "Words on another sheet.", "Words that nobody signed."), start=1
    ):
        change(words)
        batch = papersheets.make(campaign.id, "en", 1, by=None)
        papersheets.count(campaign.id, f"{batch}-1", number if number < 3 else 0, by=None)
    paper, _table = written(Choices())
    assert "Words on another sheet." in paper and "Words on a sheet." in paper
    assert "Words that nobody signed." not in paper
    cover = wording.cover(campaign, language="en", day=DAY, csv_name="", csv_sha256="")
    assert (cover.version, cover.signed) == (3, "On paper: 2 people.")
    assert [one.heading for one in cover.earlier] == ["What others signed: version 2", "What others signed: version 1"]
    assert [one.note.partition(". ")[2] for one in cover.earlier] == [
        "On paper: 1 person.",
        "5 people signed these words.",
    ]


def test_a_withdrawn_signature_is_in_no_total(written, campaign):
    withdrawing.withdraw(factories.confirmed(campaign, "gone@example.org", country="SE"))
    _paper, table = written(Choices(profile=Profile.TOTALS), opened={})
    assert "SE" not in [row[0] for row in table]
    _paper, table = written(BY_COUNTRY)
    assert len(table) == 6


def test_who_leaves_while_countries_are_read_is_on_the_list_of_that_moment(app, written, campaign, private_keys):
    token = factories.confirmed(campaign, "leaves@example.org", country="PL", name="Last Person")

    def leave() -> None:
        with app.app_context():
            withdrawing.withdraw(token)
            tally.book()

    class Keys(dict):
        """Opened when the first name is read: somebody leaves at that moment."""

        def get(self, key_id):
            if self.is_first:
                self.is_first = False
                thread = threading.Thread(target=leave)
                thread.start()
                thread.join()
            return super().get(key_id)

    opened = Keys(private_keys)
    opened.is_first = True
    paper, table = written(BY_COUNTRY, opened=opened)
    assert len(table) == 1 + len(PEOPLE) + 1
    assert "Poland 2 2 Łukasz Żółć" in paper and "Last Person" in paper
    assert not opened.is_first and making.total(campaign) == len(PEOPLE)


def test_a_country_that_has_other_rows_than_it_counts_is_no_list(campaign, private_keys, monkeypatch):
    counted = reading.by_country(campaign)
    monkeypatch.setattr(reading, "by_country", lambda _campaign: counted | {"NO": 4})
    with pytest.raises(reading.WrongTotal):
        list(reading.rows(campaign, private_keys, BY_COUNTRY))


def test_names_without_a_key_are_refused(written):
    with pytest.raises((errors.Unavailable, reading.sealing.CannotOpen)):
        written(BY_COUNTRY, opened={})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_reads_a_country_in_order_and_does_not_sort_it(campaign, private_keys):
    asked: list[tuple[str, tuple]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    list(reading.rows(campaign, private_keys, BY_COUNTRY))
    event.remove(db.engine, "before_cursor_execute", note)
    read = [one for one in asked if "signature.sealed" in one[0]]
    assert len(read) == 3
    for statement, parameters in read:
        with db.engine.connect() as connection:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
        assert "ix_signature_country" in plan
        assert "TEMP B-TREE" not in plan

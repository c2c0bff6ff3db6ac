"""Dossiers from the command line."""

import csv

import pypdfium2
import pytest

from petitions.accounts import audit
from petitions.houses import keys
from tests import factories


@pytest.fixture
def make(app, tmp_path):
    """Make a dossier of a campaign with one signature; the answer, the words of the paper and the rows of the table."""
    with app.app_context():
        house = factories.house(has_key=False)
        passphrase = tmp_path / "passphrase.txt"
        passphrase.write_text(keys.create(house.id, "tests"))
        factories.confirmed(factories.campaign(of=house), name="Ana Kovač")

    def make(*options):
        out, table = tmp_path / "list.pdf", tmp_path / "list.csv"
        args = ["dossiers", "make", "free-rasul", "--out", str(out), "--csv", str(table), *options]
        done = app.test_cli_runner().invoke(args=[option.replace("PASSPHRASE", str(passphrase)) for option in args])
        if not out.exists():
            return done, "", []
        words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out))
        return done, " ".join(words.split()), list(csv.reader(table.read_text("utf-8-sig").splitlines()))

    return make


def test_names_need_a_passphrase_and_totals_none(make):
    done, words, rows = make()
    assert (done.exit_code, words) == (1, "")
    assert "Names need a --passphrase-file" in done.output
    done, words, rows = make("--profile", "totals")
    assert done.exit_code == 0, done.output
    assert rows == [["country", "country_name", "signatures"], ["HR", "Croatia", "1"]]
    assert "This copy has totals only" in words


def test_rows_are_set_as_the_options_say(make):
    options = ("--passphrase-file", "PASSPHRASE", "--profile", "initials", "--order", "country", "--lanes", "2")
    done, words, rows = make(*options)
    assert done.exit_code == 0, done.output
    assert rows[1][:2] == ["1", "A. K."]
    assert "Croatia 1" in words and "Kovač" not in words


def test_the_log_of_the_house_says_that_a_passphrase_was_wrong(app, make, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("k7wm-k7wm-k7wm-k7wm")
    done, words, _rows = make("--passphrase-file", str(wrong))
    assert (done.exit_code, words) == (1, "")
    with app.app_context():
        entry = audit.newest()
        assert (entry.what, entry.thing) == ("wrong passphrase at an unlock", f"house {entry.house_id}")

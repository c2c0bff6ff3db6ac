"""Dossiers from the command line."""

import csv

import pypdfium2
import pytest

from petitions.accounts import audit
from petitions.accounts.rights import Role
from petitions.campaigns import queries as campaigns
from petitions.houses import keys
from petitions.houses import queries as houses
from tests import factories
from tests.support import office as offices
from tests.support import rounds


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


@pytest.mark.parametrize(
    ("profile", "words"), [("names", "a file with the names"), ("totals", "a file with the totals")]
)
def test_administrators_and_the_log_hear_of_what_is_made_on_the_command_line(app, make, smtp_sink, profile, words):
    with app.app_context():
        offices.organiser("ane@oslo.example.org", of=houses.by_slug("oslo"))
        offices.organiser("rune@oslo.example.org", of=houses.by_slug("oslo"), role=Role.ORGANISER)
        rounds.deliver_some()
    done, _words, _rows = make("--passphrase-file", "PASSPHRASE", "--profile", profile)
    assert done.exit_code == 0, done.output
    with app.app_context():
        entry = audit.newest()
        assert (entry.what, entry.thing, audit.broken()) == (
            "export asked for on the command line",
            f"campaign {campaigns.visible('free-rasul').id}, {profile}",
            None,
        )
        rounds.deliver_some()
    (mail,) = smtp_sink.to("ane@oslo.example.org")
    text = mail.get_body(("plain",)).get_content()
    assert f"{words} of this campaign on the server, without signing in" in " ".join(text.split())
    assert "https://calls.example.org/organise/houses/oslo/log" in text
    assert smtp_sink.to("rune@oslo.example.org") == []

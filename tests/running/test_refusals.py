"""Commands that do not get what they need say so in a sentence, whatever it is: nobody who runs a machine reads a trace."""

import dataclasses

import click
import pytest

from petitions.commands import LASTING, refusing
from tests import factories
from tests.support import databases, troubles


@databases.one
@pytest.mark.parametrize(
    "command", [("accounts", "invite", "ida@example.org"), ("accounts", "check-log")], ids="-".join
)
def test_a_database_that_is_empty_is_told_in_words(make_app, settings, command, tmp_path):
    empty = make_app(dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.db'}"))
    done = empty.test_cli_runner().invoke(args=command)
    assert (done.exit_code, "db upgrade" in done.output) == (1, True), done.output


@databases.one
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("accounts", "invite", "ida@example.org", "--house", "nowhere"), "There is no House “nowhere”."),
        (("accounts", "invite", "ida"), "“ida” is no mail address."),
        (("accounts", "delete", "ida@example.org"), "Nobody signs in as ida@example.org."),
        (("signatures", "withdraw", "nowhere", "7"), "There is no campaign “nowhere”."),
        (("signatures", "withdraw", "free-rasul", "7"), "There is no signature with the number 7"),
        (("signatures", "withdraw", "free-rasul", "9" * 20), "is not in the range"),
        (
            ("dossiers", "make", "free-rasul", "--passphrase-file", "BINARY", "--out", "x.pdf", "--csv", "x.csv"),
            "is no text",
        ),
        (
            ("posters", "make", "free-rasul", "--design", "words", "--out", "no/where/x.pdf"),
            "No such file or directory",
        ),
        (
            ("posters", "run", "free-rasul", "--out", "no/where/x.zip"),
            "no/where/x.zip cannot be written: No such file or directory. Nothing was written.",
        ),
        (
            ("dossiers", "make", "free-rasul", "--profile", "totals", "--out", "no/where/x.pdf", "--csv", "no/x.csv"),
            "The files cannot be written: No such file or directory. Nothing was written.",
        ),
        (("backup", "FILE"), "is a file"),
        (("restore", "EMPTY"), "holds no whole backup"),
        (("restore", "FILE"), "is a file"),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_told_in_words(app, app_context, tmp_path, command, words):
    factories.campaign()
    (tmp_path / "BINARY").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "FILE").write_text("")
    (tmp_path / "EMPTY").mkdir()
    done = app.test_cli_runner().invoke(args=[str(tmp_path / word) if word.isupper() else word for word in command])
    assert (done.exit_code in (1, 2), words in done.output) == (True, True), done.output


@databases.one
def test_a_full_disk_under_a_backup_is_told_in_words(app, app_context, tmp_path):
    factories.campaign()
    with troubles.small_disk(tmp_path / "disk", 1) as disk:
        (disk / "else").write_bytes(bytes(800_000))
        done = app.test_cli_runner().invoke(args=["backup", str(disk / "backup")])
    assert (done.exit_code, "The backup cannot be written" in done.output) == (1, True), done.output


def fails_with(failure: Exception):
    def invoke(_context: click.Context) -> None:
        raise failure

    return refusing.in_words(invoke)


def test_whoever_reads_only_the_first_lines_is_told_nothing():
    with pytest.raises(BrokenPipeError):
        fails_with(BrokenPipeError())(click.Context(click.Command("x")))
    with pytest.raises(refusing.Plainly):
        fails_with(FileNotFoundError(2, "No such file", "x"))(click.Context(click.Command("x")))


@pytest.mark.parametrize("name", sorted(LASTING))
def test_a_fault_of_what_goes_on_until_it_is_stopped_keeps_its_trace(app, name):
    command = app.cli.get_command(click.Context(app.cli), name)
    assert command.invoke.__func__ is click.Command.invoke

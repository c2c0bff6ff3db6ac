"""Backups as whoever runs a machine meets them: what the commands say when they are made, brought back, or are none."""

import dataclasses
import hashlib
import json

import pytest

from petitions import backups
from petitions.campaigns import queries as campaigns
from tests import factories
from tests.support import databases
from tests.support.product import free_port

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def settings(settings):
    """Its port is free: restoring makes sure that nobody serves."""
    return dataclasses.replace(settings, port=free_port())


@pytest.fixture
def say(app):
    """Run a command. Returns whether it did what it is for, and what it says."""

    def run(*command: object) -> tuple[bool, str]:
        done = app.test_cli_runner().invoke(args=[str(word) for word in command])
        return done.exit_code == 0, done.output.strip()

    return run


@pytest.fixture
def folder(tmp_path, say):
    """A backup of a campaign that two people have signed."""
    campaign = factories.campaign()
    for email in ("ana@example.org", "ivo@example.org"):
        factories.confirmed(campaign, email)
    is_done, words = say("backup", tmp_path / "backup")
    assert is_done, words
    assert words.startswith(f"{tmp_path / 'backup'}: 2 signatures, ")
    return tmp_path / "backup"


@databases.one
def test_a_backup_comes_back_where_it_is_said_that_what_is_there_is_lost(say, folder):
    factories.campaign("begun-later", of=factories.house("baku"))
    is_done, words = say("restore", folder)
    assert (is_done, "There are campaigns in this database." in words, "restore --replace" in words) == (
        False,
        True,
        True,
    )
    is_done, words = say("restore", folder, "--replace")
    assert (is_done, "Erased again, because it was erased since: 0." in words) == (True, True), words
    assert [one.slug for one in campaigns.open_campaigns()] == ["free-rasul"]


@databases.one
def test_a_folder_that_holds_something_takes_no_backup(say, folder):
    said = f"{folder} is not empty. A backup goes into a folder of its own."
    assert say("backup", folder) == (False, f"Error: {said}")


@databases.one
def test_a_backup_that_is_damaged_is_told_by_the_file(say, folder):
    (file,) = [*folder.glob(backups.SQLITE_FILE), *folder.glob("tables/signature")]
    file.write_bytes(file.read_bytes()[:-1])
    assert say("restore", folder, "--replace") == (False, f"Error: {file} is damaged.")
    file.unlink()
    assert say("restore", folder, "--replace") == (False, f"Error: {file} is missing.")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_only_says_that_it_is_a_backup_is_told_in_words(say, folder):
    (folder / backups.SQLITE_FILE).write_text("no database")
    manifest = json.loads((folder / backups.MANIFEST).read_text())
    manifest["files"][backups.SQLITE_FILE] = hashlib.sha256(b"no database").hexdigest()
    (folder / backups.MANIFEST).write_text(json.dumps(manifest))
    said = "The backup cannot be restored: file is not a database."
    assert say("restore", folder, "--replace") == (False, f"Error: {said}")
    assert len(campaigns.open_campaigns()) == 1, "what was there is there"


@databases.one
@pytest.mark.parametrize(
    ("named", "value", "words"),
    [
        ("database", "mysql", "This backup is of mysql; DATABASE_URL names "),
        ("revision", "9999", "This backup is of a newer version of the program (schema 9999)."),
        ("made_at", "yesterday", "holds no whole backup: backup.json is missing or not ours."),
    ],
)
def test_a_backup_from_elsewhere_is_told_in_words(say, folder, named, value, words):
    manifest = json.loads((folder / backups.MANIFEST).read_text()) | {named: value}
    (folder / backups.MANIFEST).write_text(json.dumps(manifest))
    is_done, said = say("restore", folder, "--replace")
    assert (is_done, words in said) == (False, True), said

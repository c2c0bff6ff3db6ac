"""An installation in folders of its own, database server, logs and temporary files included: every byte of it can be read."""

import contextlib
import dataclasses
import logging
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from petitions import create_app
from petitions.database import db
from petitions.houses import keys
from tests import factories
from tests.support import databases, postgres, routes
from tests.support.mailserver import MailServer
from tests.support.needles import Needles


@dataclasses.dataclass
class Installation:
    """A campaign, a march, a second campaign of the same House, and nobody's signature yet."""

    app: Flask
    places: list[Path]
    """Everything but the secrets: database, instance folder, logs, temporary files."""
    keys_path: Path
    passphrase: str
    """Of the House."""
    tokens: dict[str, str] = dataclasses.field(default_factory=dict)
    """What lies in mailboxes: the links of signatures, by address."""

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Meanwhile all that the product and its parts say goes into files, down to the smallest note, and so do drafts."""
        machine, root = self.places[0], logging.getLogger()
        handler, before = logging.FileHandler(machine / "log"), root.level
        handler.addFilter(lambda record: record.name not in ("mail.log", "asyncio"))  # the mail server of the tests
        with (machine / "output").open("w") as said, pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(machine / "temporary"))
            patch.setenv("TMPDIR", str(machine / "temporary"))
            root.addHandler(handler)
            root.setLevel(logging.DEBUG)
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                yield
            root.setLevel(before)
            root.removeHandler(handler)
        handler.close()

    @property
    def client(self) -> FlaskClient:
        """A browser of one of its visitors."""
        return routes.browser(self.app)

    def found(self, words: Iterable[str]) -> set[tuple[str, str]]:
        """Which of `words` can be read anywhere, each with its spelling.

        A copy of SQLite's files is read, which another process makes: a process that closes one of them gives up its locks on
        the database, and the next one to come cuts the memory that they share (SQLite, "How To Corrupt", 2.2).
        """
        url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        if url.startswith("postgresql"):
            postgres.administer(url, "CHECKPOINT")  # what is in its memory goes to disk; its journal cuts words in two
            return Needles(words).found_under(*self.places)
        with tempfile.TemporaryDirectory(dir=self.keys_path.parent) as copies:
            subprocess.run(["cp", "--recursive", *self.places, copies], check=True)
            return Needles(words).found_under(Path(copies))

    def secrets(self) -> dict[str, bytes]:
        """What lies in the folder of secrets."""
        return {file.name: file.read_bytes() for file in self.keys_path.rglob("*") if file.is_file()}


@contextlib.contextmanager
def installed(kind: str, folder: Path, sink: MailServer) -> Iterator[Installation]:
    """An installation below `folder`, in whose context the caller then is."""
    machine, keys_path = folder / "machine", folder / "keys"
    (machine / "temporary").mkdir(parents=True)
    with _database(kind, machine) as (url, data):
        unlimited = dict.fromkeys(config.DEFAULT_RATE_LIMITS, "1000000/minute")
        settings = databases.settings(machine, url, keys_path=keys_path, mail_url=sink.url, rate_limits=unlimited)
        app = create_app(settings)
        with app.app_context():
            house = factories.house(has_key=False)
            passphrase = keys.create(house.id, "tests")
            factories.event(of=factories.campaign(of=house))
            factories.campaign("another-campaign", of=house)
            yield Installation(app, [machine, *data], keys_path, passphrase)
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def _database(kind: str, machine: Path) -> Iterator[tuple[str, list[Path]]]:
    """A migrated database, and where its bytes lie if not in `machine`: PostgreSQL gets a server for this alone."""
    if kind == "sqlite":
        url = f"sqlite:///{machine / 'petitions.db'}"
        databases.migrate(url, machine)
        yield url, []
        return
    server = postgres.Postgres()
    try:
        postgres.administer(server.url("postgres"), "CREATE DATABASE {}", "calls")
        databases.migrate(server.url("calls"), machine)
        yield server.url("calls"), [server.folder / "data", server.folder / "log"]
    finally:
        server.stop()

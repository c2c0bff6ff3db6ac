"""Rule: no start where an acknowledged signature could be lost, a session forged, or made-up data shown to the world; in words."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
import petitions
from petitions import database, durability, errors
from petitions.database import db
from tests.support import counts, databases, postgres
from tests.support.postgres import Postgres
from tests.support.product import GUARD, free_port

pytestmark = [pytest.mark.promise, pytest.mark.running]

PROGRAMS = {
    "serve": ("flask", "--app", "wsgi", "serve"),
    "work": ("flask", "--app", "wsgi", "work"),
    "running": ("petitions.running",),
}
AWAY = "The database of DATABASE_URL cannot be reached"
SECONDS = 240
"""How long a start may take on a machine that has much to do."""


def turn(number: int) -> list[str]:
    """Programs to try: all in a trial, otherwise one after the other has its turn."""
    programs = list(PROGRAMS)
    return programs if counts.IS_TRIAL else [programs[number % len(programs)]]


def own(program: str) -> dict[str, str]:
    """What a program needs for itself: a port, and the demonstration's its mark."""
    return {"PORT": str(free_port())} | ({"DEMO": "1"} if program == "running" else {})


class Start:
    """One of the programs, started with an environment of its own and nothing else."""

    def __init__(self, program: str, environ: dict[str, str]) -> None:
        self.environ = environ
        self.process = subprocess.Popen(
            [sys.executable, "-m", *PROGRAMS[program]],
            cwd=config.PROJECT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(GUARD), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_refused(self, words: str) -> bool:
        """Whether it ends by itself, with `words` and without a trace, and leaves nothing that listens."""
        told, _ = self.process.communicate(timeout=SECONDS)
        assert "Traceback" not in told, told
        return self.process.returncode == 1 and words in told and not listens(int(self.environ["PORT"]))

    def answers(self) -> bool:
        """Whether it serves: waits until it does, or has ended."""
        deadline = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if listens(int(self.environ["PORT"])):
                with urllib.request.urlopen(f"http://127.0.0.1:{self.environ['PORT']}/healthz", timeout=30) as answer:
                    return bool(answer.status == 200)
            time.sleep(0.1)
        return False

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=SECONDS)


def listens(port: int) -> bool:
    for host in ("127.0.0.1", "::1"):
        try:
            with closing(socket.create_connection((host, port), timeout=5)):
                return True
        except OSError:
            continue
    return False


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The least that a real installation says; its database is SQLite's."""
    return {
        "SECRET_KEY": "3f9a1c6e8b2d4075a6c1e9f8d7b30245",
        "BASE_URL": "https://petitions.example.org",
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "KEYS_PATH": str(tmp_path / "keys"),
        "MAIL_URL": "smtp://127.0.0.1:9",
        "FONTS_PATH": str(config.PROJECT / ".fonts"),
        "PORT": str(free_port()),
    }


@pytest.fixture
def started() -> Iterator[list[Start]]:
    """What a test started; ended after it, however it went."""
    starts: list[Start] = []
    yield starts
    for start in starts:
        start.stop()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A server whose settings a test may change; the run's own is everybody's."""
    server = Postgres()
    yield server
    server.stop()


def set_to(server: Postgres, name: str, value: str) -> None:
    """Run the server with this setting from now on, and with defaults otherwise."""
    url = server.url("postgres")
    postgres.administer(url, "ALTER SYSTEM RESET ALL")
    postgres.administer(url, f"ALTER SYSTEM SET {name} = {value}")
    postgres.administer(url, "SELECT pg_reload_conf()")
    deadline = time.monotonic() + SECONDS
    while postgres.administer(url, f"SHOW {name}") != [(value,)] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert postgres.administer(url, f"SHOW {name}") == [(value,)]


WRONG = {
    "SECRET_KEY missing": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "SECRET_KEY a default": ({"SECRET_KEY": "change-me-change-me-change-me-1234"}, "SECRET_KEY is a placeholder"),
    "SECRET_KEY short": ({"SECRET_KEY": "dev"}, "SECRET_KEY has 3 characters"),
    "KEYS_PATH missing": ({"KEYS_PATH": ""}, "KEYS_PATH is missing"),
    "MAIL_URL missing": ({"MAIL_URL": ""}, "MAIL_URL is missing"),
    "the demo beyond loopback": ({"DEMO": "1", "HOST": "0.0.0.0"}, "listens on this machine only"),
}


PAIRS = [(program, wrong) for number, wrong in enumerate(WRONG) for program in turn(number)]


def test_a_wrong_environment_does_not_start(environ, started, verdict, tmp_path) -> None:
    for number, (program, wrong) in enumerate(PAIRS):  # all at once: what takes long is to begin
        folders = {name: str(tmp_path / str(number) / name) for name in ("INSTANCE_PATH", "KEYS_PATH")}
        started.append(Start(program, environ | folders | {"PORT": str(free_port())} | WRONG[wrong][0]))
    taken = [pair for pair, start in zip(PAIRS, started, strict=True) if not start.is_refused(WRONG[pair[1]][1])]
    verdict(f"starts with a wrong environment, of {len(PAIRS)}", len(taken), goal=0)


def test_the_demonstrations_program_is_no_way_to_serve_people(environ, started) -> None:
    started.append(Start("running", environ))
    assert started[0].is_refused("This starts the demonstration")
    assert not (Path(environ["INSTANCE_PATH"]) / "petitions.db").exists()


def test_a_right_environment_starts_and_answers(environ, started) -> None:
    """The control: what is refused above is refused for what is wrong with it."""
    started.append(Start("serve", environ))
    assert started[0].answers()


def test_a_wrong_environment_that_nobody_minds_is_seen_to_start(environ, started, tmp_path) -> None:
    """The control: with the guard off it starts."""
    for wrong in ("SECRET_KEY a default", "KEYS_PATH missing", "MAIL_URL missing", "the demo beyond loopback"):
        own = {name: str(tmp_path / wrong / name) for name in ("INSTANCE_PATH", "KEYS_PATH")}
        own |= {"PORT": str(free_port()), "FAULT": "nothing_is_refused"}
        started.append(Start("serve", environ | own | WRONG[wrong][0]))
    assert [start.answers() for start in started] == [True] * 4


@pytest.mark.parametrize("program", turn(0) if counts.IS_TRIAL else ["serve", "running"])
def test_sqlite_that_forgets_does_not_start(program, environ, started, verdict) -> None:
    weak = environ | {"FAULT": "weak_journal"} | ({"DEMO": "1"} if program == "running" else {})
    started.append(Start(program, weak))
    taken = [start for start in started if not start.is_refused("SQLite must run with synchronous=FULL")]
    verdict("programs that start on SQLite below synchronous=FULL", len(taken), goal=0)


def test_sqlite_that_forgets_unnoticed_is_seen_to_start(environ, started) -> None:
    """The control."""
    started.append(Start("serve", environ | {"FAULT": "weak_journal_unnoticed"}))
    assert started[0].answers()


@pytest.mark.parametrize(("number", "name"), [(0, "fsync"), (1, "full_page_writes")])
def test_postgresql_that_forgets_does_not_start(number, name, own_postgres, environ, started, verdict) -> None:
    set_to(own_postgres, name, "off")
    url = {"DATABASE_URL": own_postgres.url("postgres")}
    started += [Start(program, environ | url | own(program)) for program in turn(number)]
    taken = [start for start in started if not start.is_refused(f"PostgreSQL runs with {name} off")]
    verdict("programs that start on PostgreSQL without it", len(taken), goal=0)


def test_postgresql_that_forgets_unnoticed_is_seen_to_start(own_postgres, environ, started) -> None:
    """The control."""
    set_to(own_postgres, "fsync", "off")
    started.append(
        Start("serve", environ | {"DATABASE_URL": own_postgres.url("postgres"), "FAULT": "durability_unchecked"})
    )
    assert started[0].answers()


@pytest.mark.parametrize("value", ["off", "local"])
def test_our_sessions_wait_for_the_disk_whatever_the_server_does_by_default(
    value, own_postgres, tmp_path, make_app, verdict
) -> None:
    set_to(own_postgres, "synchronous_commit", value)
    app = make_app(databases.settings(tmp_path, own_postgres.url("postgres")))
    with app.app_context():
        found = db.session.scalar(sa.text("SHOW synchronous_commit"))
    verdict(f"synchronous_commit in our sessions, on a server with {value}", found, goal="on")


def test_a_session_that_does_not_wait_for_the_disk_is_seen_and_refused(
    own_postgres, tmp_path, make_app, monkeypatch
) -> None:
    """The control, and what refuses where the option that asks for it is lost."""
    set_to(own_postgres, "synchronous_commit", "off")
    monkeypatch.setattr(petitions, "engine_options", lambda url: database.engine_options(url) | {"connect_args": {}})
    app = make_app(databases.settings(tmp_path, own_postgres.url("postgres")))
    with app.app_context():
        assert db.session.scalar(sa.text("SHOW synchronous_commit")) == "off"
        with pytest.raises(errors.Unavailable, match="synchronous_commit off"):
            durability.check()


def test_a_database_that_is_away_is_told_in_words(own_postgres, environ, started) -> None:
    url = {"DATABASE_URL": own_postgres.url("postgres").replace("data", "no-such-folder")}
    programs = [program for program in turn(0) if program != "work"]
    started += [Start(program, environ | url | own(program)) for program in programs]
    assert all(start.is_refused(AWAY) for start in started)


def test_the_worker_waits_for_a_database_that_is_away_and_says_so_once(own_postgres, environ, started) -> None:
    url = {"DATABASE_URL": own_postgres.url("postgres").replace("data", "no-such-folder")}
    started.append(Start("work", environ | url | own("work")))
    (start,) = started
    assert any(AWAY in line for line in iter(start.process.stdout.readline, ""))
    time.sleep(2)
    assert start.process.poll() is None
    start.process.send_signal(signal.SIGTERM)
    told, _ = start.process.communicate(timeout=SECONDS)
    assert (start.process.returncode, told) == (0, "")

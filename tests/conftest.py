"""Fixtures. Whatever touches data runs on both databases: ask for `app`, `client` or `database_url`, and it does."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

import config
from petitions.database import db
from tests.support import chromium, databases, markup, outside, postgres, routes
from tests.support.mailserver import MailServer
from tests.support.plugin import pytest_runtest_logfinish, pytest_terminal_summary, verdict
from tests.support.product import Product, copied_demo, demo_environ

__all__ = ["pytest_runtest_logfinish", "pytest_terminal_summary", "verdict"]

# What these find different they show as tests do.
pytest.register_assert_rewrite("tests.support.comparing", "tests.support.stories")

POSTGRES_URL = "TEST_POSTGRES_URL"
"""Set by whoever has a server for the tests; otherwise one is started for the run and shared by its processes."""


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL in the process that starts the others, so that it ends after them."""
    runs_others = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    if runs_others and POSTGRES_URL not in os.environ:
        server = postgres.Postgres()
        os.environ[POSTGRES_URL] = server.url("postgres")
        config.add_cleanup(server.stop)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would be run twice for little; a trial runs all of it."""
    kept = databases.thinned(items)
    config.hook.pytest_deselected(items=list(set(items).difference(kept)))
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves() -> Iterator[list[str]]:
    """Any connection beyond this machine fails the test that tried, even where the code under test copes."""
    with outside.closed() as tried:
        yield tried
    assert tried == []


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", params=databases.KINDS)
def database(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of the run's PostgreSQL server."""
    if url := os.environ.get(POSTGRES_URL):
        yield url
        return
    server = postgres.Postgres()
    yield server.url("postgres")
    server.stop()


@pytest.fixture(scope="session")
def _postgres_database(postgres_url: str, shared_folder: Path, worker_id: str) -> str:
    template = databases.migrated_database(postgres_url, shared_folder)
    return databases.copy_database(postgres_url, template, f"calls_{worker_id}")


@pytest.fixture
def database_url(database: str, tmp_path: Path, shared_folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database without a row."""
    if database == "sqlite":
        path = tmp_path / "petitions.db"
        shutil.copy(databases.migrated_file(shared_folder), path)
        yield f"sqlite:///{path}"
        return
    url: str = request.getfixturevalue("_postgres_database")
    yield url
    databases.empty(url)


@pytest.fixture
def keys_path(tmp_path: Path) -> Path:
    """Where this test's secrets lie."""
    return tmp_path / "keys"


@pytest.fixture
def settings(database_url: str, tmp_path: Path, keys_path: Path, smtp_sink: MailServer) -> config.Settings:
    """Settings of a real installation, not of the demonstration; a module may override them."""
    return databases.settings(tmp_path, database_url, keys_path=keys_path, mail_url=smtp_sink.url)


@pytest.fixture
def make_app() -> Iterator[Callable[[config.Settings], Flask]]:
    """Makes the product for other settings; lets go of its connections when the test is over."""
    made: list[Flask] = []

    def make(settings: config.Settings) -> Flask:
        made.append(databases.application(settings))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(settings: config.Settings, make_app: Callable[[config.Settings], Flask]) -> Flask:
    """The product. Outside a request it has no context: ask for `app_context`, so that requests get their own."""
    return make_app(settings)


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For tests that call actions and queries themselves."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen, at https://calls.example.org."""
    return routes.browser(app)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still on 1 May 2015, noon UTC, until it is moved: `clock.shift(60)`, `clock.move_to(…)`."""
    with time_machine.travel("2015-05-01T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def smtp_sink(_mail_server: MailServer) -> Iterator[MailServer]:
    """A mail server that keeps what it takes, and misbehaves when told to."""
    _mail_server.reset()
    yield _mail_server
    _mail_server.reset()


# The running product and the browser.


@pytest.fixture(scope="session")
def demo_template(database: str, shared_folder: Path, request: pytest.FixtureRequest) -> Path:
    """The demonstration, loaded once a run; copied for whoever changes it."""
    server_url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    return databases.prepared_demo(database, server_url, shared_folder, _load_demo)


def _load_demo(folder: Path, database_url: str) -> None:
    folder.mkdir(parents=True)
    environ = os.environ | demo_environ(folder, database_url)
    for command in (["db", "upgrade"], ["demo", "load"]):
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        done = subprocess.run(flask, cwd=config.PROJECT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def mail_server() -> MailServer | None:
    """The mail server of the running product: none, and its mails stay in the demonstration's mailbox."""
    return None


@pytest.fixture(scope="module")
def live_server(
    database: str,
    demo_template: Path,
    mail_server: MailServer | None,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Product]:
    """The running product over a fresh demonstration, for the tests of one module."""
    folder = tmp_path_factory.mktemp("product") / "demo"
    url = copied_demo(demo_template, folder)
    if database == "postgresql":
        name = f"live_{request.getfixturevalue('worker_id')}"
        url = databases.copy_database(request.getfixturevalue("postgres_url"), "demo_template", name)
    product = Product(folder, url, mail_server=mail_server)
    try:
        product.wait_until_ready()
        yield product
    finally:
        product.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of this process."""
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, live_server: Product) -> Iterator[Callable[..., Page]]:
    """Open a browser for a new visitor: `visit(language="ar", width=390, is_dark=True, has_javascript=False)`."""
    visitors: list[chromium.Visitor] = []

    def open_for(**options: object) -> Page:
        visitors.append(chromium.Visitor(browser, live_server.url, **options))  # type: ignore[arg-type]  # named there
        return visitors[-1].page

    yield open_for
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The tab of an English-speaking visitor at a desk."""
    return visit()


@pytest.fixture(scope="session")
def html_checker() -> Iterator[markup.Checker]:
    """The checker of HTML; a machine without it fails the tests that need it."""
    try:
        checker = markup.Checker()
    except RuntimeError as missing:
        pytest.fail(str(missing))
    yield checker
    checker.stop()


@pytest.fixture
def valid_html(html_checker: markup.Checker) -> Callable[[str], None]:
    """Fail with the faults of a page's HTML, if it has any."""

    def check(html: str) -> None:
        faults = html_checker.faults(html)
        assert not faults, "\n".join(faults)

    return check

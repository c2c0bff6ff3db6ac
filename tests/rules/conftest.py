"""The product for one test: running, to be broken, on another machine, or with something behind every address."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

import config
from tests.support import databases, postgres, routes
from tests.support.product import Product, copied_demo, free_port


@pytest.fixture
def run_product(
    database: str, demo_template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Product]]:
    """Start the product over a fresh demonstration, with changes to its environment; again over the same data, if called again."""
    folder = tmp_path / "demo"
    url = copied_demo(demo_template, folder)
    if database == "postgresql":
        name = f"broken_{request.getfixturevalue('worker_id')}"
        url = databases.copy_database(request.getfixturevalue("postgres_url"), "demo_template", name)
    running: list[Product] = []

    def run(**environ: str) -> Product:
        if running:
            environ = {"PORT": str(running[-1].port)} | environ
        running.append(Product(folder, url, **environ))
        running[-1].wait_until_ready()
        return running[-1]

    yield run
    for product in running:
        product.stop()


@pytest.fixture
def demo(settings: config.Settings, make_app: Callable[[config.Settings], Flask]) -> Flask:
    """The product as the demonstration has it, so that no rule is left out, but on a site with TLS."""
    return make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:"))


@pytest.fixture
def samples(demo: Flask) -> routes.Samples:
    """What stands in the addresses of `demo`."""
    return routes.furnish(demo)


@pytest.fixture
def elsewhere(
    database: str,
    settings: config.Settings,
    tmp_path: Path,
    make_app: Callable[[config.Settings], Flask],
    request: pytest.FixtureRequest,
) -> Flask:
    """An installation on another machine, empty, that has the same KEYS_PATH."""
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    if database == "postgresql":
        server, name = request.getfixturevalue("postgres_url"), f"elsewhere_{request.getfixturevalue('worker_id')}"
        postgres.administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        postgres.administer(server, "CREATE DATABASE {}", name)
        url = postgres.name_of(server, name)
    return make_app(databases.settings(tmp_path / "elsewhere", url, keys_path=settings.keys_path, port=free_port()))

"""A dossier made while people sign: how much longer they wait meanwhile.

    python -m bench.handover [--rows 200000] [--signatures 30] [--pages 4] [--million] [--folder FOLDER]
                             [--most SECONDS]

Web server, worker and the process for jobs run as `make run` runs them, over the demonstration and one more campaign with so many
sealed signatures; the client is on the same machine, and takes its part of it. The control is the same rate of requests before
the dossier is asked for. Waiting times count from the moment at which a request was due. A FOLDER is kept: a later run over as
many rows finds them there. After SECONDS it tells what came of it so far.
"""

import argparse
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

import config
from bench import people
from bench.load import get, post
from bench.signing import form
from bench.surge import GZIP, PAGE, Surge, drive, ms
from petitions import create_app, database, running
from petitions.campaigns import queries as campaigns
from petitions.dossiers import exporting
from petitions.dossiers.models import Kind
from petitions.houses import keys, tickets
from petitions.houses import queries as houses
from petitions.jobs import ENDED, Job, State
from tests.support import office
from tests.support.product import Product, demo_environ, free_port

GOAL = 2
"""How many times as long, at most."""
SLICE = 5
"""Seconds between two looks at the job."""
QUIET = 30
"""Seconds of the control."""


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--signatures", type=int, default=30, help="a second")
    parser.add_argument("--pages", type=int, default=4, help="for each signature")
    parser.add_argument("--million", action="store_true", help="a million rows instead")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--most", type=int, default=24 * 3600)
    options = parser.parse_args()
    count = 1_000_000 if options.million else options.rows
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name, "product")
        if not (folder / people.PASSPHRASE).exists():
            _settle(folder, count)
        passphrase = (folder / people.PASSPHRASE).read_text()
        start = time.perf_counter()
        product = Product(folder, "")
        app = create_app(config.load(product.environ))
        try:
            product.wait_until_ready()
            print(f"ready in {time.perf_counter() - start:.1f} s", flush=True)
            plan = _plan(options.signatures, options.signatures * options.pages)
            before, during = Surge(), Surge()
            drive(product.port, Surge(), plan, SLICE)
            drive(product.port, before, plan, QUIET)
            with app.app_context():
                job = _ask(passphrase)
            made, seconds = _drive_until_made(app, product, during, plan, job, most=options.most)
        finally:
            product.stop()
    _tell(before, during, made, count, seconds)


def _settle(folder: Path, count: int) -> None:
    """Make a demonstration in `folder`, and one more campaign with `count` signatures."""
    environ = os.environ | demo_environ(folder, "") | {"PORT": str(free_port())}
    with running.prepare(config.load(environ)).app_context():
        (folder / people.PASSPHRASE).write_text(people.gather(count))
        database.db.engine.dispose()


def _plan(signatures: int, pages: int) -> dict[str, tuple[float, Callable[[], bytes | None]]]:
    signing = post(f"{PAGE}/sign", form)
    return {"sign": (signatures, signing.__next__), "page": (pages, get(PAGE, headers=GZIP).__next__)}


def _ask(passphrase: str) -> int:
    """Ask for the dossier, as soon as a process for jobs lives; returns the job."""
    house, campaign = houses.by_slug(people.SLUG), campaigns.visible(people.SLUG)
    deadline = time.monotonic() + 60
    while not tickets.is_anybody_there() and time.monotonic() < deadline:
        time.sleep(0.2)
        database.session().rollback()
    organiser = office.organiser(f"bench-{time.time_ns()}@example.org", of=house)
    private_keys = keys.unlock(house, passphrase)
    return exporting.ask(campaign, organiser, private_keys, kind=Kind.DOSSIER, language="en").job_id


def _drive_until_made(
    app: Flask, product: Product, found: Surge, plan: dict, job_id: int, *, most: int
) -> tuple[int, float]:
    """Keep people signing until the dossier is made, or for `most` seconds; returns the rows, and how long that took."""
    start = time.perf_counter()
    for _slice in itertools.count():
        before = len(found.waits["sign"])
        drive(product.port, found, plan, SLICE)
        longest = 1000 * max(found.waits["sign"][before:])
        with app.app_context():
            state, done = database.session().execute(sa.select(Job.state, Job.done).where(Job.id == job_id)).one()
            database.session().rollback()
        print(
            f"{time.perf_counter() - start:6.0f} s: {done:>9,} rows, {state.value}; longest wait {longest:.0f} ms",
            flush=True,
        )
        if state in ENDED and state is not State.DONE:
            raise RuntimeError(f"the dossier ended as {state.value}")
        if state in ENDED or time.perf_counter() - start > most:
            return done, time.perf_counter() - start
    raise AssertionError


def _tell(before: Surge, during: Surge, made: int, count: int, seconds: float) -> None:
    failures = sum(n for one in (before, during) for (_kind, status), n in one.statuses.items() if status >= 500)
    print(f"\n{made:,} of {count:,} rows in {seconds:.0f} s; 5xx {failures} (goal 0)")
    for kind in ("sign", "page"):
        alone, beside = (ms(one.waits[kind], 0.99) for one in (before, during))
        medians = " to ".join(f"{ms(one.waits[kind], 0.5):.1f}" for one in (before, during))
        goal = f" (goal below {GOAL})" if kind == "sign" else ""
        print(
            f"{kind:6} 99 % within {alone:.1f} ms before, {beside:.1f} ms meanwhile: "
            f"{beside / alone:.2f} times{goal}; median {medians} ms"
        )


if __name__ == "__main__":
    main()

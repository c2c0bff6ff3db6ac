"""Rule: whatever fails, nobody is thanked for nothing; who is refused is told so; and all goes on when the cause is gone."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support import counts, databases, troubles
from tests.support.books import Books
from tests.support.courses import PAGE, SOON, Course, go_through
from tests.support.mailserver import HANG, MailServer
from tests.support.postgres import Postgres, administer, name_of
from tests.support.product import Product

pytestmark = [pytest.mark.promise, pytest.mark.running]

Run = Callable[..., Product]

MEGABYTES_OF_POSTGRESQL = 256
PATIENCE = 15
"""Seconds after which nobody waits for a page any more."""

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
in_a_trial = pytest.mark.skipif(not counts.IS_TRIAL, reason="a control that takes half a minute: make trial")
postgresql_only = pytest.mark.parametrize("database", ["postgresql"], indirect=True, scope="session")


def judge(course: Course, product: Product, name: str, verdict) -> None:
    """The verdicts that every trouble shares."""
    thanked, crowd = course.crowd.thanked, course.crowd
    lost = Books(product.folder, product.environ["DATABASE_URL"]).lost(thanked)
    verdict(f"{name}: thanked and lost", lost, goal=0)
    verdict(f"{name}: refused without words or form", crowd.wordless[:3], goal=[])
    verdict(f"{name}: left without an answer", crowd.unanswered, goal=0)
    verdict(f"{name}: mails still owed {SOON} seconds after it", course.owed, goal=0)
    is_back = course.back_after is not None and course.back_after <= SOON
    found = f"{course.back_after:.1f}" if course.back_after and counts.IS_TRIAL else is_back
    verdict(f"{name}: seconds until a new signature has its mail", found, goal=f"at most {SOON}", is_kept=is_back)
    found_well = (course.during["/healthz"], course.during[PAGE], course.after)
    verdict(f"{name}: alive and readable meanwhile, ready afterwards", found_well, goal=(200, 200, 200))


# The mail server.

BUSY = "451 4.3.0 Queue file write error"


def mail_troubles(smtp_sink: MailServer, database: str) -> dict[str, tuple[AbstractContextManager[None], float]]:
    """What may be wrong with the mail server, and for how many seconds: ten minutes in the trial.

    A run outside of it is told of the hardest case only.
    """
    lasting = counts.many(3, 600)
    gone = {"gone": (troubles.gone(smtp_sink), lasting)}
    if not counts.IS_TRIAL:
        return gone
    return gone | {
        "busy": (troubles.rude(smtp_sink, "MAIL", BUSY), lasting),
        "hanging": (troubles.rude(smtp_sink, "MAIL", HANG), lasting),
    }


@databases.one
def test_mail_waits_for_a_mail_server_that_takes_none(
    run_product: Run, smtp_sink: MailServer, database: str, verdict
) -> None:
    product, pause = run_product(MAIL_URL=smtp_sink.url), counts.many(1, 4)
    for name, (trouble, lasting) in mail_troubles(smtp_sink, database).items():
        course = go_through(trouble, product, smtp_sink, lasting=lasting, clients=2, pause=pause)
        judge(course, product, f"mail server {name} for {lasting} s", verdict)
        assert set(course.crowd.statuses) == {200}


@in_a_trial
@sqlite_only
def test_the_check_sees_a_worker_that_waits_too_long(run_product: Run, smtp_sink: MailServer) -> None:
    product = run_product(MAIL_URL=smtp_sink.url, FAULT="growing_pauses")
    course = go_through(troubles.gone(smtp_sink), product, smtp_sink, lasting=2, clients=2, pause=0.3, within=8)
    assert course.owed > 0


# The disk and the database.


@contextlib.contextmanager
def a_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    try:
        with troubles.small_disk(folder, megabytes) as disk:
            yield disk
    except troubles.MayNotMount as refusal:
        pytest.fail(str(refusal))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with a_disk(tmp_path / "disk", troubles.MEGABYTES) as disk:
        yield disk


def product_on(disk: Path, run_product: Run, **environ: str) -> Product:
    """The product with its database and instance folder on `disk`."""
    shutil.copytree(disk.parent / "demo" / "instance", disk, dirs_exist_ok=True)
    return run_product(INSTANCE_PATH=str(disk), DATABASE_URL=f"sqlite:///{disk / 'petitions.db'}", **environ)


@sqlite_only
def test_a_full_disk_loses_nobody(run_product: Run, small_disk: Path, smtp_sink: MailServer, verdict) -> None:
    product, lasting = product_on(small_disk, run_product, MAIL_URL=smtp_sink.url), counts.many(4, 60)
    course = go_through(troubles.full(small_disk), product, smtp_sink, lasting=lasting, until_refused=True)
    judge(course, product, f"disk full for {lasting} s", verdict)


@in_a_trial
@sqlite_only
def test_the_check_sees_refusals_without_words(run_product: Run, small_disk: Path, smtp_sink: MailServer) -> None:
    """That it sees who was thanked and lost is shown in test_nothing_lost.py."""
    product = product_on(small_disk, run_product, MAIL_URL=smtp_sink.url, FAULT="speechless")
    course = go_through(troubles.full(small_disk), product, smtp_sink, lasting=2, within=8)
    assert course.crowd.wordless != []


@in_a_trial
@sqlite_only
def test_the_check_sees_who_is_left_without_an_answer(run_product: Run, smtp_sink: MailServer) -> None:
    product = run_product(MAIL_URL=smtp_sink.url, FAULT="dies_with_the_database")
    course = go_through(troubles.locked(product.environ["DATABASE_URL"]), product, smtp_sink, lasting=8, within=8)
    assert course.crowd.unanswered > 0


@databases.one
def test_a_locked_database_loses_nobody(run_product: Run, smtp_sink: MailServer, verdict) -> None:
    product, lasting = run_product(MAIL_URL=smtp_sink.url), counts.many(6, 60)
    trouble = troubles.locked(product.environ["DATABASE_URL"])
    course = go_through(trouble, product, smtp_sink, lasting=lasting, until_refused=True)
    judge(course, product, f"database locked for {lasting} s", verdict)
    if counts.IS_TRIAL:
        slowest = round(course.crowd.slowest, 1)
        verdict(
            "longest wait for an answer, in seconds", slowest, goal=f"at most {PATIENCE}", is_kept=slowest <= PATIENCE
        )


@in_a_trial
@sqlite_only
def test_the_check_sees_who_waits_longer_than_anybody_would(run_product: Run, smtp_sink: MailServer) -> None:
    product = run_product(MAIL_URL=smtp_sink.url, FAULT="endless_patience")
    trouble = troubles.locked(product.environ["DATABASE_URL"])
    assert go_through(trouble, product, smtp_sink, lasting=PATIENCE + 5, clients=2).crowd.slowest > PATIENCE


@pytest.fixture
def own_server(postgres_url: str, demo_template: Path, tmp_path: Path) -> Iterator[Postgres]:
    """A PostgreSQL server that a test may restart, with the demonstration in its database `demo`."""
    assert demo_template.exists()
    with serving_the_demo(Postgres(), postgres_url, tmp_path) as server:
        yield server


@contextlib.contextmanager
def serving_the_demo(server: Postgres, template: str, folder: Path) -> Iterator[Postgres]:
    try:
        administer(server.url("postgres"), "CREATE DATABASE {}", "demo")
        databases.migrate(server.url("demo"), folder / "migrating")
        databases.carry_over(name_of(template, "demo_template"), server.url("demo"))
        yield server
    finally:
        server.stop()


@pytest.mark.skipif(
    not counts.IS_TRIAL, reason="each run fills the disk of SQLite, a trial that of PostgreSQL, too: make trial"
)
@postgresql_only
def test_a_full_disk_under_postgresql_loses_nobody(
    postgres_url: str, demo_template: Path, run_product: Run, tmp_path: Path, smtp_sink: MailServer, verdict
) -> None:
    assert demo_template.exists()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="calls-for-action-disk-")))
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        disk = stack.enter_context(a_disk(folder / "disk", MEGABYTES_OF_POSTGRESQL))
        server = stack.enter_context(serving_the_demo(Postgres(disk / "data"), postgres_url, tmp_path))
        product = run_product(DATABASE_URL=server.url("demo"), MAIL_URL=smtp_sink.url)
        lasting = counts.many(4, 60)
        trouble = troubles.full_under(server, disk)
        course = go_through(trouble, product, smtp_sink, lasting=lasting, until_refused=True)
        judge(course, product, f"disk of PostgreSQL full for {lasting} s", verdict)


@contextlib.contextmanager
def halted_and_its_worker_killed(server: Postgres, how: signal.Signals, product: Product) -> Iterator[None]:
    """The worker that takes the place of the dead one finds no database when it starts."""
    with troubles.halted(server, how):
        os.kill(product.children()["worker"], signal.SIGKILL)
        yield


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT] if counts.IS_TRIAL else [signal.SIGQUIT])
@postgresql_only
def test_a_restarted_database_loses_nobody(
    own_server: Postgres, run_product: Run, smtp_sink: MailServer, how: signal.Signals, verdict
) -> None:
    product = run_product(DATABASE_URL=own_server.url("demo"), MAIL_URL=smtp_sink.url)
    lasting = counts.many(3, 60)
    trouble = halted_and_its_worker_killed(own_server, how, product)
    course = go_through(trouble, product, smtp_sink, lasting=lasting, until_refused=True)
    judge(course, product, f"database down for {lasting} s, {how.name}", verdict)
    assert course.during["/readyz"] == 503


@in_a_trial
@postgresql_only
def test_the_check_sees_a_page_that_goes_with_the_database(
    own_server: Postgres, run_product: Run, smtp_sink: MailServer
) -> None:
    product = run_product(DATABASE_URL=own_server.url("demo"), MAIL_URL=smtp_sink.url, FAULT="forgetful_pages")
    course = go_through(troubles.halted(own_server, signal.SIGINT), product, smtp_sink, lasting=4, clients=2)
    assert course.during[PAGE] == 503

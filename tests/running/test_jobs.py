"""The process for jobs as it runs: a file is made while nobody looks, and a killed process costs an unlock and nothing else."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from petitions import database, serving, storage
from petitions.dossiers import exporting
from petitions.dossiers.models import Kind
from petitions.houses import keys, tickets
from petitions.jobs import Job, State
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper
from petitions.posters import printruns
from petitions.posters.orders import Order
from tests import factories
from tests.support import office
from tests.support.crowd import eventually

pytestmark = [pytest.mark.running, pytest.mark.usefixtures("app_context")]

SIGNATURES = 60


@pytest.fixture
def worker(settings, tmp_path):
    """The worker as an operator starts it; the process for jobs is its child."""
    environ = os.environ | {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "INSTANCE_PATH": str(settings.instance_path),
        "KEYS_PATH": str(settings.keys_path),
        "FONTS_PATH": str(settings.fonts_path),
        "MAIL_URL": settings.mail_url,
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
            cwd=config.PROJECT,
            env=environ,
            stdout=log,
            stderr=log,
            preexec_fn=partial(serving.die_with_parent, os.getpid()),
        )
    assert eventually(is_anybody_there, within=60), (tmp_path / "log").read_text()
    yield process
    process.terminate()
    assert process.wait(30) == 0, (tmp_path / "log").read_text()


def is_anybody_there() -> bool:
    found = tickets.is_anybody_there()
    database.session().rollback()
    return found


def job_process(worker) -> int:
    """The child of the worker that does jobs."""
    (found,) = children(worker.pid, "jobs")
    return found


def children(pid: int, word: str) -> list[int]:
    """The children of a process in whose command a word ends with `word`."""
    listed = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [child for child in listed if is_going(child, word)]


def is_going(pid: int, word: str) -> bool:
    """Whether it has not ended; what has ended and was not looked after has no command."""
    try:
        return f"{word}\0" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def state(job_id: int) -> State:
    database.session().rollback()
    return database.session().scalar(sa.select(Job.state).where(Job.id == job_id))


@pytest.fixture
def unlocked(app_context):
    """A campaign with signatures, its House's keys, and somebody who exports."""
    house = factories.house(has_key=False)
    passphrase = keys.create(house.id, "tests")
    campaign = factories.campaign(of=house)
    for number in range(SIGNATURES):
        factories.confirmed(campaign, f"person{number}@example.org", name=f"Ana Kovač {number}")
    who = office.organiser(of=house)
    return campaign, who, keys.unlock(house, passphrase)


# Each of these two waits for the end of a lease: one on each database.
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_file_is_made_by_itself_and_a_killed_process_asks_for_the_keys_again(unlocked, worker):
    campaign, who, private_keys = unlocked
    began = time.monotonic()
    made = exporting.ask(campaign, who, private_keys, kind=Kind.DOSSIER, language="en").job_id
    assert eventually(lambda: state(made) is State.DONE, within=60), state(made)
    print(f"made in {time.monotonic() - began:.1f} s")

    # One that was stopped in the middle, as by SIGKILL: it has the ticket, and takes it along.
    os.kill(job_process(worker), signal.SIGSTOP)
    lost = exporting.ask(campaign, who, private_keys, kind=Kind.CSV, language="en").job_id
    os.kill(job_process(worker), signal.SIGKILL)
    assert eventually(lambda: state(lost) is State.PAUSED, within=60), state(lost)

    assert eventually(is_anybody_there, within=60)
    database.session().rollback()
    exporting.resume(exporting.find(campaign, lost), who, private_keys)
    assert eventually(lambda: state(lost) is State.DONE, within=60), state(lost)
    found = exporting.find(campaign, lost)
    _file, content = exporting.fetch(found, found.files[0].name, who, is_unlocked=True)
    assert b"".join(content).count(b"Ana Kova") == SIGNATURES


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_posters_that_a_killed_process_began_are_drawn_by_the_next(worker):
    campaign, program = factories.campaign(), "drawing.py"
    run = printruns.ask(campaign.id, Order(("en",), (Paper.A3, Paper.A2), tuple(Variant)), by=None)
    killed = job_process(worker)
    assert eventually(lambda: children(killed, program), within=60)
    begun = children(killed, program)
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: not any(is_going(pid, program) for pid in begun), within=60), "what drew for it lives on"
    assert eventually(lambda: state(run.job_id) is State.DONE, within=90), state(run.job_id)
    found = printruns.find(campaign.id, run.job_id)
    assert (found.job.tries, found.posters) == (2, 27)
    assert [file.name for file in storage.folder(printruns.FOLDER).glob("*.zip")] == [f"{run.job_id}.zip"]

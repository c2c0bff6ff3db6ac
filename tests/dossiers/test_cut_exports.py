"""Exports whose process is killed at work: what it has written is taken away, and they are made anew or stopped in the end."""

import contextlib
import datetime

import pytest

from petitions import doing, jobs, keyring
from petitions.dossiers import exporting, shelf
from petitions.jobs import State
from petitions.signatures import retention
from tests.dossiers.test_exporting import office  # noqa: F401

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def cut(office, clock):  # noqa: F811
    """An export whose process was killed while it wrote, some seconds ago."""
    office.doer.holder.publish()
    export = office.ask()
    assert jobs.begin(export.job_id, "killed")
    office.doer.holder.claim(export.job_id)
    with contextlib.suppress(SystemExit), shelf.putting(export.job_id, "list.csv", export.key) as file:
        file.write(b"Ana-Marija\n" * 10_000)
        raise SystemExit
    clock.shift(25)
    return export


@pytest.fixture
def after(app, office, cut):  # noqa: F811
    """The process for jobs that follows it, and has looked at the export."""
    found = doing.Doer(app, office.doer.stopping)
    found.holder.publish()
    assert jobs.sweep() == [cut.job_id]
    found.do(cut.job_id)
    return found


def lying(export) -> list[str]:
    """What lies on the server of an export: its files, and what opens them."""
    files = [path.name for path in shelf._folder(export.job_id).glob("*")]
    return files + keyring.current().names(shelf.secret_name(export.job_id))


def test_a_worker_that_dies_leaves_a_job_that_asks_for_the_keys_again(office, cut, after):  # noqa: F811
    assert office.now(cut).job.state is State.PAUSED
    exporting.resume(office.now(cut), office.me, office.keys)
    after.do(cut.job_id)
    assert office.now(cut).job.state is State.DONE
    assert office.fetched(office.now(cut))


def test_what_a_killed_process_has_written_is_gone_as_soon_as_the_next_one_looks(cut, request):
    assert len(lying(cut)) == 2
    request.getfixturevalue("after")
    assert lying(cut) == []


@pytest.mark.usefixtures("after")
def test_an_export_that_waits_for_keys_ends_with_its_list(office, cut):  # noqa: F811
    assert exporting.erase_overdue() == 0
    retention.erase_list(office.campaign.id)
    assert exporting.erase_overdue() == 1
    assert (office.now(cut).job.state, office.now(cut).key) == (State.STOPPED, None)


def test_an_export_that_nobody_resumes_ends_when_its_files_would_have(office, cut, clock, after):  # noqa: F811
    clock.shift(datetime.timedelta(days=7, seconds=-26))
    assert exporting.erase_overdue() == 0
    assert office.now(cut).job.state is State.PAUSED
    clock.shift(1)
    assert exporting.erase_overdue() == 1
    assert (office.now(cut).job.state, office.now(cut).key) == (State.STOPPED, None)

"""An export whose process was thought dead, and was not: whoever has it now makes it, and the other one spoils nothing."""

import errno

import pytest

from petitions import jobs
from petitions.dossiers import filling
from petitions.dossiers.models import Kind
from petitions.jobs import State
from tests.dossiers.test_exporting import NAMES, office  # noqa: F401

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.DOSSIER])
@pytest.mark.parametrize("way_out", [jobs.NotOurs, OSError])
def test_the_one_before_leaves_the_files_of_whoever_took_over(office, clock, kind, way_out):  # noqa: F811
    export = office.ask(kind)
    assert jobs.begin(export.job_id, "before")
    is_first = True

    def stall(done: int) -> None:
        """Told of the first rows, while they are written: until it goes on, another process has done all of it."""
        nonlocal is_first
        if is_first:
            is_first = False
            clock.shift(25)
            assert jobs.sweep() == [export.job_id]
            assert jobs.begin(export.job_id, "after")
            filling.make(export.job_id, "after", office.keys, lambda _done: None)
        if way_out is OSError:
            raise OSError(errno.ENOSPC, "the disk is full for the one before alone")
        jobs.report(export.job_id, "before", done)

    with pytest.raises(way_out):
        filling.make(export.job_id, "before", office.keys, stall)
    made = office.now(export)
    assert made.job.state is State.DONE
    assert office.fetched(made).decode("utf-8-sig").count("\r\n") == 1 + len(NAMES)

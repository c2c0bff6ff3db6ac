"""What the run of the tests itself does: it hands out verdicts, ends with the list of them, and keeps the heap small to look at."""

import gc
from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter

from petitions import collecting
from tests.support import promises
from tests.support.promises import Verdict

__all__ = ["pytest_runtest_logfinish", "pytest_terminal_summary", "verdict"]


@pytest.fixture
def verdict(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Verdict:
    """Says how a promise stands: `verdict("signatures lost", lost, goal=0)`."""
    case = getattr(request.node, "callspec", None)
    return Verdict(f" [{case.id}]" if case else "", record_property)


def pytest_runtest_logfinish() -> None:
    """Look at what is left of a test once, not again in every collection of later tests.

    SQLAlchemy keeps 1,500 objects for the engine of each test; after 2,000 tests a collection took 0.9 s, and every second
    test had one.
    """
    if gc.get_count()[0] > collecting.YOUNG:
        gc.collect()
        gc.freeze()


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """One line a promise."""
    reports = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
    ]
    if found := promises.lines(reports):
        terminalreporter.section("promises: found, goal")
        for line in promises.table(promises.gathered(found)):
            terminalreporter.write_line(line)

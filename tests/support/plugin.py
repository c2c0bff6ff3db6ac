"""What the run of the tests itself does: it hands out verdicts, and ends with the list of them."""

from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter

from tests.support import promises
from tests.support.promises import Verdict

__all__ = ["pytest_terminal_summary", "verdict"]


@pytest.fixture
def verdict(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Verdict:
    """Says how a promise stands: `verdict("signatures lost", lost, goal=0)`."""
    case = getattr(request.node, "callspec", None)
    return Verdict(f" [{case.id}]" if case else "", record_property)


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

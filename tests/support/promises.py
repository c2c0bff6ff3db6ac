"""What is promised, a line a check: its name, what was found, the goal, and ok or RED. Every run of the tests ends with them."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

PROPERTY = "promise"


class Verdict:
    """Says how a promise stands, and fails the test if it is broken."""

    def __init__(self, where: str, record: Callable[[str, object], None]) -> None:
        self.where, self.record = where, record

    def __call__(self, name: str, found: object, *, goal: object, is_kept: bool | None = None) -> None:
        """Note what was `found` beside the `goal`; kept if both are equal, unless `is_kept` says it otherwise."""
        kept = found == goal if is_kept is None else is_kept
        self.record(PROPERTY, [f"{name}{self.where}", str(found), str(goal), "ok" if kept else "RED"])
        assert kept, f"{name}: {found}, goal {goal}"


def lines(reports: Iterable[pytest.TestReport]) -> list[list[str]]:
    """The verdicts of `reports`; a test that failed before it came to one is a RED line, too."""
    found: list[list[str]] = []
    for report in reports:
        said: list[Any] = [value for name, value in report.user_properties if name == PROPERTY]
        if report.failed and PROPERTY in report.keywords and not any(line[3] == "RED" for line in said):
            said.append([report.nodeid.partition("::")[2], "failed", "", "RED"])
        found += said if report.when == "call" or report.failed else []
    return sorted(found)


def gathered(found: Iterable[list[str]]) -> list[list[str]]:
    """One line for a promise that stands alike for all its parameters; what is broken is told one by one."""
    alike: dict[tuple[str, ...], list[list[str]]] = {}
    for line in found:
        name = line[0] if line[3] == "RED" else line[0].partition(" [")[0]
        alike.setdefault((name, *line[1:]), []).append(line)
    return [
        lines[0] if len(lines) == 1 else [f"{key[0]} ({len(lines)} times)", *key[1:]] for key, lines in alike.items()
    ]


def table(found: list[list[str]]) -> list[str]:
    """The verdicts, set in columns."""
    widths = [max(len(line[column]) for line in found) for column in range(3)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)) + f"  {line[3]}"
        for line in found
    ]

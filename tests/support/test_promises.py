"""The list of promises shows what is broken."""

import textwrap

from tests.support import promises
from tests.support.promises import Verdict

pytest_plugins = ["pytester"]


def test_a_kept_promise_is_ok_and_a_broken_one_red() -> None:
    said: list[object] = []
    verdict = Verdict(" [sqlite]", lambda _name, line: said.append(line))
    verdict("signatures lost", 0, goal=0)
    try:
        verdict("signatures lost", 3, goal=0)
    except AssertionError as failure:
        assert "signatures lost: 3, goal 0" in str(failure)
    assert said == [["signatures lost [sqlite]", "0", "0", "ok"], ["signatures lost [sqlite]", "3", "0", "RED"]]


def test_the_list_stands_in_columns() -> None:
    assert promises.table([["lost", "0", "0", "ok"], ["answers", "4 %", "< 5 %", "ok"]]) == [
        "lost     0    0      ok",
        "answers  4 %  < 5 %  ok",
    ]


def test_what_holds_for_every_parameter_is_one_line_and_what_does_not_is_told_apart() -> None:
    kept = [[f"faults [{language}]", "0", "0", "ok"] for language in ("en", "nb")]
    broken = [[f"faults [{language}]", "1", "0", "RED"] for language in ("az", "ru")]
    assert promises.gathered([*kept, *broken, ["lost [sqlite]", "0", "0", "ok"]]) == [
        ["faults (2 times)", "0", "0", "ok"],
        *broken,
        ["lost [sqlite]", "0", "0", "ok"],
    ]


def test_a_promise_that_failed_before_its_verdict_is_red_at_the_end_of_the_run(pytester) -> None:
    pytester.makeconftest("from tests.support.plugin import *")
    pytester.makepyfile(
        textwrap.dedent("""
        import pytest
        pytestmark = pytest.mark.promise
        def test_breaks(): raise RuntimeError
        def test_holds(verdict): verdict("held", 1, goal=1)
        """)
    )
    done = pytester.runpytest("--strict-markers", "-o", "markers=promise: p", "-p", "no:cacheprovider")
    done.stdout.fnmatch_lines(["*promises*", "held*1*1*ok", "test_breaks*failed*RED"])

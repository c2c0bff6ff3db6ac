"""Rule: nobody is thanked before the disk has what they signed. Read off the kernel calls of the running web process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import counts, crowd, tracing
from tests.support.product import Product

# PostgreSQL syncs in processes of its own; that it does so before it answers is checked when the product starts.
pytestmark = [
    pytest.mark.promise,
    pytest.mark.running,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]

REQUESTS = counts.many(60, 1000)


def traced(product: Product, file: Path, requests: int) -> tracing.Answers:
    """Sign `requests` times, one after the other, and judge the answers."""
    crowd.sign(product.url, "first@example.org")  # the first one makes the day's secret and opens connections
    try:
        with tracing.Trace(product.children()["web"], file):
            for number in range(requests):
                status, address, _page = crowd.sign(product.url, f"traced-{number}@example.org")
                assert (status, crowd.is_thanked(address)) == (200, True)
    except tracing.Missing as missing:
        pytest.fail(str(missing))
    return tracing.answers(file.read_text(errors="replace").splitlines(), status=303, journal="petitions.db-wal")


def test_the_disk_has_a_signature_before_its_writer_is_thanked(
    run_product: Callable[..., Product], tmp_path: Path, verdict
) -> None:
    found = traced(run_product(), tmp_path / "trace", REQUESTS)
    assert found.sent == REQUESTS, "the trace does not show every answer"
    verdict(f"of {REQUESTS} answers, sent before the fdatasync of their own commit", found.early, goal=0)


def test_the_check_sees_a_database_that_does_not_wait_for_the_disk(
    run_product: Callable[..., Product], tmp_path: Path
) -> None:
    found = traced(run_product(FAULT="weak_journal_unnoticed"), tmp_path / "trace", 20)
    assert found.sent == 20
    assert found.early > 15

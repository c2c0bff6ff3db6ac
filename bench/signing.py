"""Signing through the web server, beside a bare Flask route that inserts one row of the same size, on both databases.

    python -m bench.signing [--seconds 4] [--rounds 5] [--clients 16]

Same server arguments, same durability, the same client; rounds alternate, and the medians count. The worker rests: what it
takes from the web is `bench.surge`'s to say.
"""

import argparse
import itertools
import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench.load import load, post
from bench.servers import Server, bare, demonstration
from tests.support.postgres import Postgres, administer, name_of

GOAL_RATE = 0.5
GOAL_WAIT = 3.0


def form(number: int) -> str:
    """A form as a supporter sends it; no two are the same."""
    return urlencode(
        {
            "name": f"Željko Đurić {'abcdefghij'[number % 10]}",
            "email": f"supporter-{number}@example.org",
            "country": "HR",
            "town": "Zagreb",
            "visibility": "recipient",
            "comment": "",
            "consent": "y",
            "seconds": "40",
        }
    )


def main() -> None:
    """Print a line for each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    numbers = itertools.count(step=1_000_000)
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder, "product"), "") as ours,
        bare(Path(folder), f"sqlite:///{folder}/control.db") as control,
    ):
        compare("SQLite", ours, control, numbers, options)
    server = Postgres()
    try:
        urls = []
        for name in ("product", "control"):
            administer(server.url("postgres"), "CREATE DATABASE {}", name)
            urls.append(name_of(server.url("postgres"), name))
        with (
            tempfile.TemporaryDirectory() as folder,
            demonstration(Path(folder, "product"), urls[0]) as ours,
            bare(Path(folder), urls[1]) as control,
        ):
            compare("PostgreSQL", ours, control, numbers, options)
    finally:
        server.stop()


def compare(name: str, ours: Server, control: Server, numbers: itertools.count, options: argparse.Namespace) -> None:
    """Alternate rounds of both, and print the medians."""
    signed, entered = [], []
    for number in range(options.rounds + 1):
        for server, path, found in (
            (ours, "/en/campaigns/free-rasul-jafarov/sign", signed),
            (control, "/entry", entered),
        ):
            requests = post(path, form, start=next(numbers))
            answers = load(server.port, requests, clients=options.clients, seconds=options.seconds if number else 1)
            if set(answers.statuses) != {303}:
                raise RuntimeError(f"{name} {path} answered {dict(answers.statuses)}")
            if number:  # the first round warms up
                found.append(answers)
    rate, control_rate = (statistics.median(one.rate for one in found) for found in (signed, entered))
    wait, control_wait = (statistics.median(one.within(0.99) for one in found) for found in (signed, entered))
    errors = sum(sum(one.statuses.values()) - one.statuses[303] for one in signed)
    print(
        f"{name:11} signatures {rate:6.0f} a second, control {control_rate:6.0f}, ratio {rate / control_rate:.2f}"
        f" (goal {GOAL_RATE}); 99 % within {wait:5.1f} ms, control {control_wait:5.1f}, ratio {wait / control_wait:.2f}"
        f" (goal {GOAL_WAIT}); errors {errors}"
    )


if __name__ == "__main__":
    main()

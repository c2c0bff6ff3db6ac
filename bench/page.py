"""The campaign page through the web server, beside a bare Flask route that returns the same bytes.

    python -m bench.page [--seconds 4] [--rounds 5] [--clients 16]

Rounds alternate, and the medians count. What a page weighs is told with the styles, scripts and typeface that it asks for.
"""

import argparse
import gzip
import re
import statistics
import tempfile
import urllib.request
from pathlib import Path

from bench.load import Answers, get, load
from bench.servers import bare, demonstration

PATH = "/en/campaigns/free-rasul-jafarov"
GOAL_RATE = 0.5
GOAL_BYTES = 60_000


def main() -> None:
    """Print the rates and the weight."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder, "product"), "") as ours:
        page = _fetch(ours.port, PATH)
        for name, headers in (("plain", ""), ("compressed", "Accept-Encoding: gzip\r\n")):
            body = page if name == "plain" else gzip.compress(page, 6)
            with bare(Path(folder), f"sqlite:///{folder}/control.db", body) as control:
                shown, returned = [], []
                for number in range(options.rounds + 1):
                    for port, path, found in ((ours.port, PATH, shown), (control.port, "/page", returned)):
                        requests = get(path, headers=headers)
                        answers = load(
                            port, requests, clients=options.clients, seconds=options.seconds if number else 1
                        )
                        if number:  # the first round warms up
                            found.append(answers)
                _tell(name, shown, returned)
        _weigh(ours.port, page)


def _tell(name: str, shown: list[Answers], returned: list[Answers]) -> None:
    rate, control = (statistics.median(one.rate for one in found) for found in (shown, returned))
    wait, control_wait = (statistics.median(one.within(0.99) for one in found) for found in (shown, returned))
    errors = sum(sum(one.statuses.values()) - one.statuses[200] for one in shown)
    print(
        f"{name:11} pages {rate:6.0f} a second, control {control:6.0f}, ratio {rate / control:.2f} (goal {GOAL_RATE}); "
        f"99 % within {wait:5.1f} ms, control {control_wait:5.1f}; errors {errors}"
    )


def _weigh(port: int, page: bytes) -> None:
    """The bytes that a first visit moves, the photo left out: each text compressed as it is sent."""
    found = set(re.findall(rb'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page))
    parts = {"page": len(gzip.compress(page, 6))}
    for address in sorted(address.decode() for address in found):
        parts[address.partition("?")[0]] = len(gzip.compress(_fetch(port, address), 6))
    parts["headline face"] = len(_fetch(port, "/fonts/headline-latin.woff2"))
    print(f"bytes without the photo: {sum(parts.values())} (goal {GOAL_BYTES}): {parts}")


def _fetch(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        cookie = answer.headers["Set-Cookie"]
        if cookie:
            raise RuntimeError(f"{path} sets a cookie")
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    main()

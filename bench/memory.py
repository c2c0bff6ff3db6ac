"""What the web process weighs after some thousand requests of every kind, posters and unlocks included, beside the bare
application.

    python -m bench.memory [--requests 10000] [--unlocks 60]

Resident memory (VmRSS) of the process that answers, in MiB. The goal leaves a small machine room for worker and database.
The peak (VmHWM) says how far an unlock, which takes 64 MiB, reaches above it: two organisers press at once.
"""

import argparse
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.load import get, load, post
from bench.servers import Server, bare, demonstration
from bench.signing import form
from bench.unlocking import unlocks
from petitions import i18n

GOAL = 180
CAMPAIGNS = ("free-rasul-jafarov", "free-them-all", "sing-for-democracy")
PAPERS = ("a4", "a3")
AT_ONCE = {"posters": 4, "posters again": 4, "unlocks": 2}
"""How many ask at the same moment, where few can be served: of more, some are asked to come again."""
DONE = {200, 302, 303, 404}
"""How what is asked for is answered, also at an address that there is not: nothing is refused, or this would measure refusing."""


def main() -> None:
    """Print the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--unlocks", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with demonstration(Path(folder, "product"), "") as ours:
            steps = {
                "started": iter(()),
                "posters": _posters(),
                "requests": itertools.islice(_mixed(), options.requests),
                "posters again": _posters(),
                "unlocks": itertools.islice(unlocks(ours, Path(folder, "product")), options.unlocks),
            }
            for name, requests in steps.items():
                _ask(ours.port, requests, clients=AT_ONCE.get(name, 16))
                weight = _weight(ours)
                print(f"{name:14} {weight:6.0f} MiB (goal {GOAL}), peak {_weight(ours, 'VmHWM'):.0f} MiB")
        with bare(Path(folder), f"sqlite:///{folder}/control.db", b"." * 9_000) as control:
            _ask(control.port, itertools.islice(get("/page"), options.requests))
            print(f"{'control':14} {_weight(control):6.0f} MiB, ratio {weight / _weight(control):.1f}")


def _ask(port: int, requests: Iterator[bytes], clients: int = 16) -> None:
    """Send them all, over as many connections as there are threads and more, or `clients`."""
    remaining = list(requests)
    if remaining:
        answers = load(port, iter(remaining), clients=min(clients, len(remaining)), seconds=float("inf"))
        bad = {status: count for status, count in answers.statuses.items() if status not in DONE}
        if bad:
            raise RuntimeError(f"answered {bad}")


def _posters() -> Iterator[bytes]:
    for language, slug, paper in itertools.product(i18n.INTERFACE, CAMPAIGNS, PAPERS):
        path = f"/{language}/campaigns/{slug}"
        yield next(get(f"{path}/poster.pdf?design=portrait&paper={paper}"))
        yield next(get(f"{path}/poster.png"))


def _mixed() -> Iterator[bytes]:
    """One signature to nine pages of every kind, each made anew."""
    for number in itertools.count():
        language = i18n.INTERFACE[number % len(i18n.INTERFACE)]
        paths = [
            "/",
            *(f"/campaigns/{slug}?{number}" for slug in CAMPAIGNS),
            f"/campaigns/{CAMPAIGNS[0]}/posters",
            f"/events/march-oslo?{number}",
            f"/privacy/oslo?{number}",
            "/safety",
            "/campaigns/no-such-campaign",
        ]
        for path in paths:
            yield next(get(f"/{language}{path}", headers="Accept-Encoding: gzip\r\n"))
        yield next(post(f"/{language}/campaigns/{CAMPAIGNS[0]}/sign", form, start=number))


def _weight(server: Server, kind: str = "VmRSS") -> float:
    status = Path(f"/proc/{server.web_process()}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(kind))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()

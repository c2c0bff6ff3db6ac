"""A surge on the demonstration: people sign, read pages, confirm and look at the number, at a rate that does not wait for answers.

    python -m bench.surge [--seconds 180] [--signatures 100] [--pages 10]

Web server and worker run as `make run` runs them; the client is on the same machine, and takes its part of it. Waiting times
count from the moment at which a request was due. The control is the same rate of pages alone, from the bare application.
"""

import argparse
import email
import heapq
import json
import math
import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.load import Exchange, Pool, get, post
from bench.servers import bare
from bench.signing import form
from tests.support.product import Product

CAMPAIGN = "free-rasul-jafarov"
PAGE = f"/en/campaigns/{CAMPAIGN}"
CONFIRMING = 0.1
"""The part of people who press the button of their mail meanwhile."""
GZIP = "Accept-Encoding: gzip\r\n"


@dataclass
class Surge:
    """What happened."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    signed: dict[str, float] = field(default_factory=dict)
    """When each address was thanked, in seconds since 1970."""
    confirmed: list[float] = field(default_factory=list)
    numbers: list[tuple[float, int]] = field(default_factory=list)
    """The public number, as it was seen."""


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--signatures", type=int, default=100, help="a second")
    parser.add_argument("--pages", type=int, default=10, help="for each signature")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder, "product"), "")
        try:
            product.wait_until_ready()
            found = run(product, options)
            mails = _handed_over(product, found)
        finally:
            product.stop()
        with bare(Path(folder), f"sqlite:///{folder}/control.db", b"." * 9_000) as control:
            alone = Surge()
            drive(control.port, alone, {"page": (options.signatures * options.pages, get("/page").__next__)}, 15)
    _tell(found, mails, alone, options)


def run(product: Product, options: argparse.Namespace) -> Surge:
    """The surge itself."""
    found, tokens = Surge(), _Tokens(product)
    signing = post(f"{PAGE}/sign", form)
    plan: dict[str, tuple[float, Callable[[], bytes | None]]] = {
        "sign": (options.signatures, signing.__next__),
        "page": (options.signatures * options.pages, get(PAGE, headers=GZIP).__next__),
        "count": (2, get(f"/campaigns/{CAMPAIGN}/count.json").__next__),
        "confirm": (options.signatures * CONFIRMING, tokens.confirm),
    }
    drive(product.port, found, plan, options.seconds)
    return found


def drive(port: int, found: Surge, plan: dict[str, tuple[float, Callable[[], bytes | None]]], seconds: float) -> None:
    """Send each kind of request at its own rate."""
    pool = Pool(port, connections=100)
    start = time.perf_counter()
    due = [(start + number / rate, kind) for number, (kind, (rate, _make)) in enumerate(plan.items())]
    heapq.heapify(due)
    while due[0][0] < start + seconds or pool.is_busy:
        while due[0][0] <= min(time.perf_counter(), start + seconds) and pool.has_room:
            moment, kind = due[0]
            rate, make = plan[kind]
            heapq.heapreplace(due, (moment + 1 / rate, kind))
            if request := make():
                pool.send(kind, request, due=moment)
        for exchange in pool.receive(max(0.0005, min(0.01, due[0][0] - time.perf_counter()))):
            _note(found, exchange)
    pool.close()


def _note(found: Surge, exchange: Exchange) -> None:
    found.waits[exchange.kind].append(exchange.seconds)
    found.statuses[exchange.kind, exchange.status] += 1
    if exchange.kind == "sign" and exchange.status == 303:
        address = exchange.request.partition(b"email=")[2].partition(b"&")[0].decode().replace("%40", "@")
        found.signed[address] = time.time()
    if exchange.kind == "confirm" and exchange.status == 303:
        found.confirmed.append(time.time())
    if exchange.kind == "count":
        found.numbers.append((time.time(), json.loads(exchange.body)["confirmed"]))


class _Tokens:
    """Reads the mailbox as it fills, and presses buttons."""

    def __init__(self, product: Product) -> None:
        self.folder = product.folder / "instance" / "mailbox"
        self.files: list[str] = []
        self.looked = 0.0

    def confirm(self) -> bytes | None:
        """The next person's press of the button, or None if no mail has come."""
        if not self.files and time.monotonic() - self.looked > 1:
            self.looked = time.monotonic()
            newest = sorted(name for name in os.listdir(self.folder) if name.endswith(".eml"))
            self.files = newest[-30:]
        while self.files:
            text = (self.folder / self.files.pop(0)).read_text(errors="replace").replace("=\n", "")
            token = text.partition("/confirm/")[2][:27]
            if token and "/withdraw/" not in text:
                return next(post(f"/confirm/{token}", lambda _number: urlencode({"act": "confirm"})))
        return None


def _handed_over(product: Product, found: Surge) -> list[float]:
    """How long each confirmation mail took from the thank-you to the mailbox, in seconds; without end if it never came."""
    folder, deadline = product.folder / "instance" / "mailbox", time.monotonic() + 120
    waits: dict[str, float] = {}
    seen: set[str] = set()
    while len(waits) < len(found.signed) and time.monotonic() < deadline:
        for file in folder.glob("*.eml"):
            if file.name in seen:
                continue
            seen.add(file.name)
            address = str(email.message_from_bytes(file.read_bytes())["To"])
            if address in found.signed and address not in waits:
                waits[address] = file.stat().st_mtime - found.signed[address]
        time.sleep(0.5)
    missing = len(found.signed) - len(waits)
    if missing:
        print(f"without a mail two minutes after the surge: {missing}")
    return [*waits.values(), *([math.inf] * missing)]


def _lags(found: Surge) -> list[float]:
    """How long after each confirmation the public number counted it."""
    base = found.numbers[0][1]
    lags = []
    for place, moment in enumerate(found.confirmed, start=1):
        seen = next((at for at, number in found.numbers if number >= base + place), None)
        if seen is not None:
            lags.append(max(0.0, seen - moment))
    return lags


def _tell(found: Surge, mails: list[float], alone: Surge, options: argparse.Namespace) -> None:
    failures = sum(count for (_kind, status), count in found.statuses.items() if status >= 500)
    print(
        f"{options.signatures} signatures and {options.signatures * options.pages} pages a second for {options.seconds} s: "
        f"{dict(found.statuses)}"
    )
    print(f"5xx {failures} (goal 0)")
    for kind in ("sign", "page", "confirm", "count"):
        if len(found.waits[kind]) > 1:
            print(
                f"{kind:8} median {ms(found.waits[kind], 0.5):6.1f} ms, "
                f"99 % within {ms(found.waits[kind], 0.99):6.1f} ms (goal 500)"
            )
    bare = ms(alone.waits["page"], 0.99)
    ratio = ms(found.waits["page"], 0.99) / bare
    print(f"control: pages alone from the bare application, 99 % within {bare:6.1f} ms, ratio {ratio:.1f}")
    print(
        f"mail handed over: median {statistics.median(mails):.1f} s, 95 % within {_within(mails, 0.95):.1f} s (goal 60)"
    )
    if lags := _lags(found):
        print(
            f"public number: counts within {max(lags):.1f} s at most (goal 15), {len(lags)} of {len(found.confirmed)} seen"
        )


def _within(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def ms(values: list[float], part: float) -> float:
    """The milliseconds within which `part` (0 to 1) of the answers came."""
    return 1000 * _within(values, part)


if __name__ == "__main__":
    main()

"""The web server: answers a second and waiting times, with one process and with two.

    python -m bench.serving [--seconds 5] [--clients 16]

The control is `/healthz`, which asks neither the database nor a template: what server and client can do at most. It runs
against `make run`'s own program over a fresh demonstration; clients keep their connections, as browsers do.
"""

import argparse
import http.client
import statistics
import tempfile
import threading
import time
from pathlib import Path

from tests.support.product import Product

PATHS = {
    "control": "/healthz",
    "campaign page, kept": "/en/campaigns/free-rasul-jafarov",
    "campaign page, made": "/en/campaigns/free-rasul-jafarov?{n}",  # a query is never kept
    "number": "/campaigns/free-rasul-jafarov/count.json",
}


def main() -> None:
    """Print a table for each number of processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            product = Product(Path(folder), "", WEB_WORKERS=str(workers))
            try:
                product.wait_until_ready()
                print(f"\n{workers} web process{'es' if workers > 1 else ''}, {options.clients} clients")
                for name, path in PATHS.items():
                    waits = ask(product.port, path, clients=options.clients, seconds=options.seconds)
                    print(
                        f"  {name:22} {len(waits) / options.seconds:7.0f} a second"
                        f"   median {statistics.median(waits) * 1000:6.1f} ms"
                        f"   99 % within {statistics.quantiles(waits, n=100)[98] * 1000:6.1f} ms"
                    )
            finally:
                product.stop()


def ask(port: int, path: str, *, clients: int, seconds: float) -> list[float]:
    """Ask for `path` from `clients` threads for that long. Returns how long each answer took, in seconds."""
    waits: list[float] = []
    end = time.monotonic() + seconds

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        count = 0
        while (begun := time.monotonic()) < end:
            connection.request("GET", path.format(n=f"{number}-{count}"))
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(f"{path} answered {answer.status}")
            waits.append(time.monotonic() - begun)
            count += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


if __name__ == "__main__":
    main()

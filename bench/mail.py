"""How soon after signing a mail server has the mail that asks to confirm, while people sign at a steady rate.

    python -m bench.mail [--seconds 60] [--signatures 25]

Web server and worker run as `make run` runs them, but hand over to a mail server; the client is on the same machine. Control: the
same number of mails handed to the same mail server at the same rate, by a bare loop over one connection.
"""

import argparse
import smtplib
import statistics
import tempfile
import time
from pathlib import Path

from bench.load import post
from bench.signing import form
from bench.surge import CAMPAIGN, PAGE, Surge, drive
from tests.support.mailserver import Delivery, MailServer
from tests.support.product import Product

MOST, MEDIAN = 5, 1
"""Goals, in seconds."""
PATIENCE = 60
CONTROL = 200
"""Mails that the bare loop hands over."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--signatures", type=int, default=25, help="a second")
    options = parser.parse_args()
    server = MailServer()
    try:
        waits, signed = _sign(server, options)
        alone = _alone(server, options.signatures)
    finally:
        server.close()
    print(
        f"{signed} signed, {options.signatures} a second at {CAMPAIGN}; without a mail: {signed - len(waits)} (goal 0)"
    )
    print(f"median {statistics.median(waits):.2f} s (goal {MEDIAN}), longest {max(waits):.2f} s (goal {MOST})")
    print(f"control: the bare loop, median {statistics.median(alone):.3f} s, longest {max(alone):.3f} s")


def _sign(server: MailServer, options: argparse.Namespace) -> tuple[list[float], int]:
    """Seconds from each page of thanks to the mail server, and how many were thanked."""
    found = Surge()
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder, "product"), "", MAIL_URL=server.url)
        try:
            product.wait_until_ready()
            signing = post(f"{PAGE}/sign", form)
            drive(product.port, found, {"sign": (options.signatures, signing.__next__)}, options.seconds)
            deadline = time.monotonic() + PATIENCE
            while found.signed.keys() - _first(server.deliveries).keys() and time.monotonic() < deadline:
                time.sleep(0.1)
        finally:
            product.stop()
    began = time.time() - time.monotonic()
    arrived = _first(server.deliveries)
    waits = [began + arrived[address] - moment for address, moment in found.signed.items() if address in arrived]
    return waits, len(found.signed)


def _first(deliveries: list[Delivery]) -> dict[str, float]:
    """When the first mail came for each."""
    return {delivery.recipients[0]: delivery.at for delivery in reversed(deliveries)}


def _alone(server: MailServer, rate: int) -> list[float]:
    """Seconds that each of some of these mails takes without the product."""
    messages, waits = server.deliveries[:CONTROL], []
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for one in messages:
            began = time.monotonic()
            client.sendmail(one.sender, one.recipients, one.raw)
            waits.append(time.monotonic() - began)
            time.sleep(max(0, 1 / rate - waits[-1]))
    return waits


if __name__ == "__main__":
    main()

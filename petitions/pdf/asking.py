"""A program of its own that asks a server for a time stamp.

    asking.py URL BYTES < query > answer

Whoever signs holds keys and names; what answers is a stranger. So nobody else speaks with it, and only over TLS: another
address that it may point to is not followed. BYTES is the most that is read.
"""

import http.client
import sys
from urllib.parse import urlsplit

SECONDS = 10
"""To connect, and for each part of the answer."""


def main() -> None:
    """Ask as RFC 3161, 3.4, wants it."""
    url, most = urlsplit(sys.argv[1]), int(sys.argv[2])
    connection = http.client.HTTPSConnection(url.hostname or "", url.port, timeout=SECONDS)
    place = (url.path or "/") + (f"?{url.query}" if url.query else "")
    kinds = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    connection.request("POST", place, sys.stdin.buffer.read(), kinds)
    answer = connection.getresponse()
    if answer.status != http.client.OK:
        sys.exit(f"The server for time stamps answers {answer.status}.")
    sys.stdout.buffer.write(answer.read(most))


if __name__ == "__main__":
    main()

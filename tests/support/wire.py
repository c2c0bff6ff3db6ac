"""Requests as bytes, and answers as bytes: what no client library would send, and what none would show."""

import socket
from dataclasses import dataclass

PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """What came back. `headers` as they were sent, repeats included; their names in small letters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def ask(port: int, request: bytes, *, patience: float = PATIENCE) -> Answer | None:
    """Send `request` to this machine and read until the other side closes. None if it closes without a word."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                received += part
        except ConnectionError:  # it answers before it has read everything, and closes
            pass
    if not received:
        return None
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    return Answer(int(first.split()[1]), headers, body)


def request(
    target: bytes, *, method: bytes = b"GET", headers: tuple[tuple[bytes, bytes], ...] = (), body: bytes = b""
) -> bytes:
    """A request that ends its connection. A header of the same name replaces one of ours."""
    ours = [(b"Host", b"localhost"), (b"Connection", b"close")]
    ours += [(b"Content-Length", str(len(body)).encode())] if body or method not in (b"GET", b"HEAD") else []
    given = {name.lower() for name, _ in headers}
    lines = [*(pair for pair in ours if pair[0].lower() not in given), *headers]
    return b"".join([method, b" ", target, b" HTTP/1.1\r\n", *(b"%s: %s\r\n" % pair for pair in lines), b"\r\n", body])

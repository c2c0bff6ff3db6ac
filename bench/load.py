"""A load of HTTP requests over kept connections, from one thread: what the client costs is not what is measured."""

import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"


@dataclass
class Answers:
    """What came back: seconds that each answer took, and how many of each status."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def within(self, part: float) -> float:
        """The milliseconds within which `part` (0 to 1) of the answers came."""
        return 1000 * statistics.quantiles(self.waits, n=1000)[round(part * 1000) - 1]


class Connection:
    """One kept connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = 0.0
        self.received = b""

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.received, self.begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """Take what has come. Returns the status once the answer is whole, else None."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise RuntimeError("the server closed a connection")
        self.received += piece
        head, found, body = self.received.partition(HEAD_END)
        if not found:
            return None
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return int(head[9:12]) if len(body) >= int(length[15:]) else None


def load(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Answers:
    """Keep `clients` connections busy with `requests` for so many seconds, or until there are no more."""
    answers, connections = Answers(), [Connection(port) for _ in range(clients)]
    with selectors.DefaultSelector() as ready:
        start = time.perf_counter()
        for connection in connections:
            ready.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        busy = clients
        while busy:
            for key, _events in ready.select(30):
                status = key.data.receive()
                if status is None:
                    continue
                now = time.perf_counter()
                answers.waits.append(now - key.data.begun)
                answers.statuses[status] += 1
                request = next(requests, None) if now - start < seconds else None
                if request is None:
                    busy -= 1
                else:
                    key.data.send(request)
        answers.seconds = time.perf_counter() - start
    for connection in connections:
        connection.socket.close()
    return answers


@dataclass(frozen=True)
class Exchange:
    """A request and the answer to it."""

    kind: str
    request: bytes
    status: int
    body: bytes
    seconds: float
    """From the moment at which it was due."""


class Pool:
    """Kept connections that requests are sent over as they fall due."""

    def __init__(self, port: int, *, connections: int) -> None:
        self._free = [Connection(port) for _ in range(connections)]
        self._busy: dict[Connection, tuple[str, bytes, float]] = {}
        self._ready = selectors.DefaultSelector()
        for connection in self._free:
            self._ready.register(connection.socket, selectors.EVENT_READ, connection)

    @property
    def has_room(self) -> bool:
        """Whether a connection is free."""
        return bool(self._free)

    @property
    def is_busy(self) -> bool:
        """Whether answers are still to come."""
        return bool(self._busy)

    def send(self, kind: str, request: bytes, *, due: float) -> None:
        """Send a request that was due at that moment of the performance counter."""
        connection = self._free.pop(0)
        self._busy[connection] = (kind, request, due)
        connection.send(request)

    def close(self) -> None:
        """Close all connections: a web server takes only so many at once."""
        for connection in self._free:
            connection.socket.close()

    def receive(self, patience: float) -> Iterator[Exchange]:
        """The answers that come within so many seconds."""
        for key, _events in self._ready.select(patience):
            connection: Connection = key.data
            status = connection.receive()
            if status is not None:
                kind, request, due = self._busy.pop(connection)
                self._free.append(connection)
                body = connection.received.partition(HEAD_END)[2]
                yield Exchange(kind, request, status, body, time.perf_counter() - due)


def post(path: str, body: Callable[[int], str], *, start: int = 0) -> Iterator[bytes]:
    """Forms to `path`; `body(number)` is the encoded form of the request with this number."""
    number = start
    while True:
        content = body(number).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        yield f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        number += 1


def get(path: str, *, headers: str = "") -> Iterator[bytes]:
    """The same request again and again; `headers` are lines that end in CRLF."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    while True:
        yield request

"""Rate limits per network of visitors. An address is never kept: only a hash that nobody can reverse after the day."""

import hashlib
import hmac
import ipaddress
import re
import time
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from petitions import clock

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PREFIX = {4: 24, 6: 48}
"""A limit is for a whole network: a march on one mobile carrier passes, a rented block does not."""
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([^]]+)\](?::[0-9]+)?")


def client_address(peer: str | None, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of the visitor: the peer's own, or the nearest one in X-Forwarded-For that is no trusted proxy.

    What stands further left in that header was written by whoever sent it, and is not believed. Ports that some proxies
    write, 192.0.2.1:5678 and [2001:db8::1]:5678, are left out.
    """
    address = peer or "0.0.0.0"  # noqa: S104  # stands for "unknown", nothing listens on it
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_in(address, trusted):
            break
        address = found[1] or found[2] if (found := _WITH_PORT.fullmatch(hop)) else hop
    return address


def network(address: str) -> str:
    """The network an address belongs to: /24 of IPv4, /48 of IPv6; addresses that are none share one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, PREFIX[parsed.version]), strict=False))


def is_allowed(what: str, *, who: str | None = None) -> bool:
    """Whether this visitor's network may do `what` once more; counts the attempt. With no limiter in reach, yes.

    `who` is somebody known, "organiser 3", whom the limit follows through every network.
    """
    return _is_allowed(what, who or visitor(), times=1)


def has_room(what: str, *, of: str, times: int) -> bool:
    """Whether this visitor's network may do `what` so many `times` more where it is `of` one thing, "event 3".

    Counts them if so: what is refused takes no room from others of the network. With no limiter in reach, yes.
    """
    return _is_allowed(what, visitor(), of, times=times)


def _is_allowed(what: str, *whose: str, times: int) -> bool:
    rule = _rule(current_app.config["SETTINGS"].rate_limits[what])
    try:
        is_refused = times > 1 and not _limiter().test(rule, what, *whose, cost=times)
        return not is_refused and _limiter().hit(rule, what, *whose, cost=times)
    except StorageError:
        current_app.logger.error("limits: Redis is gone, nobody is counted")
        return True


@lru_cache(64)
def _rule(limit: str) -> RateLimitItem:
    return parse(limit)


def visitor() -> str:
    """This visitor's network as a hash with a salt of the day."""
    settings = current_app.config["SETTINGS"]
    address = client_address(request.remote_addr, request.headers.get("X-Forwarded-For", ""), settings.trusted_proxies)
    salt = f"{settings.secret_key} {clock.today()}".encode()
    return hmac.new(salt, network(address).encode(), hashlib.sha256).hexdigest()[:32]


class Counts(Storage):
    """Counts in the memory of one process. The library's own starts a thread for nearly every hit, to look for old ones."""

    STORAGE_SCHEME = ["counts"]  # noqa: RUF012  # declared so by the library
    SWEEP_SECONDS = 60

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._lock = Lock()
        self._counts: dict[str, tuple[int, float]] = {}  # how often, and until when that is remembered
        self._swept = time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What its failures are: there are none."""
        return StorageError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` more for `key`, remembered for `expiry` seconds from the first one on. Returns the count."""
        now = time.time()
        with self._lock:
            if now - self._swept > self.SWEEP_SECONDS:
                self._counts = {name: found for name, found in self._counts.items() if found[1] > now}
                self._swept = now
            count, until = self._counts.get(key, (0, 0.0))
            count, until = (count + amount, until) if until > now else (amount, now + expiry)
            self._counts[key] = count, until
            return count

    def get(self, key: str) -> int:
        """The count of `key`."""
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """The moment until which the count of `key` is remembered, in seconds since 1970."""
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Whether it can be reached: always."""
        return True

    def reset(self) -> int:
        """Forget everything. Returns how many counts there were."""
        with self._lock:
            forgotten = len(self._counts)
            self._counts.clear()
            return forgotten

    def clear(self, key: str) -> None:
        """Forget `key`."""
        with self._lock:
            self._counts.pop(key, None)


def init_app(app: Flask, redis_url: str | None) -> None:
    """Give `app` its limits, counted in memory or in Redis."""
    storage = storage_from_string(redis_url or "counts://", wrap_exceptions=True)
    assert isinstance(storage, Storage)
    app.extensions["limits"] = FixedWindowRateLimiter(storage)


def _limiter() -> FixedWindowRateLimiter:
    limiter = current_app.extensions["limits"]
    assert isinstance(limiter, FixedWindowRateLimiter)
    return limiter


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed.version == network.version and parsed in network for network in networks)

"""Rate limits per network of visitors. An address is never kept: only a hash that nobody can reverse after the day."""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import parse
from limits.errors import StorageError

from petitions import clock

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PREFIX = {4: 24, 6: 48}
"""A limit is for a whole network: a march on one mobile carrier passes, a rented block does not."""


def client_address(peer: str | None, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of the visitor: the peer's own, or the nearest one in X-Forwarded-For that is no trusted proxy.

    What stands further left in that header was written by whoever sent it, and is not believed.
    """
    address = peer or "0.0.0.0"  # noqa: S104  # stands for "unknown", nothing listens on it
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_in(address, trusted):
            break
        address = hop
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


def is_allowed(what: str) -> bool:
    """Whether this visitor's network may do `what` once more; counts the attempt. With no limiter in reach, yes."""
    rule = parse(current_app.config["SETTINGS"].rate_limits[what])
    try:
        return limiter.limiter.hit(rule, what, visitor())
    except StorageError:
        current_app.logger.error("limits: Redis is gone, nobody is counted")
        return True


def visitor() -> str:
    """This visitor's network as a hash with a salt of the day."""
    settings = current_app.config["SETTINGS"]
    address = client_address(request.remote_addr, request.headers.get("X-Forwarded-For", ""), settings.trusted_proxies)
    salt = f"{settings.secret_key} {clock.today()}".encode()
    return hmac.new(salt, network(address).encode(), hashlib.sha256).hexdigest()[:32]


limiter = Limiter(key_func=visitor)


def init_app(app: Flask, redis_url: str | None) -> None:
    """Give `app` its limits, counted in memory or in Redis."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"wrap_exceptions": True}
    app.config["RATELIMIT_HEADERS_ENABLED"] = False
    limiter.init_app(app)


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed.version == network.version and parsed in network for network in networks)

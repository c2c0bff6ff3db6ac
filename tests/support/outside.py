"""Nothing leaves this machine while tests run: the product promises it, and a test that needs it would be wrong."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")
ADDRESS_OF_SENDMSG = 3


@contextmanager
def closed() -> Iterator[list[str]]:
    """Refuse connections and look-ups beyond the loopback interface; yields the list of those that were tried."""
    tried: list[str] = []

    def check(host: object, family: int = socket.AF_INET) -> None:
        if family == socket.AF_UNIX or _is_here(host):
            return
        tried.append(str(host))
        # Not an OSError: code that copes with a broken network must not cope with this.
        pytest.fail(f"a test reached for the outside: {host}")

    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto", "sendmsg")}
    real_look_ups = {name: getattr(socket, name) for name in LOOK_UPS}

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *arguments: Any) -> Any:
            if name != "sendmsg" or len(arguments) > ADDRESS_OF_SENDMSG:
                target = arguments[-1]
                check(target[0] if isinstance(target, tuple) else target, self.family)
            return real[name](self, *arguments)

        return call

    def looking_up(name: str) -> Any:
        def look_up(host: Any, *arguments: Any, **options: Any) -> Any:
            check(host)
            return real_look_ups[name](host, *arguments, **options)

        return look_up

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        for name in LOOK_UPS:
            patch.setattr(socket, name, looking_up(name))
        yield tried


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return name == "localhost" or name == socket.gethostname()

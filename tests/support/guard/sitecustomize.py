"""Loaded by Python itself at the start of every process of the product under test: a connection beyond this machine is
refused, and told in the program's log, where `Product.stop` finds it."""

import importlib
import ipaddress
import os
import sys
from pathlib import Path

OUTSIDE = "reached for the outside"


def _is_here(host: object) -> bool:
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return host in (None, "", "localhost", b"localhost", os.uname().nodename)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[-1]
        host = target[0] if isinstance(target, tuple) else None  # a path, of a socket on this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        os.write(2, f"{OUTSIDE}: {host!r}\n".encode())
        raise ConnectionRefusedError(OUTSIDE)


sys.addaudithook(_watch)

if "FAULT" in os.environ:
    sys.path.insert(0, str(Path(__file__).parents[3]))
    importlib.import_module("tests.support.faults").load()

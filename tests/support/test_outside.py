"""The guard that keeps tests on this machine sees what it should see."""

import os
import socket
import subprocess
import sys

import pytest

from tests.support import outside
from tests.support.product import GUARD


@pytest.mark.parametrize("reach", ["connect", "connect_ex"])
def test_a_connection_beyond_this_machine_fails_the_test(reach: str) -> None:
    with outside.closed() as tried, socket.socket() as far, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        getattr(far, reach)(("192.0.2.1", 80))
    assert tried == ["192.0.2.1"]


@pytest.mark.parametrize(("look_up", "more"), [("getaddrinfo", (25,)), ("gethostbyname", ()), ("gethostbyname_ex", ())])
def test_looking_up_a_name_fails_the_test(look_up, more) -> None:
    with outside.closed(), pytest.raises(pytest.fail.Exception, match=r"gmial\.com"):
        getattr(socket, look_up)("gmial.com", *more)


@pytest.mark.parametrize(("send", "more"), [("sendto", (b"?",)), ("sendmsg", ([b"?"], [], 0))])
def test_asking_a_name_server_fails_the_test(send, more) -> None:
    with (
        outside.closed(),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
        pytest.raises(pytest.fail.Exception),
    ):
        getattr(far, send)(*more, ("192.0.2.53", 53))


def test_this_machine_is_within_reach() -> None:
    with outside.closed() as tried, socket.socket() as server, socket.socket() as near:
        server.bind(("127.0.0.1", 0))
        server.listen()
        near.connect(server.getsockname())
        socket.getaddrinfo("localhost", 80)
    assert tried == []


@pytest.mark.parametrize(
    "reach",
    [
        "socket.socket().connect(('192.0.2.1', 80))",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'?'], [], 0, ('192.0.2.1', 80))",
        "socket.gethostbyname('192.0.2.1')",
    ],
)
def test_a_process_of_the_product_is_watched_too(reach) -> None:
    environ = os.environ | {"PYTHONPATH": str(GUARD)}
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {reach}"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "reached for the outside: '192.0.2.1'" in done.stderr

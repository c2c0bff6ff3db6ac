"""A mail server that takes everything and keeps nothing: aiosmtpd, in a process of its own.

python -m bench.sink PORT
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

import config
from tests.support.product import free_port


class Taking:
    """What becomes of a message: nothing."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """Take it."""
        return "250 OK"


async def serve(port: int) -> None:
    """Take mail for ever."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taking(), loop=loop), "127.0.0.1", port)
    await server.serve_forever()


@contextmanager
def sink() -> Iterator[int]:
    """A sink in a process of its own; its port."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)], cwd=config.PROJECT) as process:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
        process.kill()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

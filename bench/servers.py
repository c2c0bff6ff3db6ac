"""The two servers that the web benches compare: the product's, over a fresh demonstration, and the bare control's."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import config
from petitions import serving
from tests.support.product import Product, free_port

START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    process: subprocess.Popen[bytes]

    def web_process(self) -> int:
        """The process that answers requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
        return next(pid for pid, line in lines.items() if "spawn_main" in line)


@contextmanager
def demonstration(folder: Path, database_url: str) -> Iterator[Server]:
    """The product's web server without its worker."""
    prepared = Product(folder, database_url)
    prepared.wait_until_ready()
    prepared.stop()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with _running(command, prepared.port, "/healthz", prepared.environ) as server:
        yield server


@contextmanager
def bare(folder: Path, database_url: str, page: bytes = b"") -> Iterator[Server]:
    """The control's web server."""
    file, port = folder / "page.html", free_port()
    file.write_bytes(page)
    command = [sys.executable, "-m", "bench.bare", str(port), database_url, str(file)]
    with _running(command, port, "/page", dict(os.environ)) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, path: str, environ: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=config.PROJECT,
        env=environ,
        start_new_session=True,
        preexec_fn=partial(serving.die_with_parent, os.getpid()),
    )
    try:
        _wait(port, path, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server on port {port} did not start") from None
            time.sleep(0.1)

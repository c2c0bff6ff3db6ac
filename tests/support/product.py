"""The product as its users meet it: `make run`'s program as real processes, on a free port, over prepared data."""

import email
import email.policy
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import config
from petitions import serving

if TYPE_CHECKING:
    from tests.support.mailserver import MailServer

START_SECONDS = 60
STOP_SECONDS = 15

GUARD = Path(__file__).parent / "guard"
OUTSIDE = "reached for the outside"
"""What the guard says of a connection beyond this machine."""

# All tests come from one address; the limits have tests of their own.
GENEROUS = ",".join(
    f"{what}=100000/minute" for what in ("sign", "confirm", "code", "rsvp", "heads", "poster", "unlock")
)


class Product:
    """A running demonstration: web server, its workers, and the worker that sends mail and counts."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        through_shell: bool = False,
        mail_server: "MailServer | None" = None,
        **environ: str,
    ) -> None:
        self.folder, self.mail_server = folder, mail_server
        environ |= {"MAIL_URL": mail_server.url} if mail_server else {}
        self.port = int(environ.get("PORT") or free_port())
        self.url = f"http://localhost:{self.port}"
        self.environ = os.environ | demo_environ(folder, database_url) | {"PORT": str(self.port)} | environ
        self.log = folder / "log"
        program = [sys.executable, "-m", "petitions.running"]
        self.process = self._start(["sh", "-c", '"$@"; exit', "sh", *program] if through_shell else program)

    def _start(self, program: list[str]) -> subprocess.Popen[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                program,
                cwd=config.PROJECT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(serving.die_with_parent, os.getpid()),
            )

    def wait_until_ready(self) -> None:
        """Wait for the line that says where to look. Raises RuntimeError with the program's own words."""
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in self.words():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the product did not start:\n{self.words()}")
            time.sleep(0.05)

    def children(self) -> dict[str, int]:
        """The processes it started, by their part: `web` and `worker`."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = [int(pid) for path in listed for pid in path.read_text().split()]
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in pids}
        parts = {"web": "spawn_main", "worker": "\0work"}
        return {part: pid for part, mark in parts.items() for pid, line in lines.items() if mark in line}

    def words(self) -> str:
        """What the program has written to its terminal so far."""
        return self.log.read_text()

    def answers(self) -> bool:
        """Whether anything answers on the port."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True
        except (OSError, urllib.error.URLError):
            return False

    def mailbox(self) -> list[EmailMessage]:
        """The mails that it has sent, oldest first: what its mail server took, or else the demonstration's own mailbox."""
        if self.mail_server:
            return [delivery.message for delivery in list(self.mail_server.deliveries)]
        found = []
        for path in sorted((self.folder / "instance" / "mailbox").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    def stop(self) -> None:
        """Stop it in order; by force if it does not obey. Fails if any part of it reached beyond this machine."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        assert OUTSIDE not in self.words(), self.words()


def demo_environ(folder: Path, database_url: str) -> dict[str, str]:
    """The environment of a demonstration in `folder`."""
    return {
        "DEMO": "1",
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder / "instance"),
        "KEYS_PATH": str(folder / "keys"),
        "FONTS_PATH": str(config.PROJECT / ".fonts"),
        "RATE_LIMITS": GENEROUS,
        "PYTHONPATH": str(GUARD),
        "PYTHONUNBUFFERED": "1",
    }


def copied_demo(template: Path, folder: Path) -> str:
    """Copy a prepared demonstration to `folder`; returns the URL of its SQLite file."""
    shutil.copytree(template, folder)
    return f"sqlite:///{folder / 'instance' / 'petitions.db'}"


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

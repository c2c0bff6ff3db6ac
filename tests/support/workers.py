"""Workers as processes of their own, over the database of a test, that are killed at random and replaced."""

import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import config
from petitions import serving
from tests.support.product import GUARD


class Workers:
    """`most` workers at work. `deaths` tells when they were killed. What they say goes to the file `said`, if it matters."""

    def __init__(
        self, settings: config.Settings, most: int, *, seed: int = 1, said: Path = Path(os.devnull), **environ: str
    ) -> None:
        self.deaths: list[float] = []
        self.said = said
        self._environ = os.environ | {
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "BASE_URL": settings.base_url,
            "INSTANCE_PATH": str(settings.instance_path),
            "KEYS_PATH": str(settings.keys_path),
            "MAIL_URL": settings.mail_url,
            "PYTHONPATH": str(GUARD),
            "FAULT": "quick_pauses",
        }
        self._environ |= environ
        self._chance = random.Random(seed)
        self.processes = [self._start() for _ in range(most)]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def kill_one(self) -> None:
        """Kill whichever it may be; another one takes its place."""
        self.kill(self._chance.randrange(len(self.processes)))

    def kill(self, place: int) -> None:
        """Kill this one; another one takes its place."""
        self.processes[place].kill()
        self.processes[place].wait()
        self.deaths.append(time.monotonic())
        self.processes[place] = self._start()

    def kill_for(self, kills: int, *, between: tuple[float, float]) -> None:
        """Kill so many, some seconds apart."""
        for _ in range(kills):
            time.sleep(self._chance.uniform(*between))
            self.kill_one()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.said.open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
                cwd=config.PROJECT,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                preexec_fn=partial(serving.die_with_parent, os.getpid()),
            )

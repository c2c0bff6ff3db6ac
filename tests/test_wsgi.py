"""What `flask --app wsgi` and web servers find."""

import os
import subprocess
import sys

import pytest

import config


@pytest.mark.parametrize("command", ["serve", "work"])
def test_the_real_thing_does_not_start_unconfigured(command: str) -> None:
    environ = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", command],
        cwd=config.PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr

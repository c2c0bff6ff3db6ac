"""Whether pages are valid HTML: the Nu Html Checker, kept running as one process for all pages."""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

import config
from petitions import serving
from tests.support.product import free_port

START_SECONDS = 60


class Checker:
    """The checker as a local web service. Raises RuntimeError in words if Java or the checker is missing."""

    def __init__(self) -> None:
        java, jar = shutil.which("java"), _jar()
        if java is None or jar is None:
            missing = "Java" if java is None else "vnu-jar"
            raise RuntimeError(
                f"{missing} is missing, so HTML cannot be checked. `.ci/run` and `make test` install it."
            )
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/?out=json"
        self.process = subprocess.Popen(
            [
                java,
                "-Xmx256m",
                "-Dnu.validator.servlet.bind-address=127.0.0.1",
                "-cp",
                str(jar),
                "nu.validator.servlet.Main",
                str(port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=partial(serving.die_with_parent, os.getpid()),
        )
        self._wait()

    def faults(self, html: str) -> list[str]:
        """What is wrong with `html`, a line each; warnings are faults too."""
        request = urllib.request.Request(
            self.url, data=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            messages = json.load(answer)["messages"]
        return [
            f"line {message.get('lastLine', '?')}: {message['message']} … {message.get('extract', '').strip()}"
            for message in messages
        ]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.faults('<!doctype html><html lang="en"><title>Hello</title>')
            except urllib.error.URLError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("The checker of HTML does not start.") from None
                time.sleep(0.2)
            else:
                return


def _jar() -> Path | None:
    jars = sorted((config.PROJECT / ".cache").glob("vnu-*/node_modules/vnu-jar/build/dist/vnu.jar"))
    return jars[-1] if jars else None

"""Where the time of one signature and of one campaign page goes: CPU time by what it is spent on, all in this process.

    python -m bench.where [--seconds 6] [--rounds 3] [--postgresql]

Milliseconds are those of the process's CPU, medians of alternating rounds beside the bare control, which does the same by Flask,
WTForms and the ORM alone; what is waited for (the disk, another process) shows in the wall clock beside them. Shares come from
looking at what runs, some hundred times a second of CPU time; a profiler of calls would make small functions look slow.
"""

import argparse
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from flask import Flask

import config
from bench import bare
from bench.page import PATH
from bench.signing import form
from petitions import create_app
from tests.support.postgres import Postgres, administer, name_of
from tests.support.product import demo_environ

SIGN = f"{PATH}/sign"
CLIENT = "the client of this bench"
DOORS = (
    ("/sqlalchemy/engine/default.py", "do_commit", "commit"),
    ("/sqlalchemy/engine/default.py", "do_execute", "statements"),
)
"""Whatever happens behind these is the database's: file, function, and what it is called."""
PARTS = (
    ("/petitions/sealing.py", "sealing"), ("/cryptography/", "sealing"), ("/petitions/keyring.py", "sealing"),
    ("/sqlalchemy/", "SQLAlchemy"), ("/flask_sqlalchemy/", "SQLAlchemy"), ("/psycopg", "SQLAlchemy"),
    ("/wtforms/", "forms"), ("/flask_wtf/", "forms"), ("/email_validator/", "forms"),
    ("/jinja2/", "templates"), ("/markupsafe/", "templates"), ("/templates/", "templates"),
    ("/babel/", "languages"), ("/flask_babel/", "languages"), ("/gettext.py", "languages"),
    ("/gzip.py", "compression"), ("/limits/", "limits"), ("/flask_limiter/", "limits"),
    ("/werkzeug/", "Flask and Werkzeug"), ("/flask/", "Flask and Werkzeug"), ("/petitions/", "code of the product"),
)  # fmt: skip
"""What a file belongs to, the first that fits; the standard library counts for whoever calls it."""
LOOKS_EVERY = 0.001
REQUESTS = 100
"""Of a round."""
Ask = Callable[[], int]


class Looks:
    """What was seen running, while it lasts."""

    def __init__(self) -> None:
        self.parts: Counter[str] = Counter()
        self.functions: Counter[str] = Counter()

    def __enter__(self) -> "Looks":
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, LOOKS_EVERY, LOOKS_EVERY)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        stack = []
        while frame:
            stack.append((frame.f_code.co_filename, frame.f_code.co_name))
            frame = frame.f_back
        self.parts[part_of(stack)] += 1
        ours = {f"{Path(file).stem}.{name}" for file, name in stack if "/petitions/" in file}
        self.functions.update(name for name in ours if "<" not in name)


def part_of(stack: list[tuple[str, str]]) -> str:
    """What a stack, its innermost frame first, spends its time on."""
    if not any(name == "wsgi_app" or (name == "answer" and "/serving.py" in file) for file, name in stack):
        return CLIENT
    for file, function, part in DOORS:
        if any(name == function and path.endswith(file) for path, name in stack):
            return part
    for path, _name in stack:
        for piece, part in PARTS:
            if piece in path:
                return part
    return CLIENT


def product(folder: Path, database_url: str) -> Flask:
    """The product over a fresh demonstration."""
    folder.mkdir()
    environ = os.environ | demo_environ(folder, database_url)
    for command in (["db", "upgrade"], ["demo", "load"]):
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        subprocess.run(flask, cwd=config.PROJECT, env=environ, check=True, capture_output=True)
    app = create_app(config.load(environ))
    app.config["PAGE_SECONDS"] = 3600  # or a page that is kept is made anew in between
    return app


def asking(app: Flask, path: str, *, forms: Iterator[int] | None = None, pages: Iterator[int] | None = None) -> Ask:
    """What asks `app` once: sends a form to `path`, or gets it, with a query of its own if no kept page is to answer."""
    client = app.test_client()

    def ask() -> int:
        if forms:
            sent = {"data": form(next(forms)), "content_type": "application/x-www-form-urlencoded"}
            return client.post(path, base_url="http://localhost", **sent).status_code
        return client.get(f"{path}?{next(pages)}" if pages else path, base_url="http://localhost").status_code

    return ask


def milliseconds(ask: Ask, status: int) -> tuple[float, float]:
    """What one request takes, of CPU time and by the clock on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(REQUESTS):
        answered = ask()
        if answered != status:
            raise RuntimeError(f"answered {answered}")
    return 1000 * (time.process_time() - cpu) / REQUESTS, 1000 * (time.perf_counter() - wall) / REQUESTS


def tell(name: str, ours: Ask, control: Ask, status: int, options: argparse.Namespace) -> None:
    """Print what one request takes beside the control, and where that goes."""
    found: dict[Ask, list[tuple[float, float]]] = {ours: [], control: []}
    for turn in range(options.rounds + 1):
        for ask, taken in found.items():
            one = milliseconds(ask, status)
            taken += [one] if turn else []  # the first round warms up
    (cpu, wall), (bare_cpu, bare_wall) = (map(statistics.median, zip(*taken, strict=True)) for taken in found.values())
    print(
        f"\n{name}: {cpu:.2f} ms of CPU, {wall:.2f} on the wall; control {bare_cpu:.2f}, {bare_wall:.2f};"
        f" ratio {cpu / bare_cpu:.2f}"
    )
    end = time.process_time() + options.seconds
    with Looks() as looks:
        while time.process_time() < end:
            ours()
    whole = sum(looks.parts.values())
    for part, seen in looks.parts.most_common():
        print(f"  {100 * seen / whole:5.1f} %  {cpu * seen / whole:6.3f} ms  {part}")
    inside = ", ".join(f"{function} {100 * seen / whole:.0f} %" for function, seen in looks.functions.most_common(16))
    print(f"  with all they call: {inside}")


def compare(name: str, url: str, control_url: str, options: argparse.Namespace) -> None:
    """Signing and the page on one database."""
    numbers = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        ours = product(Path(folder, "product"), url)
        page = ours.test_client().get(PATH).get_data()
        control = bare.create_app(control_url or f"sqlite:///{folder}/control.db", page)
        signing, entering = (asking(app, path, forms=numbers) for app, path in ((ours, SIGN), (control, "/entry")))
        tell(f"{name}: a signature", signing, entering, 303, options)
        if control_url:
            return
        tell("the page, made anew", asking(ours, PATH, pages=numbers), asking(control, "/page"), 200, options)
        tell("the page, kept", asking(ours, PATH), asking(control, "/page"), 200, options)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="of CPU time that each is looked at")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true", help="a signature there, too")
    options = parser.parse_args()
    compare("SQLite", "", "", options)
    if options.postgresql:
        server = Postgres()
        try:
            for name in ("product", "control"):
                administer(server.url("postgres"), "CREATE DATABASE {}", name)
            urls = [name_of(server.url("postgres"), name) for name in ("product", "control")]
            compare("PostgreSQL", *urls, options)
        finally:
            server.stop()


if __name__ == "__main__":
    main()

"""`make run`: prepare the demonstration, start web server and worker, say where to look, stop all of it together."""

import contextlib
import math
import os
import signal
import socket
import sys
import threading
import time

import flask_migrate
from flask import Flask

import config
from petitions import create_app, durability, errors, keeping, migrating, serving
from petitions.database import db
from petitions.demo import loading, organisers
from petitions.pdf import fonts

WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "work"]
READY_WITHIN = 30  # seconds in which the web server answers, or something is wrong with it


class GivenUp(BaseException):
    """Somebody wants it to stop in the middle of its preparations. Not an error that a library may cope with."""


def main() -> None:
    """Run the demonstration until Ctrl-C, or until whoever started it (`make`) is gone."""
    os.umask(0o077)  # what it writes is for its own user
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _give_up)  # until the web server listens to them
    serving.die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        run_demo(config.load(os.environ))
    except GivenUp:
        say("Stopped before it was ready.")
        sys.exit(1)
    except (config.ConfigurationError, errors.Unavailable, serving.CannotServe) as refusal:
        sys.exit(str(refusal))


def run_demo(settings: config.Settings) -> None:
    """Prepare and serve the demonstration until SIGINT or SIGTERM.

    Raises `serving.CannotServe` or `errors.Unavailable` in words.
    """
    if not settings.demo:
        raise serving.CannotServe(
            "This starts the demonstration, for which DEMO=1 stands. To serve people: flask --app wsgi serve"
        )
    with serving.claim(settings):
        app = prepare(settings)
        threading.Thread(target=_announce, args=(app, settings), daemon=True).start()
        with keeping.kept(WORKER, say, "The worker that sends mail and counts has ended; another one takes over."):
            serving.answer(settings)
    say("Stopped.")


def prepare(settings: config.Settings) -> Flask:
    """Build, migrate and load what is missing; what was done before is not done again. Returns the product."""
    fonts.build(settings.fonts_path, report=say)
    app = create_app(settings)
    migrating.init_app(app)
    with app.app_context():
        durability.check()
        flask_migrate.upgrade()
        loading.load(report=say)
        db.engine.dispose()
    return app


def say(line: str) -> None:
    """Tell whoever watches the terminal; at once, also through a pipe."""
    print(line, flush=True)


def _give_up(_signal: int, _frame: object) -> None:
    """Stop in the middle of the preparations; the next start goes on from here."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # Ctrl-C reaches us from the terminal, and again from `make`
    raise GivenUp


def _announce(app: Flask, settings: config.Settings) -> None:
    """Say where to look, as soon as there is something to see, however slow the machine is."""
    deadline = time.monotonic() + READY_WITHIN
    while not _is_answering(settings):
        if time.monotonic() > deadline:
            say(f"The web server has not answered within {READY_WITHIN} seconds; docs/running.md says what to look at.")
            deadline = math.inf
        time.sleep(0.05)
    with app.app_context():
        say(_where_to_look(settings))


def _is_answering(settings: config.Settings) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((settings.host, settings.port), timeout=1):
        return True
    return False


def _where_to_look(settings: config.Settings) -> str:
    url, who = settings.base_url, f"\n{' ' * 20}".join(organisers.told())
    mails = "and no mail leaves this machine" if settings.mail_url == "mailbox:" else "but its mails go out by MAIL_URL"
    return f"""
Calls for Action is running. It is a demonstration: its data are made up, {mails}.

  Campaign page     {url}/en/campaigns/free-rasul-jafarov
  Demo mailbox      {url}/demo/mailbox
  Back office       {url}/organise/
    sign in as      {who}
    password        {organisers.password(settings)}    (of all of them)
    code            {organisers.code()}    (another one every half minute: make code)
  House passphrase  {loading.passphrase_path(settings)}
  Recovery key      {loading.recovery_path(settings)}

Ctrl-C stops it.
"""


if __name__ == "__main__":
    main()

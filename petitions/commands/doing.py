"""The command of the process for jobs."""

import logging

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from petitions import doing, errors
from petitions.commands.refusing import Plainly


@click.command("jobs", help="Do jobs until it is stopped. The worker keeps one going: this is for further ones.")
@with_appcontext
def do_jobs() -> None:
    logging.basicConfig(level=logging.INFO, format="jobs: %(message)s")
    try:
        doing.do_jobs(current_app._get_current_object())  # type: ignore[attr-defined]  # the app behind the proxy
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(do_jobs)

"""The command of the worker."""

import logging

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from petitions import errors, working
from petitions.commands.refusing import Plainly


@click.command(help="Deliver mail, count, erase, until it is stopped.")
@with_appcontext
def work() -> None:
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s")
    try:
        working.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the app behind the proxy
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(work)

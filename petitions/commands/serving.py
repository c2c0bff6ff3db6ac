"""The command that serves people."""

import click
from flask import Flask
from flask.cli import with_appcontext

from petitions import durability, errors, serving, storage
from petitions.commands.refusing import Plainly


@click.command(help="Answer requests until it is stopped.")
@with_appcontext
def serve() -> None:
    try:
        durability.check()
        serving.serve(storage.settings())
    except (errors.Unavailable, serving.CannotServe) as refusal:
        raise Plainly(str(refusal)) from None


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(serve)

"""The commands of the demonstration."""

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import storage
from petitions.commands.refusing import Plainly
from petitions.demo import loading, organisers

demo = AppGroup("demo", help="The demonstration network.")


@demo.command("load", help="Load the demonstration network; loading again brings its dates up to date.")
@with_appcontext
def load_demo() -> None:
    if not storage.settings().demo:
        raise Plainly("The demonstration network is loaded into a demonstration only: DEMO=1.")
    loading.load(report=click.echo)


@demo.command("code", help="The code that the authenticator app of the demonstration's organisers shows now.")
@with_appcontext
def show_code() -> None:
    if not storage.settings().demo:
        raise Plainly("Only a demonstration knows the codes of its organisers: DEMO=1.")
    click.echo(organisers.code())


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(demo)

"""The command line: `flask --app wsgi …`. Each command is a sentence that an operator or an organiser would say.

A process loads the module of the one command that it was started for: what makes a list of names weighs as much as what serves
pages, and neither needs the other, nor what loads the demonstration.
"""

import importlib
from collections.abc import Mapping

import click
from flask import Flask
from flask.cli import AppGroup

from petitions.commands import refusing

MODULES: Mapping[str, str] = {
    "accounts": "petitions.commands.accounts",
    "backup": "petitions.commands.backups",
    "db": "petitions.migrating",
    "demo": "petitions.commands.demo",
    "dossiers": "petitions.commands.dossiers",
    "fonts": "petitions.commands.printing",
    "houses": "petitions.commands.houses",
    "jobs": "petitions.commands.doing",
    "mail": "petitions.commands.mail",
    "posters": "petitions.commands.printing",
    "restore": "petitions.commands.backups",
    "serve": "petitions.commands.serving",
    "signatures": "petitions.commands.signatures",
    "work": "petitions.commands.working",
}
"""Where each command is taught to an app: by `init_app` in the module."""


LASTING = frozenset({"jobs", "serve", "work"})
"""They say themselves why they cannot start; a fault that they meet later needs its trace."""


class Commands(AppGroup):
    """The commands of `app`, each loaded when it is called, or when its line of help is wanted."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted({*super().list_commands(ctx), *MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            importlib.import_module(MODULES[cmd_name]).init_app(self.app)
            command = self.commands[cmd_name]
            if cmd_name not in LASTING:  # of a group all that is in it
                command.invoke = refusing.in_words(command.invoke)  # type: ignore[assignment,method-assign]
        return super().get_command(ctx, cmd_name)


def init_app(app: Flask) -> None:
    """Teach `app` its commands. What serves people does without."""
    app.cli = Commands(app)

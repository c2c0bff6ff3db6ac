"""Bringing a database into its present form, one step after the other: Alembic, and its commands."""

from flask import Flask
from flask_migrate import Migrate

from petitions import migrations
from petitions.database import db


def init_app(app: Flask) -> None:
    """Let `flask_migrate` change the database of `app`, and teach `app` the commands for that: `db …`."""
    Migrate(app, db, directory=migrations.FOLDER, render_as_batch=True)

"""The control of the web benches: a bare Flask application under the same server, with the same durability.

It reads a form by WTForms and inserts one row of a signature's size by the ORM; or returns bytes that are given to it.
Run by the benches: `python -m bench.bare PORT DATABASE_URL PAGE_FILE`.
"""

import multiprocessing
import sys
from pathlib import Path

from flask import Flask, Response, redirect, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from petitions import database, serving
from petitions.signatures.models import Visibility
from tests.support import databases

ROW_BYTES = 900
"""What a signature's sealed content, wraps, marks and coarse columns add up to."""

COUNTRIES = [
    (f"{first}{second}", f"{first}{second}") for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRSTUVWXY"
]


class Base(DeclarativeBase):
    """Tables of the control."""


db = SQLAlchemy(model_class=Base)


class Entry(db.Model):  # type: ignore[name-defined, misc]  # made at run time
    """A row of the size of a signature."""

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    visibility: Mapped[str]
    content: Mapped[bytes]


class EntryForm(FlaskForm):
    """The fields of the form that signs."""

    class Meta:
        csrf = False

    name = StringField(validators=[DataRequired()])
    email = EmailField(validators=[DataRequired()])
    country = SelectField(choices=[("", ""), *COUNTRIES, ("HR", "HR")])
    town = StringField()
    visibility = RadioField(choices=[(one.value, one.value) for one in Visibility])
    comment = TextAreaField()
    consent = BooleanField(validators=[DataRequired()])
    updates = BooleanField()


def create_app(database_url: str, page: bytes) -> Flask:
    """The bare application."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="control",
        SQLALCHEMY_DATABASE_URI=database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(database_url),
    )
    db.init_app(app)
    with app.app_context():
        db.create_all()

    @app.post("/entry")
    def add():
        form = EntryForm(request.form)
        if not form.validate():
            return str(form.errors), 422
        content = f"{form.name.data} {form.email.data}".encode().ljust(ROW_BYTES, b".")
        db.session.add(Entry(country=form.country.data, visibility=form.visibility.data, content=content))
        db.session.commit()
        return redirect("/thanks", 303)

    @app.get("/page")
    def show():
        return Response(page, mimetype="text/html")

    return app


def main() -> None:
    """Serve until it is stopped."""
    port, database_url, page = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    multiprocessing.set_start_method("spawn", force=True)
    settings = databases.settings(page.parent, database_url, port=port)
    serving.server(settings).serve(target_loader=Loader(database_url, page), wrap_loader=False)


class Loader:
    """Makes the application in the worker process."""

    def __init__(self, database_url: str, page: Path) -> None:
        self.database_url, self.page = database_url, page

    def __call__(self, *_target):
        return create_app(self.database_url, self.page.read_bytes())


if __name__ == "__main__":
    main()

"""What pages ask of the database, and which pages of the back office there are to ask for."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from tests.support import routes
from tests.support.routes import Samples


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def office_pages(app: Flask, samples: Samples) -> dict[str, str]:
    """The pages of the back office that are about what `samples` name: rules and addresses. Tells which are left out."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/organise") and "GET" in (rule.methods or ()) and rule.endpoint != "security.static":
            try:
                found[rule.rule] = routes.address(rule, samples)
            except AssertionError:
                print("not asked for, there is no sample:", rule.rule)
    return found

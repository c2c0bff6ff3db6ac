"""What pages ask of the database, and which pages of the back office there are to ask for."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine


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


def office_pages(app: Flask, named: Mapping[str, str]) -> dict[str, str]:
    """Every page of the back office: rules and addresses. What is not `named` is the first of its kind, if there is one."""
    return {
        rule.rule: re.sub(r"<(?:\w+:)?(\w+)>", lambda argument: named.get(argument[1], "1"), rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/organise") and "GET" in (rule.methods or ()) and rule.endpoint != "security.static"
    }

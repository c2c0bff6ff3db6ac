"""Rendering: what a template was given is let go of when its page is made.

Jinja's contexts and the macros in them hold each other, and with them every row that a page shows, until Python looks for
cycles: half a megabyte after a campaign's page, while the next dozen are being made.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import jinja2
from flask import Flask
from jinja2.runtime import Context

_made: ContextVar[list[Context] | None] = ContextVar("made", default=None)


class Template(jinja2.Template):
    """A template that forgets its pages."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page. Its values, and those of all that it includes and imports, are not to be had from its macros after that."""
        made: list[Context] = []
        token = _made.set(made)
        try:
            return super().render(*args, **kwargs)
        finally:
            _made.reset(token)
            for context in made:
                context.parent.clear()
                context.vars.clear()

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """A context; it is noted, unless it belongs to macros that are imported without one: those are kept for other pages."""
        context = super().new_context(vars, shared, locals)
        made = _made.get()
        if made is not None and (shared or not made):
            made.append(context)
        return context


def init_app(app: Flask) -> None:
    """Render `app`'s pages in this way."""
    app.jinja_env.template_class = Template

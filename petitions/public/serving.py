"""How public pages go out: in the language of their address, kept by caches for seconds, never with a cookie."""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock

from flask import Blueprint, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from petitions import database, i18n
from petitions.errors import NotFound

# Caches between us and the reader may keep a page; the reader's own browser asks again, so that whoever has just signed
# sees the number rise. Asking again costs a few bytes: pages carry an ETag.
STALE_SECONDS = 600
"""How long a page is shown when the database is away, by us and by caches."""
PUBLIC = f"public, max-age=0, s-maxage=15, stale-if-error={STALE_SECONDS}"
FOREVER = "public, max-age=31536000, immutable"
MOST_PAGES = 512

View = Callable[..., ResponseReturnValue]


class NoSuchLanguage(NotFound):
    """The site does not speak this language."""


def localised(
    blueprint: Blueprint, rule: str, view: View, *, methods: tuple[str, ...] = ("GET",), endpoint: str | None = None
) -> None:
    """Answer `/<locale>rule` with `view`, in that language."""

    @wraps(view)
    def in_language(locale: str, **arguments: str) -> ResponseReturnValue:
        if locale not in i18n.INTERFACE:
            raise NoSuchLanguage
        i18n.use(locale)
        return view(locale=locale, **arguments)

    blueprint.add_url_rule(
        f"/<locale>{rule}", endpoint or view.__name__, in_language, methods=methods, strict_slashes=False
    )


def cached(view: View) -> View:
    """Let everybody keep the page for a while, and ourselves for a second: a surge asks for the same page again and again."""

    @wraps(view)
    def kept(**arguments: str) -> ResponseReturnValue:
        seconds = current_app.config["PAGE_SECONDS"]
        if seconds <= 0 or request.query_string:
            return _public(make_response(view(**arguments)).get_data())
        address = (request.host, request.path)
        pages: Pages = current_app.extensions["pages"]
        body = pages.get(address, seconds)
        if body is None:
            try:
                body = make_response(view(**arguments)).get_data()
            except database.FAILURES:
                body = pages.get(address, STALE_SECONDS)
                if body is None:
                    raise
                database.give_up()
            else:
                pages.put(address, body)
        return _public(body)

    return kept


class Pages:
    """The newest pages, each with the moment it was made."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[str, str], tuple[float, bytes]] = OrderedDict()
        self.lock = Lock()

    def get(self, address: tuple[str, str], seconds: float) -> bytes | None:
        """The page at `address` unless it is older than `seconds`."""
        found = self.kept.get(address)
        return found[1] if found and time.monotonic() - found[0] < seconds else None

    def put(self, address: tuple[str, str], body: bytes) -> None:
        """Keep a page, and forget the oldest when there are too many."""
        with self.lock:
            self.kept[address] = (time.monotonic(), body)
            self.kept.move_to_end(address)
            while len(self.kept) > MOST_PAGES:
                self.kept.popitem(last=False)


def _public(body: bytes) -> Response:
    response = Response(body, mimetype="text/html", headers={"Cache-Control": PUBLIC})
    response.add_etag()
    response.make_conditional(request)
    return response


def explained(status: int, explanation: str | None = None) -> ResponseReturnValue:
    """The page of an error with a sentence of its own."""
    page: ResponseReturnValue = current_app.extensions["error_page"](status, explanation)
    return page

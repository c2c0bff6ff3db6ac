"""How public pages go out: in the language of their address, kept by caches for seconds, never with a cookie."""

import gzip
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from threading import Lock
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import generate_etag

from petitions import database, i18n
from petitions.errors import NotFound

# Caches between us and the reader may keep a page; the reader's own browser asks again, so that whoever has just signed
# sees the number rise. Asking again costs a few bytes: pages carry an ETag.
STALE_SECONDS = 600
"""How long a page is shown while the database is away, by us and by caches."""
MEANWHILE_SECONDS = 15
"""How old a page may be that others get while it is made anew; caches between us and the reader keep one for as long."""
PUBLIC = f"public, max-age=0, s-maxage={MEANWHILE_SECONDS}, stale-if-error={STALE_SECONDS}"
FOREVER = "public, max-age=31536000, immutable"
MOST_PAGES = 128
PAGE = "petitions.page"
"""In the environment of a request: the page that it was answered with."""

View = Callable[..., ResponseReturnValue]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


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
    """Let everybody keep the page for a while, and ourselves for a second: a surge asks for the same page again and again.

    No such page reads what stands behind a question mark. Others put it there, to know where somebody comes from.
    """

    @wraps(view)
    def kept(**arguments: str) -> ResponseReturnValue:
        seconds = current_app.config["PAGE_SECONDS"]
        if seconds <= 0:
            return _public(_made(view, arguments))
        pages: Pages = current_app.extensions["pages"]
        return _public(pages.get((request.host, request.path), seconds, lambda: _made(view, arguments)))

    return kept


@dataclass(frozen=True)
class Page:
    """A page as it was made."""

    body: bytes
    gzipped: bytes
    mimetype: str
    tag: str
    """Its ETag."""
    at: float
    """When it was made, on the monotonic clock."""
    tried: float = 0.0
    """When the database was away as it was to be made anew."""
    answers: dict[bool, list[tuple[str, str]]] = field(default_factory=dict, compare=False)
    """The headers it went out with, compressed and plain."""

    def is_within(self, seconds: float) -> bool:
        """Whether it was made, or could not be made anew, so short a time ago."""
        return time.monotonic() - max(self.at, self.tried) < seconds


class Pages:
    """The newest pages. One that is too old is made anew by one request; others get the old one meanwhile."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self.makers: defaultdict[tuple[str, str], Lock] = defaultdict(Lock)
        self.lock = Lock()

    def fresh(self, address: tuple[str, str], seconds: float) -> Page | None:
        """The page at `address` if it is younger than `seconds`."""
        found = self.kept.get(address)
        return found if found and found.is_within(seconds) else None

    def ready(self, address: tuple[str, str], seconds: float) -> Page | None:
        """The page at `address` if it is younger than `seconds`, or hardly older while another request makes it anew."""
        maker = self.makers.get(address)
        return self.fresh(address, max(seconds, MEANWHILE_SECONDS) if maker and maker.locked() else seconds)

    def get(self, address: tuple[str, str], seconds: float, make: Callable[[], Page]) -> Page:
        """The page at `address`, made by `make` if there is none younger than `seconds`."""
        if found := self.fresh(address, seconds):
            return found
        found = self.fresh(address, MEANWHILE_SECONDS)
        with self.lock:
            maker = self.makers[address]
        if not maker.acquire(blocking=found is None):
            assert found is not None
            return found
        try:
            found = self.fresh(address, seconds)
            if found is None:
                found = self._anew(address, make)
                self._keep(address, found)
            return found
        finally:
            if address not in self.kept:  # there is no such page: nothing is remembered of whoever asks for it
                self.makers.pop(address, None)
            maker.release()

    def _anew(self, address: tuple[str, str], make: Callable[[], Page]) -> Page:
        """A new page, or for ten minutes the old one while the database is away. What is there no more is kept no more."""
        try:
            return make()
        except database.FAILURES:
            old = self.kept.get(address)
            if old is None or time.monotonic() - old.at > STALE_SECONDS:
                raise
            database.give_up()
            return replace(old, tried=time.monotonic())
        except Exception:
            self.kept.pop(address, None)
            raise

    def _keep(self, address: tuple[str, str], page: Page) -> None:
        with self.lock:
            self.kept[address] = page
            self.kept.move_to_end(address)
            while len(self.kept) > MOST_PAGES:
                forgotten, _page = self.kept.popitem(last=False)
                self.makers.pop(forgotten, None)


def at_the_door(application: Application, pages: Pages, seconds: Callable[[], float]) -> Application:
    """`application` with the pages that it has just made handed out again before anything else is asked.

    In a surge most requests are for such a page; all of them get the same headers and the same bytes.
    """

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_gzipped = _wants_gzip(environ)
        if is_gzipped is None:
            return application(environ, start_response)
        page = pages.ready((environ.get("HTTP_HOST", ""), environ["PATH_INFO"]), seconds())
        if page and is_gzipped in page.answers:
            start_response("200 OK", list(page.answers[is_gzipped]))
            return [page.gzipped if is_gzipped else page.body]

        def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            made: Page | None = environ.get(PAGE)
            if made and status.startswith("200"):
                # By what went out, whatever was asked for: "x-gzip" and "*" are understood further in.
                went_gzipped = any(name.lower() == "content-encoding" for name, _value in headers)
                made.answers[went_gzipped] = list(headers)
            return start_response(status, headers, *more)

        return application(environ, note)

    return answer


def _wants_gzip(environ: Environ) -> bool | None:
    """Whether a reader takes pages compressed; None for whoever asks for more than a page as it is."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    is_plain = environ["REQUEST_METHOD"] == "GET" and ";" not in accepted
    if not is_plain or "HTTP_IF_NONE_MATCH" in environ or "HTTP_COOKIE" in environ:
        return None
    return "gzip" in accepted


def _made(view: View, arguments: dict[str, str]) -> Page:
    answer = make_response(view(**arguments))
    body = answer.get_data()
    kind = answer.mimetype or "text/html"
    return Page(body, gzip.compress(body, 6, mtime=0), kind, generate_etag(body), time.monotonic())


def _public(page: Page) -> Response:
    is_gzipped = request.accept_encodings.quality("gzip") > 0
    response = Response(
        page.gzipped if is_gzipped else page.body, mimetype=page.mimetype, headers={"Cache-Control": PUBLIC}
    )
    response.set_etag(page.tag, weak=is_gzipped)
    if is_gzipped:
        response.headers["Content-Encoding"] = "gzip"
    request.environ[PAGE] = page
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


def explained(status: int, explanation: str | None = None) -> ResponseReturnValue:
    """The page of an error with a sentence of its own."""
    page: ResponseReturnValue = current_app.extensions["error_page"](status, explanation)
    return page

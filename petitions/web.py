"""What every answer shares: headers by audience, the check of where a request comes from, and refusals as pages."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, has_request_context, render_template, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.routing import IntegerConverter, RequestRedirect

from petitions import database, errors, formats, i18n, images, plaintext
from petitions.campaigns import queries as campaigns

STATIC = Path(__file__).resolve().parent.parent / "static"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # no-referrer would make browsers send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
COMPRESSIBLE = frozenset({"application/atom+xml", "application/json", "image/svg+xml", "text/javascript"})
NO_STORE = "no-store"
"""For pages that belong to one person. Whatever a view does not say otherwise is not kept by anybody."""


def init_app(app: Flask) -> None:
    """Put the common ground under every page of `app`."""
    app.jinja_env.filters.update(formats.FILTERS | {"readable": plaintext.readable})
    app.jinja_env.filters["html_lang"] = i18n.html_lang
    app.jinja_env.filters["picture"] = images.Picture.of
    app.session_interface = Sessions()
    app.url_map.converters["int"] = Numbers
    app.before_request(_redirect_on_this_host)
    app.before_request(_refuse_odd_addresses)
    app.before_request(_refuse_foreign_writes)
    app.after_request(_compress)  # runs last: the first one registered does
    app.after_request(_set_headers)
    app.context_processor(_page)
    app.register_error_handler(errors.Refusal, _refusal_page)
    app.register_error_handler(HTTPException, _http_page)
    for failure in (*database.FAILURES, StaleDataError):
        app.register_error_handler(failure, _database_page)
    app.register_error_handler(Exception, _crash_page)
    app.extensions["error_page"] = error_page


class Sessions(SecureCookieSessionInterface):
    """Sessions for whoever has a cookie. Readers have none: nothing is opened for them."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of this request."""
        return super().open_session(app, request) if request.cookies else self.session_class()


class Numbers(IntegerConverter):
    """The numbers of rows in addresses: what no row can have is not there, and no database is asked for it."""

    regex = "[0-9]{1,9}"


def policy(**changes: str) -> str:
    """A content security policy: ours, with `changes` (underscores for hyphens)."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


SAME_FOR_ALL = tuple(
    (name, name.lower(), value) for name, value in (HEADERS | {"Content-Security-Policy": policy()}).items()
)


def _set_headers(response: Response) -> Response:
    set_by_view = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, lower, value in SAME_FOR_ALL if lower not in set_by_view])
    if request.endpoint == "static" and response.status_code in (200, 206, 304) and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = NO_STORE
    if response.status_code == 429:
        response.headers["Retry-After"] = "60"
    if current_app.config["SETTINGS"].base_url.startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response


def _compress(response: Response) -> Response:
    """Send text that is the same for everybody compressed: a cheap phone waits for bytes.

    Pages of one person are not: their length would tell of the token in them.
    """
    cache, kind = response.headers.get("Cache-Control", ""), response.mimetype or ""
    if not cache.startswith("public") or not (kind.startswith("text/") or kind in COMPRESSIBLE):
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or response.status_code != 200:
        return response
    if not request.accept_encodings.best_match(["gzip"]) or request.method == "HEAD":
        return response
    response.direct_passthrough = False
    tag, _is_weak = response.get_etag()
    response.set_data(_gzipped(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    if tag:
        response.set_etag(tag, weak=True)
    return response


@lru_cache(64)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _redirect_on_this_host() -> None:
    """A slash too many or too few leads to the right address here, whatever host was asked for: caches keep where."""
    if isinstance(there := request.routing_exception, RequestRedirect):
        there.new_url = "/" + there.new_url.split("/", 3)[3].lstrip("/")


def _refuse_odd_addresses() -> None:
    """Nothing has an address with a NUL in it, and PostgreSQL takes none for text that could be looked for."""
    if "\0" in request.path:
        raise errors.NotFound


def _refuse_foreign_writes() -> None:
    """Only our own pages may change anything; outside the back office also mail programs, which send neither header."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site in ("same-origin", "none"):
        return
    origin = request.headers.get("Origin")
    if site is None and origin is None and not _is_office():
        return
    if site is None and origin is not None and _host_of(origin) == request.host:
        return
    raise Foreign


def _is_office() -> bool:
    return request.path.startswith("/organise")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


class Foreign(errors.Refusal):
    """A form that stands on somebody else's page."""


def _page() -> dict[str, object]:
    """What the layout needs on every page; views override what they know better. Mails have no page."""
    if not has_request_context():
        return {}
    language = i18n.language(i18n.current())
    return {
        "locale": language.code,
        "html_lang": language.tag,
        "direction": language.direction,
        "languages": _language_menu(),
        "is_demo": current_app.config["SETTINGS"].demo,
        "is_office": _is_office(),
        "house": None,
        "campaign": None,
        "asset": asset,
    }


def _language_menu() -> list[dict[str, object]]:
    """This page in each language; empty where a page has one only."""
    arguments = dict(request.view_args or {})
    # A form that is shown again has the address of the page it stands on, not the one it was sent to.
    endpoint = g.get("menu_endpoint") or (request.endpoint if request.method in SAFE_METHODS else None)
    if endpoint is None or "locale" not in arguments:
        return []
    return [
        {
            "code": language.code,
            "tag": language.tag,
            "name": language.name,
            "url": url_for(endpoint, **(arguments | {"locale": language.code})),
            "is_current": language.code == i18n.current(),
        }
        for language in i18n.LANGUAGES
    ]


@lru_cache(256)
def _version(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, with its content's hash: a browser keeps it until it changes."""
    return url_for("static", filename=path, v=_version(path))


def error_page(status: int, explanation: str | None = None) -> tuple[str, int]:
    """The page that helps after a refusal. Works without the database: it shows campaigns only if they can be had."""
    template = status if status in (404, 410, 422, 429, 500, 503) else (422 if status < 500 else 500)
    try:
        open_campaigns = campaigns.open_campaigns() if template in (404, 410) and not _is_office() else []
    except database.FAILURES:
        open_campaigns = []
    sent = _what_was_sent() if template == 503 else []
    page = render_template(f"errors/{template}.html", campaigns=open_campaigns, explanation=explanation, sent=sent)
    return page, status


def _what_was_sent() -> list[tuple[str, str]]:
    """The fields of a supporter's form that could not be stored: its own page may not be had now, so this one offers them again."""
    if request.blueprint != "public":
        return []  # organisers type passphrases
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # more than we take
        return []


def _refusal_page(refusal: errors.Refusal) -> tuple[str, int]:
    if isinstance(refusal, errors.NotFound):
        return error_page(404)
    if isinstance(refusal, errors.Gone):
        return error_page(410)
    if isinstance(refusal, errors.Unavailable):
        current_app.logger.error("unavailable: %s", type(refusal).__name__)
        return error_page(503)
    if isinstance(refusal, Foreign):
        return error_page(
            403, _("This form was sent from another site. Nothing was done. Open the page here, and try again.")
        )
    return error_page(422)


def _http_page(failure: HTTPException) -> ResponseReturnValue:
    if failure.code is None or failure.code < 400:
        return failure.get_response()
    if isinstance(failure, BadHost):
        return failure.name + "\n", failure.code  # no link can be made, so there is no page
    try:
        body, status = error_page(failure.code)
    except Exception as again:  # noqa: BLE001  # as in _crash_page
        current_app.logger.error("crash of the error page: %s", type(again).__name__)
        return failure.name + "\n", failure.code
    if failure.code == 405 and (allowed := getattr(failure, "valid_methods", None)):
        return Response(body, status, {"Allow": ", ".join(allowed)}, mimetype="text/html")
    return body, status


def _database_page(failure: Exception) -> tuple[str, int]:
    database.give_up()
    current_app.logger.error("database: %s", type(failure).__name__)
    return error_page(503)


def _crash_page(failure: Exception) -> tuple[str, int]:
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise failure
    database.give_up()
    # The trace names our lines, never what a person typed: exception texts may quote it.
    current_app.logger.error("crash: %s", _where(failure))
    try:
        return error_page(500)
    except Exception as again:  # noqa: BLE001  # an odd Host header breaks every link; the log must not quote the address
        current_app.logger.error("crash of the error page: %s", type(again).__name__)
        return "Something broke. Please try again.\n", 500


def _where(failure: BaseException) -> str:
    lines, trace = [type(failure).__name__], failure.__traceback__
    while trace is not None:
        lines.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(lines)

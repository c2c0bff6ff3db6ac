"""Rule: the exact headers also when they come from the real server, and no banner in what it answers by itself."""

import dataclasses

import pytest

from tests.support import databases, walk, wire
from tests.support.headers import (
    CSS,
    EVERYBODY,
    FOREVER,
    PAGE,
    PERSONAL,
    READ,
    STYLE,
    TEXT,
    bodiless,
    differences,
    kept,
    of_methods,
)

pytestmark = [pytest.mark.promise, pytest.mark.running, databases.one]

CAMPAIGN = f"/en/campaigns/{walk.CAMPAIGN}"
SIGN = f"{CAMPAIGN}/sign"
STYLESHEET = kept(FOREVER, CSS, Content_Disposition=STYLE, Accept_Ranges="bytes")
POSTER = kept(
    EVERYBODY, "application/pdf", Content_Disposition=f'inline; filename="{walk.CAMPAIGN}-portrait-en-a4-office.pdf"'
)
PACKED = ((b"Accept-Encoding", b"gzip"),)
BY_ITSELF = {"Connection": "close"}
"""What the server answers to what it cannot read: an empty body, its length, and that it hangs up."""

GET = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
POST = b"POST " + SIGN.encode() + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
UNREADABLE = {
    "no request line": (b"HELLO\r\n\r\n", 400),
    "a blank too many": (b"GET  /en/ HTTP/1.1\r\n\r\n", 400),
    "a version that does not exist": (b"GET /en/ HTTP/9.9\r\n\r\n", 400),
    "the beginning of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "bytes in the path that are no text": (b"GET /en/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "a control character in a header": (GET + b"X-Odd: a\0b\r\n\r\n", 400),
    "a header without a colon": (GET + b"X-Odd\r\n\r\n", 400),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    "a length that is no number": (POST + b"Content-Length: five\r\n\r\nhello", 400),
    "an address of 100,000 letters": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    "a header of a megabyte": (GET + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n", 431),
    "five hundred headers": (GET + b"".join(b"X-%d: a\r\n" % number for number in range(500)) + b"\r\n", 431),
}
ODD = {
    "HTTP/1.0": (b"GET /en/ HTTP/1.0\r\n\r\n", 200, PAGE),
    "no host": (b"GET /en/ HTTP/1.1\r\nConnection: close\r\n\r\n", 200, PAGE),
    "a host that is none": (b"GET /en/ HTTP/1.1\r\nHost: a b<script>\r\nConnection: close\r\n\r\n", 200, PAGE),
    "a host no link can lead to": (b"GET /en/ HTTP/1.1\r\nHost: a..b\r\nConnection: close\r\n\r\n", 400, PERSONAL),
    "a host of bytes": (b"GET /en/ HTTP/1.1\r\nHost: \xff\xfe:99999999\r\nConnection: close\r\n\r\n", 200, PAGE),
    "somebody else's address": (b"GET http://evil.example/en/ HTTP/1.1\r\nConnection: close\r\n\r\n", 200, PAGE),
    "a method that does not exist": (GET.replace(b"GET", b"BREW") + b"\r\n", 405, of_methods("GET", "HEAD", "OPTIONS")),
    "a tunnel": (GET.replace(b"GET /en/", b"CONNECT evil.example:443") + b"\r\n", 404, PERSONAL),
    "more than there is room for": (POST + b"Content-Length: 400000\r\n\r\n" + b"a" * 400_000, 413, PERSONAL),
    "pieces that are none": (POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", 422, PERSONAL),
}


def faults(answer, status: int, expected: dict[str, str], **more: str) -> list[str]:
    """How an answer of the demonstration differs: it has no TLS, and an empty banner where the server would put its name."""
    if answer is None or answer.status != status:
        return [f"not {status}: {answer}"]
    right = {name: value for name, value in expected.items() if name != "Strict-Transport-Security"} | more
    wrong = differences(answer.headers, right | {"Server": ""})
    return wrong + ([] if [name for name, _ in answer.headers].count("date") == 1 else ["not one date"])


def test_the_server_adds_nothing_but_a_date_and_takes_nothing_away(live_server, verdict):
    asked = [
        ("GET", "/", (), 302, READ["public.home"]),
        ("GET", CAMPAIGN, (), 200, PAGE),
        ("HEAD", CAMPAIGN, (), 200, PAGE),
        ("GET", CAMPAIGN, PACKED, 200, PAGE | {"Content-Encoding": "gzip"}),
        ("OPTIONS", CAMPAIGN, (), 200, of_methods("GET", "HEAD", "OPTIONS")),
        ("GET", f"/campaigns/{walk.CAMPAIGN}/count.json", (), 200, READ["public.count"]),
        ("GET", "/static/css/site.css?v=1", (), 200, STYLESHEET),
        ("GET", "/static/css/site.css?v=1", ((b"If-None-Match", b"*"),), 304, bodiless(STYLESHEET)),
        ("GET", "/static/css/site.css?v=1", ((b"Range", b"bytes=0-9"),), 206, STYLESHEET),
        ("GET", "/fonts/headline-latin.woff2", (), 200, READ["public.font"]),
        ("GET", f"{CAMPAIGN}/poster.pdf", (), 200, POSTER),
        ("GET", "/healthz", (), 200, kept("no-store", TEXT)),
        ("GET", "/demo/mailbox", (), 200, PERSONAL),
        ("GET", "/en/nothing", (), 404, PERSONAL),
        ("GET", "/confirm/" + "2" * 27, (), 410, PERSONAL),
        ("POST", SIGN, (), 422, PERSONAL),
        ("POST", SIGN, ((b"Origin", b"https://evil.example"),), 403, PERSONAL),
    ]
    found = []
    for method, target, headers, status, expected in asked:
        request = wire.request(target.encode(), method=method.encode(), headers=headers)
        wrong = faults(wire.ask(live_server.port, request), status, expected, Connection="close")
        found += [f"{method} {target} {status}: {fault}" for fault in wrong]
    print("\n".join(found))
    verdict("headers through the real server that are not as the table says", len(found), goal=0)


def test_odd_requests_get_the_headers_of_all(live_server, verdict):
    found = []
    for name, (request, status, expected) in ODD.items():
        more = {} if b"HTTP/1.0" in request else {"Connection": "close"}
        found += [f"{name}: {fault}" for fault in faults(wire.ask(live_server.port, request), status, expected, **more)]
    print("\n".join(found))
    verdict("headers of answers to odd requests that are not as the table says", len(found), goal=0)


def test_what_the_server_answers_by_itself_names_no_program(live_server, verdict):
    """Not ours to change: these requests never become one that the product could see. `docs/security.md` says so."""
    found = []
    for name, (request, status) in UNREADABLE.items():
        answer = wire.ask(live_server.port, request)
        wrong = [f"not {status}: {answer}"] if answer is None or (answer.status, answer.body) != (status, b"") else []
        found += [f"{name}: {fault}" for fault in wrong or differences(answer.headers, BY_ITSELF)]
    print("\n".join(found))
    verdict("headers of the server's own answers beyond length, date and “close”", len(found), goal=0)


def test_a_banner_and_a_second_date_are_seen(live_server):
    """The control: what granian sends if it is not asked to be silent."""
    answer = wire.ask(live_server.port, wire.request(b"/en/"))
    headers = [("server", "granian") if name == "server" else (name, value) for name, value in answer.headers]
    altered = dataclasses.replace(answer, headers=(*headers, ("date", "Thu, 01 Jan 2015 12:00:00 GMT")))
    found = faults(altered, 200, PAGE, Connection="close")
    assert found == ["sent: server: granian", "missing: server: ", "not one date"]

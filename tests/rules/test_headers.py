"""Rule: one exact set of headers on every answer: what `support/headers.py` says, and nothing else. No cookie for readers,
no banner of a program."""

import dataclasses
import re

import pytest

from petitions import tokens, web
from tests.support import routes
from tests.support.headers import (
    CSS,
    FOREVER,
    NOBODY,
    OFFICE,
    PAGE,
    PERSONAL,
    READ,
    SENT,
    SESSION,
    SIGN_IN,
    STYLE,
    bodiless,
    differences,
    kept,
    of_methods,
)

pytestmark = pytest.mark.promise

CAMPAIGN = "/en/campaigns/free-rasul"
SIGN, POSTER, CSS_FILE = f"{CAMPAIGN}/sign", f"{CAMPAIGN}/poster.pdf", "/static/css/site.css"
RSVP = "/en/events/march-oslo/rsvp"
FORM = {
    "name": "Ana",
    "email": "a@example.org",
    "country": "HR",
    "visibility": "counted",
    "consent": "y",
    "people": "2",
}
ACTS = {
    "public.confirm_now": "confirm",
    "public.reject": "reject",
    "public.withdraw_now": "withdraw",
    "public.unsubscribe_now": "unsubscribe",
    "public.rsvp_change_now": "change",
    "public.rsvp_cancel": "cancel",
}
NOBODYS = "2" * tokens.LENGTH
FOREIGN = {"Origin": "https://evil.example"}
MAY_COME = SIGN_IN | SESSION


def faults_of_the_map(app, samples) -> list[str]:
    """Read every rule, and send it its form: what differs from the table or does not stand in it."""
    client, faults = routes.browser(app), []
    # Forms come last, and what ends a right last of all: the links are to be read before.
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: ("POST" in rule.methods, "cancel" in rule.rule))
    for rule, method in ((each, method) for each in rules for method in sorted(each.methods)):
        expected = table(app, rule, method)
        if expected is None:
            faults.append(f"{method} {rule.rule} ({rule.endpoint}) does not stand in the table")
            continue
        form = {"data": FORM | {"act": ACTS.get(rule.endpoint, "")}} if method == "POST" else {}
        answer = client.open(routes.address(rule, samples), method=method, buffered=True, **form)
        sent = [(name, without_tokens(value, samples)) for name, value in answer.headers]
        if is_office(rule):
            expected = expected | {name: value for name, value in MAY_COME.items() if name in answer.headers}
        faults += [f"{method} {rule.rule}: {fault}" for fault in differences(sent, expected)]
    return faults


def table(app, rule, method: str) -> dict[str, str] | None:
    """What answers `method` at the address of `rule`."""
    if method == "OPTIONS":
        same = (other for other in app.url_map.iter_rules() if other.rule == rule.rule)
        allowed = of_methods(*{method for other in same for method in other.methods})
        return allowed | ({"Vary": "Cookie"} if is_office(rule) else {})
    if is_office(rule):
        return OFFICE
    return (SENT if method == "POST" else READ).get(rule.endpoint)


def is_office(rule) -> bool:
    """Whether organisers are answered there: nobody of them is signed in here."""
    return rule.rule.startswith("/organise")


def without_tokens(value: str, samples) -> str:
    value = re.sub(r"^session=[^;]+", "session={session}", re.sub(r"^/organise/account/\S*", "{sign in}", value))
    value = value.replace(samples["<token>"], "{token}").replace(samples["rsvp/<token>"], "{rsvp}")
    return tokens.SHAPE.sub("{new}", value)


def outcomes(samples) -> list[tuple[str, str, int, dict[str, str], dict[str, object]]]:
    """What else comes of a request: method, address, status, headers, and what is sent."""
    token, packed = samples["<token>"], {"headers": {"Accept-Encoding": "gzip"}}
    style = kept(FOREVER, CSS, Content_Disposition=STYLE, Accept_Ranges="bytes")
    return [
        ("GET", "/en", 200, PAGE, {}),
        ("GET", "/az/", 200, PAGE | {"Content-Encoding": "gzip"}, packed),
        ("GET", f"/confirm/{token}", 200, PERSONAL, packed),
        ("GET", f"{CSS_FILE}?v=1", 200, style, {}),
        ("GET", f"{CSS_FILE}?v=1", 200, style | {"Content-Encoding": "gzip"}, packed),
        ("GET", f"{CSS_FILE}?v=1", 206, style, {"headers": {"Range": "bytes=0-9"}}),
        ("GET", "/static/css/no.css?v=1", 404, PERSONAL, {}),
        ("GET", "/readyz", 503, kept(NOBODY, "application/json"), {"headers": {"Authorization": f"Bearer {NOBODYS}"}}),
        ("GET", "/en/nothing", 404, PERSONAL, {}),
        ("GET", "/xx/", 404, PERSONAL, {}),
        ("GET", f"{POSTER}?paper=a0", 404, PERSONAL, {}),
        ("GET", "/fonts/headline-klingon.woff2", 404, PERSONAL, {}),
        ("GET", "/pictures/..%2f..%2fkeys.png", 404, PERSONAL, {}),
        ("GET", "/demo/mailbox/00000001-00000000", 404, PERSONAL, {}),
        ("GET", "/demo/messages/xx", 404, PERSONAL, {}),
        ("GET", "/demo/messages/en/no/such", 404, PERSONAL, {}),
        ("GET", f"/confirm/{NOBODYS}", 410, PERSONAL, {}),
        ("GET", "/rsvp/nobody", 410, PERSONAL, {}),
        ("PUT", "/en/", 405, of_methods("GET", "HEAD", "OPTIONS"), {}),
        ("BREW", "/en/", 405, of_methods("GET", "HEAD", "OPTIONS"), {}),
        ("POST", SIGN, 403, PERSONAL, {"headers": FOREIGN}),
        ("POST", "/en/nothing", 403, PERSONAL, {"headers": FOREIGN}),
        ("POST", SIGN, 413, PERSONAL, {"data": {"comment": "a" * 300_000}}),
        ("POST", SIGN, 422, PERSONAL, {"data": FORM | {"email": "ana"}}),
        ("POST", RSVP, 422, PERSONAL, {"data": {"people": "500"}}),
        ("GET", "/broken", 500, PERSONAL, {}),
    ]


def faults_of_outcomes(client, expected) -> list[str]:
    faults = []
    for method, path, status, headers, request in expected:
        answer = client.open(path, method=method, buffered=True, **request)
        faults += [f"{method} {path}: {answer.status}"] if answer.status_code != status else []
        faults += [f"{method} {path} {status}: {fault}" for fault in differences(answer.headers, headers)]
    return faults


def test_every_rule_answers_with_its_headers_and_no_others(demo, samples, verdict):
    faults = faults_of_the_map(demo, samples)
    print("\n".join(faults))
    verdict("headers of all rules that are not as the table says", len(faults), goal=0)


def test_every_outcome_has_its_headers_and_no_others(demo, samples, verdict):
    demo.add_url_rule("/broken", view_func=lambda: 1 // 0)
    faults = faults_of_outcomes(routes.browser(demo), outcomes(samples))
    print("\n".join(faults))
    verdict("headers of errors and rarer answers that are not as they should be", len(faults), goal=0)


def test_a_copy_that_is_still_good_is_not_sent_again(demo, samples):
    client, found = routes.browser(demo), []
    style = kept(FOREVER, CSS, Content_Disposition=STYLE, Accept_Ranges="bytes")
    typeface = "/fonts/headline-latin.woff2"
    for path, headers in {CAMPAIGN: PAGE, f"{CSS_FILE}?v=1": style, typeface: READ["public.font"]}.items():
        tag = client.get(path, buffered=True).headers["ETag"]
        answer = client.get(path, headers={"If-None-Match": tag}, buffered=True)
        assert (answer.status_code, answer.data) == (304, b"")
        found += [f"{path}: {fault}" for fault in differences(answer.headers, bodiless(headers))]
    assert found == []


def test_too_much_of_anything_is_answered_with_the_same_headers(settings, make_app):
    app = make_app(dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "1/day")))
    samples, client = routes.furnish(app), routes.browser(app)
    asked = [
        ("POST", SIGN, {"data": FORM}),
        ("POST", RSVP, {"data": {"people": "2"}}),
        ("GET", POSTER, {}),
        ("POST", f"/confirm/{samples['<token>']}", {"data": {"act": "confirm"}}),
    ]
    for method, path, request in asked:
        client.open(path, method=method, **request)
    later = PERSONAL | {"Retry-After": "60"}
    assert faults_of_outcomes(client, [(method, path, 429, later, request) for method, path, request in asked]) == []


def test_what_cannot_be_done_just_now_is_answered_with_the_same_headers(settings, make_app, tmp_path):
    gone = (
        "sqlite:////nowhere/petitions.db" if "sqlite" in settings.database_url else settings.database_url + "/nowhere"
    )
    client = routes.browser(make_app(dataclasses.replace(settings, database_url=gone)))
    paths = ("/en/", "/nb/campaigns/free-rasul", f"/confirm/{NOBODYS}", "/campaigns/free-rasul/count.json")
    assert faults_of_outcomes(client, [("GET", path, 503, PERSONAL, {}) for path in paths]) == []
    app = make_app(dataclasses.replace(settings, keys_path=tmp_path / "other keys"))
    routes.furnish(app)
    for file in (tmp_path / "other keys").glob("*.key"):
        file.unlink()
    assert faults_of_outcomes(routes.browser(app), [("POST", SIGN, 503, PERSONAL, {"data": FORM})]) == []


on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_one_database
@pytest.mark.parametrize("name", web.HEADERS)
def test_a_header_that_is_missing_is_seen(settings, make_app, monkeypatch, name):
    """The control."""
    monkeypatch.setattr(web, "SAME_FOR_ALL", tuple(header for header in web.SAME_FOR_ALL if header[0] != name))
    found = faults_of_outcomes(
        routes.browser(make_app(settings)), [("GET", "/healthz", 200, READ["public.health"], {})]
    )
    assert found == [f"GET /healthz 200: missing: {name.lower()}: {READ['public.health'][name]}"]


@on_one_database
def test_a_header_too_many_and_a_rule_that_nobody_wrote_down_are_seen(settings, make_app):
    """The control."""
    app = make_app(settings)
    app.add_url_rule("/hello", "hello", lambda: ("hello", {"Set-Cookie": "seen=1", "X-Powered-By": "Flask"}))
    samples = routes.furnish(app)
    assert "GET /hello (hello) does not stand in the table" in faults_of_the_map(app, samples)
    found = faults_of_outcomes(routes.browser(app), [("GET", "/hello", 200, PERSONAL, {})])
    assert sorted(fault.partition("sent: ")[2] for fault in found) == ["set-cookie: seen=1", "x-powered-by: Flask"]

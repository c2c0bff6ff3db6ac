"""Rule: every page of the back office, also for those whom it lets in, changes nothing by being read, and has exactly its
headers. That it lets in nobody else is tried in test_who_may_do_what.py."""

import itertools
import re

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from petitions import database
from tests.backoffice.insiders import halfway as halfway
from tests.backoffice.insiders import ida as ida
from tests.backoffice.insiders import inside as inside
from tests.backoffice.insiders import rules
from tests.rules.test_reading_changes_nothing import READERS
from tests.support import counts, routes
from tests.support.headers import OFFICE, differences, of_methods
from tests.support.office import Office

pytestmark = pytest.mark.promise


def file(kind: str, name: str) -> dict[str, str]:
    """The headers of a file that is to be kept under this name."""
    return OFFICE | {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}


PDF, NUMBERS = "application/pdf", OFFICE | {"Content-Type": "application/json"}
FILES = {
    **dict.fromkeys(("office.progress", "office.mailing_progress", "office.notice_progress"), NUMBERS),
    "office.print_run_progress": NUMBERS,
    "office.picture_poster": OFFICE | {"Content-Type": "image/png"},
    "office.letter_pdf": OFFICE
    | {"Content-Type": PDF, "Content-Disposition": 'inline; filename="free-rasul-letter.pdf"'},
    "office.key_sheet": file(PDF, "passphrase-oslo.pdf"),
    "office.recovery_sheet": file(PDF, "recovery-key.pdf"),
    "office.print_paper": file(PDF, "free-rasul-{last}"),
}
"""What is no page: the headers of files and numbers. `{last}` is the end of the address."""
COOKIE = re.compile(r"session=[^;]+; Secure; HttpOnly; Path=/organise; SameSite=Lax")
EACH = counts.many(1, len(READERS))
"""Kinds of programs that read each page; they take turns."""


def read(browser: Office, app: Flask, samples: routes.Samples, of: list[Rule]) -> tuple[list[str], list[str]]:
    """Read the address of each rule by every safe method: rules by which a row changed, and what is wrong with headers."""
    changed, faults, readers = [], [], itertools.cycle(READERS)
    before = routes.contents(app)
    for rule in of:
        path = routes.address(rule, samples)
        for method in sorted(routes.SAFE & rule.methods):
            for headers in itertools.islice(readers, EACH):
                answer = browser.client.open(path, method=method, headers=headers, buffered=True)
                faults += [f"{method} {rule.rule}: {fault}" for fault in faults_of(answer, app, rule, method)]
        after = routes.contents(app)
        changed += [rule.rule] if after != before else []
        before = after
    return changed, faults


def faults_of(answer: TestResponse, app: Flask, rule: Rule, method: str) -> list[str]:
    """What is wrong with an answer: it broke, leads away from here, or has other headers than it should."""
    if answer.status_code >= 500:
        return [answer.status]
    away = [] if (answer.location or "/organise/").startswith("/organise/") else [f"leads to {answer.location}"]
    return away + differences(answer.headers, expected(answer, app, rule, method))


def expected(answer: TestResponse, app: Flask, rule: Rule, method: str) -> dict[str, str]:
    """The headers that an answer should have. Where it leads, and the session's own cookie, only it knows."""
    if method == "OPTIONS":
        same = (other for other in app.url_map.iter_rules() if other.rule == rule.rule)
        return of_methods(*{method for other in same for method in other.methods}) | {"Vary": "Cookie"}
    right = FILES.get(rule.endpoint, OFFICE) if answer.status_code == 200 else OFFICE
    last = answer.request.path.rpartition("/")[2]
    right = {name: value.replace("{last}", last) for name, value in right.items()}
    right = right | ({"Location": answer.location} if answer.location else {})
    if answer.is_json and rule.endpoint.startswith("security."):  # the library answers programs as they ask it to
        right = right | {"Content-Type": "application/json"}
    cookie = answer.headers.get("Set-Cookie", "")
    return right | ({"Set-Cookie": cookie} if COOKIE.fullmatch(cookie) else {})


def test_reading_changes_nothing_and_every_page_has_its_headers(app, inside, halfway, verdict) -> None:
    of_some, of_others = (read(browser, app, inside.samples, rules(app)) for browser in (inside, halfway))
    changed, faults = of_some[0] + of_others[0], of_some[1] + of_others[1]
    print("\n".join(changed + faults))
    verdict("pages of the back office by whose reading a row changed", len(changed), goal=0)
    verdict("headers of the back office, inside, that are not as they should be", len(faults), goal=0)


def test_a_page_that_writes_and_one_with_a_header_too_many_are_seen(app, request) -> None:
    """The control."""
    app.add_url_rule("/organise/seen", view_func=lambda: database.beat("seen") or "seen", endpoint="seen")
    app.add_url_rule("/organise/told", view_func=lambda: ("", {"X-Powered-By": "Flask"}), endpoint="told")
    app.add_url_rule("/organise/kept", view_func=lambda: ("", {"Cache-Control": "private"}), endpoint="kept")
    inside = request.getfixturevalue("inside")  # its first request is the last moment for more rules
    added = [rule for rule in rules(app) if rule.endpoint in ("seen", "told", "kept")]
    changed, faults = read(inside, app, inside.samples, added)
    assert changed == ["/organise/seen"]
    assert {fault.partition(": ")[2] for fault in faults if "GET" in fault} >= {
        "sent: x-powered-by: Flask", "sent: cache-control: private", "missing: cache-control: no-store",
    }  # fmt: skip

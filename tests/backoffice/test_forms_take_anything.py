"""Rule: whatever is sent from whatever form of the back office, nothing breaks, nothing of it runs, and the answer has exactly
its headers. The forms are those that stand on its pages: one that is added is tried, too."""

import dataclasses
import random
from collections.abc import Iterator

import flask
import pytest
from flask import Flask

from tests.backoffice.insiders import halfway as halfway
from tests.backoffice.insiders import ida as ida
from tests.backoffice.insiders import inside as inside
from tests.backoffice.insiders import pages, rules
from tests.backoffice.test_every_page import faults_of
from tests.support import counts, forms, naughty, routes
from tests.support.forms import Form
from tests.support.office import Office
from tests.support.standing import Standing

pytestmark = pytest.mark.promise

FIELDS = counts.many(4, 1_000)
"""How many fields of a form are tried at most."""
EACH = counts.many(1, 30)
"""How many strings each field gets; all fields together see all of them at reduced counts, too."""
HARD = (
    "",
    "a" * 10_000,
    "\u202eabc",
    "a\0b",
    "👩‍👩‍👧‍👦",
    "<script>naughty()</script>",
    "99999999999999999999",
    "٣",
    "\ud83d",
)
TOKEN = "csrf_token"
RUNNING = ("<script>naughty", "<naughty", "<img src=x", "<svg onload")
"""What is never on a page if people write it."""
PRESSED = (
    "end_session erase_one fetch_export fetch_exports hide_one pause_mailing pause_notice publish_news resume_export "
    "resume_mailing resume_notice stop_export stop_mailing stop_notice stop_print_run"
)
UNSEEN = {f"office.{name}": "any" for name in PRESSED.split()} | {
    "office.handover_photo": "act alt-en",
    "office.invalidate": "first_day last_day country domain name cause last_id",
    "office.preview": "text",
    "office.recovery_sheet": "code",
    "office.send_news": "languages countries starts_at do",
    "office.tell_event": "topic is_sure",
    "office.typed": "passphrase",
    "office.typed_recovery_key": "code",
    "security.reset_password": "password password_confirm",
    "security.tf_select": "which",
    "security.two_factor_rescue": "help_setup",
    "security.two_factor_setup_validate": "code",
    "security.verify": "password",
    "security.wan_delete": "name",
    "security.wan_register_response": "credential",
    "security.wan_signin_response": "credential remember",
    "security.wan_verify_response": "credential",
}
"""Forms that no page shows as things stand, and their fields: they come after another form, while something is under way, or
from a script."""


@pytest.fixture
def settings(settings):
    """All is sent from one network here; the limits have tests of their own."""
    return dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "1000000/minute"))


def forms_of(app: Flask, shown: dict[str, str]) -> dict[tuple[str, ...], Form]:
    """The forms on pages, each once."""
    found: dict[tuple[str, ...], Form] = {}
    for path, html in shown.items():
        for form in forms.on(html):
            form.action = form.action or path
            found.setdefault((endpoint(app, form), *sorted(form.fields)), form)
    return found


def rule_of(app: Flask, form: Form):
    """The rule that a form is sent to."""
    path = form.action.partition("?")[0]
    return app.url_map.bind("localhost").match(path, form.method.upper(), return_rule=True)[0]


def endpoint(app: Flask, form: Form) -> str:
    return str(rule_of(app, form).endpoint)


def typed(place: int) -> list[str]:
    """The strings for this field."""
    every = (*HARD, *naughty.STRINGS)
    return [every[(place * EACH + step) % len(every)] for step in range(EACH)]


def broken(app: Flask, browser: Office, tried: list[Form]) -> Iterator[str]:
    """What goes wrong when each field of the forms gets what nobody thought of, the others what stands in them."""
    standing, cookies, place = Standing(app), dict(browser.client._cookies), 0
    for form in tried:
        fields = [name for name in form.fields if name != TOKEN]
        for field in random.Random(place).sample(fields, min(FIELDS, len(fields))):
            place += 1
            for value in typed(place):
                browser.client._cookies = dict(cookies)
                sent = form.fields | {field: value.encode("utf-8", "surrogatepass")}
                for fault in sent_by(app, browser, form, sent):
                    yield f"{form.method} {form.action} {field} {value[:40]!r}: {fault}"
        standing.restore()


def sent_by(app: Flask, browser: Office, form: Form, sent: dict[str, object]) -> list[str]:
    """What is wrong with the answer to a form."""
    where = {"data": sent} if form.method == "post" else {"query_string": sent}
    answer = browser.client.open(form.action, method=form.method, buffered=True, **where)
    found = faults_of(answer, app, rule_of(app, form), form.method.upper())
    return found + [f"shows {words}" for words in RUNNING if answer.mimetype == "text/html" and words in answer.text]


def unseen(app: Flask, browser: Office) -> dict[str, Form]:
    """The forms that are written down here, by their views."""
    return {
        rule.endpoint: Form(
            "post",
            routes.address(rule, browser.samples),
            dict.fromkeys(UNSEEN[rule.endpoint].split(), "") | {TOKEN: browser.token},
        )
        for rule in rules(app)
        if rule.endpoint in UNSEEN and "POST" in rule.methods
    }


def test_every_field_of_every_form(app, inside, halfway, verdict) -> None:
    shown = {browser: forms_of(app, pages(app, browser, inside.samples)) for browser in (inside, halfway)}
    tried = {inside: [*shown[inside].values(), *unseen(app, inside).values()]}
    tried[halfway] = [form for kind, form in shown[halfway].items() if kind not in shown[inside]]
    reached = {endpoint for kinds in shown.values() for endpoint, *_fields in kinds}
    taking = {rule.endpoint for rule in rules(app) if "POST" in rule.methods}
    assert sorted(taking - reached) == sorted(UNSEEN), "a form that no page shows is to be written down here"
    faults = [fault for browser, some in tried.items() for fault in broken(app, browser, some)]
    print("\n".join(faults))
    number = sum(len(form.fields) for some in tried.values() for form in some)
    verdict(f"fields of the back office that broke something, of {number}", len(faults), goal=0)


def test_a_form_that_breaks_and_one_that_shows_what_was_typed_are_seen(app, request) -> None:
    """The control."""
    app.add_url_rule("/organise/number", "number", lambda: str(int(flask.request.form["number"])), methods=["POST"])
    app.add_url_rule("/organise/words", "words", lambda: "".join(flask.request.form.values()), methods=["POST"])
    inside = request.getfixturevalue("inside")  # its first request is the last moment for more rules
    words = {f"word-{place}": "" for place, _value in enumerate(HARD)}
    told = "\n".join(
        broken(app, inside, [Form("post", "/organise/number", {"number": "1"}), Form("post", "/organise/words", words)])
    )
    assert "/organise/number number '0': 500" not in told
    assert "/organise/number number 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': 500" in told
    assert "shows <script>naughty" in told

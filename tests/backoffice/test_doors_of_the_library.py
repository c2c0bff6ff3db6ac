"""Rule: what the accounts' library opens under the back office has a line in a table, too: whom each page is for."""

import dataclasses

import pytest

from petitions.accounts.rights import Role
from petitions.backoffice import security
from tests.backoffice.test_who_may_do_what import found
from tests.support import routes
from tests.support.office import Office

pytestmark = pytest.mark.promise

DOORS = {
    "anybody": "forgot_password login reset_password",
    "whoever has typed a password": "mf_recovery tf_select two_factor_token_validation wan_signin wan_signin_response",
    "organisers": "change_password logout wan_verify wan_verify_response",
    "organisers with a fresh second factor": "mf_recovery_codes two_factor_setup two_factor_setup_validate wan_delete "
    "wan_register wan_register_response",
    "nobody": "two_factor_rescue verify",
}


@pytest.fixture
def app(settings, make_app):
    """The product; nobody is asked to wait."""
    return make_app(dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "1000000/minute")))


def is_right(whom: str, outside, late, inside) -> bool:
    """Whether somebody who is not signed in, whose second factor was of long ago, and who has just shown it, got what is told."""
    if whom == "nobody":
        return {answer.status_code for answer in (outside, late, inside)} == {404}
    if "organisers" not in whom:
        return whom == "anybody" or outside.status_code != 200
    is_asked = late.status_code == 302 and "/organise/account/fresh" in late.location
    return found(outside) == "sign in" and found(inside) == "in" and is_asked is ("fresh" in whom)


def test_each_page_of_the_library_is_for_those_of_the_table(app, sign_in, house, verdict):
    told = {f"security.{name}": whom for whom, names in DOORS.items() for name in names.split()}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")]
    assert {rule.endpoint for rule in rules} == set(told)
    assert {name for name, whom in told.items() if "fresh" in whom} == security.CHANGES_FACTORS
    reader = sign_in("reader@oslo.example.org", of=house, role=Role.READER)
    visitors, wrong = (Office(app, None), sign_in("late@oslo.example.org", of=house, proven=3600), reader), []
    for rule in rules:
        path = routes.address(rule, {"<token>": "x"})
        for method in rule.methods & {"GET", "POST"}:
            answers = [visitor.client.open(path, method=method) for visitor in visitors]
            if not is_right(told[rule.endpoint], *answers):
                wrong.append(f"{method} {path}: {[answer.status for answer in answers]}")
            if reader.get("/organise/").status_code != 200:
                wrong.append(f"{method} {path} signs out")
    print(*wrong, sep="\n")
    verdict("doors of the library that open for the wrong visitor", len(wrong), goal=0)


@pytest.mark.parametrize("sent", [[1], {"email": ["a"]}, {"password": 5}, {"setup": {"a": 1}}, "words", 7], ids=repr)
def test_json_that_no_form_could_say_is_refused(app, sign_in, house, sent):
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.") and "POST" in rule.methods
    ]
    for visitor in (Office(app, None), sign_in(of=house)):
        for path in (routes.address(rule, {"<token>": "x"}) for rule in rules):
            answer = visitor.client.post(path, json=sent)
            assert answer.status_code in (302, 400, 404), (path, answer.status_code)

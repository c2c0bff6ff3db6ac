"""Rule: one table of rights decides for every route of the back office, and what is another House's is not there at all."""

import re

import pytest

from petitions.accounts.rights import RIGHTS, Right, Role
from petitions.backoffice.guarding import TABLE
from tests import factories
from tests.support.office import Office

pytestmark = pytest.mark.promise

OPEN = frozenset({"office.invitation", "office.join"})
"""What nobody need be signed in for: the link of an invitation is the right."""
VISITORS = (None, "signatory", Role.READER, Role.MODERATOR, Role.ORGANISER, "other House's organiser", "network")
OSLO = {"house": "oslo", "campaign": "free-rasul"}
ZAGREB = {"house": "zagreb", "campaign": "free-ana"}


@pytest.fixture
def browsers(app, sign_in, house):
    """A browser for each kind of visitor, and something of two Houses behind the addresses."""
    with app.app_context():
        factories.campaign("free-rasul", of=house)
        zagreb = factories.house("zagreb")
        factories.campaign("free-ana", of=zagreb)
    made = {visitor: Office(app, None) for visitor in VISITORS[:2]}
    made |= {role: sign_in(f"{role.value}@oslo.example.org", of=house, role=role) for role in Role}
    made["other House's organiser"] = sign_in("iva@zagreb.example.org", of=zagreb)
    made["network"] = sign_in("nora@example.org", is_network_administrator=True)
    return made


def address(door, slugs) -> str:
    return "/organise" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: slugs.get(found[1], "1"), door.rule)


def expected(door, visitor, slugs) -> str:
    if visitor in (None, "signatory"):
        return "sign in"
    if door.right is Right.SELF:
        return "in"
    if visitor == "network":
        return "in" if door.right is Right.NETWORK else "not there"
    if door.right is Right.NETWORK:
        return "not there"
    rights = RIGHTS[Role.ADMINISTRATOR if visitor == "other House's organiser" else visitor]
    has_object = re.search("<(house|campaign)>", door.rule)
    is_own = not has_object or (slugs is ZAGREB) == (visitor == "other House's organiser")
    return "in" if is_own and door.right in rights else "not there"


def found(answer) -> str:
    """What the door did: `in` may still be 404 for a thing inside that does not exist, so that is looked at by its words."""
    if answer.status_code == 302 and "/organise/account/login" in answer.location:
        return "sign in"
    return "not there" if answer.status_code == 404 else "in"


def test_every_route_has_a_line(app):
    office = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")}
    assert office - OPEN == set(TABLE)


def test_each_visitor_gets_through_the_doors_of_the_table_and_no_others(browsers, verdict):
    wrong, seen = [], 0
    for door in TABLE.values():
        for method in door.methods:
            for visitor, browser in browsers.items():
                for slugs in (OSLO, ZAGREB):
                    answer = browser.client.open(address(door, slugs), method=method)
                    seen += 1
                    told = expected(door, visitor, slugs)
                    # A number in the address may stand for nothing: that is not there for those whom the door lets in, too.
                    is_right = found(answer) == told or (
                        told == "in" and "<int:" in door.rule and found(answer) == "not there"
                    )
                    if not is_right or answer.status_code >= 500:
                        wrong.append(
                            f"{method} {address(door, slugs)} for {visitor}: {answer.status} instead of {told}"
                        )
    print("\n".join(wrong), seen)
    verdict("doors of the back office that open for the wrong visitor, or not for the right one", len(wrong), goal=0)


@pytest.mark.parametrize("number", [2**31, 2**63])
def test_a_number_that_no_row_can_have_is_not_there(browsers, number):
    for door in (door for door in TABLE.values() if "<int:" in door.rule):
        visitor = "network" if door.right is Right.NETWORK else Role.ADMINISTRATOR
        path = address(door, dict.fromkeys(re.findall(r"<int:(\w+)>", door.rule), str(number)) | OSLO)
        answers = [browsers[visitor].client.open(path, method=method) for method in door.methods]
        assert {answer.status_code for answer in answers} == {404}, door.rule
    assert browsers[Role.ADMINISTRATOR].get(f"/organise/houses/oslo/log?before={number}").status_code == 200


def test_with_the_guard_off_the_wrong_door_is_seen(browsers, monkeypatch):
    monkeypatch.setitem(RIGHTS, Role.READER, RIGHTS[Role.ADMINISTRATOR])
    door = TABLE["office.organisers"]
    reader = browsers[Role.READER]
    assert found(reader.get(address(door, OSLO))) == "in"
    monkeypatch.undo()
    assert found(reader.get(address(door, OSLO))) == "not there"


def test_removing_a_membership_ends_access_with_the_next_click(browsers, app):
    reader, administrator = browsers[Role.READER], browsers[Role.ADMINISTRATOR]
    number = reader.who.memberships[0].id
    assert reader.get("/organise/").text.count("House oslo") == 1
    administrator.post(f"/organise/houses/oslo/organisers/{number}/remove")
    assert "House oslo" not in reader.get("/organise/").text


@pytest.mark.parametrize("seconds", [601, 86_400])
def test_a_second_factor_of_long_ago_is_asked_for_again(sign_in, house, seconds):
    browser = sign_in(of=house, proven=seconds)
    answer = browser.get("/organise/houses/oslo/organisers/invite")
    assert answer.location.startswith("/organise/account/fresh?next=/organise/houses/oslo/organisers/invite")


@pytest.mark.parametrize("path", ["/organise/", "/organise/houses/oslo/organisers"])
def test_a_password_alone_opens_nothing(sign_in, house, path):
    browser = sign_in(of=house, proven=None)
    assert browser.get(path).location.startswith("/organise/account/fresh")
    newcomer = sign_in("ida@example.org", of=house, proven=None, tf_primary_method=None)
    assert newcomer.get(path).location == "/organise/account/second-factor"


def test_a_house_keeps_an_administrator(sign_in, house):
    browser = sign_in(of=house)
    number = browser.who.memberships[0].id
    answer = browser.post(f"/organise/houses/oslo/organisers/{number}/remove", follow_redirects=True)
    assert "A House keeps one administrator" in answer.text


PAGE = "/organise/houses/oslo/log?before=9"
PRESSED = "Nothing was done yet. After this, press the button once more."


@pytest.mark.parametrize("proven", [None, 3600], ids=["signed in by password", "factor of long ago"])
def test_a_press_that_asks_for_the_second_factor_first_says_that_nothing_was_done(sign_in, house, proven):
    browser = sign_in(of=house, proven=proven)
    number = browser.who.memberships[0].id
    answer = browser.post(f"/organise/houses/oslo/organisers/{number}/role", headers={"Referer": f"https://x{PAGE}"})
    assert answer.location == f"/organise/account/fresh?next={PAGE.replace('=', '%3D')}"
    assert PRESSED in browser.get(answer.location).text
    assert PRESSED not in browser.get("/organise/account/").text


def test_a_press_in_a_session_that_has_ended_says_that_nothing_was_done(nobody):
    answer = nobody.client.post("/organise/lock", headers={"Referer": f"https://x{PAGE}"})
    assert PRESSED in nobody.get(answer.location).text


@pytest.mark.parametrize("odd", ["http://[", "//[x", "\\\\evil.example", "https://evil.example/organise/"])
def test_odd_addresses_to_go_back_to_lead_to_the_start_page(sign_in, house, odd):
    browser = sign_in(of=house, proven=3600)
    assert browser.post("/organise/houses/oslo/key/new", headers={"Referer": odd}).status_code == 302
    assert browser.post("/organise/lock", query_string={"next": odd}).location == "/organise/"

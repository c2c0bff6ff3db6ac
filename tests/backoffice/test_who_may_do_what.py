"""Rule: one table of rights decides for every route of the back office, and what is another House's is not there at all."""

import re
import time

import pytest

from petitions.accounts.rights import RIGHTS, Right, Role
from petitions.backoffice.guarding import TABLE
from petitions.campaigns import queries as campaigns
from petitions.houses import queries as houses
from tests import factories
from tests.support import furnishing
from tests.support.furnishing import address
from tests.support.office import Office

pytestmark = pytest.mark.promise

OPEN = frozenset({"office.invitation", "office.join"})
"""What nobody need be signed in for: the link of an invitation is the right."""

# Written out a second time, so that a right that is changed in the code alone is seen.
DOORS = {
    Right.SELF: "account end_all_sessions end_session fresh home lock second_factor",
    Right.READ: "dashboard house_retention retention state",
    Right.WRITE: "cancel_event cancel_hosted clone defender defender_picture defender_up defenders edit edit_news endorsements "
    "event events fetch_print_run find_paper hand_back host_event languages letter letter_pdf look_over_posters "
    "make_paper make_posters milestones new_campaign new_event news paper paper_sheet picture picture_poster "
    "plan_event_again plan_hosted_again posters preview print_paper print_run print_run_progress programme "
    "remove_defender remove_event remove_language settings stop_print_run test_news",
    Right.PUBLISH: "choose_days delete_draft hide_news protection publish_news remove_news step step_notes",
    Right.MODERATE: "answers count_answers count_meant decide decisions erase_one find hide_one invalidate invalidate_answers "
    "invalidation moderation release release_answers save_words undo word_lists",
    Right.NAMES: "correct export fetch_export fetch_exports handover handover_photo hosted_event key key_sheet mailing "
    "mailing_progress new_export notice notice_progress passphrase pause_mailing pause_notice progress resume_export "
    "resume_mailing resume_notice send_news stop_export stop_mailing stop_notice tell_event typed unlock",
    Right.MANAGE: "certificate change_role give house house_logo house_new_organisation house_organisation house_organisation_logo "
    "house_organisations invite log member new_key organisers remove take take_back take_passphrase",
    Right.NETWORK: "administrator house_facts houses invite_to_network mail network network_log new_house new_organisation "
    "new_recovery_key organisation organisation_logo organisations recovery_key recovery_sheet remove_from_network "
    "take_back_administrator take_back_network typed_recovery_key",
}
"""The views of the back office by the right that opens them."""
FRESH = (
    "administrator certificate change_role fetch_export fetch_exports give invite invite_to_network member new_export new_key "
    "new_recovery_key passphrase remove remove_from_network resume_export resume_mailing resume_notice send_news take tell_event"
)
"""The views that ask for a second factor of the last ten minutes: what takes names along, or changes who may."""
MAY = {
    Role.READER: {Right.READ},
    Role.MODERATOR: {Right.READ, Right.MODERATE},
    Role.ORGANISER: {Right.READ, Right.MODERATE, Right.WRITE, Right.PUBLISH, Right.NAMES},
    Role.ADMINISTRATOR: {Right.READ, Right.MODERATE, Right.WRITE, Right.PUBLISH, Right.NAMES, Right.MANAGE},
}
VISITORS = (None, "signatory", Role.READER, Role.MODERATOR, Role.ORGANISER, "other House's organiser", "network")


@pytest.fixture
def places(app, house) -> dict[str, dict[str, str]]:
    """Something of two Houses behind all addresses."""
    with app.app_context():
        return {
            "oslo": furnishing.furnish("free-rasul", house),
            "zagreb": furnishing.furnish("free-ana", factories.house("zagreb")),
        }


@pytest.fixture
def browsers(app, sign_in, house, places):
    """A browser for each kind of visitor."""
    made = {visitor: Office(app, None) for visitor in VISITORS[:2]}
    with app.app_context():
        token = factories.signed(campaigns.visible("free-rasul"), "signatory@example.org")
        zagreb = houses.by_slug("zagreb")
    assert made["signatory"].client.post(f"/confirm/{token}", data={"act": "confirm"}).status_code == 303
    made |= {role: sign_in(f"{role.value}@oslo.example.org", of=house, role=role) for role in Role}
    made["other House's organiser"] = sign_in("iva@zagreb.example.org", of=zagreb)
    made["network"] = sign_in("nora@example.org", is_network_administrator=True)
    return made


def right_of(endpoint: str) -> Right:
    return next(right for right, names in DOORS.items() if endpoint.removeprefix("office.") in names.split())


def expected(door, visitor, place) -> str:
    right = right_of(door.endpoint)
    if visitor in (None, "signatory"):
        return "sign in"
    if right is Right.SELF:
        return "in"
    if visitor == "network" or right is Right.NETWORK:
        return "in" if visitor == "network" and right is Right.NETWORK else "not there"
    home, role = ("zagreb", Role.ADMINISTRATOR) if visitor == "other House's organiser" else ("oslo", visitor)
    is_own = not re.search("<(house|campaign|hosted|asked)>", door.rule) or place == home
    return "in" if is_own and right in MAY[role] else "not there"


def found(answer) -> str:
    """What the door did."""
    if answer.status_code == 302 and "/organise/account/login" in answer.location:
        return "sign in"
    return "not there" if answer.status_code == 404 else "in"


def test_every_route_has_a_line(app):
    office = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")}
    assert office - OPEN == set(TABLE)
    written = {f"office.{name}": right for right, names in DOORS.items() for name in names.split()}
    assert {name: door.right for name, door in TABLE.items()} == written
    fresh = {f"office.{name}" for name in (*FRESH.split(), "take_passphrase")}
    assert {name for name, door in TABLE.items() if door.is_fresh} == fresh


def test_each_visitor_gets_through_the_doors_of_the_table_and_no_others(browsers, places, verdict):
    wrong, seen = [], 0
    for door in TABLE.values():
        for method in door.methods:
            for visitor, browser in browsers.items():
                for place, arguments in places.items():
                    answer = browser.client.open(address(door.rule, arguments), method=method)
                    seen += 1
                    told = expected(door, visitor, place)
                    if found(answer) != told or answer.status_code >= 500:
                        wrong.append(
                            f"{method} {address(door.rule, arguments)} for {visitor}: {answer.status}, not {told}"
                        )
    print("\n".join(wrong), seen)
    verdict("doors of the back office that open for the wrong visitor, or not for the right one", len(wrong), goal=0)


def test_what_is_another_houses_is_not_there_behind_an_address_of_ones_own(browsers, places):
    """An own House or campaign in front, and something of another House behind it."""
    ours, theirs, wrong = places["oslo"], places["zagreb"], []
    for door in TABLE.values():
        _first, *others = re.findall(r"<(?:\w+:)?(\w+)>", door.rule) or [""]
        for name in (name for name in others if theirs[name] != ours[name]):
            path = address(door.rule, ours | {name: theirs[name]})
            for method in door.methods:
                answer = getattr(browsers[Role.ADMINISTRATOR], method.lower())(path)
                if answer.status_code not in ((404,) if method == "GET" else (302, 303, 404, 422)):
                    wrong.append(f"{method} {path}: {answer.status}")
    assert wrong == []


@pytest.mark.parametrize("number", [2**31, 2**63])
def test_a_number_that_no_row_can_have_is_not_there(browsers, places, number):
    for door in (door for door in TABLE.values() if "<int:" in door.rule):
        visitor = "network" if door.right is Right.NETWORK else Role.ADMINISTRATOR
        path = address(door.rule, places["oslo"] | dict.fromkeys(re.findall(r"<int:(\w+)>", door.rule), str(number)))
        answers = [browsers[visitor].client.open(path, method=method) for method in door.methods]
        assert {answer.status_code for answer in answers} == {404}, door.rule
    assert browsers[Role.ADMINISTRATOR].get(f"/organise/houses/oslo/log?before={number}").status_code == 200


def test_with_the_guard_off_the_wrong_door_is_seen(browsers, places, monkeypatch):
    monkeypatch.setitem(RIGHTS, Role.READER, RIGHTS[Role.ADMINISTRATOR])
    door = TABLE["office.organisers"]
    reader = browsers[Role.READER]
    assert found(reader.get(address(door.rule, places["oslo"]))) == "in"
    monkeypatch.undo()
    assert found(reader.get(address(door.rule, places["oslo"]))) == "not there"


def test_removing_a_membership_ends_access_within_a_second(browsers, app, settings, make_app, verdict):
    reader, administrator = browsers[Role.READER], browsers[Role.ADMINISTRATOR]
    number, page = reader.who.memberships[0].id, "/organise/campaigns/free-rasul/"
    there = Office(make_app(settings), reader.who)  # another process answers their telephone
    assert [browser.get(page).status_code for browser in (reader, there)] == [200, 200]
    administrator.post(f"/organise/houses/oslo/organisers/{number}/remove")
    start = time.monotonic()
    while any(browser.get(page).status_code != 404 for browser in (reader, there)) and time.monotonic() < start + 9:
        pass
    seconds = time.monotonic() - start
    verdict("seconds until whoever was removed opens nothing", f"{seconds:.1f}", goal="< 1", is_kept=seconds < 1)
    assert "House oslo" not in reader.get("/organise/").text


@pytest.mark.parametrize("seconds", [601, 86_400])
def test_a_second_factor_of_long_ago_is_asked_for_again(sign_in, house, seconds):
    browser = sign_in(of=house, proven=seconds)
    answer = browser.get("/organise/houses/oslo/organisers/invite")
    assert answer.location.startswith("/organise/account/fresh?next=/organise/houses/oslo/organisers/invite")


@pytest.mark.parametrize("page", ["organisers/invite", "organisers/1", "organisers/1/remove"])
def test_a_form_is_shown_while_minutes_are_left_to_fill_it(sign_in, house, page):
    path = f"/organise/houses/oslo/{page}"
    assert sign_in("ida@example.org", of=house, proven=4 * 60).get(path).status_code == 200
    browser = sign_in(of=house, proven=6 * 60)
    assert browser.get(path).location.startswith("/organise/account/fresh?next=")
    typed = {"email": "new@example.org", "language": "en", "role": "reader"}
    assert browser.post("/organise/houses/oslo/organisers/invite", typed).location == "/organise/houses/oslo/organisers"


@pytest.mark.parametrize("path", ["/organise/", "/organise/houses/oslo/organisers"])
def test_a_password_alone_opens_nothing(sign_in, house, path):
    browser = sign_in(of=house, proven=None)
    assert browser.get(path).location.startswith("/organise/account/fresh")
    newcomer = sign_in("ida@example.org", of=house, proven=None, tf_primary_method=None)
    assert newcomer.get(path).location == "/organise/account/second-factor"


def test_ending_an_access_asks_on_a_page_that_names_the_person(browsers):
    reader, administrator = browsers[Role.READER], browsers[Role.ADMINISTRATOR]
    number = reader.who.memberships[0].id
    member = f"/organise/houses/oslo/organisers/{number}"
    assert f'href="{member}/remove"' in administrator.get(member).text
    assert f'action="{member}/remove"' not in administrator.get(member).text
    page = administrator.get(f"{member}/remove").text
    assert "<bdi>Ane Solberg</bdi>" in page
    assert "this person opens nothing of this House any more" in page
    assert "House oslo" in reader.get("/organise/").text
    assert "The access has ended." in administrator.post(f"{member}/remove", follow_redirects=True).text


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

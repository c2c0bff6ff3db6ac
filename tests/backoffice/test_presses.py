"""Buttons of the back office do something where they stand on a page of ours, and nowhere else."""

from petitions import storage
from petitions.accounts.rights import Right
from petitions.backoffice.guarding import TABLE
from tests.backoffice.test_who_may_do_what import places as places  # a fixture
from tests.support import databases, routes
from tests.support.furnishing import Desk, address

pytestmark = databases.one

ELSEWHERE = {"csrf_token": "of a page of somebody else"}
MOVES = {"organiser_session"}
"""Tables that say when somebody was here."""


def test_what_is_pressed_on_a_page_of_somebody_else_does_nothing(app, sign_in, house, places):
    ane, nora = sign_in("ane@example.org", of=house), sign_in("nora@example.org", is_network_administrator=True)

    def there() -> dict[str, object]:
        found = {name: rows for name, rows in routes.contents(app).items() if name not in MOVES}
        with app.app_context():
            return found | {"posters": sorted(storage.folder("posters").iterdir())}

    before, did = there(), []
    for door in (door for door in TABLE.values() if "POST" in door.methods):
        browser = nora if door.right is Right.NETWORK else ane
        assert browser.client.post(address(door.rule, places["oslo"]), data=ELSEWHERE).status_code < 500
        if (after := there()) != before:
            did.append(door.endpoint)
            before = after
    assert did == []


def test_a_page_that_is_read_changes_nothing_for_somebody_who_may_do_everything_either(app):
    desk = Desk(app)

    def there() -> dict[str, object]:
        return {name: rows for name, rows in routes.contents(app).items() if name not in MOVES}

    before, changed = there(), []
    for page in desk.pages().values():
        assert desk.browser().get(page, buffered=True).status_code < 500
        if (after := there()) != before:
            changed.append(page)
            before = after
    assert changed == []

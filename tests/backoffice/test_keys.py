"""The keys of a House in the browser: passphrases, the pair, who reads names, and the padlock."""

import re

import pytest
from sqlalchemy import event

from petitions import clock, database
from petitions.accounts import audit, members, queries
from petitions.accounts.rights import Role
from petitions.houses import holding, keys, passphrases
from petitions.houses import queries as houses
from tests import factories
from tests.support import keyholders
from tests.support.keyholders import press_unlock

KEY = "/organise/houses/oslo/key"
UNLOCK = "/organise/houses/oslo/unlock"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def house(app):
    """The House Oslo, without a key."""
    with app.app_context():
        return factories.house(has_key=False)


def compared_on(page: str) -> dict[str, str]:
    """The digits that the form which gives the right was shown with."""
    return {"compared": re.search(r'name="compared" value="([\d ]+)"', page)[1]}


def shown_on(page) -> str:
    return re.search(r'<p class="passphrase"[^>]*>([^<]+)<', page.text)[1]


def member_of(browser, app):
    with app.app_context():
        house = houses.by_slug("oslo")
        return next(member.id for member in queries.members(house.id) if member.organiser_id == browser.who.id)


def notes(app) -> list[str]:
    with app.app_context():
        return [f"{entry.what}: {entry.thing}" for entry in audit.of_house(houses.by_slug("oslo").id)]


def test_a_house_gets_its_key_in_the_browser(office, house, app):
    assert "The House has no key" in office.get(KEY).text
    office.post(f"{KEY}/new")
    with app.app_context(), pytest.raises(keys.NoHouseKey):
        keys.current(house.id)  # nobody could open it
    page = office.post(f"{KEY}/passphrase")
    shown = shown_on(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert shown not in office.get(KEY).text
    wrong = office.post(f"{KEY}/passphrase/typed", {"passphrase": passphrases.generate()})
    assert wrong.status_code == 422
    assert shown not in wrong.text
    assert office.post(f"{KEY}/passphrase/typed", {"passphrase": shown.upper()}).status_code == 302
    assert office.post(f"{KEY}/new").status_code == 302
    with app.app_context():
        keys.current(house.id)
    assert "Fingerprint" in office.get(KEY).text
    assert press_unlock(office, shown).status_code == 302
    assert notes(app)[:2] == [f"names unlocked: house {house.id}", "key made: key 1"]


def test_guessing_at_the_passphrase_that_was_shown_is_limited_in_words(office):
    shown = shown_on(office.post(f"{KEY}/passphrase"))
    for _ in range(19):
        office.post(f"{KEY}/passphrase/typed", {"passphrase": passphrases.generate()})
    refused = office.post(f"{KEY}/passphrase/typed", {"passphrase": shown})
    assert "Too many tries. Wait an hour." in refused.text
    again = office.post(f"{KEY}/passphrase", follow_redirects=True)
    assert "Too many tries. Wait an hour." in again.text


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.READER])
def test_who_may_not_read_names_finds_no_page(sign_in, house, role):
    browser = sign_in("marte@example.org", of=house, role=role)
    assert browser.get(KEY).status_code == browser.get(UNLOCK).status_code == 404
    assert browser.post(f"{KEY}/new").status_code == 404


def test_an_organiser_makes_no_key_and_gives_nothing(rune, ane, app):
    assert rune.post(f"{KEY}/new").status_code == 404
    assert rune.post(f"{KEY}/readers/{member_of(rune, app)}/give").status_code == 404
    assert "Make a new key" not in rune.get(KEY).text


def test_another_house_is_not_there(sign_in, app, ane):
    with app.app_context():
        other = factories.house("baku")
    foreign = sign_in("iva@example.org", of=other)
    for path in (KEY, UNLOCK, f"{KEY}/sheet.pdf"):
        assert foreign.get(path).status_code == 404
    assert foreign.post(UNLOCK, {"passphrase": ane.passphrase}).status_code == 404


def test_keys_are_touched_with_a_fresh_second_factor_only(sign_in, house):
    browser = sign_in("ole@example.org", of=house, proven=11 * 60)
    for path in (f"{KEY}/passphrase", f"{KEY}/new", f"{KEY}/readers/1/give", f"{KEY}/readers/1/take"):
        assert "/organise/account/fresh" in browser.post(path).location


def test_the_right_is_given_while_unlocked_and_taken_at_any_time(ane, rune, app):
    give = f"{KEY}/readers/{member_of(rune, app)}/give"
    assert press_unlock(rune).status_code == 422
    locked = ane.post(give, follow_redirects=True).text  # first the passphrase
    assert "Unlock the names first." in locked
    assert "press the button once more" in locked
    press_unlock(ane)
    page = ane.get(KEY).text
    assert "Give Rune Bakke the right" in page
    assert ane.post(give, compared_on(page)).location.endswith(KEY)
    assert press_unlock(rune).status_code == 302
    ane.post(f"{KEY}/readers/{member_of(rune, app)}/take")
    assert "Open until" not in rune.get("/organise/").text
    assert press_unlock(rune).status_code == 422
    assert "left on" in ane.get(KEY).text  # a new key is offered
    assert f"right to read names taken: organiser {rune.who.id}" in notes(app)
    ane.post(f"{KEY}/new")
    assert "left on" not in ane.get(KEY).text


def test_a_new_key_locks_so_that_the_next_unlock_opens_it_too(ane):
    press_unlock(ane)
    ane.post(f"{KEY}/new")
    assert "Open until" not in ane.get(KEY).text
    press_unlock(ane)
    assert "It opens 2 keys of this House." in ane.get(KEY).text


def test_the_last_who_reads_keeps_the_right(ane, app):
    ane.post(f"{KEY}/readers/{member_of(ane, app)}/take")
    assert "Nobody else could read the names" in ane.get(KEY).text
    assert press_unlock(ane).status_code == 302


def test_a_new_passphrase_made_while_unlocked_keeps_the_right(ane):
    press_unlock(ane)
    shown = shown_on(ane.post(f"{KEY}/passphrase"))
    ane.post(f"{KEY}/passphrase/typed", {"passphrase": shown})
    ane.post("/organise/lock")
    assert press_unlock(ane).status_code == 422  # the old one
    assert press_unlock(ane, shown).status_code == 302


def test_a_passphrase_of_the_command_line_unlocks_and_is_put_out_of_use(office, house, app):
    with app.app_context():
        paper = keys.create(house.id, "Ingrid, Oslo")
    press_unlock(office, paper)
    shown = shown_on(office.post(f"{KEY}/passphrase"))
    office.post(f"{KEY}/passphrase/typed", {"passphrase": shown})
    assert "Ingrid, Oslo" in office.get(KEY).text
    office.post(f"{KEY}/passphrases/take", {"label": "Ingrid, Oslo"})
    assert "Ingrid, Oslo" not in office.get(KEY).text
    assert press_unlock(office, paper).status_code == 422
    assert press_unlock(office, shown).status_code == 302


def test_a_passphrase_that_nobody_keeps_is_not_put_out_of_use(ane):
    for label in ("", "Somebody else", "a\x00b", "x" * 10_000):
        page = ane.post(f"{KEY}/passphrases/take", {"label": label}, follow_redirects=True)
        assert page.status_code == 200
        assert "opens nothing any more" not in page.text


def test_whoever_has_forgotten_a_passphrase_is_given_the_right_again(ane, rune, app, house):
    with app.app_context():
        keyholders.give(house.id, rune.who.id, keys.unlock(house, ane.passphrase))
        keyholders.reader(rune.who.id)
    assert "somebody else who reads the names can give you the right again" in rune.get(KEY).text
    press_unlock(ane, ane.passphrase)
    page = ane.get(KEY).text
    assert "Has a new passphrase, which opens nothing yet." in page
    give = f"{KEY}/readers/{member_of(rune, app)}/give"
    assert f'action="{give}"' in page
    with app.app_context():
        keyholders.reader(rune.who.id)  # whoever it is that makes another one after the digits were compared
    assert "has another passphrase now" in ane.post(give, compared_on(page), follow_redirects=True).text
    assert "It opens nothing here yet" in rune.get(KEY).text
    ane.post(give, compared_on(ane.get(KEY).text))
    assert "It opens one key of this House." in rune.get(KEY).text


def test_whoever_makes_another_passphrase_is_told_to_keep_the_first_until_it_opens_the_names(ane):
    assert "Keep the old paper" in ane.post(f"{KEY}/passphrase").text
    ane.post(f"{KEY}/passphrase/typed", {"passphrase": shown_on(ane.post(f"{KEY}/passphrase"))})
    assert "Unlock with that one, then make a new passphrase" in ane.get(KEY).text
    assert press_unlock(ane).status_code == 302
    shown = shown_on(ane.post(f"{KEY}/passphrase"))
    ane.post(f"{KEY}/passphrase/typed", {"passphrase": shown})
    assert "It opens one key of this House." in ane.get(KEY).text
    assert press_unlock(ane, shown).status_code == 302


def test_whoever_leaves_the_house_loses_the_keys(ane, rune, app, house):
    with app.app_context():
        keyholders.give(house.id, rune.who.id, keys.unlock(house, ane.passphrase))
        members.remove(house.id, member_of(rune, app), by=ane.who.id)
        assert [holder.organiser_id for holder in holding.holders(house.id)] == [ane.who.id]
        assert keys.current(house.id).left_on == clock.today()


def test_it_is_said_at_once_and_where_one_begins_that_a_new_key_is_due(ane, rune, app, house, sign_in):
    with app.app_context():
        keyholders.give(house.id, rune.who.id, keys.unlock(house, ane.passphrase))
    ingrid, due = sign_in("ingrid@example.org", of=house, role=Role.ORGANISER), "would open new names, too"
    assert due not in ane.get("/organise/").text
    removed = ane.post(f"/organise/houses/oslo/organisers/{member_of(rune, app)}/remove", follow_redirects=True)
    assert due in removed.text
    home = ane.get("/organise/").text
    assert due in home
    assert f'href="{KEY}"' in home
    assert due not in ingrid.get("/organise/").text
    ane.post(f"{KEY}/new")
    assert due not in ane.get("/organise/").text


def test_it_is_said_where_one_begins_that_nobody_reads_the_names(ane, app, house):
    with app.app_context():
        keyholders.reader(ane.who.id)  # a new passphrase, while the names are locked
    assert "can read the names that come in" in ane.get("/organise/").text


def test_a_role_without_names_loses_the_keys(ane, rune, app, house):
    with app.app_context():
        keyholders.give(house.id, rune.who.id, keys.unlock(house, ane.passphrase))
    ane.post(f"/organise/houses/oslo/organisers/{member_of(rune, app)}/role", {"role": "reader"})
    with app.app_context():
        assert [holder.organiser_id for holder in holding.holders(house.id)] == [ane.who.id]


def test_whoever_gives_up_leading_the_house_comes_to_a_page_that_is_theirs(ane, app, house, sign_in):
    sign_in("ole@example.org", of=house)
    answer = ane.post(f"/organise/houses/oslo/organisers/{member_of(ane, app)}/role", {"role": "organiser"})
    assert answer.location == "/organise/"
    assert "The role is changed." in ane.get(answer.location).text


def test_the_last_who_reads_is_not_removed(ane, sign_in, app, house):
    other = sign_in("ole@example.org", of=house)
    page = other.post(f"/organise/houses/oslo/organisers/{member_of(ane, app)}/remove")
    assert "Nobody else could read the names" in other.get(page.location).text


def test_the_sheet_is_a_pdf_without_the_passphrase(ane):
    sheet = ane.get(f"{KEY}/sheet.pdf")
    assert sheet.mimetype == "application/pdf"
    assert sheet.headers["Cache-Control"] == "no-store"
    assert sheet.data.startswith(b"%PDF")
    assert ane.passphrase.encode() not in sheet.data


def test_the_number_of_queries_does_not_grow_with_readers(ane, sign_in, app, house):
    few = queries_of(ane, app)
    for number in range(5):
        browser = sign_in(f"more{number}@example.org", of=house, role=Role.ORGANISER)
        with app.app_context():
            keyholders.reader(browser.who.id)
            keyholders.give(house.id, browser.who.id, keys.unlock(house, ane.passphrase))
    assert queries_of(ane, app) == few


def queries_of(browser, app) -> int:
    seen = []

    def note(*arguments) -> None:
        seen.append(arguments[2])

    with app.app_context():
        engine = database.db.engine
    event.listen(engine, "before_cursor_execute", note)
    browser.get(KEY)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)

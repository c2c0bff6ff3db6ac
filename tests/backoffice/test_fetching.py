"""Fetching files with names: for whoever may read names today, not for whoever could when they were made."""

import re

import pytest

from petitions import database
from petitions.accounts import queries
from petitions.accounts.rights import Role
from petitions.campaigns import queries as campaigns
from petitions.houses import holding, keys, recovery
from petitions.signatures import retention
from tests import factories
from tests.support import keyholders
from tests.support.keyholders import press_unlock

PLACE = "/organise/campaigns/free-rasul/exports"


@pytest.fixture
def file(app, house, ane, doer) -> str:
    """The address of a file with names that Ane has had made."""
    with app.app_context():
        factories.confirmed(factories.campaign(of=house))
    press_unlock(ane)
    page = ane.post(f"{PLACE}/new", {"kind": "csv", "language": "en", "columns": ["number", "name"]}).location
    doer.do(1)
    return re.search(r'action="([^"]+/files/[^"]+)"', ane.get(page).text)[1]


def test_whoever_was_not_given_the_names_fetches_no_file_with_them(app, house, ane, sign_in, file):
    rune = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    page = f"{PLACE}/1"
    seen = rune.get(page).text
    assert ("Only whoever may read the names" in seen, "/files" in seen) == (True, False)
    for address in (file, f"{page}/files.zip"):
        assert rune.post(address).location == page
    with app.app_context():
        keyholders.reader(rune.who.id)
        keyholders.give(house.id, rune.who.id, keys.unlock(house, ane.passphrase))
    assert "Ana Kova" in rune.post(file).text
    with app.app_context(), database.action() as session:
        holding.take(session, house.id, rune.who.id)
    assert rune.post(file).location == page


def test_totals_are_for_every_organiser(app, house, ane, sign_in, doer):
    with app.app_context():
        factories.confirmed(factories.campaign(of=house))
    rune = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    page = rune.post(f"{PLACE}/new?profile=totals", {"kind": "csv", "language": "en", "profile": "totals"}).location
    doer.do(1)
    assert "country" in rune.post(re.search(r'action="([^"]+/files/[^"]+)"', rune.get(page).text)[1]).text


def test_the_last_who_reads_is_shut_out_where_the_recovery_key_opens_the_names(app, house, ane, sign_in):
    ole = sign_in("ole@example.org", of=house)
    with app.app_context():
        (member,) = [one for one in queries.members(house.id) if one.organiser_id == ane.who.id]
        address = f"/organise/houses/oslo/organisers/{member.id}/remove"
    assert "Nobody else could read the names" in ole.post(address, follow_redirects=True).text
    with app.app_context(), database.action() as session:
        recovery.make(session)
    press_unlock(ane)  # seals the keys of the House for the recovery key, too
    assert "The recovery key of the network" in ole.post(address, follow_redirects=True).text
    with app.app_context():
        assert ane.who.id not in [holder.organiser_id for holder in holding.holders(house.id)]


def test_a_file_that_went_with_its_list_says_so_and_promises_no_new_one(app, ane, file):
    with app.app_context():
        retention.erase_list(campaigns.visible("free-rasul").id)
    for answer in (ane.get(f"{PLACE}/1"), ane.post(file, follow_redirects=True)):
        assert "The list was erased meanwhile. Only its numbers are left." in answer.text
        assert "Have a new one made" not in answer.text

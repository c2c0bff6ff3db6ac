"""Finding one person by the address: so seldom that nobody guesses, seen in the log, and where it is dangerous under an unlock."""

import re

import pytest

from petitions import database
from petitions.accounts import audit
from petitions.accounts.rights import Role
from petitions.campaigns.models import Protection
from petitions.houses import passphrases
from petitions.signatures.auditing import What
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support.keyholders import press_unlock

ADDRESS = {"email": "ana@example.org"}
CALM, CAREFUL = (f"/organise/campaigns/{slug}/find" for slug in ("calm", "careful"))
SEARCHED = "One person’s signature searched for"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture(autouse=True)
def _campaigns(app, _fast, house, ane):
    with app.app_context():
        for slug, level in (("calm", Protection.STANDARD), ("careful", Protection.HIGH)):
            factories.confirmed(factories.campaign(slug, of=house, protection=level), ADDRESS["email"])


@pytest.fixture
def moderator(sign_in, house):
    return sign_in("mia@oslo.example.org", of=house, role=Role.MODERATOR)


@pytest.fixture
def noted(app, house):
    """Read from the log on what there was a search, newest first."""

    def read() -> list[str]:
        with app.app_context():
            entries = audit.of_house(house.id)
            assert not any("@" in entry.thing for entry in entries)
            return [entry.titles[entry.thing] for entry in entries if "searched" in entry.what]

    return read


def test_guessing_is_limited_per_organiser_and_loses_nothing(moderator, ane, noted):
    guesses = [moderator.post(CALM, {"email": f"p{number}@example.org"}) for number in range(21)]
    assert [guess.status_code for guess in guesses] == [200] * 20 + [422]
    assert "Too many searches. Wait an hour." in guesses[-1].text
    assert 'value="p20@example.org"' in guesses[-1].text
    late = moderator.post(CALM, ADDRESS).text
    assert ("Too many searches" in late, "signature found" in late) == (True, False)
    assert "1 signature found" in ane.post(CALM, ADDRESS).text, "somebody else is not stopped"
    assert len(noted()) == 21


def test_a_domain_that_may_be_one_persons_is_counted_as_seldom(moderator, app, house, noted):
    count = f"{CALM.removesuffix('find')}invalidation/count"
    answers = [moderator.post(count, {"domain": f"p{number}.example.org", "cause": "other"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [422]
    assert "Too many searches. Wait an hour." in answers[-1].text
    assert 'value="p20.example.org"' in answers[-1].text
    assert moderator.post(count, {"country": "NO", "cause": "other"}).status_code == 200
    assert noted() == []
    with app.app_context():
        assert sum("mail domain counted" in entry.what for entry in audit.of_house(house.id)) == 20


def test_what_is_no_address_is_neither_counted_nor_noted(moderator, noted):
    answers = [moderator.post(CALM, {"email": "no address"}) for _ in range(21)]
    assert {answer.status_code for answer in answers} == {422}
    assert (moderator.post(CALM, ADDRESS).status_code, len(noted())) == (200, 1)


def test_each_search_stands_in_the_log_alike(moderator, ane):
    for email in (ADDRESS["email"], "nobody@example.org"):
        moderator.post(CALM, {"email": email})
    log = ane.get("/organise/houses/oslo/log").text
    assert (log.count(SEARCHED), "ana@" in log, "nobody@" in log) == (2, False, False)


def test_where_it_is_dangerous_a_moderator_searches_nothing(moderator, noted):
    for answer in (moderator.get(CAREFUL), moderator.post(CAREFUL, ADDRESS)):
        assert "only its organisers and administrators search here" in answer.text
        assert ("signature found" in answer.text, 'name="email"' in answer.text) == (False, False)
        assert "/unlock?next=" not in answer.text
    assert noted() == []


def test_where_it_is_dangerous_the_names_are_unlocked_first(ane, noted):
    assert f"/unlock?next={CAREFUL}" in ane.get(CAREFUL).text
    shut = ane.post(CAREFUL, ADDRESS)
    assert (shut.status_code, "Unlock the names first." in shut.text) == (422, True)
    assert ('value="ana@example.org"' in shut.text, "signature found" in shut.text) == (True, False)
    assert noted() == []
    press_unlock(ane)
    assert "are in danger" not in ane.get(CAREFUL).text
    assert "1 signature found" in ane.post(CAREFUL, ADDRESS).text
    assert len(noted()) == 1


def test_where_it_is_dangerous_nobody_counts_by_a_rule_before_the_names_are_unlocked(moderator, ane):
    """By days and countries, and what lies between two counts, few can be told apart."""
    place, rule = CAREFUL.replace("find", "invalidation"), {"country": "HR", "cause": "other", "last_id": "9"}
    for browser in (moderator, ane):
        shut = browser.get(place).text
        assert ("are in danger" in shut, 'name="country"' in shut) == (True, False)
        for way in ("count", "invalidate"):
            answer = browser.post(f"{place}/{way}", rule)
            assert (answer.status_code, "signature is meant" in answer.text) == (422, False)
    press_unlock(ane)
    assert "1 signature is meant" in ane.post(f"{place}/count", rule).text
    assert "1 signature is meant" in moderator.post(f"{CALM.replace('find', 'invalidation')}/count", rule).text


def test_nobody_is_erased_by_counting_through_the_signatures(clock, moderator, sign_in, house, app):
    page = moderator.post(CALM, ADDRESS).text
    erase, mark = re.search(r'action="([^"]+/erase)"', page)[1], re.search(r'name="found" value="([^"]+)"', page)[1]
    of_another = erase.replace("calm/signatures/1", "careful/signatures/2")
    colleague = sign_in("colleague@example.org", of=house, role=Role.MODERATOR)
    for browser, address, form in (
        (moderator, erase, {}), (moderator, erase, {"found": "x"}), (moderator, of_another, {"found": mark}),
        (colleague, erase, {"found": mark}),
    ):  # fmt: skip
        assert "Nothing was done" in browser.post(address, form, follow_redirects=True).text
    clock.shift(31 * 60)
    assert "Nothing was done" in moderator.post(erase, {"found": mark}, follow_redirects=True).text
    with app.app_context():
        assert all(row.sealed for row in database.session().query(Signature))
    again = re.search(r'name="found" value="([^"]+)"', moderator.post(CALM, ADDRESS).text)[1]
    assert "withdrawn and erased" in moderator.post(erase, {"found": again}, follow_redirects=True).text


def test_whoever_tries_domains_by_invalidating_is_seen_and_stopped(moderator, app, house):
    place = f"{CALM.removesuffix('find')}invalidation/invalidate"
    rule = {"cause": "other", "last_id": "9"}
    tried = [moderator.post(place, rule | {"domain": f"d{number}.example.org"}) for number in range(21)]
    assert [one.status_code for one in tried] == [303] * 20 + [422]
    with app.app_context():
        assert [entry.what for entry in audit.of_house(house.id)].count(What.DOMAIN_SOUGHT.value) == 20


def test_what_is_hidden_of_one_person_has_the_reason_that_was_chosen(moderator, app, house, valid_html):
    with app.app_context():
        open_to_all = factories.campaign("open", of=house)
        factories.confirmed(open_to_all, ADDRESS["email"], name="Ana Kovač", visibility=Visibility.PUBLIC)
    place = CALM.replace("calm", "open")
    page = moderator.post(place, ADDRESS)
    valid_html(page.text)
    hide, mark = re.search(r'action="([^"]+/hide)".*?name="found" value="([^"]+)"', page.text, re.DOTALL).groups()
    assert "What the rule says" not in page.text, "no rule has caught it"
    moderator.post(hide, {"found": mark, "reason": "unsafe"})
    history = moderator.get(place.replace("find", "moderation/history")).text
    assert ("1 name is hidden" in history, "Could endanger somebody" in history) == (True, True)

"""Versions of the petition text: what somebody signed keeps its words, and each signature its version."""

import contextlib
import itertools
import threading
import time

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.campaigns import versions
from petitions.campaigns.models import Campaign, PetitionText
from petitions.signatures import queries, retention, signing, withdrawing
from petitions.signatures.models import Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


ENOUGH, LAST_CHANGE = 5, 500
PAUSE = 0.03
"""Seconds between two changes: time to read and to sign, now and then."""


class Crowd:
    """People who sign the words that they have just read, each with an address of their own."""

    def __init__(self, app, campaign_id: int) -> None:
        self.app, self.campaign_id = app, campaign_id
        self.signed, self.failures = [], []
        self.stopping = threading.Event()
        self.people = [threading.Thread(target=self._read_and_sign, args=(name,)) for name in "ab"]

    def __enter__(self) -> None:
        for person in self.people:
            person.start()

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        for person in self.people:
            person.join()

    def _read_and_sign(self, name: str) -> None:
        try:
            for number in itertools.count():
                if self.stopping.is_set():
                    return
                with self.app.app_context():
                    campaign = database.session().get_one(Campaign, self.campaign_id)
                    edition, words = campaign.petition_text.edition, campaign.petition_text.text("en").body
                    with contextlib.suppress(signing.TextChanged):
                        sign(campaign, edition, f"{name}{number}@example.org")
                        self.signed.append((edition, words))
        except Exception as failure:
            self.failures.append(repr(failure))
            raise


def change(campaign: Campaign, **bodies: str) -> PetitionText:
    with database.action() as session:
        return versions.change_text(session, campaign, bodies)


def words_of(text: PetitionText) -> dict[str, str]:
    database.session().expire_all()
    return {translation.language: translation.body for translation in text.texts}


def sign(campaign: Campaign, edition: str | None = None, email: str = "ana@example.org") -> None:
    person = factories.person(email)
    signing.sign(campaign, person, country="HR", visibility=Visibility.COUNTED, language="en", edition=edition)


def test_before_the_first_signature_the_words_change_in_place(clock):
    campaign = factories.campaign()
    clock.shift(86_400)
    changed = change(campaign, en="Release him.", nb="Løslat ham.")
    assert (changed.version, changed.edition, changed.adopted_on.day) == (1, "1.1", 2)
    assert words_of(changed) == {"en": "Release him.", "nb": "Løslat ham."}


def test_after_the_first_signature_a_change_is_a_new_version_and_the_old_words_stay():
    campaign = factories.campaign()
    token = factories.signed(campaign)
    changed = change(campaign, en="Release them all.")
    assert (changed.version, changed.edition) == (2, "2.0")
    assert campaign.petition_text is changed
    earlier = factories.row(token).petition_text
    assert earlier.version == 1
    assert words_of(earlier)["en"].startswith("We ask you to release him.")


def test_a_language_that_is_not_named_keeps_its_words_and_an_empty_body_takes_it_out():
    campaign = factories.campaign()
    change(campaign, nb="Løslat ham.")
    factories.signed(campaign)
    assert words_of(change(campaign, en="Now."))["nb"] == "Løslat ham."
    assert words_of(change(campaign, nb="")) == {"en": "Now."}


def test_saving_the_same_words_again_makes_no_version():
    campaign = factories.campaign()
    factories.signed(campaign)
    text = campaign.petition_text
    assert change(campaign, en=text.text("en").body) is text


def test_the_first_words_of_a_campaign_are_version_one():
    campaign = factories.campaign()
    with database.action() as session:
        session.execute(sa.delete(PetitionText))
    session.expire_all()
    assert change(campaign, en="Free him.").edition == "1.0"


@pytest.mark.parametrize("has_signed", [False, True])
def test_nobody_signs_words_that_they_have_not_seen(has_signed):
    campaign = factories.campaign()
    if has_signed:
        factories.signed(campaign, "first@example.org")
    seen = campaign.petition_text.edition
    change(campaign, en="Release them all.")
    with pytest.raises(signing.TextChanged):
        sign(campaign, seen)
    sign(campaign, campaign.petition_text.edition)
    sign(campaign, email="integration@example.org")


def test_each_version_says_how_many_signed_it_also_when_the_list_is_erased():
    campaign = factories.campaign()
    leaver = factories.confirmed(campaign, "a@example.org")
    factories.confirmed(campaign, "b@example.org")
    change(campaign, en="Second.")
    factories.confirmed(campaign, "c@example.org")
    withdrawing.withdraw(leaver)
    retention.erase_list(campaign.id)
    assert [(text.version, people) for text, people in queries.versions(campaign.id)] == [(2, 1), (1, 1)]
    assert queries.total(campaign.id) == 2


def test_a_version_that_nobody_counts_for_is_not_told_of():
    campaign = factories.campaign()
    factories.signed(campaign)
    change(campaign, en="Second.")
    assert [text.version for text, _people in queries.versions(campaign.id)] == [2]


def test_signing_and_changing_at_once_leaves_every_signature_with_words_that_stay(app):
    """Two people sign what they see, again and again, while the text is changed."""
    campaign = factories.campaign()
    crowd = Crowd(app, campaign.id)
    with crowd:
        for number in range(LAST_CHANGE):
            change(campaign, en=f"Words {number}.")
            time.sleep(PAUSE)
            if len(crowd.signed) > ENOUGH < number:
                break
    assert crowd.failures == []
    database.session().expire_all()
    kept = {text.edition: text.text("en").body for text in campaign.petition_texts}
    assert len(crowd.signed) > ENOUGH
    assert [(edition, words) for edition, words in crowd.signed if kept.get(edition) != words] == []


def test_without_the_lock_words_are_changed_under_a_signature(monkeypatch):
    """The control: a signature that does not mark its words lets them be changed."""
    monkeypatch.setattr(signing, "_MARK_SIGNED", signing._MARK_SIGNED.values(is_signed=False))
    campaign = factories.campaign()
    token = factories.signed(campaign)
    change(campaign, en="Other words.")
    assert words_of(factories.row(token).petition_text) == {"en": "Other words."}

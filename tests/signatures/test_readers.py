"""How many agreed to news, by language and country: the totals say what the rows do, whatever happens to them."""

import itertools
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from petitions import database, tokens
from petitions.campaigns.models import Campaign
from petitions.signatures import (
    invalidating,
    mailing_list,
    owning,
    records,
    retention,
    tally,
    unsubscribing,
    withdrawing,
)
from petitions.signatures.invalidating import Criteria
from petitions.signatures.mailing_list import Choice, Served
from petitions.signatures.models import Signature, State, Visibility
from petitions.signatures.records import Cause, ReaderTally
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def in_rows(*served: Served) -> Counter[tuple[str, str]]:
    """Who gets news and was not served, counted row by row."""
    database.session().rollback()
    rows = database.session().scalars(sa.select(Signature).where(Signature.state == State.CONFIRMED))
    return Counter(
        (row.language, row.country)
        for row in rows
        if row.wants_news is not False and not any(_got_it(row, one) for one in served)
    )


def _got_it(row: Signature, one: Served) -> bool:
    taken_back = set() if one.but_for is None else set(database.session().scalars(one.but_for))
    return row.number <= one.last and row.number not in taken_back and one.choice.has((row.language, row.country))


def in_totals(campaign: Campaign, *served: Served) -> Counter[tuple[str, str]]:
    while tally.book():
        pass
    return mailing_list.counts(campaign.id, Choice(served=served))


def some_numbers(numbers: list[int]) -> sa.Select[int]:
    """Of signatures, as a query."""
    return sa.select(Signature.number).where(Signature.number.in_(numbers))


class Crowd:
    """People of one campaign to whom something happens at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.campaign = factories.campaign()
        self.addresses = (f"p{number}@example.org" for number in itertools.count())
        self.links: list[str] = []
        self.invalidations: list[int] = []

    def step(self) -> None:
        """Somebody comes more often than anything else happens."""
        self.chance.choice([*[self.come] * 5, self.end, self.correct, self.leave, self.strike, self.release])()
        if self.chance.random() < 0.3:
            tally.book()

    def served(self) -> list[Served]:
        """Earlier sendings, to one country or to all."""
        last = mailing_list.last_number(database.session(), self.campaign.id)
        choices = [Choice(countries=frozenset(some)) for some in self.chance.sample([["HR"], ["NO"], []], 2)]
        numbers = range(1, last + 1)
        taken_back = [self.chance.sample(numbers, self.chance.randint(0, min(3, last))) for _choice in choices]
        return [
            Served(choice, self.chance.randint(0, last), but_for=some_numbers(again) if again else None)
            for choice, again in zip(choices, taken_back, strict=True)
        ]

    def come(self) -> None:
        country, agrees = self.chance.choice(["HR", "NO"]), self.chance.random() < 0.7
        email = next(self.addresses)
        self.links.append(factories.confirmed(self.campaign, email, country=country, updates=agrees))

    def end(self) -> None:
        """By the link of a mail with news."""
        if not self.links:
            return
        row, link = factories.row(self.chance.choice(self.links)), tokens.new()
        with database.action() as session:
            mailing_list.give_links(session, [(row.id, tokens.digest(link))])
        try:
            unsubscribing.unsubscribe(link)
        except unsubscribing.LinkUnknown:
            return  # it had another link

    def correct(self) -> None:
        """By the own link: news are ended, or begun again."""
        if not self.links:
            return
        try:
            owning.correct(
                self.chance.choice(self.links), name="Ana", town=None, comment=None, visibility=Visibility.COUNTED,
                wants_news=self.chance.random() < 0.5,
            )  # fmt: skip
        except owning.LinkUnknown:
            return  # withdrawn, or struck out

    def leave(self) -> None:
        if self.links:
            withdrawing.withdraw(self.links.pop(self.chance.randrange(len(self.links))))

    def strike(self) -> None:
        rule = Criteria(country=self.chance.choice(["HR", "NO"]))
        found = invalidating.preview(self.campaign, rule)
        if found.signatures:
            made = invalidating.invalidate(self.campaign, rule, last_id=found.last_id, cause=Cause.PROGRAM, by=None)
            self.invalidations.append(made.id)

    def release(self) -> None:
        if self.invalidations:
            invalidating.release(self.campaign, self.invalidations.pop(), by=None)


@pytest.mark.parametrize("seed", range(2))
def test_totals_of_readers_say_what_the_rows_do(seed, monkeypatch):
    monkeypatch.setattr(records, "STRETCH", 3)
    crowd, most = Crowd(seed), 0
    for _turn in range(8):
        for _step in range(5):
            crowd.step()
        assert in_totals(crowd.campaign) == in_rows()
        served = crowd.served()
        assert in_totals(crowd.campaign, *served) == in_rows(*served)
        most = max(most, in_rows().total())
    assert most > 2


def test_a_tally_that_does_not_follow_readers_is_seen(monkeypatch):
    """The control."""
    monkeypatch.setattr("petitions.signatures.totals.follow_readers", lambda _session, _most: 0)
    crowd = Crowd(0)
    factories.confirmed(crowd.campaign, updates=True)
    assert in_totals(crowd.campaign) != in_rows()


def test_totals_of_readers_go_with_the_list():
    campaign = factories.campaign()
    factories.confirmed(campaign, updates=True)
    assert in_totals(campaign) == {("en", "HR"): 1}
    retention.erase_list(campaign.id)
    tally.book()
    assert database.session().scalar(sa.select(sa.func.count()).select_from(ReaderTally)) == 0

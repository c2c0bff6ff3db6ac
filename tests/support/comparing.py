"""A campaign of the product beside its model (tests/support/lives.py).

Rows and numbers are compared after every step, what stands behind the links at the end.
"""

import datetime
import re
from contextlib import closing
from types import SimpleNamespace

import sqlalchemy as sa
from hypothesis.stateful import RuleBasedStateMachine, invariant

from petitions import clock as times
from petitions import database, keyring, outbox
from petitions.campaigns.models import Campaign
from petitions.dossiers import reading
from petitions.houses import queries as houses
from petitions.signatures import queries
from petitions.signatures.models import CountryTally, Signature, Tally, WithdrawalToken
from petitions.signatures.records import Decision, Invalidation
from tests import factories
from tests.support.lives import Form, Model


class Compared(RuleBasedStateMachine):
    """One campaign and its model, compared after every step. `world` is set by whoever tells a story."""

    world: SimpleNamespace

    def __init__(self) -> None:
        super().__init__()
        self.client, self.sink, self.clock = self.world.client, self.world.sink, self.world.clock
        self.model = Model()
        self.forms: list[Form] = []
        self.links: list[str] = []
        """The tokens that came with mails, whatever for."""
        self.turns = 0
        self.slug = f"story-{next(self.world.numbers)}"
        self._begin()

    def _begin(self) -> None:
        """An empty table and a fresh folder of secrets; the House and its key stay, they take long to make."""
        self.clock.move_to("2015-05-01T12:00:00Z")
        self.sink.reset()
        app = self.world.app
        keyring.init_app(app, self.world.folder / self.slug)
        with app.app_context():
            with database.action() as session:
                for table in (
                    WithdrawalToken,
                    Decision,
                    Invalidation,
                    Signature,
                    Tally,
                    CountryTally,
                    outbox.OutboxMessage,
                ):
                    session.execute(sa.delete(table))
            house = houses.by_slug("oslo")
            self.campaign_id = factories.campaign(self.slug, of=house).id

    @property
    def now(self) -> datetime.datetime:
        return times.now()

    def _turn(self) -> None:
        """Everything that happens has a moment of its own."""
        self.clock.shift(1)
        self.turns += 1
        self.world.steps += 1

    def _meet(self, what: str) -> None:
        self.world.met[what] += 1

    @invariant()
    def rows_and_numbers_are_as_they_should_be(self) -> None:
        with self.world.app.app_context():
            assert self._rows() == self.model.rows()
            assert queries.countries(self.campaign_id) == +self.model.countries
            assert [row.public_name for row in queries.public_names(self.campaign_id, 24)] == self.model.names()
            assert self._listed() == (None if self.model.is_erased else self.model.listed())
            assert queries.total(self.campaign_id) == self.model.total

    def teardown(self) -> None:
        self._compare_links()

    def _compare_links(self) -> None:
        answer = self.client.get(f"/campaigns/{self.slug}/count.json")
        assert answer.json["confirmed"] == self.model.total
        for token in self.links:
            assert self._page(f"/confirm/{token}", self.model.confirm_page(token, self.now))
            assert self._page(f"/withdraw/{token}", self.model.withdraw_page(token))

    def _page(self, path: str, expected: tuple[int, str]) -> bool:
        answer = self.client.get(path)
        title = re.search(r"<title>\s*(.*?)\s*</title>", answer.text, re.DOTALL)
        assert title
        self._meet(f"page {expected[1] or expected[0]}")
        assert (answer.status_code, expected[1] in title[1]) == (expected[0], True), (path, title[1], expected)
        return True

    def _rows(self) -> list[tuple[object, ...]]:
        table = Signature
        columns = (
            table.state, table.visibility, table.country, table.person, table.number, table.is_counted, table.day,
            table.mailed_on, table.review,
        )  # fmt: skip
        found = database.session().execute(sa.select(*columns).order_by(table.id))
        return [(row.state.value, row.visibility.value, *row[2:-1], row.review and row.review.value) for row in found]

    def _listed(self) -> list[tuple[int, str | None, str]] | None:
        campaign = database.session().get_one(Campaign, self.campaign_id)
        try:
            with closing(reading.rows(campaign, self.world.private_keys)) as rows:
                return [(row.number, row.name, row.country) for row in rows]
        except keyring.SecretMissing:
            return None

    def _campaign(self) -> Campaign:
        return database.session().get_one(Campaign, self.campaign_id)

    def _link(self, one: int) -> str:
        return self.links[-1 - one % len(self.links)]

    def _work(self, do) -> None:
        with self.world.app.app_context():
            while do():
                pass

    def _read(self, text: str, letter) -> None:
        """Learn the links of a mail; those that were known before must be the same."""
        found = {room: re.findall(rf"/{room}/(\S+)", text) for room in ("confirm", "withdraw")}
        if letter.template == "thanks":
            (life,) = letter.withdraws
            assert found == {"confirm": [], "withdraw": [life.token]}
            return
        assert len(found["confirm"]) == len(letter.confirms)
        assert len(found["withdraw"]) == len(letter.withdraws)
        for life, token in zip(letter.confirms, found["confirm"], strict=True):
            life.token = token
        self.model.spares |= dict(zip(found["withdraw"], letter.withdraws, strict=True))
        self.links += [token for token in found["confirm"] + found["withdraw"] if token not in self.links]

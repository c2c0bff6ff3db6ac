"""A House whose signatories agreed to news, and the process for jobs that sends them."""

import threading

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import clock as times
from petitions import database, doing, outbox
from petitions.accounts.rights import Role
from petitions.houses import sendings
from petitions.houses.models import HouseKey
from petitions.signatures.mailing_list import Choice
from petitions.updates import mailing, queries, writing
from petitions.updates.models import Mailing, Update, UpdateText
from tests import factories
from tests.support import office as offices
from tests.support import rounds
from tests.support.readers import Reader, put


class Newsroom:
    """A campaign with news in two languages, an organiser who reads names, and the process for jobs."""

    def __init__(self, app, **campaign: object) -> None:
        self.app = app
        self.house = factories.house(has_key=False)
        self.keys = self.new_key()
        self.campaign = factories.campaign(of=self.house, **campaign)
        self.me = offices.organiser("ingrid@example.org", of=self.house, role=Role.ORGANISER)
        self.update = self.news()
        self.doer = self.process()

    def new_key(self) -> dict[int, X25519PrivateKey]:
        """A key for whoever signs from now on."""
        private_key = X25519PrivateKey.generate()
        public_key = private_key.public_key().public_bytes_raw()
        key = HouseKey(house_id=self.house.id, public_key=public_key, created_on=times.today())
        with database.action() as session:
            session.add(key)
        return {key.id: private_key}

    def news(self, slug: str = "sentence") -> Update:
        made = Update(slug=slug, campaign_id=self.campaign.id, published_on=times.today())
        made.texts.append(UpdateText(language="en", title="Six and a half years", body="He was *sentenced* today."))
        made.texts.append(UpdateText(language="nb", title="Seks og et halvt år", body="Han ble dømt i dag."))
        with database.action() as session:
            session.add(made)
        return made

    def process(self) -> doing.Doer:
        """A new process for jobs, that lives."""
        doer = doing.Doer(self.app, threading.Event())
        doer.holder.publish()
        return doer

    def ask(self, *, languages=(), countries=(), **options) -> Mailing:
        choice = Choice(frozenset(languages), frozenset(countries))
        return mailing.ask(self.campaign, self.update, self.me, self.keys, choice=choice, **options)

    def sent(self, **options) -> Mailing:
        """News as they are sent, to the last mail."""
        made = self.ask(**options)
        self.doer.do(made.job_id)
        deliver_all()
        return self.now(made)

    def now(self, made: Mailing) -> Mailing:
        database.session().rollback()
        return mailing.find(self.campaign, made.job_id)

    def progress(self, made: Mailing) -> sendings.Progress:
        return sendings.progress(self.now(made))

    def write(self, **words: str) -> None:
        """Change words of the news: `write(en_title="…")`."""
        sheet = {name.replace("_", "-"): value for name, value in words.items()}
        now = writing.words(self.campaign, queries.within(self.campaign.id, self.update.id))
        marks = {name: writing.merging.mark(now[name]) for name in sheet}
        writing.save(self.campaign, self.update.id, writing.Sheet(sheet, marks), by=self.me.id)


def deliver_all() -> None:
    database.session().rollback()  # what the process for jobs did in its own session is to be seen
    while rounds.deliver_some():
        pass


def recipients(sink) -> list[str]:
    return sorted(address for delivery in sink.deliveries for address in delivery.recipients)


def queued() -> list[outbox.Envelope]:
    rows = database.session().scalars(sa.select(outbox.OutboxMessage).where(outbox.OutboxMessage.kind == mailing.MAIL))
    return [outbox.unlock(row) for row in rows]


@pytest.fixture
def newsroom(app, app_context) -> Newsroom:
    return Newsroom(app)


@pytest.fixture
def readers(newsroom) -> Newsroom:
    """Four who signed; three of them want news, in three languages."""
    people = (
        Reader("ana@example.org", country="HR", number=1),
        Reader("kari@example.org", "nb", number=2),
        Reader("rasul@example.org", "az", "AZ", number=3),
        Reader("quiet@example.org", agrees=False, number=4),
    )
    put(newsroom.campaign, people)
    return newsroom

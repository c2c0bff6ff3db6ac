"""An event to which people come, some of whom left an address, and the process for jobs that writes to them."""

import datetime
import threading

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import clock, database, doing, merging, outbox
from petitions.accounts.rights import Role
from petitions.events import attendance, notices, planning, queries, telling, writing
from petitions.events.models import Event, Notice, Topic
from petitions.houses import sendings
from petitions.houses.models import HouseKey
from petitions.merging import Sheet
from tests import factories
from tests.support import office as offices
from tests.support import rounds

ANA, KARI = "ana@example.org", "kari@example.org"


class Gathering:
    """A march in Oslo in ten days, to which Ana (in English), Kari (in Norwegian) and somebody without an address come."""

    def __init__(self, app, **campaign: object) -> None:
        self.app = app
        house = factories.house(has_key=False)
        private_key = X25519PrivateKey.generate()
        public_key = private_key.public_key().public_bytes_raw()
        key = HouseKey(house_id=house.id, public_key=public_key, created_on=clock.today())
        with database.action() as session:
            session.add(key)
        self.keys = {key.id: private_key}
        self.campaign = factories.campaign(of=house, **campaign)
        start = (clock.now() + datetime.timedelta(days=10)).replace(hour=13, minute=0, second=0, microsecond=0)
        times = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=2)}
        self.event_id = factories.event(of=self.campaign, **times).id
        self.me = offices.organiser("ingrid@example.org", of=house, role=Role.ORGANISER)
        self.doer = self.process()
        self.links = {ANA: self.come(ANA), KARI: self.come(KARI, "nb"), None: self.come(None)}
        deliver_all()

    @property
    def event(self) -> Event:
        """The event as the database has it."""
        database.session().rollback()
        return database.session().get_one(Event, self.event_id, populate_existing=True)

    def process(self) -> doing.Doer:
        """A new process for jobs, that lives."""
        doer = doing.Doer(self.app, threading.Event())
        doer.holder.publish()
        return doer

    def come(self, email: str | None, language: str = "en", people: int = 1) -> str:
        return attendance.rsvp(self.event, people=people, language=language, email=email)

    def move(self, **changes: str) -> None:
        """Change facts or words: `move(starts_at="2027-05-30T15:00")`, `move(en_place="…")`."""
        was = writing.words(queries.within(self.campaign.id, self.event.slug))
        said = was | {name if name in was else name.replace("_", "-"): value for name, value in changes.items()}
        marks = {name: merging.mark(value) for name, value in was.items()}
        writing.save(self.campaign.id, self.event.slug, Sheet(said, marks), by=self.me.id)

    def shift(self, **by: int) -> None:
        """Let it begin and end earlier or later than it would."""
        local = {
            name: (at + datetime.timedelta(**by)).strftime("%Y-%m-%dT%H:%M")
            for name, at in (("starts_at", self.event.local_start), ("ends_at", self.event.local_end))
        }
        self.move(**local)

    def cancel(self) -> None:
        planning.cancel(self.campaign.id, self.event.slug, by=self.me.id)

    def plan_again(self) -> None:
        planning.plan_again(self.campaign.id, self.event.slug, by=self.me.id)

    def reach(self) -> telling.Reach:
        (found,) = telling.reach([self.event])
        return found

    def ask(self, topic: Topic = Topic.CHANGE) -> Notice:
        return notices.ask(self.event, topic, self.me, self.keys)

    def prepared(self, topic: Topic = Topic.CHANGE) -> Notice:
        """A notice whose mails are all owed."""
        made = self.ask(topic)
        self.doer.do(made.job_id)
        return self.now(made)

    def told(self, topic: Topic = Topic.CHANGE) -> Notice:
        """A notice whose mails have gone out, so far as they are due."""
        made = self.prepared(topic)
        deliver_all()
        return self.now(made)

    def now(self, made: Notice) -> Notice:
        database.session().rollback()
        return notices.find(self.event, made.job_id)

    def progress(self, made: Notice) -> sendings.Progress:
        return sendings.progress(self.now(made))


def deliver_all() -> None:
    database.session().rollback()  # what the process for jobs did in its own session is to be seen
    while rounds.deliver_some():
        pass


def queued() -> list[outbox.Envelope]:
    """The notices that wait in the outbox."""
    database.session().rollback()
    rows = database.session().scalars(sa.select(outbox.OutboxMessage).where(outbox.OutboxMessage.kind == notices.MAIL))
    return [outbox.unlock(row) for row in rows]

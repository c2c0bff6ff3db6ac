"""Rule: news arrive with each who agreed, once if no worker dies over them, in the own language, and with nobody who ended them.

Two workers, and the processes that hold the keys, are killed at random while the news go out; an organiser unlocks again.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from petitions import database
from petitions.houses import sendings
from petitions.houses.sendings import Stage
from petitions.signatures import unsubscribing
from petitions.updates import mailing
from petitions.updates.models import Mailing, UpdateText
from tests.support import counts, databases, killing, readers
from tests.support.arriving import Found
from tests.support.crowd import eventually
from tests.support.mailserver import MailServer
from tests.support.workers import Workers
from tests.updates.conftest import Newsroom, queued

pytestmark = [pytest.mark.promise, pytest.mark.running, databases.one, pytest.mark.usefixtures("app_context")]

PEOPLE = counts.many(100, 3000)
KILLS = counts.many(2, 50)
LAST = counts.many(150, 3000)
"""Seconds in which the last mail has come."""
PACE = 0.01
"""Seconds that the mail server takes to look at a letter: workers die in the middle of handing over."""
TITLES = {
    "en": "Six and a half years",
    "nb": "Seks og et halvt år",
    "az": "Altı il yarım",
    "ru": "Шесть с половиной лет",
    "ar": "ست سنوات ونصف",
}
QUIET = readers.Reader("quiet@example.org", agrees=False, number=PEOPLE + 1)
LANGUAGE = {readers.address(number): readers.LANGUAGES[number % 5] for number in range(1, PEOPLE + 1)}
"""Who agreed to news, and the language of each."""


@pytest.fixture
def newsroom(app) -> Newsroom:
    """Nobody holds keys here: workers do."""
    made = Newsroom(app)
    made.doer.holder.leave()
    with database.action() as session:
        update = session.merge(made.update)
        update.texts[:] = [UpdateText(language=each, title=title, body="…") for each, title in TITLES.items()]
    readers.sign(made.campaign, PEOPLE)
    readers.put(made.campaign, [QUIET])
    return made


@dataclass
class Sending:
    """News on their way, and what people do meanwhile."""

    newsroom: Newsroom
    server: MailServer
    workers: Workers
    kills: list[int]
    """After how many mails somebody dies."""
    unlocked: int = 0
    """How often an organiser had to unlock again."""
    ended: dict[str, float] = field(default_factory=dict)
    """Who ended news, and when."""

    def go_on(self, made: Mailing) -> bool:
        """Kill, unlock, end news, as it comes. Returns whether the news have gone out."""
        while self.kills and len(self.server.deliveries) >= self.kills[0]:
            self._kill()
        for mail in queued():
            if mail.recipient.endswith("0@example.org") and mail.recipient not in self.ended:
                unsubscribing.unsubscribe(mail.variables["token"])
                self.ended[mail.recipient] = time.monotonic()
        stage = self.newsroom.progress(made).stage
        if stage is Stage.LOCKED:
            now = self.newsroom.now(made)
            mailing.resume(self.newsroom.campaign, now, self.newsroom.keys, by=self.newsroom.me.id)
            self.unlocked += 1
        database.session().rollback()
        return stage is Stage.DONE and not self.kills

    def _kill(self) -> None:
        """Whichever it may be; both at first, so that nobody has the keys any more."""
        self.kills.pop(0)
        if self.workers.deaths:
            self.workers.kill_one()
        else:
            for place in range(len(self.workers.processes)):
                self.workers.kill(place)


def send(newsroom: Newsroom, server: MailServer, settings, *, faults: str = "quick_pauses,small_steps") -> Sending:
    """Send the news while workers are killed."""
    server.be_moody(lambda stage, _recipient: time.sleep(PACE) if stage == "DATA" else None)
    moments = [1, *sorted(random.Random(6).sample(range(PEOPLE // 8, PEOPLE * 2 // 3), KILLS - 1))]
    with Workers(settings, 2, FAULT=faults) as workers:
        assert eventually(killing.is_anybody_there, within=60)
        sending = Sending(newsroom, server, workers, moments)
        made = newsroom.ask()
        assert eventually(lambda: sending.go_on(made), within=LAST), sendings.progress(newsroom.now(made))
    return sending


def test_each_gets_the_news_whatever_is_killed(newsroom, settings, smtp_sink, verdict) -> None:
    sending = send(newsroom, smtp_sink, settings)
    assert sending.unlocked > 0, "nobody died who had the keys"
    found = Found(list(smtp_sink.deliveries), sending.ended, kind="")
    copies = found.copies()
    name = f"news to {PEOPLE} readers, {len(sending.workers.deaths)} kills:"
    verdict(f"{name} readers without", found.without(LANGUAGE.keys() - sending.ended.keys()), goal=0)
    verdict(f"{name} copies without a cause", found.without_a_cause(Counter(), sending.workers.deaths), goal=0)
    verdict(f"{name} copies with another Message-ID", found.ids_too_many, goal=0)
    verdict(
        f"{name} with somebody else, or who did not agree",
        found.to_others + len(copies.keys() - LANGUAGE.keys()),
        goal=0,
    )
    verdict(f"{name} in another language", in_another_language(found), goal=0)
    verdict(f"{name} after they were ended", found.too_late, goal=0)
    assert sending.ended.keys() - copies.keys(), "each who ended them had them already"


def in_another_language(found: Found) -> int:
    """How many did not get them in the own language."""
    spoken = {
        to: {(one.message["Content-Language"], one.message["Subject"]) for one in copies}
        for to, copies in found.copies().items()
    }
    return sum(said != {(LANGUAGE[to], TITLES[LANGUAGE[to]])} for to, said in spoken.items() if to in LANGUAGE)


@pytest.mark.skipif(not counts.IS_TRIAL, reason="a control that takes half a minute: make trial")
def test_news_that_die_with_their_worker_are_missed(newsroom, settings, smtp_sink) -> None:
    """The control: a worker forgets what it takes before it has handed it over."""
    sending = send(newsroom, smtp_sink, settings, faults="quick_pauses,small_steps,lost_with_its_worker")
    found = Found(list(smtp_sink.deliveries), kind="")
    assert found.without(LANGUAGE.keys() - sending.ended.keys()) > 0

"""Rule: once the mails are with the mail server, nothing on disk can be read of where they went.

A worker of its own hands over what asks to confirm, thanks and news. What it leaves behind each time is searched for every address:
database, journal, logs, temporary files; and so is each of these places after an address was put there.
"""

import logging
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.campaigns import queries as campaigns
from petitions.database import Heartbeat
from petitions.houses import keys
from petitions.houses.tickets import TicketHolder
from petitions.signatures import confirming, signing
from petitions.signatures.mailing_list import Choice
from petitions.signatures.models import Visibility
from petitions.updates import mailing
from tests import factories
from tests.support import counts, databases, killing, marked, office, supporters
from tests.support.crowd import eventually
from tests.support.installation import Installation, installed
from tests.support.mailserver import MailServer
from tests.support.needles import Needles
from tests.support.workers import Workers

pytestmark = [pytest.mark.promise, pytest.mark.running, databases.one]

PEOPLE = counts.many(40, 5000)
SECONDS = counts.many(60, 600)
IN_DATABASE, IN_JOURNAL, IN_LOG, IN_FILE = (person.email for person in marked.people(4, seed=6))


def test_no_address_is_read_anywhere_after_delivery(database, tmp_path, smtp_sink, verdict):
    addresses = [person.email for person in marked.people(PEOPLE)]
    with installed(database, tmp_path, smtp_sink) as installation, installation.noted():
        for mails, owe in STEPS.items():
            smtp_sink.deliveries.clear()
            deliver(installation, smtp_sink, partial(owe, installation, addresses))
            assert {delivery.recipients[0] for delivery in smtp_sink.deliveries} == set(addresses), mails
            installation.tokens |= supporters.links(smtp_sink, "confirm")
            found = installation.found(addresses)
            print(sorted(found))
            verdict(f"of {PEOPLE} addresses in the bytes on disk after delivery of {mails}", len(found), goal=0)
        planted = {IN_DATABASE, IN_JOURNAL, IN_LOG, IN_FILE}
        assert installation.found(planted) == set()
        places = plant(database, installation)
        assert {address for address, _spelling in installation.found(planted)} == planted
        missed = [address for address, place in places.items() if not Needles([address]).found_under(place)]
        verdict("addresses put on disk that the search does not find where they are", len(missed), goal=0)


def sign(_installation: Installation, addresses: list[str]) -> None:
    campaign = campaigns.visible("free-rasul")
    for address in addresses:
        person = factories.person(address, updates=True)
        signing.sign(campaign, person, country="HR", visibility=Visibility.RECIPIENT, language="en")


def confirm(installation: Installation, _addresses: list[str]) -> None:
    for token in installation.tokens.values():
        confirming.confirm(token)


def send_news(installation: Installation, _addresses: list[str]) -> None:
    assert eventually(killing.is_anybody_there, within=60)
    campaign = campaigns.visible("free-rasul")
    private_keys = keys.unlock(campaign.house, installation.passphrase)
    sender = office.organiser(of=campaign.house)
    mailing.ask(campaign, factories.update(of=campaign), sender, private_keys, choice=Choice())


STEPS = {"confirmation mails": sign, "thanks": confirm, "news": send_news}


def deliver(installation: Installation, sink: MailServer, owe: Callable[[], None]) -> None:
    """Have a worker hand over all mail that `owe` owes; then it is killed, and tidies nothing up."""
    machine, settings = installation.places[0], installation.app.config["SETTINGS"]
    with database.action() as session:  # the last worker was killed: nobody must take it for alive, and give it keys
        session.execute(sa.delete(TicketHolder))
    with Workers(settings, 1, said=machine / "worker", TMPDIR=str(machine / "temporary")):
        owe()
        assert eventually(lambda: len(sink.deliveries) >= PEOPLE and waiting() == 0, within=SECONDS)


def waiting() -> int:
    found = outbox.waiting(10)
    database.session().rollback()
    return found


def plant(kind: str, installation: Installation) -> dict[str, Path]:
    """Put an address in each place that is searched; where each lies."""
    machine, data = installation.places[0], installation.places[-1].parent / "data"
    is_sqlite = kind == "sqlite"
    store(IN_DATABASE)
    if is_sqlite:
        assert database.wipe_traces()  # out of the journal, into the file
    else:
        database.session().execute(sa.text("CHECKPOINT"))
        database.session().rollback()
    store(IN_JOURNAL)
    logging.getLogger("petitions").warning("mail to %s", IN_LOG)
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(IN_FILE)
    return {
        IN_DATABASE: machine / "petitions.db" if is_sqlite else data / "base",
        IN_JOURNAL: machine / "petitions.db-wal" if is_sqlite else data / "pg_wal",
        IN_LOG: machine / "log",
        IN_FILE: machine / "temporary",
    }


def store(address: str) -> None:
    with database.action() as session:
        session.add(Heartbeat(name=address, at=clock.now()))

"""Rule: what is done all the time, for whoever signs and whoever watches, reads no long list as a whole."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from petitions import working
from petitions.database import db, session
from petitions.post import waiting
from petitions.post.beats import Heart
from petitions.signatures.models import Signature
from tests import factories
from tests.support import asking, databases, growth, marked, office, supporters
from tests.support.office import Office

pytestmark = pytest.mark.promise

LONG = (
    "signature", "outbox_message", "rsvp", "waiting_mail", "address_day", "decided", "code_try", "withdrawal_token",
    "unsubscribe_token",
)  # fmt: skip
WHOLE = {
    "sqlite": re.compile(rf"SCAN ({'|'.join(LONG)})(?! USING (COVERING )?INDEX ix_)"),
    "postgresql": re.compile(rf"Seq Scan on ({'|'.join(LONG)})\b"),
}
"""A whole table is read, or an index of all its rows. A scan of a partial index is short: it holds what is waited for."""
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")
NIGHTLY = re.compile(r"SELECT (DISTINCT )?(outbox_message|waiting_mail)\.(day|id) ")
"""Read every ten minutes while everybody may write; such a table has what is owed, and no list."""


@contextmanager
def scans(app: Flask) -> Iterator[list[str]]:
    """The statements meanwhile that read a long table as a whole, each once."""
    said, found = {}, []
    with app.app_context():
        engine = db.engine

    def note(_connection, _cursor, statement, parameters, _context, is_many) -> None:
        said.setdefault(statement, parameters[0] if is_many else parameters)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)
    kind = engine.dialect.name
    with engine.connect() as connection:
        if kind == "postgresql":  # it reads a short table as a whole where it has an index, too
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in said.items():
            if statement.lstrip().startswith(PLANNED) and not NIGHTLY.match(statement):
                plan = connection.exec_driver_sql(f"{EXPLAIN[kind]} {statement}", parameters).all()
                found += [f"{row[-1]}: {statement}" for row in plan if WHOLE[kind].search(row[-1])]


def test_supporters_and_the_worker(app, client, smtp_sink, verdict) -> None:
    with app.app_context():
        campaign = factories.campaign()
        factories.event(of=campaign)
    with scans(app) as found:
        with app.app_context():
            supporters.go_through_everything(client, smtp_sink, marked.people(14))
            Heart("tests").beat()
            waiting.move()
            working.count()
            working.erase_overdue()
        for page in ("/en/", supporters.CAMPAIGN, supporters.EVENT, "/campaigns/free-rasul/count.json", "/readyz"):
            assert client.get(page).status_code == 200
    print(*found, sep="\n")
    verdict("statements on the way of a supporter that read a long list as a whole", len(found), goal=0)


@databases.one
def test_the_back_office(app, verdict) -> None:
    with app.app_context():
        house = factories.house()
        campaign = factories.campaign(of=house)
        growth.happen(campaign)
        factories.event(of=campaign)
        growth.plan(campaign)
        factories.update(of=campaign)
        who = office.organiser(of=house, is_network_administrator=True)
    named = {"house": house.slug, "campaign": campaign.slug, "member_id": str(who.memberships[0].id)}
    pages = asking.office_pages(app, named | {"event": "march-oslo", "update_id": "1"}).values()
    with scans(app) as found:
        for page in pages:
            assert Office(app, who).get(page).status_code < 500
    print(*found, sep="\n")
    verdict("statements of the back office that read a long list as a whole", len(found), goal=0)


def test_a_scan_is_seen(app) -> None:
    """The control."""
    with scans(app) as found, app.app_context():
        session().scalar(sa.select(Signature.id).where(Signature.mailed_on == datetime.date(2026, 3, 1)))
    assert len(found) == 1

"""Whom news may be sent to is counted out of an index: a page does it, and the list may be long."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.database import db
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Choice, Served
from petitions.updates.models import MailingAgain
from tests import factories
from tests.support import readers
from tests.support.readers import Reader

# PostgreSQL chooses by how many rows there are: bench.office shows what it does with a million.
pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]


SERVED = Served(Choice(frozenset({"nb"})), 7)
TAKEN_BACK = Served(Choice(), 7, but_for=sa.select(MailingAgain.number))


def plan(asked, campaign, choice: Choice) -> str:
    """How SQLite means to find what is asked."""
    said = []

    def note(_connection, _cursor, statement, parameters, *_more) -> None:
        said.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    asked(campaign.id, choice)
    sa.event.remove(db.engine, "before_cursor_execute", note)
    database.session().rollback()
    with db.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all() for one, values in said]
    return str(plans)


@pytest.mark.parametrize("asked", [mailing_list.count, mailing_list.key_ids])
@pytest.mark.parametrize("served", [(), (SERVED,), (TAKEN_BACK,)], ids=["all", "the rest", "taken back"])
def test_the_rows_themselves_are_not_read(asked, served):
    assert "COVERING INDEX ix_signature_news" in plan(asked, factories.campaign(), Choice(served=served))


def test_a_page_counts_nobody_before_news_are_sent_and_afterwards_only_who_came_later():
    campaign = factories.campaign()
    readers.put(campaign, [Reader("kari@example.org", "nb", number=1)])
    tables = {
        "nobody": plan(mailing_list.counts, campaign, Choice()),
        "elsewhere": plan(mailing_list.counts, campaign, Choice(served=(Served(Choice(frozenset({"ru"})), 7),))),
        "later": plan(mailing_list.counts, campaign, Choice(served=(SERVED,))),
    }
    assert "signature" not in tables["nobody"] + tables["elsewhere"]
    assert "uq_signature_number (campaign_id=? AND number>?)" in tables["later"]
    assert "ix_signature_news" not in tables["later"]
    assert "COVERING INDEX uq_signature_number" in tables["later"], "the highest number"


def test_after_a_sending_of_long_ago_the_rows_themselves_are_not_read(monkeypatch):
    campaign = factories.campaign()
    readers.put(campaign, [Reader("kari@example.org", "nb", number=1)])
    monkeypatch.setattr(mailing_list, "FEW", -10)
    assert "COVERING INDEX ix_signature_news" in plan(mailing_list.counts, campaign, Choice(served=(SERVED,)))

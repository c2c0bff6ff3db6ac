"""Whom news may be sent to is counted out of an index: a page does it, and the list may be long."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.database import db
from petitions.signatures import mailing_list, records
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


def test_a_page_counts_nobody_but_who_came_right_after_a_sending_and_whose_mail_was_taken_back():
    campaign = factories.campaign()
    readers.put(campaign, [Reader("kari@example.org", "nb", number=1)])
    asked = {
        "nobody": Choice(),
        "a whole stretch": Choice(served=(Served(Choice(), records.STRETCH),)),
        "elsewhere": Choice(served=(Served(Choice(frozenset({"ru"})), 7),)),
        "later": Choice(served=(SERVED,)),
        "taken back": Choice(served=(TAKEN_BACK,)),
    }
    tables = {name: plan(mailing_list.counts, campaign, choice) for name, choice in asked.items()}
    assert "signature" not in tables["nobody"] + tables["a whole stretch"] + tables["elsewhere"]
    assert "uq_signature_number (campaign_id=? AND number>? AND number<?)" in tables["later"]
    assert "uq_signature_number (campaign_id=? AND number=?)" in tables["taken back"]
    assert "ix_signature_" not in tables["later"] + tables["taken back"]


def test_the_highest_number_is_looked_up():
    campaign = factories.campaign()
    looked_up = plan(
        lambda campaign_id, _: mailing_list.last_number(database.session(), campaign_id), campaign, Choice()
    )
    assert "COVERING INDEX uq_signature_number" in looked_up

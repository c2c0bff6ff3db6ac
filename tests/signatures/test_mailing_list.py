"""Whom news may be sent to is counted out of an index: a page does it, and the list may be long."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.database import db
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Choice, Served
from tests import factories

# PostgreSQL chooses by how many rows there are: bench.office shows what it does with a million.
pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
]


@pytest.mark.parametrize("asked", [mailing_list.counts, mailing_list.count, mailing_list.key_ids])
@pytest.mark.parametrize("served", [(), (Served(Choice(frozenset({"nb"})), 7),)], ids=["all", "the rest"])
def test_the_rows_themselves_are_not_read(asked, served):
    campaign, said = factories.campaign(), []

    def note(_connection, _cursor, statement, parameters, *_more) -> None:
        said.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    asked(campaign.id, Choice(served=served))
    sa.event.remove(db.engine, "before_cursor_execute", note)
    database.session().rollback()
    statement, parameters = said[-1]
    with db.engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
    assert "COVERING INDEX ix_signature_news" in plan

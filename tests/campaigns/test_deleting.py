"""Deleting a draft: all of it goes but its number and its lines in the log. What was open stays."""

import os
import time

import pytest
import sqlalchemy as sa

from petitions import database, images, storage
from petitions.accounts.models import AuditEntry
from petitions.campaigns import deleting, previewing, queries, writing
from petitions.campaigns.models import Campaign, State
from petitions.campaigns.previewing import Standing
from petitions.images import keeping
from tests import factories
from tests.support import pictures

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def draft() -> Campaign:
    """A draft with a picture, a march and news."""
    portrait = images.store(pictures.encoded(pictures.photo(), "JPEG"))
    made = factories.campaign(state=State.DRAFT, opened_on=None, portrait=portrait)
    factories.event(of=made)
    factories.update(of=made)
    writing.add_language(made.id, "az", by=None)
    return made


def rows() -> dict[str, int]:
    """How many rows each table has, but for the log."""
    tables = [table for table in database.Base.metadata.sorted_tables if table.name != "audit_entry"]
    count = {table.name: sa.select(sa.func.count()).select_from(table) for table in tables}
    return {name: found for name, query in count.items() if (found := database.session().scalar(query))}


def test_a_draft_goes_with_all_that_belongs_to_it(draft: Campaign) -> None:
    deleting.delete(draft.id, by=None)
    assert set(rows()) == {"house", "house_text", "house_key", "house_key_wrap"}
    with pytest.raises(queries.NoSuchCampaign):
        deleting.delete(draft.id, by=None)
    last = database.session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.what, last.thing) == ("campaign deleted", f"campaign {draft.id}, free-rasul")


def test_its_pictures_go_with_the_next_sweep(draft: Campaign) -> None:
    deleting.delete(draft.id, by=None)
    for file in storage.folder("pictures").iterdir():
        os.utime(file, times=(time.time() - keeping.SPARED - 60,) * 2)
    images.sweep()
    assert list(storage.folder("pictures").iterdir()) == []


def test_its_address_is_free_and_its_number_is_not(draft: Campaign) -> None:
    house_id, old = draft.house_id, draft.id
    link = previewing.token(draft, Standing(State.OPEN))
    deleting.delete(old, by=None)
    new = writing.begin(house_id, slug="free-rasul", language="en", title="Again", demand="Let him go.", by=None)
    assert new.id > old
    with pytest.raises(previewing.LinkExpired):
        previewing.find(link)
    another = writing.begin(house_id, slug="free-ana", language="en", title="Ana", demand="Let her go.", by=None)
    assert another.id > new.id


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.HANDED_OVER, State.OUTCOME])
def test_what_has_been_open_stays(state: State) -> None:
    campaign = factories.campaign(state=state)
    before = rows()
    with pytest.raises(deleting.NoDraft):
        deleting.delete(campaign.id, by=None)
    assert rows() == before


def test_what_somebody_signed_stays_whatever_its_state_says() -> None:
    campaign = factories.campaign()
    factories.confirmed(campaign)
    with database.action() as session:
        session.execute(sa.update(Campaign).values(state=State.DRAFT, opened_on=None))
    with pytest.raises(deleting.NoDraft):
        deleting.delete(campaign.id, by=None)
    assert rows()["signature"] == 1

"""Writing news: what becomes of an address that two would take at once."""

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.models import AuditEntry
from petitions.campaigns.models import Campaign
from petitions.campaigns.queries import NoSuchCampaign
from petitions.updates import queries, writing
from petitions.updates.models import Update
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def test_of_two_who_take_an_address_at_once_the_second_gets_the_next(monkeypatch):
    campaign = factories.campaign()
    factories.update("sentenced", of=campaign)
    answers = iter(["sentenced", "sentenced-2"])
    monkeypatch.setattr(queries, "free_slug", lambda _slug: next(answers))
    begun = writing.begin(campaign, "Sentenced", by=None)
    assert begun.slug == "sentenced-2"
    assert [news.slug for news in queries.all_of_campaign(campaign.id)] == ["sentenced-2", "sentenced"]
    assert database.session().scalars(sa.select(AuditEntry.what)).all() == ["news begun"]


def test_of_a_campaign_that_is_gone_no_news_are_begun():
    with pytest.raises(NoSuchCampaign):
        writing.begin(Campaign(id=9, language="en"), "Sentenced", by=None)
    assert database.session().scalars(sa.select(Update)).all() == []

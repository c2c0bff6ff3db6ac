"""Paper sheets are made, signed by hand, and counted when they come back."""

import pytest

from petitions import database
from petitions.accounts import audit
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import State
from petitions.papersheets import making, queries
from tests import factories
from tests.support.together import at_once

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def campaign():
    return factories.campaign()


def total(campaign) -> queries.Total:
    return queries.total(queries.batches(campaign.id))


def test_each_sheet_has_a_code_of_its_own(campaign) -> None:
    batches = [making.make(campaign.id, "en", 3, by=None) for _ in range(2)]
    codes = [sheet.code for batch in batches for sheet in queries.of_batch(campaign.id, batch)]
    assert len(set(codes)) == 6
    assert codes[0] == f"{batches[0]}-001"
    assert [batch.sheets for batch in queries.batches(campaign.id)] == [3, 3]


def test_what_is_printed_keeps_its_words(campaign) -> None:
    assert not campaign.petition_text.is_signed
    batch = making.make(campaign.id, "en", 1, by=None)
    database.session().expire_all()
    assert campaign.petition_text.is_signed
    assert queries.of_batch(campaign.id, batch)[0].petition_text is campaign.petition_text


@pytest.mark.parametrize("typed", ("{}-002", " {}–2 ", "{}002", "{} - 02"))
def test_a_sheet_is_found_however_its_code_is_typed(campaign, typed) -> None:
    batch = making.make(campaign.id, "en", 2, by=None)
    assert queries.sheet(campaign.id, typed.format(batch.upper())).number == 2


@pytest.mark.parametrize("typed", ("", "x", "{}-003", "aaaaa-001", "{}-0000", "٣" * 8, "{}-²"))
def test_no_other_code_is_taken(campaign, typed) -> None:
    batch = making.make(campaign.id, "en", 2, by=None)
    with pytest.raises(queries.NoSuchSheet):
        queries.sheet(campaign.id, typed.format(batch))


def test_a_sheet_of_another_campaign_is_not_found(campaign) -> None:
    other = factories.campaign("other", of=campaign.house)
    batch = making.make(other.id, "en", 1, by=None)
    with pytest.raises(queries.NoSuchSheet):
        making.count(campaign.id, f"{batch}-001", 5, by=None)
    with pytest.raises(queries.NoSuchSheet):
        queries.of_batch(campaign.id, batch)


def test_a_sheet_counts_once_and_can_be_corrected(campaign) -> None:
    batch = making.make(campaign.id, "en", 3, by=None)
    assert total(campaign) == queries.Total(sheets=3, counted=0, signatures=0)
    for code, signatures in ((1, 12), (2, 7), (2, 8), (3, 0)):
        making.count(campaign.id, f"{batch}-{code}", signatures, by=None)
    assert total(campaign) == queries.Total(sheets=3, counted=3, signatures=20)


def test_two_who_count_at_once_leave_what_one_of_them_counted(app, campaign) -> None:
    code = f"{making.make(campaign.id, 'en', 1, by=None)}-001"

    def count(signatures: int) -> None:
        with app.app_context():
            making.count(campaign.id, code, signatures, by=None)

    at_once(count, range(1, 5))
    database.session().expire_all()
    assert total(campaign).signatures in range(1, 5)


def test_a_campaign_that_takes_no_signatures_makes_no_sheets(campaign) -> None:
    campaign.state = State.CLOSED
    database.session().commit()
    with pytest.raises(making.NotOpen):
        making.make(campaign.id, "en", 1, by=None)


def test_sheets_of_a_closed_campaign_can_still_be_counted(campaign) -> None:
    batch = making.make(campaign.id, "en", 1, by=None)
    campaign.state = State.CLOSED
    database.session().commit()
    making.count(campaign.id, f"{batch}-001", 9, by=None)
    assert total(campaign).signatures == 9


def test_both_are_noted(campaign) -> None:
    batch = making.make(campaign.id, "en", 2, by=None)
    making.count(campaign.id, f"{batch}-002", 17, by=None)
    said = [(entry.what, entry.thing) for entry in audit.of_house(campaign.house_id)][:2]
    assert said == [
        ("paper sheet counted", f"campaign {campaign.id}, {batch}-002, 17 signatures"),
        ("paper sheets made", f"campaign {campaign.id}, {batch}, 2 sheets"),
    ]


def test_an_unknown_campaign_is_refused(campaign) -> None:
    with pytest.raises(campaigns.NoSuchCampaign):
        making.make(campaign.id + 1, "en", 1, by=None)

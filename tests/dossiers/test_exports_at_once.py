"""A file that is asked for again while it is made: an impatient finger makes no second job, no second mail, no second line."""

import pytest

from petitions import database
from petitions.accounts import audit
from petitions.accounts.models import Organiser
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.dossiers.models import Kind
from tests.dossiers.test_exporting import office  # noqa: F401
from tests.support.together import at_once


@pytest.fixture
def press(app, office):  # noqa: F811
    """Asks for a file as one of several browsers does; the number of the job."""
    campaign_id, organiser_id, keys = office.campaign.id, office.me.id, office.keys

    def ask(kind: Kind) -> int:
        with app.app_context():
            campaign, me = (
                database.session().get_one(*one) for one in ((Campaign, campaign_id), (Organiser, organiser_id))
            )
            return exporting.ask(campaign, me, keys, kind=kind, language="en").job_id

    return ask


def test_what_is_being_made_is_not_begun_anew(press, office):  # noqa: F811
    first, *others = at_once(press, [Kind.CSV] * 3)
    assert others == [first, first]
    assert press(Kind.XLSX) != first
    office.doer.do(first)
    assert press(Kind.CSV) != first
    database.session().rollback()
    assert [entry.what for entry in audit.of_house(office.house.id)].count("export asked for") == 3

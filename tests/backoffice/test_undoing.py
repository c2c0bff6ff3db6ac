"""A decision on names is undone after others were taken: the page says for how many names it was not."""

import pytest

from petitions.campaigns import queries as campaigns
from petitions.signatures import moderating
from petitions.signatures.models import Review, Visibility
from petitions.signatures.records import Reason
from tests import factories

UNDO = "/organise/campaigns/free-rasul/moderation/decisions/{}/undo"


@pytest.fixture
def decide(app, house):
    """Decide on both public names of a campaign, or on the first of them alone. Returns the number of the decision."""
    with app.app_context():
        campaign = factories.campaign(of=house)
        for name in ("Ana", "Ivo"):
            factories.confirmed(campaign, f"{name}@example.org", name=name, visibility=Visibility.PUBLIC)

    def make(review: Review, most: int) -> int:
        with app.app_context():
            campaign = campaigns.visible("free-rasul")
            found = [one.id for state in Review for one in moderating.queue(campaign.id, moderating.Search(state))]
            return moderating.decide(campaign, sorted(found)[:most], review, reason=Reason.OTHER, by=None).id

    return make


def test_it_says_for_how_many_names_it_was_not_undone(office, decide):
    first = decide(Review.HIDDEN, 2)
    decide(Review.SHOWN, 1)
    page = office.post(UNDO.format(first), follow_redirects=True).text
    assert "Undone, but for 1 name: it was decided otherwise or withdrawn since." in page

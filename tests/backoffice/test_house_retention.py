"""What is erased when in a whole House, and what was: all its campaigns on one page, the soonest first."""

import datetime
import re

from petitions import clock as times
from petitions import database
from petitions.campaigns import publishing
from petitions.campaigns.models import Campaign, State
from petitions.signatures import retention
from tests import factories

PAGE = "/organise/houses/oslo/retention"


def made(slug: str, house, *, ago: int | None = None) -> Campaign:
    """A campaign with one signature that has closed so many days `ago`."""
    campaign = factories.campaign(slug, of=house)
    factories.confirmed(campaign)
    if ago is not None:
        publishing.close(campaign)
        with database.action():
            campaign.closed_on = times.today() - datetime.timedelta(days=ago)
    return campaign


def lines(page: str) -> dict[str, str]:
    """What the page says of each campaign, in its order."""
    found = re.findall(r'<li>\s*<a href="/organise/campaigns/([^/]+)/retention">(.*?)</li>', page, re.DOTALL)
    return {slug: " ".join(re.sub("<[^>]+>", " ", words).split()) for slug, words in found}


def test_what_goes_soonest_stands_first_and_what_is_gone_last(app, office, house, valid_html):
    with app.app_context():
        gone = made("gone", house, ago=20)
        retention.erase_list(gone.id)
        factories.campaign("drafted", of=house, state=State.DRAFT, opened_on=None)
        made("running", house)
        made("late", house, ago=10)
        publishing.hand_over(made("handed", house, ago=5), on=times.today())
        made("elsewhere", factories.house("zagreb"), ago=1)
    page = office.get(PAGE).text
    valid_html(page)
    found = lines(page)
    assert list(found) == ["handed", "late", "running", "drafted", "gone"]
    day = times.today() + datetime.timedelta(days=30)
    assert f"there until {day.day} {day:%B} {day.year}" in found["handed"]
    for slug, words in {
        "handed": ("It was handed over on", "Handed over"),
        "late": ("No hand-over was recorded.", "Closed"),
        "running": ("the campaign has not closed", "Open"),
        "drafted": ("nobody has signed", "Draft"),
        "gone": ("1 row went. The number of 1 signatures", "Closed"),
    }.items():
        assert all(word in found[slug] for word in words), found[slug]


def test_a_house_without_a_campaign_is_told_what_that_means(office):
    assert "no list of names is kept, and none was erased" in office.get(PAGE).text


def test_it_is_found_from_the_house_and_from_a_campaign(app, office, house):
    with app.app_context():
        made("running", house)
    assert f'href="{PAGE}"' in office.get("/organise/houses/oslo").text
    assert f'href="{PAGE}"' in office.get("/organise/campaigns/running/retention").text.partition("<main")[2]

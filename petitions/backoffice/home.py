"""The start page: an organiser's Houses and their campaigns, each with its number, today's change and what waits."""

from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice import attention, hosting, machine, navigation
from petitions.backoffice.attention import Point
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign, CampaignText, State
from petitions.houses.models import House
from petitions.signatures import figures

_ORDER = {State.OPEN: 0, State.DRAFT: 1}
"""What is going on comes first, then what is to come, then what has ended."""


@dataclass(frozen=True)
class Line:
    """A campaign on the start page."""

    campaign: Campaign
    text: CampaignText
    total: int
    change: int
    """Today's."""
    points: list[Point]


def register(blueprint: Blueprint) -> None:
    """Open the start page."""
    guarded(blueprint, "/", home, right=Right.SELF, endpoint="home")


def _order(campaign: Campaign) -> tuple[bool, int]:
    return campaign.archived_on is not None, _ORDER.get(campaign.state, len(_ORDER))


def _first_door(house: House) -> str | None:
    """The first page about a House that this organiser may open."""
    ways = (attention.house_way(endpoint, house) for endpoint, _name in navigation.HOUSE)
    return next(filter(None, ways), None)


def home() -> ResponseReturnValue:
    who = organiser()
    found = campaigns.of_houses(who.house_ids(Right.READ))
    known, changes = attention.facts(found), figures.changes_today([campaign.id for campaign in found])
    lines: dict[int, list[Line]] = {member.house_id: [] for member in who.memberships}
    for campaign in sorted(found, key=_order):
        facts, text = known[campaign.id], campaign.text(i18n.current())
        points = attention.of_campaign(campaign, facts)
        lines[campaign.house_id].append(Line(campaign, text, facts.total, changes[campaign.id], points))
    houses = [member.house for member in who.memberships]
    hosted = hosting.ahead(houses)
    return render(
        "backoffice/home.html",
        memberships=who.memberships,
        lines=lines,
        ways={member.house_id: attention.house_way("office.new_campaign", member.house) for member in who.memberships},
        doors={member.house_id: _first_door(member.house) for member in who.memberships},
        hosted=hosted,
        points=[
            *machine.points(machine.look()),
            *attention.of_houses(houses),
            *hosting.points(houses, hosted),
        ],
    )
